"""依据: instruments a page rests on, with what we say of them in the law library; only what was found in a source."""

from typing import Any

from chengxin.ground.api import WrongUse, business_day
from chengxin.law import api as law


def bases(*named: str) -> list[dict[str, Any]]:
    """The instruments on file of these codes, each with its articles that have a source; ``code:第四十八条,第八十五条`` with those alone (what has no number is between commas)."""
    found = []
    for code, _, labels in (one.partition(":") for one in named):
        wanted = labels.split(",") if labels else None
        try:
            one = law.instrument(code, on=business_day.today())
        except WrongUse:
            continue
        found.append(
            {
                "code": code,
                "name": one["name"],
                "number": law.one_bracket(one["number"] or ""),
                "articles": [article for article in one["articles"] if article["source"] != "M" and (wanted is None or article["label"] in wanted)],
            }
        )
    return found
