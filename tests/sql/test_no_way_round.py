"""Ways round a warrant that were open once: each by itself, with what must go on working beside it."""

import datetime as dt
import json
from contextlib import contextmanager

import psycopg
import pytest

from tests.district import penalty_row
from tests.sql import besieged

CLASS = "INSERT INTO records_classing (record_id, severity, reason, organ_id, decided_on) VALUES (%s, %s, %s, %s, %s)"


@pytest.fixture
def stage(filled) -> besieged.Besieged:
    return filled(besieged.build)


@pytest.fixture
def desk(stage):
    with stage.district.connect("desk", options="-c search_path=chengxin,publicity") as raw:
        yield raw


@contextmanager
def acting(desk):
    """A transaction with the entry that every act needs."""
    with desk.transaction():
        desk.execute("INSERT INTO ground_auditentry (act, actor, purpose, reference, fields) VALUES ('x', '测试', '', '', '{}')")
        yield


def in_earnest(stage: besieged.Besieged, kind: str) -> None:
    with stage.district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE ground_instance SET kind = %s", [kind])


def test_an_organ_speaks_of_its_own_records_only(stage, desk):
    """A class set by another organ would have lengthened the term to three years."""
    record, today = stage.records["公示号"], stage.today
    with pytest.raises(psycopg.Error) as caught:
        desk.execute(CLASS, [record, "严重", "理由", stage.subjects["abroad"], today])
    assert caught.value.sqlstate == "CX046"
    hold = desk.execute("SELECT h.id FROM records_hold h ORDER BY h.id LIMIT 1").fetchone()[0]
    with pytest.raises(psycopg.Error) as caught:
        desk.execute("INSERT INTO records_settlement (hold_id, outcome, organ_id, settled_on) VALUES (%s, 'also', %s, %s)", [hold, stage.subjects["abroad"], today])
    assert caught.value.sqlstate == "CX046"
    with pytest.raises(psycopg.Error) as caught:
        desk.execute(
            "INSERT INTO records_withdrawal (record_id, kind, reason, organ_id, withdrawn_on) VALUES (%s, 'annulled', 'x', %s, %s)", [record, stage.subjects["abroad"], today]
        )
    assert caught.value.sqlstate == "CX046"
    with acting(desk):
        desk.execute(CLASS, [record, "严重", "理由", stage.subjects["organ"], today])
    assert desk.execute("SELECT publicity_reconsider(%s, %s) ->> 'replaced'", [record, today]).fetchone() == ("1",)


def test_when_it_was_recorded_is_the_databases_to_say(stage, desk):
    with acting(desk):
        desk.execute(
            "INSERT INTO records_mark (record_id, disputed, marked_on, reference, recorded_at) VALUES (%s, true, %s, '异议', '2001-01-01')", [stage.records["他家号"], stage.today]
        )
    assert desk.execute("SELECT recorded_at > clock_timestamp() - interval '1 minute' FROM records_mark ORDER BY id DESC LIMIT 1").fetchone() == (True,)


def test_nobody_numbers_a_class_or_a_mark_so_that_it_stays_the_latest(stage, desk):
    for table, columns, values in (
        ("records_classing", "severity, reason, organ_id, decided_on", ("轻微", "理由", stage.subjects["organ"], stage.today)),
        ("records_mark", "disputed, reference, marked_on", (False, "异议", stage.today)),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            desk.execute(f"INSERT INTO {table} (id, record_id, {columns}) OVERRIDING SYSTEM VALUE VALUES (%s, %s{', %s' * len(values)})", [2**62, stage.records["公示号"], *values])


@pytest.mark.parametrize("word", ["today", "yesterday", "epoch", "-infinity", "1/1/2026", "20260101"])
def test_a_word_is_no_day_on_which_a_step_was_done(stage, desk, word):
    said = stage.right_ask()
    said["steps"] = said["steps"] | {"notice": word}
    codes = desk.execute(besieged.call(said).replace("SELECT warrant", "SELECT codes")).fetchone()
    assert codes == (["step-missing"],)


def test_a_first_day_to_come_lengthens_nothing(stage, desk):
    """Terms counted from publication, or from the asking, start no later than the day asked about."""
    with stage.district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE law_term SET counted_from = 'publication' WHERE regime_id IN (SELECT id FROM law_regime WHERE power_id = 'publish-penalty')")
    ends = "SELECT first_day, ends_on FROM law_warrant WHERE id = %s"
    plain = desk.execute(ends, [besieged.grant(desk, stage.right_ask())]).fetchone()
    moved = desk.execute(ends, [besieged.grant(desk, stage.right_ask() | {"first": stage.day(-500).isoformat()})]).fetchone()
    assert moved == plain
    told = desk.execute(
        besieged.call(stage.right_ask() | {"first": stage.day(-500).isoformat()}).replace("law_ask_once", "law_may").replace("SELECT warrant", "SELECT law_may")
    ).fetchone()[0]
    assert told["warrant"]["ends_on"] == plain[1].isoformat()


def test_in_earnest_an_act_is_authorised_on_its_day_and_not_before(stage, desk):
    said = stage.right_ask() | {"on": stage.day(-30).isoformat()}
    with pytest.raises(psycopg.Error) as caught:
        desk.execute(besieged.call(said))
    assert caught.value.sqlstate == "CX044"
    in_earnest(stage, "test")
    assert besieged.grant(desk, said)  # a test and a demo move their days
    for endless in ("infinity", "-infinity"):
        with pytest.raises(psycopg.Error):
            desk.execute(besieged.call(stage.right_ask() | {"on": endless}))


def test_a_class_decided_for_a_day_to_come_waits_for_that_day(stage, desk):
    record, ahead = stage.records["公示号"], stage.day(-30)
    with acting(desk):
        desk.execute(CLASS, [record, "严重", "理由", stage.subjects["organ"], ahead])
    before = desk.execute("SELECT l FROM publicity_line l WHERE record_id = %s", [record]).fetchone()
    assert desk.execute("SELECT publicity_reconsider(%s, %s)", [record, ahead]).fetchone() == (None,)
    assert desk.execute("SELECT l FROM publicity_line l WHERE record_id = %s", [record]).fetchone() == before
    with stage.district.connect("superuser", options="-c search_path=chengxin") as raw:
        assert raw.execute("SELECT count(*) FROM publicity_due WHERE record_id = %s", [record]).fetchone() == (1,)


def test_nothing_is_taken_down_without_a_reason_on_file(stage, desk):
    record = stage.records["公示号"]
    for why in ("withdrawn", "held", "ended", "replaced", "x", None):
        with pytest.raises(psycopg.Error) as caught:
            desk.execute("SELECT publicity_take_down(%s, %s, %s)", [record, stage.today, why])
        assert caught.value.sqlstate == "CX045"
    with acting(desk):
        desk.execute(
            "INSERT INTO records_withdrawal (record_id, kind, reason, organ_id, withdrawn_on) VALUES (%s, 'annulled', '撤销', %s, %s)",
            [record, stage.subjects["organ"], stage.day(400)],
        )
    assert desk.execute("SELECT publicity_take_down(%s, %s, 'withdrawn')", [record, stage.day(400)]).fetchone() == (True,)
    closed = desk.execute("SELECT c.closed_on FROM publicity_closing c JOIN publicity_publication p ON p.id = c.publication_id WHERE p.record_id = %s", [record]).fetchone()
    assert closed == (stage.day(50),)  # the day of the last run: what was shown until then was shown


def test_in_earnest_nothing_is_swept_away_before_its_last_day_is_over(stage):
    with stage.district.connect("worker", options="-c search_path=chengxin") as raw:
        before = raw.execute("SELECT array_agg(record_id ORDER BY 1) FROM publicity_line WHERE term_ends >= ground_today()").fetchone()[0]
        assert raw.execute("SELECT publicity_end_terms('9999-12-31')").fetchone() == (1,)  # 届满号
        assert raw.execute("SELECT array_agg(record_id ORDER BY 1) FROM publicity_line").fetchone()[0] == before
        for endless in ("infinity", "-infinity"):
            for function in ("publicity_end_terms", "publicity_publish"):
                with pytest.raises(psycopg.Error) as caught:
                    raw.execute(f"SELECT {function}('{endless}')")
                assert caught.value.sqlstate == "CX044"


def test_in_earnest_nothing_is_published_for_a_day_that_has_not_begun(stage):
    with stage.district.connect("worker", options="-c search_path=chengxin") as raw:
        with pytest.raises(psycopg.Error) as caught:
            raw.execute("SELECT publicity_publish(ground_today() + 1)")
        assert caught.value.sqlstate == "CX044"
    assert stage.district.value("SELECT count(*) FROM law_warrant WHERE asked_on > ground_today()") == 0


def test_nobody_holds_publication_up_with_a_lock(stage):
    for role in ("public", "my", "desk"):
        with stage.district.connect(role) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("SELECT pg_advisory_lock(hashtext('publicity'))")


def test_the_callers_settings_change_neither_masking_nor_days(stage):
    """Backslashes in our patterns, and the way days are written, are not a session's to choose."""
    number = besieged.PERSON["CF_XDR_ZJHM"]
    stage.district.collect(
        penalty_row(CF_WSH="含证号", CF_SY=f"当事人经理（身份证{number}）签收。", CF_JDRQ=stage.day(60).isoformat().replace("-", "/")), received=stage.day(10).isoformat()
    )
    with stage.district.connect("worker", options="-c search_path=chengxin -c standard_conforming_strings=off -c datestyle=SQL,DMY") as raw:
        raw.execute("SELECT publicity_publish(%s)", [stage.today])
    shown, steps = stage.district.rows("SELECT l.fields::text, w.steps FROM publicity_line l JOIN law_warrant w ON w.id = l.warrant WHERE l.document_number = '含证号'")[0]
    assert "当事人经理" in shown
    assert number not in shown
    assert steps and all(dt.date.fromisoformat(day) == stage.day(60) for day in steps.values())


def test_an_arriving_row_is_of_whom_it_says_and_under_a_number_drawn(stage):
    """A person's row that called itself none, or a number that stays the latest for good."""
    row = {
        "line": 1, "record_id": stage.records["自然人号"], "is_new": False, "subject_id": stage.subjects["person"], "of_person": True, "organ_id": stage.subjects["organ"], "organ_code": "", "document_number": "", "party": "", "values": "{}", "traits": "{}", "digest": "sha256:",
    }  # fmt: skip
    other = {"record_id": stage.records["公示号"], "subject_id": stage.subjects["own"], "of_person": False}
    with stage.district.connect("worker", options="-c search_path=chengxin") as raw:
        item_version, drawn = raw.execute("SELECT (SELECT max(id) FROM catalogue_itemversion WHERE item_id = 'penalty'), nextval('records_version_id_seq')").fetchone()

        def lay(change: dict[str, object], number: int) -> None:
            told = row | change | {"version_id": number}
            with raw.transaction(force_rollback=True):
                raw.execute(f"INSERT INTO records_arrival ({', '.join(told)}) VALUES ({', '.join(['%s'] * len(told))})", list(told.values()))
                raw.execute("SELECT records_lay(1, 'penalty', %s, 'penalties', %s, NULL)", [item_version, stage.today])

        lay({}, drawn)
        lay(other, drawn)
        for change, number in (({"of_person": False}, drawn), (other | {"of_person": True}, drawn), (other, 2**62)):
            with pytest.raises(psycopg.errors.ForeignKeyViolation):
                lay(change, number)


def test_what_is_tried_leaves_nothing_also_when_it_is_cut_off(stage, desk):
    """Broken in the middle, cancelled, or out of time: at every few steps of its way."""
    told = json.dumps(stage.right_case(), ensure_ascii=False)
    count = "SELECT (SELECT count(*) FROM subjects_subject), (SELECT count(*) FROM access_officer), (SELECT count(*) FROM records_record), (SELECT count(*) FROM law_warrant), (SELECT count(*) FROM law_refused)"
    before = desk.execute(count).fetchone()
    assert desk.execute("SELECT law_try(%s) ->> 'warrant'", [told]).fetchone()[0] is not None
    cut = 0
    for tenths in range(1, 80):
        try:
            with desk.transaction():
                desk.execute(f"SET LOCAL statement_timeout = '{tenths * 100}us'")
                desk.execute("SELECT law_try(%s)", [told])
        except psycopg.errors.QueryCanceled:
            cut += 1
        assert desk.execute(count).fetchone() == before
    assert cut > 3
