"""A row as it is read (rulings 9, 14, 105, 115), and whether it is returned (rulings 10, 103, 106, 118, 120, 144)."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from tests.stories.oracle import definitions
from tests.stories.oracle.definitions import Item, Source, Version
from tests.stories.oracle.numbers import FILLER, is_credit_code, is_identity

_BLANKS = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009\u202f"
_NONE = ("无", "N/A", "")
_KINDS = ("法人及非法人组织", "自然人", "个体工商户")


@dataclass(frozen=True, eq=False)
class Read:
    """A row under the element codes of its item, as it is kept: each reception a version of its own, also of words that stood before."""

    item: Item
    version: Version
    values: dict[str, str]

    def of(self, role: str) -> str:
        """What stands in the element of a role; blank where the item has none."""
        return self.values.get(self.version.roles.get(role, ""), "")

    def day(self, role: str) -> dt.date | None:
        text = self.of(role)
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) and _exists(text) else None

    @property
    def person(self) -> bool:
        """About a natural person."""
        return self.of("subject_kind") == "自然人" or (set(self.item.versions[0].roles) & {"identity"} and not self.version.roles.get("subject_code"))

    @property
    def code(self) -> str:
        """The subject's usable credit code, blank for none (ruling 11)."""
        code = self.of("subject_code")
        return "" if self.person or code in (*_NONE, FILLER) else code


def read(source: Source, raw: dict[str, str], received: dt.date) -> Read:
    """A row of a file under the codes of its item."""
    item = definitions.items()[source.item]
    version = item.on(received)
    names = {element["name"]: code for code, element in version.elements.items()} | {code: code for code in version.elements} | source.aliases
    values = dict.fromkeys(version.elements, "")
    for name, cell in raw.items():
        code = names.get(name.strip(_BLANKS))
        if code:
            values[code] = _normal(version.elements[code]["type"], cell)
    return Read(item, version, values)


def returned(row: Read, received: dt.date) -> bool:
    """Whether the row goes back to its organ."""
    elements, values = row.version.elements, row.values
    if row.of("name") in _NONE:
        return True
    if "document_number" in row.version.roles and row.of("document_number") in _NONE:
        return True
    if "organ_code" in row.version.roles and row.of("organ_code") in _NONE:
        return True
    if "subject_kind" in row.version.roles and row.of("subject_kind") not in _KINDS:
        return True
    if row.person and not row.item.persons:
        return True
    if any(values[code] == "" and str(element.get("mandatory", {}).get("mark", "")).startswith("S") for code, element in elements.items() if element.get("mandatory")):
        return True
    if any(_due(element, values) and values[code] == "" for code, element in elements.items()):
        return True
    if any(len(values[code]) > element["length"]["most"] for code, element in elements.items() if _long_by_source(element)):
        return True
    if not row.person and "subject_code" in row.version.roles and row.of("subject_code") == "":
        return True
    for code, element in elements.items():
        value = values[code]
        if element.get("code_set") == "USCC" and value not in (*_NONE, FILLER) and not _sound(value):
            return True
        if element["type"] == "date" and value and not (re.fullmatch(r"\d{4}-\d\d-\d\d", value) and _exists(value)):
            return True
        if element.get("sealed") and value not in _NONE and _says_identity_card(row, code) and not is_identity(value):
            return True
    held = row.day("held_on")
    if held and held > received and row.item.code != "registration":
        return True
    begins, ends = row.day("valid_from"), row.day("valid_to")
    if begins and ends and ends < begins:
        return True
    if "licence_kind" in row.version.roles and not (row.of("licence_kind") in definitions.licence_kinds() or re.match("其他-.", row.of("licence_kind"))):
        return True
    if "fine" in row.version.roles and any(re.fullmatch("(其他-)?罚款", kind.strip(_BLANKS)) for kind in re.split("[;；,，、/|]", row.of("kinds"))):
        return not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", row.of("fine"))
    return False


def _sound(code: str) -> bool:
    return is_credit_code(code) and code[:2] in definitions.pairs() and not code.endswith("9999")


def _says_identity_card(row: Read, code: str) -> bool:
    kinds = [row.values.get(code.replace("ZJHM", "ZJLX"), ""), row.of("identity_kind") if row.version.roles.get("identity") == code else ""]
    return any("身份证" in kind for kind in kinds)


def _long_by_source(element: dict) -> bool:
    return str((element.get("length") or {}).get("mark", "")).startswith("S") and element["type"] in ("text", "name", "number") and element.get("code_set") is None


def _due(element: dict, values: dict[str, str]) -> bool:
    when = element.get("mandatory_when")
    if not when or not str(when["mark"]).startswith("S"):
        return False
    return values[when["element"]] in when["is"] if "is" in when else values[when["element"]] not in when["is_not"]


def _normal(kind: str, cell: str) -> str:
    text = unicodedata.normalize("NFC", cell).strip(_BLANKS)
    if kind in ("code", "date", "amount"):
        text = "".join(unicodedata.normalize("NFKC", letter) if "！" <= letter <= "～" or letter == "\u3000" else letter for letter in text)
    if kind == "number":
        text = "".join(unicodedata.normalize("NFKC", letter) if "！" <= letter <= "～" and unicodedata.normalize("NFKC", letter).isalnum() else letter for letter in text)
    if kind == "code":
        return "".join(letter for letter in text.upper() if letter not in _BLANKS)
    if kind == "date":
        return _day(text)
    if kind == "amount" and re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        return text.replace(",", "")
    return text


def _day(text: str) -> str:
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text) or re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", text) or re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日?", text)
    if not found:
        return text
    parts = [part for part in found.groups() if part.isdigit()]
    written = f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}"
    return written if _exists(written) else text


def _exists(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
