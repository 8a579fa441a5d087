"""数据模式: an item version as Frictionless Table Schema, JSON Schema and CSVW, for programs that send or check rows.

A schema demands only what intake demands (ruling 141): rules found in a source. Rules from memory or of
ours are told in the description, and allowed values beside it, never as constraints.
"""

from typing import Any

from chengxin.catalogue.codesets import described, known
from chengxin.catalogue.definitions import Element, Form, Item, ItemVersion

_CHECKED_SETS = ("subject_kind",)  # the roles whose code set returns a row (rulings 10, 106)


def frictionless(item: Item, version: ItemVersion, form: str | None = None) -> dict[str, Any]:
    """A Frictionless Table Schema of the version or of one of its forms; fields are named by element code."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": item.code,
        "title": _title(item, version, form),
        "fields": [_field(version, element) for element in version.of_form(form)],
        "missingValues": [""],
    }


def json_schema(item: Item, version: ItemVersion, form: str | None = None) -> dict[str, Any]:
    """A JSON Schema (2020-12) of one row as the HTTP API takes it: texts by element code, days as YYYY-MM-DD."""
    elements = version.of_form(form)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:chengxin:item:{item.code}:{version.version}{f':{form}' if form else ''}",
        "title": _title(item, version, form),
        "type": "object",
        "properties": {element.code: _property(version, element) for element in elements},
        "required": [e.code for e in elements if _must(e)],
        "additionalProperties": False,
    }
    codes = {e.code for e in elements}
    conditions = [_when(e) for e in elements if e.condition and e.condition.mark.startswith("S") and e.condition.element in codes]
    return schema | ({"allOf": conditions} if conditions else {})


def csvw(item: Item, version: ItemVersion, form: str | None = None) -> dict[str, Any]:
    """W3C CSV on the Web metadata for a file of the version: its Chinese headings and the types under them."""
    kinds = {"date": {"base": "date", "format": "yyyy/M/d"}, "amount": "decimal"}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "dc:title": _title(item, version, form),
        "tableSchema": {
            "columns": [
                {"name": e.code, "titles": [e.name, e.code], "datatype": kinds.get(e.type, "string"), "required": _must(e), "dc:description": _description(e)}
                for e in version.of_form(form)
            ]
        },
    }


def _field(version: ItemVersion, element: Element) -> dict[str, Any]:
    kind = {"date": "date", "amount": "number"}.get(element.type, "string")
    limits: dict[str, Any] = {"required": True} if _must(element) else {}
    if kind == "string" and (longest := _longest(element)):
        limits["maxLength"] = longest
    if values := _values(version, element):
        limits["enum"] = values
    field: dict[str, Any] = {"name": element.code, "title": element.name, "type": kind, "description": _description(element)}
    if kind == "date":
        field["format"] = "%Y/%m/%d"
    if element.code_set:
        field["chengxin:codeSet"] = element.code_set
    return field | ({"constraints": limits} if limits else {})


def _property(version: ItemVersion, element: Element) -> dict[str, Any]:
    told: dict[str, Any] = {"title": element.name, "type": "string", "description": _description(element)}
    if element.type == "date":
        told["format"] = "date"
    elif element.type == "amount":
        told["pattern"] = r"^[+-]?(\d+\.?\d*|\.\d+)?$"
    elif longest := _longest(element):
        told["maxLength"] = longest
    if _must(element):
        told["minLength"] = 1
    if values := _values(version, element):
        told["enum"] = values
    if element.code_set:
        told["x-code-set"] = element.code_set
    return told


def _when(element: Element) -> dict[str, Any]:
    condition = element.condition
    assert condition is not None
    holds: dict[str, Any] = {"enum": list(condition.values)}
    if condition.negated:
        holds = {"not": holds}
    return {
        "if": {"properties": {condition.element: holds}, "required": [condition.element]},
        "then": {"properties": {element.code: {"minLength": 1}}, "required": [element.code]},
    }


def _must(element: Element) -> bool:
    return bool(element.mandatory and element.mandatory.startswith("S"))


def _longest(element: Element) -> int | None:
    return element.longest if element.longest and element.longest_mark.startswith("S") and element.type != "code" else None


def _values(version: ItemVersion, element: Element) -> list[str]:
    checked = {version.roles.get(role) for role in _CHECKED_SETS}
    return [v.code for v in described(element.code_set).values] if element.code in checked and element.code_set and known(element.code_set) else []


def _description(element: Element) -> str:
    parts = [element.must, element.notation, element.rule, f"单位{element.unit}" if element.unit else "", f"出处 {element.source}"]
    return "；".join(part for part in parts if part)


def _title(item: Item, version: ItemVersion, form: str | None) -> str:
    chosen: Form | None = next((f for f in version.forms if f.code == form), None)
    return f"{item.name} {version.version} 版" + (f"（{chosen.name}）" if chosen else "")
