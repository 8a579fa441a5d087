"""表头: which column of a file is which element (ruling 13)."""

import unicodedata
from dataclasses import dataclass

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.sources.definitions import Source
from chengxin.ground.api import Refusal


@dataclass(frozen=True)
class Mapping:
    """Element code to column number; the headers of unknown columns, whose text is kept with the original."""

    columns: dict[str, int]
    unknown: tuple[str, ...]


def mapped(header: tuple[str, ...], version: ItemVersion, source: Source) -> Mapping:
    """Map ``header`` by code, Chinese name or alias. Raises Refusal for no, missing or doubled columns."""
    known: dict[str, str] = {}
    for element in version.elements:
        for name in (element.code, element.name, *source.aliases.get(element.code, ())):
            known[_plain(name)] = element.code
    columns: dict[str, int] = {}
    unknown = []
    for index, cell in enumerate(header):
        code = known.get(_plain(cell))
        if code is None:
            if _plain(cell):
                unknown.append(cell.strip())
        elif code in columns:
            first, second = header[columns[code]].strip(), cell.strip()
            told = f"“{first}”出现了两次" if first == second else f"“{first}”与“{second}”是同一要素"
            raise Refusal(["duplicate-column"], f"列重复：{told}，整份文件未收")
        else:
            columns[code] = index
    if not columns:
        raise Refusal(["no-column"], f"没有一列能对应“{source.name}”的要素，整份文件未收。第一行应为列名，如：{_sample(version)}")
    if doubled := {name for name in unknown if unknown.count(name) > 1}:
        raise Refusal(["duplicate-column"], f"列重复：{'、'.join(sorted(doubled))}，整份文件未收")
    missing = [e.name for e in version.elements if e.code not in columns and e.code in _required(version, columns) - source.translation.given]
    if missing:
        raise Refusal(["missing-column"], f"缺少必备列：{'、'.join(missing)}，整份文件未收")
    return Mapping(columns, tuple(unknown))


def _required(version: ItemVersion, columns: dict[str, int]) -> set[str]:
    """Columns without which no row can be judged: mandatory by a found rule, and the subject's code in one form."""
    required = {e.code for e in version.elements if e.mandatory and e.mandatory.startswith("S")}
    code, identity = version.roles["subject_code"], version.roles.get("identity")
    if identity is None or identity not in columns:
        required.add(code)
    return required


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).strip("\ufeff\u200b").upper()


def _sample(version: ItemVersion) -> str:
    return "、".join(e.name for e in version.elements[:4])
