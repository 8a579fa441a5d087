"""格: a cell of a returned row as a field. Drawn here and not by a template, for a page has hundreds of them."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chengxin.collection import api as collection
from chengxin.ground.api import wording

_LONG = 60  # characters from which a cell gets several lines


def drawn(line: int, cell: collection.Cell, text: str) -> SafeString:
    """Label, what was found of the cell, and the field that holds ``text``; its name is c-line-place."""
    name, kind = f"c-{line}-{cell.place}", "textarea" if len(text) > _LONG or "\n" in text else "input"
    found = format_html_join("", '<span class="fault" id="{}">{}</span>', ((f"f-{name}-{n}", wording.worded(fault)) for n, fault in enumerate(cell.faults)))
    wrong = format_html(' aria-invalid="true" aria-describedby="f-{}-0"', name) if cell.faults else ""
    field = (
        format_html('<textarea id="{0}" name="{0}" rows="3"{1}>\n{2}</textarea>', name, wrong, text)
        if kind == "textarea"
        else format_html('<input id="{0}" name="{0}" value="{1}" autocomplete="off"{2}>', name, text, wrong)
    )
    return format_html('<div class="field" lang="zh-CN"><label for="{}">{}</label>{}{}</div>', name, cell.name, found, field)
