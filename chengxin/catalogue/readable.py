"""可读: a stored text as people read it."""

from decimal import Decimal, InvalidOperation

from chengxin.catalogue.codesets import code_set
from chengxin.catalogue.definitions import Element

NO_END = "2099-12-31"


def readable(text: str, element: Element) -> str:
    """A stored text as people read it: 万元 as 元 with separators, a day without end as 长期, a code by its name."""
    if element.type == "date" and text == NO_END:
        return "长期"
    if element.type == "choice" and element.code_set:
        return code_set(element.code_set).get(text, text)
    if element.type == "amount" and element.unit == "万元":
        try:
            amount = Decimal(text).normalize()
        except InvalidOperation:
            return f"{text}{element.unit}"
        return f"{(amount * 10000).normalize():,f} 元（{amount:f} 万元）"
    return text
