"""Two officers, one case, every pair of acts at the same moment: one wins, the other is told; and processes killed in the middle leave nothing by half."""

import itertools
import os
import random
import signal
import threading
import time

import pytest

from chengxin.law import api as law
from tests import cases as of
from tests.desk import browser, desk

KILLS, SEED = 20, 20261127


def _notice(seen, by):
    law.cases.make_letter(seen, "notice", by=by, on=of.today())


def _draft(seen, by):
    law.cases.save_draft(seen, law.cases.Draft((seen.acts[1]["payload"]["records"][0],), None, f"{by.officer} 写的"), by=by, on=of.today())


def _investigated(seen, by):
    law.cases.put_step(seen, "investigation", of.today(), by=by, on=of.today(), reason="更正")


def _published(seen, by):
    law.cases.put_step(seen, "publication", of.today(), by=by, on=of.today())


def _approve(seen, by):
    law.cases.approve(seen, mark=of.mark(seen.id), by=by, on=of.today())


def _decision(seen, by):
    law.cases.make_letter(seen, "decision", by=by, on=of.today())


def _served(seen, by):
    (decision,) = [one for one in law.letters.letters(warrant=law.cases.warrant_of(seen.acts)) if one["kind"] == "decision"]
    law.cases.serve_letter(seen, law.letters.letter(str(decision["letter"])), law.letters.ways()["hand"], handed_on=of.today(), by=by, on=of.today(), receiver="李明")


DRAFTING = {
    "draft": _draft, "step": _investigated, "letter": _notice,
    "propose": lambda seen, by: law.cases.propose(seen, by=by, on=of.today()), "drop": lambda seen, by: law.cases.drop(seen, "不作", by=by, on=of.today()),
}  # fmt: skip
PROPOSED = {
    "take-back": lambda seen, by: law.cases.take_back(seen, by=by, on=of.today()), "return": lambda seen, by: law.cases.give_back(seen, "退", by=by, on=of.today()), "approve": _approve,
}  # fmt: skip
DECIDED = {"step": _published, "close": lambda seen, by: law.cases.close(seen, by=by, on=of.today())}  # served already
PAIRS = [
    *(("drafting", one, other) for one, other in itertools.combinations_with_replacement(DRAFTING, 2)),
    *(("proposed", one, other) for one, other in itertools.combinations_with_replacement(PROPOSED, 2)),
    *(("decided", one, other) for one, other in [*itertools.combinations_with_replacement(DECIDED, 2), ("letter", "letter"), ("serve", "serve")]),
]
ACTS = {"drafting": DRAFTING, "proposed": PROPOSED, "decided": DECIDED | {"letter": _decision, "serve": _served}}


def test_every_pair_of_acts_at_the_same_moment(district):
    office = of.office(district, firms=len(PAIRS))
    district.become("desk")
    pairs = [pair for pair in PAIRS if pair != ("proposed", "take-back", "take-back")]  # one officer proposed
    for at, (stage, one, other) in enumerate(pairs):
        mine = office.of(at)
        number = {"drafting": of.ready, "proposed": of.proposed, "decided": of.decided}[stage](mine)
        if stage == "decided" and one != "letter":
            _decision(law.cases.read(number), mine.by("handler"))
        if stage == "decided" and one in DECIDED:
            _served(law.cases.read(number), mine.by("handler"))
        first, second = (mine.by(login) for login in _who(stage, one, other))
        seen = law.cases.read(number)
        outcomes = _at_once([lambda one=one, seen=seen, first=first: ACTS[stage][one](seen, first), lambda other=other, seen=seen, second=second: ACTS[stage][other](seen, second)])
        told = [outcome for outcome in outcomes if outcome is not None]
        assert len(told) == 1 and isinstance(told[0], law.cases.CaseMoved) and told[0].codes == ("case-moved",) and told[0].http_status == 409, (stage, one, other, outcomes)
        after = law.cases.read(number)
        assert after.number == seen.number + 1 and after.acts[-1]["kind"] in (one, other), (stage, one, other)
        assert after.acts[-1]["officer"] in str(told[0]) and after.acts[-1]["name"] in str(told[0])  # who, with what
        assert of.half_done(office) == [], (stage, one, other)


def _who(stage: str, one: str, other: str) -> tuple[str, str]:
    if stage != "proposed":
        return "handler", "second"
    return tuple("handler" if kind == "take-back" else login for kind, login in ((one, "approver"), (other, "vice")))


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
