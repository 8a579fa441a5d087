"""Service of letters: put down once, for both of a pair, with its proof; corrected by rows; what a procedure asks of it."""

import datetime as dt

import pytest

from tests import letters as of


def test_both_letters_of_a_pair_are_served_together(district, law, tmp_path):
    (warrant,) = of.warrants(district)
    decision, repair = of.issue(warrant)
    receipt = tmp_path / "回证.pdf"
    receipt.write_bytes(law.letters.receipt_form(decision, on=of.DAY, actor="测试"))
    made = of.deliver(decision, "hand", receiver="李明", receipt=receipt)
    assert [s.letter_id for s in made] == [decision.pk, repair.pk]
    assert law.letters.served_on(decision.pk) == law.letters.served_on(repair.pk) == of.DAY
    assert law.letters.service_days(warrant=warrant) == {"decision": of.DAY, "repair-notice": of.DAY}
    assert law.letters.receipt(decision, actor="测试", purpose="核对") == receipt.read_bytes()
    assert law.letters.signers(decision, actor="测试", purpose="核对") == {"receiver": "李明"}
    assert "李明" not in str(district.value("SELECT string_agg(s::text, ' ') FROM law_servicesigner s"))


def test_a_service_is_corrected_by_a_row_with_a_reason(district, law):
    from chengxin.ground.api import Refusal

    (warrant,) = of.warrants(district)
    decision, _ = of.issue(warrant)
    of.deliver(decision, "mail", tracking="EMS123")
    with pytest.raises(Refusal) as raised:
        of.deliver(decision, "mail", tracking="EMS123")
    assert of.codes(raised) == ("served-already",)
    of.deliver(decision, "mail", tracking="EMS124", on=of.DAY + dt.timedelta(2), reason="邮件号码误登")
    of.deliver(decision, "left", witness="王芳", on=of.DAY + dt.timedelta(3), reason="拒收后留置")
    assert law.letters.served_on(decision.pk) == of.DAY + dt.timedelta(3)
    history = law.letters.history(decision.pk)
    assert [row["way"] for row in history] == ["mail", "mail", "left"] and history[2]["corrects"] == history[1]["service"]


@pytest.mark.parametrize(("way", "said"), [("hand", {}), ("left", {"receiver": "李明"}), ("mail", {}), ("account", {}), ("hand", {"receiver": "李明", "tracking": "EMS1"})])
def test_a_service_without_its_proof_is_refused(district, law, way, said):
    from chengxin.ground.api import WrongUse

    (warrant,) = of.warrants(district)
    decision, _ = of.issue(warrant)
    with pytest.raises(WrongUse):
        of.deliver(decision, way, **said)
    assert law.letters.served_on(decision.pk) is None


def test_nothing_is_served_before_it_was_made(district, law):
    from chengxin.ground.api import Refusal

    (warrant,) = of.warrants(district)
    decision, _ = of.issue(warrant)
    with pytest.raises(Refusal) as raised:
        of.deliver(decision, "hand", receiver="李明", on=of.DAY - dt.timedelta(1))
    assert of.codes(raised) == ("served-before-letter",)


def test_a_public_notice_counts_when_its_term_is_over(district, law):
    from chengxin.ground.api import WrongUse

    (warrant,) = of.warrants(district)
    decision, repair = of.issue(warrant)
    with pytest.raises(WrongUse, match="还没有公告"):
        of.deliver(decision, "notice")
    announced = [law.letters.announce(one, officer=of.officers()[0], on=of.DAY, actor="测试") for one in (decision, repair)]
    text = of.text_of(of.page(announced[0]))
    assert "经过三十日" in text and "2026年6月19日" in text and decision.number in text
    of.deliver(decision, "notice", on=None)
    assert law.letters.served_on(decision.pk) == law.letters.served_on(repair.pk) == dt.date(2026, 6, 19)
    assert law.letters.service_days(warrant=warrant) == {"decision": dt.date(2026, 6, 19), "repair-notice": dt.date(2026, 6, 19)}


def test_the_days_of_a_notice_feed_the_procedure_before_there_is_a_warrant(district, law):
    (warrant,) = of.warrants(district)
    told = law.warrant(warrant)
    facts = [fact["record"] for fact in told["facts"]]
    proposer, approver = of.officers()
    notice = law.letters.announce_intent(
        "publish-penalty", subject=told["subject_id"], organ=told["organ_id"], records=facts, proposer=proposer, approver=approver, on=of.DAY, actor="测试"
    )
    asked = {"power": "publish-penalty", "subject": told["subject_id"], "organ": told["organ_id"]}
    assert law.letters.service_days(**asked) == {}
    of.deliver(notice, "account", reference="确认书1号")
    assert law.letters.service_days(**asked) == law.letters.service_days(**asked, records=facts) == {"notice": of.DAY}
    assert law.letters.service_days(**asked, records=[*facts, 999]) == {}
