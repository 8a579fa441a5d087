"""授权: the kernel's question asked from Python. The answer is made in the database alone."""

import datetime as dt
import json
from collections.abc import Sequence

from django.db import connection

from chengxin.ground.api import Refusal
from chengxin.law.refusals import told

STEPS = {
    "application": "申请", "marking": "标注异议", "acceptance": "受理", "investigation": "核查", "consent": "本人同意", "notice": "告知", "statement": "陈述申辩", "hearing": "听证", "decision": "决定", "service": "送达",
}  # fmt: skip  # 步骤, in their order


def authorise(
    power: str,
    *,
    subject: int,
    organ: int,
    proposer: int,
    approver: int,
    records: Sequence[int] = (),
    steps: dict[str, dt.date] | None = None,
    on: dt.date,
    first_public: dt.date | None = None,
    ends: dt.date | None = None,
) -> int:
    """May this organ do this to this subject, on these facts, on this day? Returns the Warrant's id.

    ``steps``: the day of each step done; ``ends``: the last day the organ asks for, where it asks for less than the longest. Raises Refusal with every code that applies (ruling 25);
    the caller's transaction keeps the refusal only if it commits.
    """
    stated = json.dumps({name: day.isoformat() for name, day in (steps or {}).items()})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT warrant, codes FROM law_ask_once(%s, %s, %s, %s, %s, %s::bigint[], %s::jsonb, %s, %s, %s)",
            [power, subject, organ, proposer, approver, list(records), stated, on, first_public or on, ends],
        )
        warrant, codes = cursor.fetchone()
    if warrant is None:
        raise Refusal(codes, told(codes))
    return warrant
