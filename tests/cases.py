"""Cases for tests: two officers of the emergency bureau and a firm with a penalty; each thing is done by the room's own functions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from chengxin.access import api as access
from chengxin.ground.api import business_day
from chengxin.law import api as law
from tests.desk import administrators, appointed, key_of
from tests.district import District, credit_code, penalty_row

FIRM = credit_code("91120105MA0000001")
POWER = "list-AQSC"
REASON = "当事人经营超过保质期的食品，情节严重，符合列入情形。"


@dataclass
class Office:
    """The bureau: a handler, a second handler, an approver; and one of another organ."""

    district: District
    record: int
    subject: int

    def by(self, login: str) -> law.cases.By:
        """As whom somebody acts."""
        who = access.sessions.seen(key_of(login))
        assert who is not None and who.officer is not None
        return law.cases.By(who.officer, who.entry, who.subject)


def today() -> dt.date:
    return business_day.today()


def office(district: District, *, penalties: int = 1) -> Office:
    """As the worker: people and a firm with so many penalties."""
    both = administrators()
    for login, role, organ in (
        ("handler", "handler", "区应急局"),
        ("second", "handler", "区应急局"),
        ("approver", "approver", "区应急局"),
        ("other", "handler", "区市场监督局"),
        ("boss", "approver", "区市场监督局"),
    ):
        appointed(login, role, both, organ=organ, name=f"某{login}")
    day = today() - dt.timedelta(days=40)
    district.collect(*(penalty_row(CF_JDRQ=f"{day:%Y/%m/%d}", CF_WSH=f"津北应罚〔2026〕{n}号") for n in range(1, penalties + 1)), received=(day + dt.timedelta(days=3)).isoformat())
    record, subject = district.rows("SELECT id, subject_id FROM records_record WHERE item_id = 'penalty' ORDER BY id LIMIT 1")[0]
    return Office(district, record, subject)


def opened(of: Office, *, login: str = "handler", purpose: str = "处罚后拟列入名单") -> int:
    """A case just opened."""
    return law.cases.open_case(POWER, subject=of.subject, purpose=purpose, by=of.by(login), on=today())


def drafted(of: Office, *, login: str = "handler", records: Iterable[int] = ()) -> int:
    """A case with a draft."""
    number = opened(of, login=login)
    law.cases.save_draft(law.cases.read(number), law.cases.Draft(tuple(records) or (of.record,), None, REASON), by=of.by(login), on=today())
    return number


def ready(of: Office, *, login: str = "handler") -> int:
    """A case of which every condition is met: looked into, notice served, the party heard."""
    number, by, on = drafted(of, login=login), of.by(login), today()
    law.cases.put_step(law.cases.read(number), "investigation", on, by=by, on=on)
    (notice,) = law.cases.make_letter(law.cases.read(number), "notice", by=by, on=on)
    law.cases.serve_letter(law.cases.read(number), notice, law.letters.ways()["hand"], handed_on=on, by=by, on=on, receiver="李明")
    law.cases.put_step(law.cases.read(number), "statement", on, by=by, on=on)
    return number


def proposed(of: Office, *, login: str = "handler") -> int:
    """A case waiting for approval."""
    number = ready(of, login=login)
    law.cases.propose(law.cases.read(number), by=of.by(login), on=today())
    return number


def mark(number: int) -> str:
    """What an approver reads of the facts."""
    seen = law.cases.read(number)
    return law.cases.basis(seen.case, law.cases.proposal(seen.acts)["payload"]["records"], on=today())["mark"]


def decided(of: Office) -> int:
    """A case that another approved."""
    number = proposed(of)
    law.cases.approve(law.cases.read(number), mark=mark(number), by=of.by("approver"), on=today())
    return number


def unsaid() -> None:
    """Nothing is left over on this connection."""
    assert not connection.in_atomic_block
