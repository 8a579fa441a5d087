"""Natural persons: a look is committed before anything is read; erasure leaves nothing that can be read."""

import datetime as dt

import psycopg
import pytest
from django.db import Error

from chengxin.access import api as access
from chengxin.collection import api as collection
from chengxin.ground.api import NotFound, Refusal, audit
from chengxin.records import api as records
from chengxin.subjects import api as subjects
from tests.district import credit_code, identity_number, penalty_row

NUMBER = identity_number("12010519000101003")
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": "张三丰", "CF_SY": "张三丰无照经营"}
DAY = dt.date(2026, 5, 20)


@pytest.fixture
def desk(district):
    """A district in which one natural person has a record and a returned row, seen from the desk."""
    district.collect(penalty_row(**PERSON), penalty_row(), penalty_row(**PERSON, CF_CFLB="罚款", CF_NR_FK=""))
    district.become("desk")
    return district


def read(subject: int, look: int) -> dict:
    return records.of_person(subject, look=look, as_of=DAY, known_on=DAY)


def test_a_committed_look_opens_one_read(desk):
    subject = subjects.by_code(NUMBER)
    look = audit.commit_look(actor="测试", subject=subject.pk, purpose="核对")
    told = read(subject.pk, look)
    assert (told["identity"]["name"], told["records"][0]["values"]["CF_SY"]) == ("张三丰", "张三丰无照经营")
    assert told["identity"]["identity"] == "1" + "*" * 16 + NUMBER[-1]
    with pytest.raises(Error):
        read(subject.pk, look)
    assert [(entry["actor"], entry["purpose"]) for entry in audit.looks_at(subject.pk)] == [("测试", "核对")]


def test_no_look_no_read(desk):
    from django.db import transaction

    subject = subjects.by_code(NUMBER)
    other = desk.value("SELECT id FROM subjects_subject WHERE kind = 'enterprise'")
    with pytest.raises(Error):
        read(subject.pk, 999)
    with pytest.raises(Error):
        read(subject.pk, audit.commit_look(actor="测试", subject=other, purpose="看别人"))
    with pytest.raises(Error), transaction.atomic():
        entry = audit.record_act("look", actor="测试", subject=subject.pk)  # written, but not committed
        read(subject.pk, entry)


def test_the_tables_hide_natural_persons_from_every_role(desk):
    for role in ("public", "my", "desk", "worker"):
        with desk.connect(role, options="-c search_path=chengxin,publicity") as raw:
            for table in ("subjects_person", "records_personal", "records_version"):
                try:
                    rows = raw.execute(f"SELECT x::text FROM {table} x").fetchall()
                except psycopg.Error:
                    rows = []
                assert "张三丰" not in str(rows), (role, table)


def test_a_returned_row_of_a_person_is_a_look(desk):
    batch = desk.value("SELECT max(id) FROM collection_batch")
    rows = collection.returned_rows(batch, actor="测试", purpose="退回核对")
    assert rows[0]["values"]["CF_XDR_MC"] == "张三丰"
    assert len(audit.looks_at(subjects.by_code(NUMBER).pk)) == 1


ELSEWHERE = {
    "identity-as-code": {"CF_XDR_SHXYM": NUMBER},
    "identity-elsewhere": {"CF_FRDB": NUMBER},
    "name-is-number": {"CF_XDR_MC": NUMBER},
    "person-as-organisation": {"CF_XDR_SHXYM": "00000000000000000X", "CF_XDR_ZJHM": NUMBER},
}


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_returned_row_with_a_number_in_another_column_is_a_persons(desk, code):
    """Of an organisation, as the row says; its reading is a look all the same, and erasing that person finds it."""
    figures = desk.collect(penalty_row(**ELSEWHERE[code]), penalty_row(CF_SY=""))
    assert (figures["quarantined"], figures["findings"][code]) == (2, 1)
    subject, batch = subjects.by_code(NUMBER), figures["batch"]
    rows = collection.returned_rows(batch, actor="测试", purpose="退回核对")
    assert code in {finding["code"] for finding in rows[0]["findings"]}
    assert [entry["purpose"] for entry in audit.looks_at(subject.pk)] == ["退回核对"]
    assert desk.rows("SELECT line, of_person FROM collection_quarantined WHERE batch_id = %s ORDER BY line", batch) == [(1, True), (2, False)]
    organ = subjects.organ(access.district()["keeper"]).subject_id
    proof = collection.erase(subject, organ=organ, proposer=access.officer("A"), approver=access.officer("乙"), reason="期满", on=DAY, actor="测试")
    assert proof["returned_rows"] == 2
    assert desk.rows("SELECT line FROM collection_quarantined WHERE batch_id = %s", batch) == [(2,)]


def test_a_code_that_holds_is_no_identity_number(desk):
    """Both sums hold for one number in some three hundred: it is the code."""
    stems = (f"12010519900101{n:03}" for n in range(1000))
    both = next(code for stem in stems if (code := credit_code(stem)) == identity_number(stem))
    figures = desk.collect(penalty_row(CF_XDR_SHXYM=both))
    assert "identity-as-code" not in figures["findings"]


def test_persons_are_not_found_by_name(desk):
    assert subjects.search("张三丰")[0] == 0


def test_erasure_needs_two_officers_and_leaves_nothing(desk):
    subject = subjects.by_code(NUMBER)
    organ = subjects.organ(access.district()["keeper"]).subject_id
    a, b = access.officer("A"), access.officer("乙")
    with pytest.raises(Refusal) as refusal:
        collection.erase(subject, organ=organ, proposer=a, approver=a, reason="期满", on=DAY, actor="测试")
    assert refusal.value.codes == ("same-officer",)
    company = subjects.Subject.objects.filter(kind="enterprise").first()
    with pytest.raises(Refusal) as refusal:
        collection.erase(company, organ=organ, proposer=a, approver=b, reason="期满", on=DAY, actor="测试")
    assert refusal.value.codes == ("wrong-subject",)
    proof = collection.erase(subject, organ=organ, proposer=a, approver=b, reason="期满", on=DAY, actor="测试")
    assert (proof["identity"], proof["values"], proof["salts"], proof["returned_rows"], proof["file_keys"]) == (1, 1, 1, 1, 1)
    with pytest.raises(NotFound):
        subjects.by_code(NUMBER)
    with desk.connect("owner", options="-c search_path=chengxin") as raw:
        for (table,) in raw.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'chengxin'").fetchall():
            assert "张三丰" not in str(raw.execute(f'SELECT x::text FROM "{table}" x').fetchall()), table
    from chengxin.ground.api import files

    digest = desk.value("SELECT digest FROM ground_storedfile")
    with desk.side("worker"):
        assert files.content(digest) is None


def test_originals_are_kept_encrypted_and_whole(district):
    from chengxin.ground.api import files

    path = district.write([penalty_row(CF_XDR_MC="天津市某某商贸有限公司")])
    district.collect(path=path)
    digest = district.value("SELECT digest FROM ground_storedfile")
    assert files.content(digest) == path.read_bytes()
    stored = [p for p in (district.home.files).rglob("*") if p.is_file() and digest[-8:] in p.name]
    assert len(stored) == 1
    assert "商贸".encode() not in stored[0].read_bytes()
