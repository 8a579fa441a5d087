"""经同意查询: what a consent covers, read by whoever holds it for a bank or a buyer."""

import datetime as dt
from typing import Any

from chengxin.access import api as access
from chengxin.ground.api import database
from chengxin.records import api as records


def consented(consent: int, *, look: int, on: dt.date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Who a consent is about with the records it covers, identity numbers masked; and their public lines. ``look``: the committed look by that consent, which this uses up.

    Inside ``access.agents.acting``. Raises Refusal the moment the consent is taken back or over, and for another's.
    """
    with access.wishes_told():
        rows = database.fetch("SELECT * FROM publicity_consented(%s, %s)", [consent, look])
        lines = database.fetch("SELECT * FROM publicity_consented_lines(%s)", [consent])
    warrants = {row["record_id"]: row["warrant"] for row in rows if row["warrant"]}
    told = records.told_of(rows, known_on=on)
    return told | {"records": [one | {"warrant": warrants.get(one["id"])} for one in told["records"]]}, lines
