"""表头: which column of a file is which element (ruling 13)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chengxin.catalogue.api import ItemVersion
from chengxin.catalogue.api import item as catalogue_item
from chengxin.collection.added import is_ours
from chengxin.collection.sources.definitions import Source
from chengxin.ground.api import Refusal, wording

_said = wording.Sentence.of

# Marks of a form about a column, no part of its name (ruling 483).
_MARKS = re.compile(r"^[*※]+|[*※]+$|[(\[【](?:必填|选填|非必填|必填项|选填项|非必填项|可不填)[)\]】]$")
_QUOTES = re.compile("[\"'“”‘’]")
_TWICE = re.compile(r"(.+)[(\[【](.+)[)\]】]")
# A number before a column's name, and its unit in more words than (万元).
_NUMBERED, _UNIT = re.compile(r"^\d{1,3}[.、)](?=\D)"), re.compile(r"[(\[【](?:金额)?(?:单位)?:?(?:人民币)?:?(万元|元)[)\]】]$")
# What says that amounts are in yuan, or in another unit that is not ten thousand of it: a line beside the table, the head of a group of columns, a cell that is nothing else.
_YUAN = r"(?:[百千亿]|十万|百万|千万)?[元圆]"
_LINE_IN_YUAN = re.compile(rf"单位\s*[:为是(]*\s*(?:人民币|RMB|CNY|¥)?\s*[(/]?\s*{_YUAN}\s*(?:人民币)?(?=$|[\s,;:、。.()|\]])|以(?:人民币)?{_YUAN}为(?:计量|货币)?单位")
_UNIT_IN_YUAN = rf"(?:金额)?(?:单位)?:?(?:人民币)?[:(]?{_YUAN}\)?"
_HEAD_IN_YUAN, _CELL_OF_YUAN = re.compile(rf"\({_UNIT_IN_YUAN}\)$"), re.compile(rf"\(?{_UNIT_IN_YUAN}\)?")
_OF_UNITS = re.compile("单位$|币种$|^UNIT$|^CURRENCY$")  # a column that tells it


@dataclass(frozen=True)
class Mapping:
    """Element code to column number; the headers of unknown columns, whose text is kept with the original."""

    columns: dict[str, int]
    unknown: tuple[str, ...]


class Recognition:
    """识别: which element a header cell names, by code, Chinese name or alias; all that reading knows of the catalogue."""

    def __init__(self, version: ItemVersion, source: Source) -> None:
        self._known: dict[str, str] = {}
        spoken: set[str] = set()
        for element in version.elements:
            for name in (element.code, element.name, *source.aliases.get(element.code, ())):
                self._known[_plain(name)] = element.code
                spoken.add(name)
        self.names = frozenset(spoken)
        self.units = {element.code: element.unit for element in version.elements if element.unit} | dict(source.translation.units)

    def __call__(self, cell: str) -> str | None:
        if len(cell) >= 200:
            return None
        name = _plain(cell)
        while name not in self._known and (bare := _MARKS.sub("", name)) != name:
            name = bare
        if len(_QUOTES.findall(name)) % 2:  # one mark that is left over; between two of them the name says how the file quotes
            name = _QUOTES.sub("", name)
        if found := self._known.get(name) or self._known.get(_UNIT.sub(r"(\1)", _NUMBERED.sub("", name))):
            return found
        both = _TWICE.fullmatch(name)  # a name with its own code behind it, or the other way about
        named = {self._known.get(part) for part in both.groups()} if both else set()
        return named.pop() if len(named) == 1 else None


def mapped(header: tuple[str, ...], version: ItemVersion, source: Source) -> Mapping:
    """Map ``header`` by code, Chinese name or alias. Raises Refusal for no, missing or doubled columns.

    The columns we added ourselves to a returned file are passed over (ruling 150).
    """
    recognise = Recognition(version, source)
    columns: dict[str, int] = {}
    unknown = []
    for index, cell in enumerate(header):
        if is_ours(cell):
            continue
        code = recognise(cell)
        if code is None:
            if _plain(cell):
                unknown.append(cell.strip())
        elif code in columns:
            first, second = header[columns[code]].strip(), cell.strip()
            told = _said("“%(name)s”出现了两次", name=first) if first == second else _said("“%(first)s”与“%(second)s”是同一要素", first=first, second=second)
            raise Refusal(["duplicate-column"], _said("列重复：%(told)s，整份文件未收", told=told))
        else:
            columns[code] = index
    if not columns:
        from chengxin.collection.reading.garbled import is_garbled  # late: pages ask for names of columns, and read no file

        garbled = _said("列名像是乱码，可能导出时编码用错，请重新导出。") if any(map(is_garbled, header)) else ""
        raise Refusal(
            ["no-column"],
            _said("没有一列能对应“%(source)s”的要素，整份文件未收。%(garbled)s应有一行列名，如：%(names)s", source=source.name, garbled=garbled, names=_sample(version)),
        )
    if doubled := {name for name in unknown if unknown.count(name) > 1}:
        raise Refusal(
            ["duplicate-column"],
            _said(
                "列重复：%(names)s各出现了不止一次，分不清各指什么，整份文件未收。请给各列不同的列名，如“发证机关代码”“报送单位代码”",
                names="、".join(f"“{name}”" for name in sorted(doubled)),
            ),
        )
    missing = [e.name for e in version.elements if e.code not in columns and e.code in _required(version, columns) - source.translation.given]
    if missing:
        raise Refusal(["missing-column"], _said("缺少必备列：%(names)s，整份文件未收", names="、".join(missing)))
    return Mapping(columns, tuple(unknown))


def called(header: tuple[str, ...], version: ItemVersion, source: Source) -> dict[str, str]:
    """What a file calls the columns of elements, where that is neither the code nor the Chinese name."""
    recognise = Recognition(version, source)
    ours = {_plain(name) for element in version.elements for name in (element.code, element.name)}
    return {code: cell.strip() for cell in header if _plain(cell) not in ours and not is_ours(cell) and (code := recognise(cell))}


def check_unit(beside: Iterable[str], amounts: Sequence[int], *, heads: Iterable[str] = (), cells: Iterable[str] = ()) -> None:
    """Raise Refusal where a table says that its amounts are in yuan, and the ``amounts`` it has are in ten thousands (ruling 153).

    It may be said in lines ``beside`` it, above or below, in the ``heads`` over the amounts, or in ``cells`` of their own columns.
    """
    if not amounts:
        return
    said = ((_LINE_IN_YUAN.search, beside), (_HEAD_IN_YUAN.search, heads), (_CELL_OF_YUAN.fullmatch, cells))
    if any(tells(unicodedata.normalize("NFKC", text).strip()) for tells, texts in said for text in texts):
        raise Refusal(["amount-unit"], "表上注明的金额单位不是万元（而是元、千元、亿元等），而本表的金额应以万元填写，整份文件未收。请换算成万元，并改正表上的单位")


def said_as_unit(mapping: Mapping, header: Sequence[str]) -> list[int]:
    """The columns that none of the item's are and that tell the unit of the amounts beside them."""
    return [place for place, name in enumerate(header) if _OF_UNITS.search(_plain(name)) and place not in mapping.columns.values()]


def amounts_in_ten_thousands(mapping: Mapping, version: ItemVersion, source: Source) -> list[int]:
    """The columns of a file whose amounts are in 万元: not those that the source itself says are in another unit (149)."""
    wanted = {element.code for element in version.elements if element.type == "amount" and element.unit == "万元"} - source.translation.units.keys()
    return [place for code, place in mapping.columns.items() if code in wanted]


def _required(version: ItemVersion, columns: dict[str, int]) -> set[str]:
    """Columns without which no row can be judged: mandatory by a found rule, and the subject's code in one form (11, 512)."""
    required = {e.code for e in version.elements if e.mandatory and e.mandatory.startswith("S")}
    code, identity = version.roles["subject_code"], version.roles.get("identity")
    if (identity is None or identity not in columns) and not columns.keys() & set(catalogue_item(version.item).other_codes):
        required.add(code)
    return required


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).strip("\ufeff\u200b").upper()


def _sample(version: ItemVersion) -> str:
    return "、".join(e.name for e in version.elements[:4])
