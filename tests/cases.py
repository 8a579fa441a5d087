"""Cases for tests: two officers of the emergency bureau and a firm with a penalty; each thing is done by the room's own functions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chengxin.access import api as access
from chengxin.ground.api import business_day
from chengxin.law import api as law
from tests.desk import administrators, appointed, key_of
from tests.district import District, credit_code, penalty_row

FIRM, FIRST = credit_code("91120105MA0000001"), "天津市北运宏达商贸有限公司"
POWER = "list-AQSC"
REASON = "当事人经营超过保质期的食品，情节严重，符合列入情形。"


@dataclass
class Office:
    """The bureau: a handler, a second handler, an approver; and one of another organ."""

    district: District
    record: int
    subject: int
    firms: list[tuple[int, int]]  # record and subject of every firm

    def of(self, number: int) -> "Office":
        """The same bureau, about another firm."""
        return replace(self, record=self.firms[number][0], subject=self.firms[number][1])

    def by(self, login: str) -> law.cases.By:
        """As whom somebody acts."""
        who = access.sessions.seen(key_of(login))
        assert who is not None and who.officer is not None
        return law.cases.By(who.officer, who.entry, who.subject)


def today() -> dt.date:
    return business_day.today()


def office(district: District, *, firms: int = 1) -> Office:
    """As the worker: people, and so many firms with a penalty each."""
    both = administrators()
    for login, role, organ in (
        ("handler", "handler", "区应急局"),
        ("second", "handler", "区应急局"),
        ("approver", "approver", "区应急局"),
        ("vice", "approver", "区应急局"),
        ("other", "handler", "区市场监督局"),
        ("boss", "approver", "区市场监督局"),
    ):
        appointed(login, role, both, organ=organ, name=f"某{login}")
    day = today() - dt.timedelta(days=40)
    codes = [credit_code(f"91120105MA{n:07d}") for n in range(1, firms + 1)]
    rows = [
        penalty_row(CF_XDR_SHXYM=code, CF_XDR_MC=FIRST if n == 1 else f"天津市试{n}号商贸有限公司", CF_JDRQ=f"{day:%Y/%m/%d}", CF_WSH=f"津北应罚〔2026〕{n}号")
        for n, code in enumerate(codes, 1)
    ]
    district.collect(*rows, received=(day + dt.timedelta(days=3)).isoformat())
    found = district.rows("SELECT id, subject_id FROM records_record WHERE item_id = 'penalty' ORDER BY id")
    return Office(district, *found[0], found)


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


_HALF_DONE = """
SELECT 'stand' AS what, t.case_id AS of FROM law_casestand t JOIN LATERAL (SELECT * FROM law_caseact a WHERE a.case_id = t.case_id ORDER BY a.number DESC LIMIT 1) last ON true
WHERE last.number <> t.number OR NOT EXISTS (SELECT 1 FROM law_case_moves() m WHERE m.kind = last.kind AND m.ends = t.stage)
UNION ALL SELECT 'gap', case_id FROM law_caseact GROUP BY case_id HAVING max(number) <> count(*)
UNION ALL SELECT 'no act', c.id FROM law_case c WHERE NOT EXISTS (SELECT 1 FROM law_caseact a WHERE a.case_id = c.id AND a.number = 1 AND a.kind = 'open')
UNION ALL SELECT 'warrant', w.id FROM law_warrant w WHERE w.power_id = %s AND (SELECT count(*) FROM law_caseact a WHERE a.warrant_id = w.id AND a.kind = 'approve') <> 1
UNION ALL SELECT 'letter', l.id FROM law_letter l WHERE (SELECT count(*) FROM law_caseact a WHERE l.id = ANY (a.letters) AND a.kind = 'letter') <> 1
UNION ALL SELECT 'service', v.id FROM law_service v JOIN law_letter l ON l.id = v.letter_id WHERE NOT EXISTS (SELECT 1 FROM law_caseact a WHERE a.kind = 'serve' AND (l.id = ANY (a.letters) OR l.together_id = ANY (a.letters)))
UNION ALL SELECT 'entry', a.case_id FROM law_caseact a WHERE NOT EXISTS (SELECT 1 FROM ground_auditentry e WHERE e.act = 'case.' || a.kind AND e.reference = format('case:%%s/%%s', a.case_id, a.number))
UNION ALL SELECT 'ask', id FROM law_ask
"""


def half_done(office: Office) -> list[tuple]:
    """What would be there if something had been done by half: there should be nothing."""
    return office.district.rows(_HALF_DONE, POWER)
