"""列: what the files of an item hold, and how it is told: the number and days of the line, its organ, and every element the catalogue opens to the public."""

from typing import Any

from chengxin.catalogue import api as catalogue

HEAD: dict[str, tuple[str, str, str]] = {
    "line": ("公示编号", "integer", "本站 /line/ 之后的编号；更正后换新编号"),
    "organ": ("机关", "string", "报送或认定的机关；没有的为空"),
    "public_from": ("首次公示日", "date", "第一次公示的日期"),
    "laid_on": ("本版公示日", "date", "现在这一版公示的日期；晚于首次公示日的，更正过"),
}
_SQL = {"integer": "BIGINT", "date": "DATE", "string": "VARCHAR"}


def open_items() -> list[catalogue.Item]:
    """条目 that are open to everybody and weigh on nobody, in the catalogue's order."""
    return [one for one in catalogue.items().values() if one.nature == "benign" and one.openness == "社会公开"]


def elements(item: catalogue.Item) -> dict[str, catalogue.Element]:
    """要素 that the public sees, of every version, those of the newest first."""
    found: dict[str, catalogue.Element] = {}
    for version in reversed(item.versions):
        for one in version.elements:
            if one.public and item.openness_of(one) == "社会公开":
                found.setdefault(one.code, one)
    return found


def kinds(item: catalogue.Item) -> dict[str, str]:
    """Every column in its order with its type: integer, date or string. A day only where every version says so; an amount as it was written, for intake does not insist on a number."""
    found = {name: kind for name, (_title, kind, _about) in HEAD.items()}
    for code in elements(item):
        types = {one.type for version in item.versions for one in version.elements if one.code == code}
        found[code] = "date" if types == {"date"} else "string"
    return found


def sql_type(kind: str) -> str:
    """The type in Parquet."""
    return _SQL[kind]


def schema(item: catalogue.Item) -> dict[str, Any]:
    """A Frictionless Table Schema of the item's files."""
    known, fields = elements(item), []
    for name, kind in kinds(item).items():
        title, about = (HEAD[name][0], HEAD[name][2]) if name in HEAD else (known[name].name, _about(known[name]))
        field: dict[str, Any] = {"name": name, "title": title, "type": kind, "description": about}
        if name in known and (codes := known[name].code_set):
            field["chengxin:codeSet"] = codes
        fields.append(field)
    return {"fields": fields, "missingValues": [""], "primaryKey": ["line"]}


def _about(element: catalogue.Element) -> str:
    parts = [
        "2099-12-31 为长期" if element.type == "date" else "",
        f"单位{element.unit}" if element.unit else "",
        "其中的证件号码和电话号码已遮盖" if element.public == "text" else "",
    ]
    return "；".join(part for part in parts if part)
