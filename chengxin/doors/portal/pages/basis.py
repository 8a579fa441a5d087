"""依据: instruments a page rests on, with what we say of them in the law library; only what was found in a source."""

from typing import Any

from chengxin.ground.api import WrongUse, business_day
from chengxin.law import api as law


def bases(*codes: str) -> list[dict[str, Any]]:
    """The instruments of these codes that are on file, each with its articles that have a source."""
    found = []
    for code in codes:
        try:
            one = law.instrument(code, on=business_day.today())
        except WrongUse:
            continue
        found.append(
            {"code": code, "name": one["name"], "number": law.one_bracket(one["number"] or ""), "articles": [article for article in one["articles"] if article["source"] != "M"]}
        )
    return found
