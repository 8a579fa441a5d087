"""Letters to natural persons: made and read by looks, no more told than needed, gone with the person."""

import pytest

from tests import letters as of
from tests.district import identity_number, penalty_row

PERSON = identity_number("12010519000101003")


@pytest.fixture
def person(district, law):
    """A natural person with a penalty, and the warrant of an act upon that person."""
    from chengxin.subjects import api as subjects

    said = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": PERSON, "CF_XDR_MC": "张𬭊丰", "CF_WSH": "津北人〔2026〕1号"}
    district.collect(penalty_row(**said))
    subject = subjects.by_code(PERSON).pk
    proposer, approver = of.officers()
    organ = subjects.organ("区信用办").subject_id
    warrant = law.authorise("erase", subject=subject, organ=organ, proposer=proposer.pk, approver=approver.pk, on=of.DAY)
    return subject, warrant


def looks(district, subject: int) -> int:
    return district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND subject_ref = %s", subject)


def test_a_letter_to_a_person_is_made_and_read_by_looks_alone(district, law, person):
    import psycopg

    subject, warrant = person
    assert looks(district, subject) == 0
    (decision,) = of.issue(warrant)
    assert looks(district, subject) == 1
    text = of.text_of(of.page(decision))
    assert looks(district, subject) == 2
    assert "张𬭊丰：" in text and PERSON not in text and "统一社会信用代码" not in text and "你单位" not in text
    row = law.letters.letters(warrant=warrant)[0]
    assert (row["subject"], row["subject_name"]) == (None, "自然人")
    with district.connect("desk", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error, match="no committed look"):
        raw.execute("SELECT law_letter_key(%s, NULL)", [decision.file_id])
    with district.connect("desk", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error, match="permission denied"):
        raw.execute("SELECT wrapped FROM ground_filekey")


def test_a_public_notice_does_not_name_a_person(district, law, person):
    _, warrant = person
    (decision,) = of.issue(warrant)
    notice = law.letters.announce(decision, officer=of.officers()[0], on=of.DAY, actor="测试")
    text = of.text_of(of.page(notice))
    assert "张𬭊丰" not in text and "张**" in text


def test_with_a_person_go_the_letters_receipts_and_signers(district, law, person, tmp_path):
    from chengxin.collection import api as collection
    from chengxin.ground.api import Refusal, WrongUse
    from chengxin.subjects import api as subjects

    subject, warrant = person
    (decision,) = of.issue(warrant)
    receipt = tmp_path / "回证.pdf"
    receipt.write_bytes(law.letters.receipt_form(decision, on=of.DAY, actor="测试"))
    of.deliver(decision, "hand", receiver="张𬭊丰", receipt=receipt)
    proposer, approver = of.officers()
    collection.erase(subjects.Subject.objects.get(pk=subject), organ=decision.organ_id, proposer=proposer, approver=approver, reason="保存期届满", on=of.DAY, actor="测试")
    for read in (of.page, lambda letter: law.letters.receipt(letter, actor="测试", purpose="测试")):
        with pytest.raises(Refusal) as raised:
            read(decision)
        assert of.codes(raised) == ("erased",)
    assert law.letters.signers(decision, actor="测试", purpose="测试") == {}
    assert law.letters.letters(warrant=warrant)[0]["number"] == decision.number
    with pytest.raises(WrongUse, match="已经销毁"):
        law.letters.announce(decision, officer=proposer, on=of.DAY, actor="测试")
