"""Letters for tests: a firm with warrants, and what a page says when it is read back."""

import datetime as dt
import io
import itertools
import re

from tests.district import EMERGENCY, District, credit_code, penalty_row

FIRM = credit_code("91120105MA0000001")
DAY = dt.date(2026, 5, 20)
_NUMBER = itertools.count(1)


def warrants(district: District, count: int = 1, **said: str) -> list[int]:
    """So many warrants to publish a penalty, oldest first."""
    rows = [penalty_row(CF_WSH=f"津北文〔2026〕{next(_NUMBER)}号", **said) for _ in range(count)]
    district.collect(*rows)
    district.publish(DAY.isoformat())
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        found = raw.execute("SELECT id FROM law_warrant ORDER BY id DESC LIMIT %s", [count]).fetchall()
    return sorted(one for (one,) in found)


def refused(power: str, warrant: int) -> int:
    """The warrant of a refusal about the facts of another warrant."""
    from chengxin.law import api as law

    told, (proposer, approver) = law.warrant(warrant), officers()
    done = dict.fromkeys(("acceptance", "investigation", "notice", "decision", "service"), DAY)
    return law.authorise(
        power,
        subject=told["subject_id"],
        organ=told["organ_id"],
        proposer=proposer.pk,
        approver=approver.pk,
        records=[fact["record"] for fact in told["facts"]],
        steps=done,
        on=DAY,
    )


def officers():
    """The standing pair."""
    from chengxin.access import api as access

    return access.officer("A"), access.officer("B")


def issue(warrant: int, kind: str = "decision", *, on: dt.date = DAY, **said: object) -> list:
    """A letter by officer A."""
    from chengxin.law import api as law

    return law.letters.issue(warrant, law.letters.kind(kind), officer=officers()[0], on=on, actor="测试", **said)


def text_of(pdf: bytes) -> str:
    """What stands on the pages, without blanks."""
    pypdf = __import__("pypdf")
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def page(letter) -> bytes:
    """The stored page."""
    from chengxin.law import api as law

    return law.letters.page(letter, actor="测试", purpose="测试")


ORGAN = EMERGENCY[0]


def deliver(letter, way: str, **said: object):
    """A service put down by officer A, on the letter's day unless said."""
    from chengxin.law import api as law

    return law.letters.deliver(letter, law.letters.ways()[way], officer=officers()[0], actor="测试", **{"on": DAY} | said)


def codes(raised) -> tuple[str, ...]:
    """The codes of a refusal."""
    return raised.value.codes
