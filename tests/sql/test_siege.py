"""Nothing adverse without a warrant: ten thousand generated attempts by the application roles, and none succeeds."""

from collections import Counter
from itertools import islice

import psycopg
import pytest

from tests.sql import besieged
from tests.sql.generated import Attempt, Attempts
from tests.sql.holding import ROLES, Holding

SEED = 20260401
BATCH = 400


@pytest.fixture
def stage(filled) -> besieged.Besieged:
    return filled(besieged.build)


def test_ten_thousand_attempts_and_none_succeeds(stage, record_property):
    holding = Holding(stage)
    tried: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for role in ROLES:
        attacker = Attacker(stage, role)
        attempts = iter(Attempts(stage, holding, role, SEED))
        while batch := list(islice(attempts, BATCH)):
            came_through = [attempt for attempt in batch if not attacker.fails(attempt)]
            assert came_through == []
            attacker.calm()
            holding.check()
            tried.update(f"{role} {attempt.kind}" for attempt in batch)
            if role == "desk":
                besieged.grant(attacker.raw, stage.right_ask())
        states += attacker.states
        attacker.raw.close()
    hostile_run_of_a_day_to_come(stage)
    holding.check()
    assert sum(tried.values()) >= 10_000
    assert states["42501"] > 5_000  # most were refused for want of a right, not for a slip of ours
    assert states["42601"] < 100  # and nearly none for its grammar
    record_property("attempts", sum(tried.values()))
    record_property("by kind", dict(tried))
    record_property("states", dict(states.most_common(12)))


class Attacker:
    """A session of one role; opened again where an attempt has closed it."""

    def __init__(self, stage: besieged.Besieged, role: str) -> None:
        self.stage, self.role = stage, role
        self.states: Counter[str] = Counter()
        self._open()

    def _open(self) -> None:
        self.raw = self.stage.district.connect(self.role, options="-c search_path=chengxin,publicity -c statement_timeout=5000 -c lock_timeout=300", prepare_threshold=None)

    def fails(self, attempt: Attempt) -> bool:
        """Whether the attempt ended as it must."""
        raised, answer = False, None
        for statement in attempt.statements:
            try:
                cursor = self.raw.execute(statement)
                answer = cursor.fetchone() if cursor.description else None
            except psycopg.Error as error:
                raised = True
                self.states[error.sqlstate or type(error).__name__] += 1
                if self.raw.closed:
                    self._open()
        if self.raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self.raw.execute("ROLLBACK")
        if attempt.wanted == "nothing":
            return raised or answer in (None, (None,))
        return raised or attempt.wanted == "harmless"

    def calm(self) -> None:
        """Locks must be gone by themselves; settings and prepared statements are taken back."""
        self.raw.execute("DEALLOCATE ALL")
        self.raw.execute("RESET ALL")


def hostile_run_of_a_day_to_come(stage: besieged.Besieged) -> None:
    """A run for the end of time would take away what is shown, and leave no day to publish on after it."""
    with stage.district.connect("worker", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error):
        raw.execute("SELECT publicity_publish('9999-12-31')")


HARM = {
    "a warrant changed": "UPDATE law_warrant SET ends_on = ends_on + 1",
    "a warrant by hand": "INSERT INTO law_warrant SELECT (jsonb_populate_record(w, jsonb_build_object('id', 10^9, 'ask', 10^9, 'subject_id', {other}))).* FROM law_warrant w LIMIT 1",
    "a warrant of a day to come": "INSERT INTO law_warrant SELECT (jsonb_populate_record(w, jsonb_build_object('id', 10^9, 'ask', 10^9, 'asked_on', ground_today() + 9, 'begins_on', ground_today() + 9))).* FROM law_warrant w WHERE id = {warrant}",
    "an adverse row of another": "UPDATE publicity_line SET subject_id = {other} WHERE record_id = {record}",
    "an adverse row that lasts": "UPDATE publicity_line SET term_ends = '9999-12-31' WHERE record_id = {record}",
    "an adverse row of another power": "UPDATE catalogue_item SET power = 'erase' WHERE code = 'penalty'",
    "a line gone": "DELETE FROM publicity_line WHERE record_id = {record}",
    "a line closed early": "INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT publication_id, ground_today(), 'ended' FROM publicity_line WHERE record_id = {record}",
    "a power widened": "UPDATE law_power SET may_touch = may_touch || ARRAY['person']",
    "a term lengthened": "UPDATE law_term SET longest_months = 999",
    "an entry changed": "UPDATE ground_auditentry SET actor = 'x' WHERE id = (SELECT min(id) FROM ground_auditentry)",
    "an entry gone": "DELETE FROM ground_auditentry WHERE id = (SELECT max(id) FROM ground_auditentry)",
    "an officer back in post": "UPDATE access_officer SET active = true",
    "a trial left": "INSERT INTO subjects_subject (kind, code, first_received_on) VALUES ('enterprise', 'TRY1', now())",
    "a lock left": "SELECT pg_advisory_xact_lock(1)",
    "a right given": "GRANT INSERT ON law_warrant TO chengxin_desk",
    "a trigger gone": "DROP TRIGGER append_only ON law_warrant",
}


def test_what_must_hold_is_noticed_when_it_does_not(stage):
    """Each harm, done by the one who can, is found; taken back, all holds again."""
    holding = Holding(stage)
    names = {"other": stage.subjects["other"], "record": stage.records["公示号"], "warrant": stage.warrants[0]}
    holding.check()
    for harm, statement in HARM.items():
        with holding.raw.transaction(force_rollback=True):
            holding.raw.execute("SET LOCAL session_replication_role = replica")  # as if no trigger and no key were there
            holding.raw.execute(statement.format(**names))
            holding.raw.execute("SET LOCAL session_replication_role = origin")
            with pytest.raises(AssertionError):
                holding.check()
                pytest.fail(f"not noticed: {harm}", pytrace=False)
    holding.check()


def test_an_attempt_that_comes_through_is_noticed(stage):
    """Where a right is given or a guard taken away, the attempts find it."""
    holding = Holding(stage)
    breaches = {
        "GRANT USAGE ON SCHEMA chengxin TO chengxin_my; GRANT DELETE ON chengxin.publicity_due, chengxin.law_ask TO chengxin_my": ("my", "delete"),
        "GRANT UPDATE (exit) ON chengxin.law_power TO chengxin_worker": ("worker", "update"),
        "DROP TRIGGER said ON chengxin.records_classing": ("desk", "in-an-organs-name"),
        "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO chengxin_public": ("public", "lock"),
        "CREATE OR REPLACE FUNCTION chengxin.ground_reached(p_day date) RETURNS date LANGUAGE sql AS 'SELECT p_day'": ("desk", "one-wrong"),
    }
    for breach, (role, kind) in breaches.items():
        holding.raw.execute(breach)
        attacker = Attacker(stage, role)
        assert any(not attacker.fails(attempt) for attempt in Attempts(stage, holding, role, SEED) if attempt.kind == kind), breach
        attacker.raw.close()
