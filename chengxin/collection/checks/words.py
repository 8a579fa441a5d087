"""Words that several checks share: what stands for no code, columns beside codes, the arithmetic of identity numbers."""

import operator
from collections.abc import Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.ground.api import identifiers

_arithmetic = identifiers.arithmetic

FILLER = identifiers.credit_code.FILLER
NO_CODE = (FILLER, "无", "N/A")
# What a program or a spreadsheet writes where it has nothing (ruling 481). A workbook's own error cells are found in reading (error-cell).
OF_PROGRAMS = (
    "NULL", "null", "Null", "(null)", "(NULL)", "<null>", "<NULL>", "None", "NaN", "nan", "undefined", "\\N",
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!",
)  # fmt: skip
NOTHING = ("", "无", "N/A", "n/a", *OF_PROGRAMS)  # ruling 103: no name, no number
# What a hand writes where a document has no number, beside NOTHING (ruling 103).
NO_DOCUMENT = (
    "空", "空白", "(空白)", "（空白）", "暂无", "没有", "略", "待补", "NA", "na", "未编号", "未编文号", "无号", "无文号", "无编号", "无文书号", "无决定书文号",
    "暂无文号", "暂无编号", "暂无文书号", "暂未编号", "尚无文号", "没有文号",
)  # fmt: skip
NOTHING_AS_CODE = tuple(sorted({FILLER, *(word.upper() for word in NOTHING)}))  # codes are compared in capitals
# What a hand writes instead of the words in the row above (ruling 488).
OF_THE_ROW_ABOVE = ("同上", "同上。", "同前", "同上行", "同上一行", "〃", "〃〃", "″", "〞", "＂", '"', "”", "ditto", "Ditto")
PERSON = "自然人"
IDENTITY_FORM = r"^[1-9][0-9]{16}[0-9X]\z"  # of a 公民身份号码; whether it holds, identity_check_holds tells
IDENTITY_SHAPE = r"^[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]\z"  # with what may be a day of birth, where nothing says that it is one
_OF_ANOTHER_COUNTRY = "外永港澳台"  # 外国人永久居留身份证, 香港永久性居民身份证 and their like have numbers of their own
ORGANISATION = "法人及非法人组织"
INDIVIDUAL = "个体工商户"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)\z"
# 罚款 alone or among the kinds of a decision (ruling 10); 其他-罚款 is read as 罚款, 免予罚款 is none.
FINED = r"(^|[;；,，、 \t\n\f\r])(其他-)?罚款(\z|[;；,，、 \t\n\f\r])"
ORGAN_OTHER = "other"  # the organ that a row names without a code is another than the sender (ruling 510)
_FOUR_FIGURES = r"^[0-9]{4}\z"
LOST = "?？□〓"  # what stands where a character was lost (ruling 495)
# What nobody sees: controls but for blanks, marks of direction and joining, fillers, tags.
INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
PRIVATE_USE = "[\ue000-\uf8ff\U000f0000-\U0010fffd]"
_MARKUP = "&(amp|lt|gt|quot|apos|nbsp|ensp|emsp|[lr]dquo|middot|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});|</?(br|p|span|div|font|a)[ />]"
CODE_LETTERS = _arithmetic.CREDIT_CODE_LETTERS


def organ_is_named(version: ItemVersion) -> bool:
    """Rows name their organ and have no column for its code: the register of organs tells it (ruling 510)."""
    return "organ_name" in version.roles and "organ_code" not in version.roles


def year_for_number(version: ItemVersion) -> bool:
    """A year stands for the document's number (ruling 143)."""
    element = version.element("document_number")
    return element is not None and element.is_year and items()[version.item].number_for_all


def is_year_begun(text: ir.StringValue, day: ir.DateValue) -> ir.BooleanValue:
    """``text`` is a year of four figures that has begun by ``day``. Such years follow one another as texts do."""
    return text.re_search(_FOUR_FIGURES) & (text <= day.year().cast("string"))


def code_columns(version: ItemVersion) -> list[str]:
    """The columns that hold unified social credit codes: the subject's, the deciding organ's, and any other of that code set."""
    roles = [role for role in ("subject_code", "organ_code") if version.element(role)]
    named = {version.roles[role] for role in roles}
    return roles + [e.code for e in version.elements if e.code_set == "USCC" and e.code not in named]


def outer(column: str) -> str:
    """The column that tells whether the check character of each code of ``column`` holds; null where a text has not the form of a code."""
    return f"{column}__outer"


def inner(column: str) -> str:
    """The column that tells whether the 主体标识码 inside each code of ``column`` holds; null where a text has not the form of a code."""
    return f"{column}__inner"


def meant(column: str) -> str:
    """The column that tells whether a text of ``column`` is more than nothing and none of the words that stand for no code."""
    return f"{column}__meant"


def citizen(column: str) -> str:
    """The column that tells whether a text of ``column`` is a citizen's identity number, and no code that holds."""
    return f"{column}__citizen"


def length(column: str) -> str:
    """The column that tells how many characters each text of ``column`` has."""
    return f"{column}__length"


def head(column: str) -> str:
    """The column of the first two characters of the codes in ``column``: 登记管理部门 and 机构类别."""
    return f"{column}__head"


def is_code_column(row: ir.Table, column: str) -> ir.BooleanValue:
    """The column holds something meant as a unified social credit code."""
    there = row[meant(column)]
    return there & (row.subject_kind != PERSON) if column == "subject_code" else there


def identity_check_holds(number: ir.StringValue) -> ir.BooleanValue:
    """GB 11643: the eighteenth character."""
    digits = ibis.literal("0123456789")
    total = sum((digits.find(number.substr(i, 1)) * weight for i, weight in enumerate(_arithmetic.IDENTITY_WEIGHTS)), ibis.literal(0))
    return ibis.literal(_arithmetic.IDENTITY_CHECKS).substr(total % 11, 1) == number.substr(17, 1)


def has_one_of(text: ir.StringValue, characters: str) -> ir.BooleanValue:
    """``text`` holds one of a few ``characters``; a pattern that says the same takes some fifteen times as long for each."""
    return reduce(operator.or_, (text.contains(one) for one in characters))


def is_identity_card(kind: ir.StringValue) -> ir.BooleanValue:
    """身份证 as a kind of document, however it is written (居民身份证号码, 其他-身份证), or none told (ruling 532)."""
    bare = kind.replace(" ", "").replace("\u3000", "")
    return (bare == "") | (bare.contains("身份证") & ~has_one_of(bare, _OF_ANOTHER_COUNTRY))


def is_one_of(text: ir.StringValue, words: Sequence[str]) -> ir.BooleanValue:
    """``text`` is one of many short ``words``; each costs a comparison, and few texts are as short."""
    return (text.length() <= max(map(len, words))).ifelse(text.isin(words), False)


def has_letter_or_figure(text: ir.StringValue) -> ir.BooleanValue:
    """``text`` holds more than marks; most begin with an ideograph, for which no pattern is needed."""
    return ((text >= "\u4e00") & (text < "\ua000")).ifelse(True, text.re_search(r"[\p{L}\p{N}]"))


def has_markup(text: ir.StringValue) -> ir.BooleanValue:
    """``text`` holds code of a page it was taken from (ruling 495)."""
    return has_one_of(text, "&<").ifelse(text.re_search(_MARKUP), False)  # few hold one of the two


def other_numbers(version: ItemVersion) -> list[str]:
    """The numbers of an item that are in no key: notices look at them as at names; the document's number has a check of its own (ruling 522)."""
    return [e.code for e in version.elements if e.type == "number" and e.code != version.roles.get("document_number")]


def plain(name: ir.StringValue) -> ir.StringValue:
    """A name as two writings of it are compared: brackets and blanks of either width are the same."""
    return name.replace("（", "(").replace("）", ")").replace(" ", "").replace("\u3000", "")
