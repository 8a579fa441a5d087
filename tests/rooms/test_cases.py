"""Cases: acts in their order, two people, the kernel's warrant at the approval; what is not met is told with the day that mends it."""

import datetime as dt

import pytest

from chengxin.ground.api import Refusal
from chengxin.law import api as law
from tests import cases as of
from tests import letters


@pytest.fixture
def office(filled):
    made = filled(of.office)
    made.district.become("desk")
    return made


def test_from_opening_to_the_end(office):
    number = of.decided(office)
    seen = law.cases.read(number)
    warrant = law.warrant(law.cases.warrant_of(seen.acts))
    assert (
        warrant["power_code"] == of.POWER
        and warrant["steps"]["decision"] == of.today().isoformat()
        and set(warrant["steps"]) >= {"investigation", "notice", "statement", "decision"}
    )
    assert (warrant["proposer"], warrant["approver"]) == ("某handler", "某approver")
    assert seen.case["stage"] == "decided" and seen.case["due_on"] > of.today()
    by, on = office.by("handler"), of.today()
    with pytest.raises(Refusal) as refused:
        law.cases.close(seen, by=by, on=on)
    assert refused.value.codes == ("not-served",)
    decision, repair = law.cases.make_letter(seen, "decision", by=by, on=on)
    law.cases.serve_letter(law.cases.read(number), decision, law.letters.ways()["hand"], handed_on=on, by=by, on=on, receiver="李明")
    seen = law.cases.read(number)
    assert seen.done["service"] == on and seen.letters == {"notice": True, "decision": True, "repair-notice": True}
    law.cases.close(seen, by=by, on=on)
    assert law.cases.read(number).case["stage"] == "closed"
    assert [act["kind"] for act in law.cases.acts(number)] == ["open", "draft", "step", "letter", "serve", "step", "propose", "approve", "letter", "serve", "close"]


def test_both_letters_say_why(office):
    """What the case was drafted and proposed with stands in the notice and in the decision, whoever prints it."""
    by, on = office.by("handler"), of.today()
    case = law.cases.read(of.decided(office))
    notice = next(number for act in case.acts if act["kind"] == "letter" for number in act["letters"])
    assert "二、理由" + of.REASON in letters.text_of(letters.page(law.letters.letter(str(notice))))
    warrant = law.cases.warrant_of(case.acts)
    assert law.warrant(warrant)["reason"] == of.REASON
    decision, repair = law.cases.make_letter(case, "decision", by=by, on=on)
    assert "二、理由" + of.REASON in letters.text_of(letters.page(decision)) and of.REASON not in letters.text_of(letters.page(repair))
    assert of.REASON in letters.text_of(law.letters.copy_of(warrant, on=on, actor="测试"))


def test_the_panel_says_what_is_missing_and_when(office):
    number, by, on = of.opened(office), office.by("handler"), of.today()
    seen = law.cases.read(number)
    empty = law.cases.may(seen, law.cases.Draft(), by=by, on=on)
    told = {one.code: one for one in empty.conditions}
    assert not empty.may and {code for code, one in told.items() if one.state == law.cases.UNMET} == {"facts-missing", "step-investigation", "step-notice", "reason"}
    assert told["power"].state == law.cases.MET and told["approver"].detail == "某approver、某vice"
    assert all(one.mend for one in empty.conditions if one.state == law.cases.UNMET)
    number = _served_notice(office, number)
    answer = law.cases.may(law.cases.read(number), law.cases.Draft((office.record,), None, of.REASON), by=by, on=on)
    waiting = next(one for one in answer.conditions if one.code == "waiting")
    assert [one.code for one in answer.conditions if one.state != law.cases.MET] == ["waiting"]
    assert waiting.from_day == answer.from_day and f"{waiting.from_day:%m-%d} 起可以决定" in waiting.mend
    assert answer.granted["ends_on"]  # the rest is told as if the time were over
    with pytest.raises(Refusal, match="陈述申辩期未满") as refused:
        law.cases.propose(law.cases.read(number), by=by, on=on)
    assert refused.value.codes == ("conditions-unmet",)
    later = waiting.from_day
    assert law.cases.may(law.cases.read(number), law.cases.Draft((office.record,), None, of.REASON), by=by, on=later).may
    assert law.cases.read(number).case["free_on"] == later


def _served_notice(office, number: int) -> int:
    by, on = office.by("handler"), of.today()
    law.cases.save_draft(law.cases.read(number), law.cases.Draft((office.record,), None, of.REASON), by=by, on=on)
    law.cases.put_step(law.cases.read(number), "investigation", on, by=by, on=on)
    (notice,) = law.cases.make_letter(law.cases.read(number), "notice", by=by, on=on)
    law.cases.serve_letter(law.cases.read(number), notice, law.letters.ways()["hand"], handed_on=on, by=by, on=on, receiver="李明")
    return number


def test_every_condition_of_the_kernel_is_told_in_the_panel(office):
    """Each code that can be provoked makes its own condition unmet, with what would mend it."""
    number, by, on = of.ready(office), office.by("handler"), of.today()
    seen = law.cases.read(number)
    draft = law.cases.Draft((office.record,), None, of.REASON)
    assert law.cases.may(seen, draft, by=by, on=on).may

    def unmet(draft=draft, case=None, day=on):
        changed = law.cases.Read(seen.case | (case or {}), seen.acts, seen.number, seen.done)
        return {one.code for one in law.cases.may(changed, draft, by=by, on=day).conditions if one.state == law.cases.UNMET}

    market = office.by("other").entry["organ"]
    assert unmet(case={"power": "list-SJYZWF"}) >= {"basis-unverified"}
    assert unmet(case={"organ_id": market}) >= {"wrong-organ"}
    assert unmet(case={"subject_id": market, "subject_kind": "organ"}) >= {"wrong-subject", "facts-missing"}
    assert unmet(law.cases.Draft((999999,), None, "x")) == {"facts-missing"}
    assert unmet(law.cases.Draft((office.record,), dt.date(2099, 1, 1), "x")) == {"beyond-measure"}
    assert unmet(law.cases.Draft((office.record,), None, " ")) == {"reason"}
    assert unmet(day=dt.date(2023, 1, 1)) >= {"power"}
    _dispute(office)
    assert unmet() == {"facts-disputed"}


def _dispute(office) -> None:
    from chengxin.records import api as records

    records.mark_disputed(records.record(str(office.record)), disputed=True, reference="异议1号", on=of.today(), actor="测试")


def test_who_handled_a_case_does_not_approve_it(office):
    """Two people: neither the proposer nor whoever had a hand in it; nor anybody of another organ."""
    number = of.proposed(office)
    for login, code in (("handler", "not-allowed"), ("second", "not-allowed"), ("other", "not-allowed"), ("boss", "not-allowed")):
        for act in (
            lambda by: law.cases.approve(law.cases.read(number), mark=of.mark(number), by=by, on=of.today()),
            lambda by: law.cases.give_back(law.cases.read(number), "x", by=by, on=of.today()),
        ):
            with pytest.raises(Refusal) as refused:
                act(office.by(login))
            assert refused.value.codes == (code,), login
    with pytest.raises(Refusal) as refused:
        law.cases.take_back(law.cases.read(number), by=office.by("second"), on=of.today())
    assert refused.value.codes == ("other-proposer",)
    assert office.district.value("SELECT count(*) FROM law_warrant WHERE power_id = %s", of.POWER) == 0


def test_one_person_in_two_posts_does_not_approve_their_own(district):
    from tests.desk import appointed

    made = of.office(district)
    from chengxin.access.models import Account, Post

    both_sides = Account.objects.get(login="handler").person_id
    admins = [__import__("chengxin.access.api", fromlist=["staffing"]).staffing.By(Account.objects.get(login=login).person_id, login) for login in ("admin-a", "admin-b")]
    appointed("handler", "approver", admins, person=both_sides, title="兼批准岗")
    assert Post.objects.filter(title="兼批准岗").exists()
    district.become("desk")
    number = of.proposed(made)
    with pytest.raises(Refusal) as refused:
        law.cases.approve(law.cases.read(number), mark=of.mark(number), by=made.by("handler"), on=of.today())
    assert refused.value.codes == ("same-officer",)


def test_returned_with_a_reason_and_proposed_again(office):
    number, on = of.proposed(office), of.today()
    with pytest.raises(Refusal) as refused:
        law.cases.give_back(law.cases.read(number), "  ", by=office.by("approver"), on=on)
    assert refused.value.codes == ("no-reason",)
    law.cases.give_back(law.cases.read(number), "请补充情节", by=office.by("approver"), on=on)
    assert law.cases.read(number).case["stage"] == "drafting"
    law.cases.propose(law.cases.read(number), by=office.by("handler"), on=on)
    law.cases.take_back(law.cases.read(number), by=office.by("handler"), on=on)
    law.cases.propose(law.cases.read(number), by=office.by("second"), on=on)
    assert law.cases.read(number).case["proposer"] == "某second"


def test_what_changed_since_it_was_proposed_is_told_and_must_have_been_read(office):
    number, on = of.proposed(office), of.today()
    read = of.mark(number)
    _dispute(office)
    seen = law.cases.read(number)
    proposal = law.cases.proposal(seen.acts)["payload"]
    now = law.cases.basis(seen.case, proposal["records"], on=on)
    assert law.cases.changes(proposal["basis"], now) == [{"of": str(office.record), "code": "disputed"}]
    with pytest.raises(law.cases.CaseMoved) as moved:
        law.cases.approve(seen, mark=read, by=office.by("approver"), on=on)
    assert moved.value.codes == ("facts-moved",) and moved.value.http_status == 409
    with pytest.raises(Refusal, match="异议") as refused:  # read again, the kernel says no, and that is kept
        law.cases.approve(law.cases.read(number), mark=of.mark(number), by=office.by("approver"), on=on)
    assert refused.value.codes == ("facts-disputed",)
    assert office.district.value("SELECT codes FROM law_refused ORDER BY id DESC LIMIT 1") == ["facts-disputed"]
    assert office.district.value("SELECT act FROM ground_auditentry ORDER BY id DESC LIMIT 1") == "case.approve-refused"
    assert law.cases.read(number).case["stage"] == "proposed"


def test_not_acting_has_its_reason_and_its_end(office):
    number, on = of.drafted(office), of.today()
    law.cases.drop(law.cases.read(number), "情节轻微，已经改正", by=office.by("handler"), on=on)
    assert law.cases.read(number).case["stage"] == "dropped"
    with pytest.raises(Refusal) as refused:
        law.cases.save_draft(law.cases.read(number), law.cases.Draft(), by=office.by("handler"), on=on)
    assert refused.value.codes == ("not-now",)
    again = of.opened(office)  # the same matter may be taken up anew
    with pytest.raises(Refusal) as refused:
        of.opened(office)
    assert refused.value.codes == ("case-open",) and again != number


def test_a_step_is_put_down_in_its_turn_and_corrected_with_a_reason(office):
    number, by, on = of.drafted(office), office.by("handler"), of.today()
    for step, code in (("statement", "step-out-of-turn"), ("decision", "step-out-of-turn"), ("notice", "step-by-letter"), ("nonsense", "step-out-of-turn")):
        with pytest.raises(Refusal) as refused:
            law.cases.put_step(law.cases.read(number), step, on, by=by, on=on)
        assert refused.value.codes == (code,), step
    with pytest.raises(Refusal) as refused:
        law.cases.put_step(law.cases.read(number), "investigation", on + dt.timedelta(1), by=by, on=on)
    assert refused.value.codes == ("day-to-come",)
    law.cases.put_step(law.cases.read(number), "investigation", on, by=by, on=on)
    with pytest.raises(Refusal) as refused:
        law.cases.put_step(law.cases.read(number), "investigation", on - dt.timedelta(2), by=by, on=on)
    assert refused.value.codes == ("no-document",)
    law.cases.put_step(law.cases.read(number), "investigation", on - dt.timedelta(2), by=by, on=on, reason="日期误记")
    assert law.cases.read(number).done["investigation"] == on - dt.timedelta(2)


def test_the_database_holds_it_whoever_calls(office):
    """Raw statements in the desk's role: no act is written past the function, and the function knows who may."""
    import json

    import psycopg

    number = of.proposed(office)
    handler, approver = office.by("handler").officer, office.by("approver").officer
    act = {"case": number, "read": law.cases.read(number).number, "kind": "approve", "day": of.today().isoformat(), "post": "x", "mark": of.mark(number)}
    with office.district.connect("desk", options="-c search_path=chengxin") as raw:
        for statement in (
            f"INSERT INTO law_caseact (case_id, number, kind, officer_id, post, day) VALUES ({number}, 99, 'close', {handler}, 'x', now())",
            f"INSERT INTO law_case (power_id, subject_id, organ_id, opened_on) SELECT power_id, subject_id, organ_id, opened_on FROM law_case WHERE id = {number}",
            "UPDATE law_casestand SET stage = 'decided'",
            "DELETE FROM law_casepresence",
            "UPDATE law_caseact SET reason = 'x'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)
        for said, code in (
            ({"officer": handler}, "not-allowed"), ({"officer": 999_999}, "not-allowed"), ({"officer": approver, "read": 1}, "case-moved"), ({"officer": approver, "mark": "x"}, "facts-moved"),
            ({"officer": approver, "kind": "close"}, "not-now"), ({"officer": approver, "case": 999_999}, "case-moved"), ({"officer": approver, "kind": "nonsense"}, "not-now"),
        ):  # fmt: skip
            with pytest.raises(psycopg.Error, match=code):
                raw.execute("SELECT law_case_act(%s::jsonb)", [json.dumps(act | said)])
        with pytest.raises(psycopg.Error, match="without an entry"):  # no act without an entry of the audit
            raw.execute("SELECT law_case_act(%s::jsonb)", [json.dumps(act | {"officer": approver, "kind": "return", "reason": "x"})])
    with office.district.connect("owner", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error, match="append-only"):
        raw.execute("UPDATE law_caseact SET reason = 'x'")
    assert law.cases.read(number).case["stage"] == "proposed" and of.half_done(office) == []
