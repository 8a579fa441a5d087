"""号码: identifiers, one module a kind, in the shape of python-stdnum, and what a door may conclude from them.

Every module has ``compact``, ``validate`` (raises InvalidIdentifier with a Chinese message and a code),
``is_valid``, ``format`` and ``doubts`` (what to look at again in a valid number). Refusing a real number
is worse than taking a false one: ``CERTAIN`` says whether the form is known well enough to refuse by it.
:func:`examine` obeys it, so that a form known from memory never costs anybody a refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass

from chengxin.ground.identifiers import (
    arithmetic,
    credit_code,
    divisions,
    identity_number,
    organisation_code,
    passport,
    permanent_residence,
    registration_number,
    taxpayer_number,
    travel_permits,
)
from chengxin.ground.identifiers.errors import AgreedFiller, InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength


@dataclass(frozen=True)
class Kind:
    """号码种类: a kind of identifier; ``certain`` where its form is known well enough to refuse by it."""

    code: str
    name: str
    certain: bool
    source: str
    compact: Callable[[str], str]
    validate: Callable[[str], str]
    doubts: Callable[[str], list[InvalidIdentifier]]


@dataclass(frozen=True)
class Verdict:
    """判断: the compact number; ``refused`` is why it cannot be one of its kind, ``hints`` what to look at again."""

    number: str
    refused: InvalidIdentifier | None
    hints: tuple[InvalidIdentifier, ...]


KINDS: dict[str, Kind] = {
    code: Kind(code, module.NAME, module.CERTAIN, module.SOURCE, module.compact, module.validate, module.doubts)
    for code, module in {
        "credit-code": credit_code,
        "organisation-code": organisation_code,
        "registration-number": registration_number,
        "taxpayer-number": taxpayer_number,
        "identity-number": identity_number,
        "permanent-residence": permanent_residence,
        "passport": passport,
    }.items()
}
for _code, _name, _validate in (
    ("hong-kong-macao-permit", "港澳居民来往内地通行证", travel_permits.validate_hong_kong_macao),
    ("taiwan-permit", "台湾居民来往大陆通行证", travel_permits.validate_taiwan),
):
    KINDS[_code] = Kind(_code, _name, travel_permits.CERTAIN, travel_permits.SOURCE, travel_permits.compact, _validate, travel_permits.doubts)

# The five kinds of document of 双公示 (S6); 其他-… is of no kind we know.
OF_DOCUMENTS = {
    "身份证": KINDS["identity-number"],
    "护照号": KINDS["passport"],
    "港澳居民来往内地通行证": KINDS["hong-kong-macao-permit"],
    "台湾居民来往大陆通行证": KINDS["taiwan-permit"],
    "外国人永久居留身份证": KINDS["permanent-residence"],
}


def examine(kind: str, number: str) -> Verdict:
    """What may be concluded from ``number`` as one of ``kind``. Raises KeyError for an unknown kind."""
    known = KINDS[kind]
    try:
        compact = known.validate(number)
    except InvalidIdentifier as error:
        form = known.compact(number)
        return Verdict(form, error, ()) if known.certain else Verdict(form, None, (error,))
    return Verdict(compact, None, tuple(known.doubts(compact)))


__all__ = [
    "KINDS",
    "OF_DOCUMENTS",
    "AgreedFiller",
    "InvalidChecksum",
    "InvalidComponent",
    "InvalidFormat",
    "InvalidIdentifier",
    "InvalidLength",
    "Kind",
    "Verdict",
    "arithmetic",
    "credit_code",
    "divisions",
    "examine",
    "identity_number",
    "organisation_code",
    "passport",
    "permanent_residence",
    "registration_number",
    "taxpayer_number",
    "travel_permits",
]
