"""来往通行证: 港澳居民来往内地通行证 and 台湾居民来往大陆通行证. Their forms are known from memory only (M).

>>> validate("H12345678")
'H12345678'
"""

import re

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers.errors import InvalidFormat, InvalidIdentifier, holds

# M: what does not fit is pointed out, never refused.
NAME, SOURCE, CERTAIN = "来往通行证", "M", False
_HONG_KONG_MACAO = re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII)
_TAIWAN = re.compile(r"\d{8}|\d{10}(\([0-9A-Z]\))?", re.ASCII)


def compact(number: str) -> str:
    """Half width, capitals, no blanks."""
    return code_form(number)


def validate_hong_kong_macao(number: str) -> str:
    """港澳居民来往内地通行证: H or M with 8 digits, older ones with the count of issues behind. Raises InvalidFormat."""
    number = compact(number)
    if not _HONG_KONG_MACAO.fullmatch(number):
        raise InvalidFormat("港澳居民来往内地通行证号码一般为 H 或 M 加 8 位数字，请核对")
    return number


def validate_taiwan(number: str) -> str:
    """台湾居民来往大陆通行证: 8 digits, older ones 10 with a character in brackets. Raises InvalidFormat."""
    number = compact(number)
    if not _TAIWAN.fullmatch(number):
        raise InvalidFormat("台湾居民来往大陆通行证号码一般为 8 位数字，请核对")
    return number


def validate(number: str) -> str:
    """The compact number of either permit. Raises InvalidFormat."""
    number = compact(number)
    if not (_HONG_KONG_MACAO.fullmatch(number) or _TAIWAN.fullmatch(number)):
        raise InvalidFormat("来往通行证号码一般为 H 或 M 加 8 位数字，或 8 位数字，请核对")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """Nothing more is known of it than its form."""
    validate(number)
    return []


def is_valid(number: str) -> bool:
    """Whether the number looks like a permit's."""
    return holds(validate, number)


def format(number: str) -> str:
    """The number as it is printed."""
    return compact(number)
