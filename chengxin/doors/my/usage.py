"""使用情况: looks in the shape of findUsage, by which Estonia's data tracker (andmejälgija) asks registers who used somebody's data.

There a register answers with ``usage``: when (``logtime``), what was done (``action``), who received it (``receiver``). Purpose, fields and the
question about it stand beside, for we have them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

_CHINA = dt.timezone(dt.timedelta(hours=8))


def found(looks: Iterable[Mapping[str, Any]], *, further: int | None) -> dict[str, object]:
    """The looks as an answer to findUsage; ``next`` is the address of the ones before, where there are more."""
    usage = [
        {
            "logtime": look["at"].astimezone(_CHINA).isoformat(timespec="seconds"),
            "action": look["purpose"] or "未注明目的",
            "receiver": "，".join(part for part in (look["organ"], look["post"]) if part),
            "reference": look["reference"],
            "fields": list(look["fields"]),
            "question": None
            if look["question"] is None
            else {"asked": look["asked"], "askedOn": look["asked_on"], "dueOn": look["due_on"], "answer": look["answer"], "answeredOn": look["answered_on"]},
        }
        for look in looks
    ]
    return {"findUsageResponse": {"usage": usage}, "next": f"?before={further}" if further else None}
