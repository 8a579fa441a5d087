"""Made rows of any catalogue item, from its definition: what a clerk fills into the template."""

from chengxin.catalogue import api as catalogue
from tests.district import EMERGENCY, credit_code, identity_number

FIRM = ("天津市北运宏达商贸有限公司", credit_code("91120105MA0000001"))
PERSON = ("林小满", identity_number("12010519900101002"))


def row_of(item: catalogue.Item, version: catalogue.ItemVersion, *, person: bool = False, form: str | None = None, **said: str) -> dict[str, str]:
    """A sound row by Chinese column name, every column filled that such a subject fills."""
    roles = {code: role for role, code in version.roles.items() if role != "subject_code" or code != version.roles.get("identity")}
    made = {}
    for element in version.of_form(form):
        made[element.name] = _cell(element, roles.get(element.code, ""), person)
    names = {e.code: e.name for e in version.elements}
    return made | {names.get(code, code): text for code, text in said.items()}


def _cell(element: catalogue.Element, role: str, person: bool) -> str:
    by_role = {
        "name": PERSON[0] if person else FIRM[0], "subject_kind": "自然人" if person else "法人及非法人组织", "subject_code": "" if person else FIRM[1],
        "identity_kind": "身份证" if person else "", "identity": PERSON[1] if person else "", "organ_name": EMERGENCY[0], "organ_code": EMERGENCY[1],
        "document_number": element.example or "津北试〔2026〕1号",
    }  # fmt: skip
    if role in by_role:
        return by_role[role]
    if element.sealed or element.code.endswith(("_ZJLX", "GSZC", "ZZJG", "SWDJ", "SYDW", "SHZZ", "ZDM", "GSDJ")):
        return ""
    if element.code_set == "USCC":
        return EMERGENCY[1]
    if person and element.code.endswith("_FRDB"):
        return ""
    if element.code_set and element.type == "choice":
        return element.example or next(iter(catalogue.code_set(element.code_set)))
    if element.type == "date":
        return "2099/12/31" if role == "given_end" or element.name.endswith("至") else "2026/05/12"
    if element.type == "number" and element.condition:
        return "津北同意〔2026〕1号"  # a number has a figure in it
    return "1.5" if element.type == "amount" else element.example or f"某{element.name}"[: element.longest or 40]
