"""The demo goes through the real pipeline: every planted mistake comes back, every kind of mess is there, nobody living or dead is on the shelf."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from chengxin.collection.models import Batch
from chengxin.demo import bases, loading
from chengxin.demo.making import Deeds, Sending, events
from chengxin.demo.sizes import SMALL
from chengxin.law import api as law
from tests.district import District

DAY = dt.date(2026, 11, 20)
SIZE = replace(SMALL, name="tiny", firms=90, shops=60, societies=8, people=50, every=12, share=0.08)


@pytest.fixture(scope="module")
def loaded(server):
    """A district with the demo in it, and the events it was made of."""
    with District(server) as made:
        said = []
        assert loading.load(DAY, size=SIZE, say=said.append)
        assert not loading.load(DAY, size=SIZE, say=said.append), "a second start finds nothing to do"
        made.events = list(events(DAY, SIZE))
        yield made


def test_the_bases_it_needs_are_confirmed_and_openly_marked_as_demonstration(loaded):
    told = {row["code"]: row for row in law.powers(on=DAY)}
    assert all(told[code]["verified"] and told[code]["demo"] for code in bases.POWERS)
    assert not told["list-AQSC"]["demo"] and not told["list-HGSX"]["verified"]
    assert loaded.rows("SELECT DISTINCT demo FROM law_confirmation") == [(True,)]
    assert loaded.value("SELECT count(*) FROM law_textversion") == 0, "a made-up excerpt is no text of the library"


def test_every_file_is_a_batch_and_every_planted_mistake_comes_back(loaded):
    sent = [event for event in loaded.events if isinstance(event, Sending)]
    batches = {(batch.source, batch.file_name): batch for batch in Batch.objects.all()}
    assert len(sent) == len(batches)
    for sending in sent:
        batch = batches[sending.source, sending.name]
        assert batch.rows == sending.rows == batch.accepted + batch.unchanged + batch.corrections + batch.quarantined
        assert batch.quarantined == sum(sending.expected.values()), sending.name
        assert {code: batch.findings.get(code) for code in sending.expected} == sending.expected, sending.name
        assert batch.notes["unknown_columns"] == []


def test_the_ordinary_mess_is_there(loaded):
    whole = Counter()
    for batch in Batch.objects.all():
        whole.update({name: getattr(batch, name) for name in ("accepted", "unchanged", "corrections", "quarantined", "late", "unlinked")})
    assert min(whole.values()) > 0, whole
    assert whole["quarantined"] < whole["accepted"] * 0.05
    assert loaded.value("SELECT count(*) FROM records_withdrawal") > 0
    assert loaded.value("SELECT count(*) FROM records_classing") > 0
    assert loaded.value("SELECT count(*) FROM records_hold") > 0
    assert loaded.value("SELECT count(DISTINCT item_id) FROM records_hold h JOIN records_record r ON r.id = h.record_id") == 1, "penalties alone clash"
    assert loaded.value("SELECT count(DISTINCT status) FROM (SELECT v.values ->> 'REG_STATUS' AS status FROM records_version v) x WHERE status IS NOT NULL") >= 3


def test_every_deed_was_done_once(loaded):
    planned = Counter(deed.kind for event in loaded.events if isinstance(event, Deeds) for deed in event.deeds)
    assert loaded.value("SELECT count(*) FROM records_classing") == planned["classify"]
    assert loaded.value("SELECT count(*) FROM records_mark") == planned["dispute"]
    instead = sum(deed.word == "instead" for event in loaded.events if isinstance(event, Deeds) for deed in event.deeds if deed.kind == "settle")
    assert loaded.value("SELECT count(*) FROM records_withdrawal") == planned["withdraw"] + instead


def test_every_item_has_records_and_all_organs_are_known(loaded):
    assert loaded.value("SELECT count(*) FROM catalogue_item i WHERE NOT EXISTS (SELECT 1 FROM records_record r WHERE r.item_id = i.code)") == 0
    assert loaded.value("SELECT count(*) FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE o.in_district_file AND s.code IS NULL") == 0
    assert loaded.value("SELECT count(*) FROM subjects_subject WHERE kind = 'organ'") == 40


def test_nothing_hangs_and_nothing_waits(loaded):
    assert loaded.value("SELECT records_dangling()") == 0
    assert loaded.value("SELECT count(*) FROM publicity_due") == 0
    assert loaded.value("SELECT count(*) FROM publicity_doubt") == 0  # ordinary texts of decisions are not doubted


def test_no_natural_person_is_on_the_shelf(loaded):
    assert loaded.value("SELECT count(*) FROM subjects_subject WHERE kind = 'person'") >= 40
    on_shelf = "SELECT count(*) FROM publicity_line l JOIN subjects_subject s ON s.id = l.subject_id WHERE s.kind = 'person'"
    assert loaded.value(on_shelf) == 0
    assert loaded.value(on_shelf.replace("publicity_line", "publicity_publication")) == 0
    assert loaded.value("SELECT count(*) FROM publicity_line") > 200


def test_a_renamed_firm_is_found_by_both_names(loaded):
    assert loaded.value("SELECT count(*) FROM (SELECT subject_id FROM subjects_name GROUP BY subject_id HAVING count(DISTINCT name) > 1) x") > 0


def test_a_year_for_a_number_holds_nobody(loaded):
    assert loaded.value("SELECT count(*) FROM publicity_line WHERE item = 'tax_credit_a'") > 10


def test_its_cases_stand_at_every_stage_and_were_made_by_two(loaded):
    """As real ones: what was decided has a warrant of two officers and letters."""
    stages = Counter(stage for (stage,) in loaded.rows("SELECT stage FROM law_casestand"))
    assert set(stages) == {"drafting", "proposed", "closed", "dropped"} | ({"decided"} if stages["decided"] else set()), stages
    assert stages["drafting"] >= 3 and stages["proposed"] >= 1
    assert loaded.value("SELECT count(*) FROM law_warrant w JOIN law_caseact a ON a.warrant_id = w.id WHERE w.proposer_id <> w.approver_id") >= 1
    assert loaded.value("SELECT count(*) FROM law_letter") >= 2
