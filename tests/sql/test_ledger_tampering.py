"""What verifying finds when a superuser has been at the public ledger or at what it is of: deleted, slipped in, changed, moved, cut, put back."""

import psycopg
import pytest
from django.db import connection

from chengxin.publicity import api as publicity
from chengxin.publicity.ledger import heads, sequencing
from chengxin.publicity.ledger.verifying import Report, Verifying
from tests.district import penalty_row

ledger = publicity.ledger
LAID = "INSERT INTO publicity_publication (record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields) SELECT record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields FROM publicity_publication"
FORGET = "INSERT INTO publicity_ledgerforgotten (publication) VALUES (2); DELETE FROM publicity_ledgersalt WHERE publication = 2"
OTHER = "(SELECT min(id) FROM subjects_subject WHERE kind <> 'person' AND id <> (SELECT subject_id FROM records_record WHERE id = 2))"
MANY = 600


@pytest.fixture
def kept(district):
    """A log of some six hundred leaves (two tiles and more), with checkpoints of it kept elsewhere."""
    district.collect(*(penalty_row() for _ in range(4)))
    district.publish("2026-05-20")
    points = [ledger.newest().signed]
    with superuser(district) as raw:
        raw.execute(f"{LAID}, generate_series(1, {MANY // 4})")
        raw.execute("INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT id, laid_on, 'withdrawn' FROM publicity_publication WHERE id > 4")
    sequencing.sequence_all()
    points.append(ledger.newest().signed)
    return district, points


def superuser(district) -> psycopg.Connection:
    """Who may do everything; triggers do not fire for them."""
    return district.connect("superuser", options="-c search_path=chengxin,publicity -c session_replication_role=replica")


def verify(*outside: heads.Signed) -> Report:
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as raw:
        return Verifying(raw, []).run(list(outside))


def codes(report: Report) -> set[str]:
    return set(report.counts)


# what the superuser does, and what is found
HARMS = [
    ("DELETE FROM publicity_publication WHERE id = 300", {"publication-missing"}),
    ("DELETE FROM publicity_closing WHERE publication_id = 300", {"closing-missing", "shelf-differs"}),
    ("UPDATE publicity_publication SET fields = fields || '{\"CF_NR\": \"警告\"}' WHERE id = 300", {"publication-changed"}),
    ("UPDATE publicity_publication SET term_ends = term_ends + 1 WHERE id = 300", {"publication-changed"}),
    ("UPDATE publicity_publication SET laid_on = laid_on + 1, public_from = public_from + 1 WHERE id = 300", {"publication-changed"}),
    ("UPDATE publicity_closing SET closed_on = closed_on + 5 WHERE publication_id = 300", {"closing-changed"}),
    ("UPDATE publicity_closing SET why = 'ended' WHERE publication_id = 300", {"closing-changed"}),
    ("UPDATE publicity_publication SET id = -1 WHERE id = 300; UPDATE publicity_publication SET id = 300 WHERE id = 301; UPDATE publicity_publication SET id = 301 WHERE id = -1", {"publication-changed"}),
    (f"{LAID.replace('(record_id', '(id, record_id', 1).replace('SELECT record_id', 'SELECT -7, record_id', 1)} WHERE id = 300", {"publication-inserted", "shelf-differs"}),
    ("INSERT INTO publicity_closing (publication_id, closed_on, why, number) VALUES (2, '2026-05-21', 'withdrawn', 0)", {"closing-inserted", "shelf-differs"}),
    ("DELETE FROM publicity_line WHERE publication_id = 2", {"shelf-differs"}),
    ("UPDATE publicity_line SET fields = fields || '{\"CF_NR\": \"警告\"}' WHERE publication_id = 2", {"shelf-differs"}),
    ("UPDATE publicity_line SET term_ends = term_ends + 300 WHERE publication_id = 2", {"shelf-differs"}),
    ("DELETE FROM publicity_ledgersalt WHERE publication = 2", {"salt-lost"}),
    ("DELETE FROM publicity_ledgersaltkept WHERE publication = 300", {"salt-lost"}),
    ("UPDATE publicity_line SET unit_severity = '严重' WHERE publication_id = 2", {"shelf-differs"}),
    ("UPDATE publicity_ledgersaltkept SET salt = '\\x00000000000000000000000000000000' WHERE publication = 300", {"publication-changed", "closing-changed"}),
    ("DELETE FROM publicity_ledgerleaf WHERE id = 300", {"log-damaged", "publication-inserted", "log-cut"}),
    ("UPDATE publicity_ledgerleaf SET digest = sha256(digest) WHERE id = 300", {"log-damaged", "publication-changed", "closing-changed", "history-rewritten"}),
    ("UPDATE publicity_ledgerleaf SET id = -1 WHERE id = 300; UPDATE publicity_ledgerleaf SET id = 300 WHERE id = 301; UPDATE publicity_ledgerleaf SET id = 301 WHERE id = -1", {"log-damaged", "publication-moved", "history-rewritten"}),
    ("UPDATE publicity_ledgernode SET hash = sha256(hash) WHERE index = 1", {"log-damaged"}),
    ("UPDATE publicity_ledgercheckpoint SET root = sha256(root) WHERE size = 5", {"log-damaged"}),
    ("UPDATE publicity_ledgercheckpoint SET note = replace(note, '— ', '— x') WHERE size = 5", {"checkpoint-unsigned"}),
    ("UPDATE publicity_ledgerkey SET key = replace(key, '+', '+0')", {"key-unproven"}),
    (f"{FORGET}; UPDATE publicity_publication SET fields = fields || '{{\"CF_NR\": \"警告\"}}' WHERE id = 2; UPDATE publicity_line SET fields = fields || '{{\"CF_NR\": \"警告\"}}' WHERE publication_id = 2", {"forgotten-unfounded"}),
    (FORGET.replace("2", "300").replace("salt W", "saltkept W") + "; DELETE FROM records_personal WHERE version_id = (SELECT version_id FROM publicity_publication WHERE id = 300)", {"forgotten-unfounded"}),
    ("INSERT INTO publicity_ledgerforgotten (publication) VALUES (300)", {"forgotten-unfounded"}),
    (f"UPDATE publicity_publication SET subject_id = {OTHER} WHERE id = 2; UPDATE publicity_line SET subject_id = {OTHER} WHERE publication_id = 2", {"subject-differs"}),
    (f"UPDATE publicity_publication SET subject_id = {OTHER} WHERE id = 300", {"subject-differs"}),
    (f"UPDATE records_record SET subject_id = {OTHER} WHERE id = 2; UPDATE publicity_publication SET subject_id = {OTHER} WHERE record_id = 2; UPDATE publicity_line SET subject_id = {OTHER} WHERE record_id = 2", {"subject-differs"}),
    ("UPDATE publicity_publication SET version_id = version_id + 1 WHERE id = 2", {"subject-differs"}),
    ("UPDATE publicity_publication SET nature = 'benign' WHERE id = 300", {"subject-differs"}),
    *((f"UPDATE publicity_line SET {change} WHERE publication_id = 2", {"line-differs"}) for change in (
        "document_number = '假1号'", "document_number = document_number || '*'", "organ_name = '假机关'", "held_on = held_on - 300", "severity = '严重'", "repair = '[]'", "warranted = '{}'",
        "warranted = warranted || '{\"by_statement\": false}'", "corrected = true", "disputed = true", "basis_id = NULL")),
    ("UPDATE publicity_basis SET told = told || '{\"remedy\": \"不得救济\"}'", {"basis-differs", "line-differs"}),
    ("UPDATE publicity_basis SET told = jsonb_set(told, '{articles,0,summary}', '\"假\"')", {"basis-differs"}),
    ("INSERT INTO records_mark (record_id, disputed, marked_on, reference, recorded_at) VALUES (2, true, '2026-05-21', '异议', now() - interval '1 day')", {"line-differs"}),
]  # fmt: skip


def test_each_harm_is_found_and_nothing_else(kept):
    district, points = kept
    assert verify(*points).counts == {}
    otherwise = {}
    for harm, wanted in HARMS:
        with superuser(district) as raw:
            raw.execute("BEGIN")
            for statement in harm.split("; "):
                assert raw.execute(statement).rowcount, harm
            found = codes(Verifying(Within(raw), []).run(points))
            raw.execute("ROLLBACK")
        if found != wanted:
            otherwise[harm] = found
    assert otherwise == {}
    assert verify(*points).counts == {}


class Within:
    """The superuser's own transaction, looked at before it is rolled back."""

    def __init__(self, raw: psycopg.Connection) -> None:
        self.raw = raw

    def execute(self, statement, *rest, **more):
        return self.raw.execute("SELECT 1" if "ISOLATION LEVEL" in statement else statement, *rest, **more)


def test_who_rewrites_all_of_it_is_found_by_a_checkpoint_kept_elsewhere(kept):
    """The superuser takes a publication out, renumbers everything, and makes the log anew, under the very key."""
    district, points = kept
    with superuser(district) as raw:
        raw.execute("DELETE FROM publicity_closing WHERE publication_id = 300")
        raw.execute("DELETE FROM publicity_publication WHERE id = 300")
        for table in ("round", "node", "checkpoint", "leaf", "salt", "saltkept", "key"):
            raw.execute(f"DELETE FROM publicity_ledger{table}")
    sequencing.sequence_all()
    assert verify().counts == {}  # by itself it is sound, and says that nothing from outside was looked at
    assert verify().uncovered["without_outside"] == ledger.head().size
    report = verify(*points)
    assert codes(report) == {"history-rewritten", "log-cut"} or codes(report) == {"history-rewritten"}
    assert report.outside["agreed"] == 0


def test_cut_off_at_the_end(kept):
    district, points = kept
    with superuser(district) as raw:
        raw.execute("DELETE FROM publicity_ledgerleaf WHERE id >= 5")
        raw.execute("DELETE FROM publicity_ledgersalt WHERE publication > 4")
        raw.execute("DELETE FROM publicity_ledgernode")
        for table in ("round", "checkpoint"):
            raw.execute(f"DELETE FROM publicity_ledger{table} WHERE size > 5")
        raw.execute("DELETE FROM publicity_closing")
        raw.execute("DELETE FROM publicity_publication WHERE id > 4")
    assert verify(points[0]).counts == {}
    assert codes(verify(*points)) == {"log-cut"}
    with superuser(district) as raw:
        raw.execute(f"{LAID}, generate_series(1, 200)")
        raw.execute("INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT id, laid_on, 'withdrawn' FROM publicity_publication WHERE id > 4")
    sequencing.sequence_all()  # ... and gone on with otherwise
    assert (codes(verify(*points)), verify(*points).outside["agreed"]) == ({"history-rewritten"}, 5)


def test_a_checkpoint_nobody_of_ours_signed(kept):
    _, points = kept
    from chengxin.ground import notes

    body = points[1].head.body()
    forged = heads.parse(str(notes.Note(body, (notes.Signer(points[1].head.origin, b"y" * 32).sign(body),))))
    report = verify(forged)
    assert (codes(report), report.outside) == ({"checkpoint-unsigned"}, None)


def test_the_window_is_told(kept):
    district, points = kept
    with superuser(district) as raw:
        raw.execute(f"{LAID} WHERE id = 1")
        raw.execute("INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT max(id), '2026-05-22', 'withdrawn' FROM publicity_publication")
    report = verify(points[0])
    assert report.counts == {}
    assert report.uncovered["unsequenced"]["rows"] == 2 and report.uncovered["unsequenced"]["from"] is not None
    assert report.uncovered["after_outside"]["leaves"] == ledger.head().size - 5
