"""Two officers, one case, every pair of acts at the same moment: one wins, the other is told; and processes killed in the middle leave nothing by half."""

import datetime as dt
import itertools
import os
import random
import signal
import threading
import time

import pytest

from chengxin.access import api as access
from chengxin.access.models import Account
from chengxin.ground.api import Refusal
from chengxin.law import api as law
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests import cases as of
from tests.desk import appointed, browser, desk

KILLS, SEED = 20, 20261127


def _draft(seen, by):
    law.cases.save_draft(seen, law.cases.Draft((seen.acts[1]["payload"]["records"][0],), None, f"{by.officer} 写的"), by=by, on=of.today())


def _step(seen, by):
    law.cases.put_step(seen, "investigation" if seen.case["stage"] == "drafting" else "publication", of.today(), by=by, on=of.today(), reason="更正")


def _letter(seen, by):
    law.cases.make_letter(seen, "notice" if seen.case["stage"] == "drafting" else "decision", by=by, on=of.today())


def _serve(seen, by):
    """The decision where it is made, else the notice; where it was served already, that is corrected."""
    made = _letters(seen)
    letter = ([one for one in made if one["kind"] == "decision"] or [one for one in made if one["kind"] == "notice"])[-1]["letter"]
    law.cases.serve_letter(seen, law.letters.letter(str(letter)), law.letters.ways()["hand"], handed_on=of.today(), by=by, on=of.today(), receiver="李明", reason="补记")


def _letters(seen) -> list[dict]:
    return law.letters.letters(numbers=[number for act in seen.acts if act["kind"] == "letter" for number in act["letters"]])


#: How each act of the table is done. An act that is added to the table is raced as soon as it stands here, and missed until then.
DO = {
    "open": lambda seen, by: law.cases.open_case(of.POWER, subject=seen.case["subject_id"], purpose="再立案", by=by, on=of.today()),
    "draft": _draft, "step": _step, "letter": _letter, "serve": _serve,
    "propose": lambda seen, by: law.cases.propose(seen, by=by, on=of.today()), "take-back": lambda seen, by: law.cases.take_back(seen, by=by, on=of.today()),
    "return": lambda seen, by: law.cases.give_back(seen, "退", by=by, on=of.today()), "approve": lambda seen, by: law.cases.approve(seen, mark=of.mark(seen.id), by=by, on=of.today()),
    "drop": lambda seen, by: law.cases.drop(seen, "不作", by=by, on=of.today()), "close": lambda seen, by: law.cases.close(seen, by=by, on=of.today()),
}  # fmt: skip
#: Every pair of acts that the table lets follow each other from one stage.
PAIRS = [(stage, *pair) for stage in law.cases.STAGES for pair in itertools.combinations_with_replacement(law.cases.onward(stage), 2)]


def test_every_act_of_the_table_is_raced():
    assert set(DO) == set(law.cases.MOVES)
    assert {kind for _, *pair in PAIRS for kind in pair} == set(law.cases.MOVES) - {"open"}  # opening has no stage before it: raced below
    assert ("decided", "letter", "close") in PAIRS and ("drafting", "draft", "drop") in PAIRS


def _prepared(mine: of.Office, stage: str, *kinds: str, login: str = "handler") -> int:
    """A case in a stage in which these acts may be done: one notice is served and another is not; of a decision the letters are served, save where they are still to be made."""
    if stage == "drafting":
        number = of.ready(mine, login=login)
        _letter(law.cases.read(number), mine.by(login))
        return number
    if stage == "proposed":
        return of.proposed(mine, login=login)
    number = of.decided(mine)
    if "letter" not in kinds:
        _letter(law.cases.read(number), mine.by("handler"))
        _serve(law.cases.read(number), mine.by("handler"))
    return number


def _may(stage: str, kind: str, others: tuple[str, ...]) -> bool:
    """Whether an act can be done in a prepared case: what follows the service of a decision waits for its letters, which are made once."""
    return not (stage == "decided" and "letter" in others and kind in ("step", "close"))


def _who(stage: str, one: str, other: str) -> tuple[str, str]:
    """Two officers who may: of acts of approvers two of those; what was asked for is taken back by who asked."""
    if stage != "proposed":
        return "handler", "second"
    return tuple("handler" if kind == "take-back" else login for kind, login in ((one, "approver"), (other, "vice")))


def test_every_pair_of_acts_at_the_same_moment(district):
    """Of two acts one is done, and who came second is told who was faster, with what; nothing is done by half."""
    pairs = [pair for pair in PAIRS if pair != ("proposed", "take-back", "take-back")]  # one officer proposed
    office = of.office(district, firms=len(pairs) + 1)
    district.become("desk")
    for at, (stage, one, other) in enumerate(pairs):
        mine = office.of(at)
        number = _prepared(mine, stage, one, other)
        first, second = (mine.by(login) for login in _who(stage, one, other))
        seen = law.cases.read(number)
        outcomes = _at_once([lambda one=one, seen=seen, first=first: DO[one](seen, first), lambda other=other, seen=seen, second=second: DO[other](seen, second)])
        told = [outcome for outcome in outcomes if outcome is not None]
        assert len(told) == 1 and isinstance(told[0], Refusal), (stage, one, other, outcomes)
        after = law.cases.read(number)
        assert after.number == seen.number + 1 and after.acts[-1]["kind"] in (one, other), (stage, one, other)
        if _may(stage, one, (one, other)) and _may(stage, other, (one, other)):
            assert isinstance(told[0], law.cases.CaseMoved) and told[0].codes == ("case-moved",) and told[0].http_status == 409, (stage, one, other, outcomes)
            assert after.acts[-1]["officer"] in str(told[0]) and after.acts[-1]["name"] in str(told[0])  # who, with what
        assert of.half_done(office) == [], (stage, one, other)
    mine = office.of(len(pairs))
    seen = law.cases.Read({"subject_id": mine.subject}, (), 0)
    outcomes = _at_once([lambda login=login: DO["open"](seen, mine.by(login)) for login in ("handler", "second")])
    (told,) = [outcome for outcome in outcomes if outcome is not None]
    assert told.codes == ("case-open",) and of.half_done(office) == []


def _withdraw(mine: of.Office, seen, _) -> None:
    """The organ takes back the record the case rests on."""
    record = records.record(str(mine.record))
    publicity.withdraw(record, organ=record.organ_id, kind="annulled", reason="撤销", on=of.today(), actor="测试")


def _print(mine: of.Office, seen, _) -> None:
    """A letter is printed again."""
    law.letters.page(law.letters.letter(str(_letters(seen)[0]["letter"])), actor="测试", purpose="重印")


def _hand_over(mine: of.Office, seen, appointment: int) -> None:
    """Whoever acts leaves their post."""
    access.staffing.hand_over(appointment, last_day=of.today() - dt.timedelta(days=1), by=_administrator("admin-a"))


def _administrator(login: str) -> access.staffing.By:
    return access.staffing.By(Account.objects.get(login=login).person_id, f"账户:{login}", "系统管理员", None)


BESIDE = {"withdraw": _withdraw, "print": _print, "hand over": _hand_over}
ACTED = [(stage, kind) for stage in law.cases.STAGES for kind in law.cases.onward(stage)]


@pytest.mark.parametrize("beside", BESIDE)
def test_every_act_beside_what_happens_outside_the_case(district, beside):
    """What the case rests on is taken back, a letter printed again, the very officer's post handed over, at the moment of an act: the act is done whole or refused with a code; what is beside it is done."""
    office = of.office(district, firms=len(ACTED))
    both = [_administrator("admin-a"), _administrator("admin-b")]
    made = {}
    for at, (stage, kind) in enumerate(ACTED):
        role = "approver" if law.cases.MOVES[kind].right == "approve-decision" else "handler"
        made[at] = appointed(f"leaver-{at}", role, both, organ="区应急局", name=f"离岗{at}", begins_on=of.today() - dt.timedelta(days=30))[1]
    district.become("desk")
    for at, (stage, kind) in enumerate(ACTED):
        mine, login = office.of(at), f"leaver-{at}"
        number = _prepared(mine, stage, kind, login=login if kind == "take-back" else "handler")
        by, seen = mine.by(login), law.cases.read(number)
        act, other = _at_once([lambda kind=kind, seen=seen, by=by: DO[kind](seen, by), lambda mine=mine, seen=seen, at=at: BESIDE[beside](mine, seen, made[at])])
        assert other is None, (stage, kind, other)
        assert act is None or isinstance(act, Refusal) and act.codes, (stage, kind, act)
        after = law.cases.read(number)
        assert after.number - seen.number == (act is None), (stage, kind, act)
        assert of.half_done(office) == [], (stage, kind)
        if beside == "hand over":  # from now on they act in nothing
            again = _at_once([lambda number=number, by=by: DO["draft"](law.cases.read(number), by)])[0]
            assert isinstance(again, Refusal), (stage, kind)


def _at_once(tasks) -> list[BaseException | None]:
    from django.db import connections

    gate, outcomes = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(place: int) -> None:
        gate.wait()
        try:
            tasks[place]()
        except BaseException as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_table_of_moves_is_the_databases(district):
    told = sorted(district.rows("SELECT kind, begins, ends, needs FROM law_case_moves()"))
    assert told == sorted((move.kind, begins, ends, move.right) for move in law.cases.MOVES.values() for begins, ends in move.between)


def test_killed_in_the_middle_nothing_is_done_by_half(district):
    """Forms sent to a process that is killed while it works: each act is done or not done, and the same form, sent again, does it."""
    office, chance = of.office(district, firms=6), random.Random(SEED)
    with district.side("desk"), desk():
        clients = {login: browser(login) for login in ("handler", "approver")}
        killed = done = at = 0
        while killed < KILLS:
            mine = office.of(at % 6)
            number = of.drafted(mine)
            at += 1
            for login, path, said in _walk(mine, number):
                before = law.cases.read(number).number
                form = {"read": str(before), **said()}
                killed += _killed(lambda login=login, path=path, form=form: clients[login].post(path(), form), after=chance.choice((0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.4)))
                assert of.half_done(office) == []
                now = law.cases.read(number).number
                assert now - before in (0, 1)
                done += now - before
                if now == before:
                    answer = clients[login].post(path(), form)
                    assert answer.status_code == 302, (path(), answer.content.decode()[-3000:])
            assert law.cases.read(number).case["stage"] == "closed"
    assert killed >= KILLS and of.half_done(office) == []


def _walk(mine: of.Office, number: int):
    """The forms of a case from its draft to its end: who sends which where."""
    day = of.today().isoformat()

    def letter(kind: str) -> int:
        numbers = [one for act in law.cases.acts(number) if act["kind"] == "letter" for one in act["letters"]]
        return next(one["letter"] for one in law.letters.letters(numbers=numbers) if one["kind"] == kind)

    here = f"/cases/{number}"
    yield "handler", lambda: f"{here}/step", lambda: {"step": "investigation", "step_day": day}
    yield "handler", lambda: f"{here}/letters", lambda: {"kind": "notice"}
    yield "handler", lambda: f"/letters/{letter('notice')}/serve", lambda: {"way": "hand", "handed_on": day, "proof": "李明"}
    yield "handler", lambda: f"{here}/step", lambda: {"step": "statement", "step_day": day}
    yield "handler", lambda: f"{here}/draft", lambda: {"records": [str(mine.record)], "reason": of.REASON, "do": "propose"}
    yield "approver", lambda: f"{here}/decide", lambda: {"mark": of.mark(number), "do": "approve"}
    yield "handler", lambda: f"{here}/letters", lambda: {"kind": "decision"}
    yield "handler", lambda: f"/letters/{letter('decision')}/serve", lambda: {"way": "hand", "handed_on": day, "proof": "李明"}
    yield "handler", lambda: f"{here}/end", dict


def _killed(act, *, after: float) -> bool:
    """Do something in a process of its own and kill it after some seconds; True if it was still at work."""
    from django.db import connections

    child = os.fork()
    if child == 0:
        for connection in connections.all():
            connection.connection = None  # the parent's
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(after)
    ended, _ = os.waitpid(child, os.WNOHANG)
    if ended:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    time.sleep(0.15)  # the server finds out
    return True


@pytest.fixture(autouse=True)
def _no_threads_left():
    yield
    assert threading.active_count() < 20
