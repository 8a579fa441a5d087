"""Nothing adverse without a warrant: ten thousand generated attempts by the application roles, and none succeeds."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import psycopg
import pytest

from tests.sql import besieged
from tests.sql.generated import Attempt, Attempts
from tests.sql.holding import ROLES, Holding, adverse_models

SEED = 20260401
BATCH = 400


@pytest.fixture
def stage(district) -> besieged.Besieged:
    return besieged.build(district)


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
    print(sum(tried.values()), dict(tried), states.most_common(30))


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
    """A run for the end of time takes nothing away before its day."""
    with stage.district.connect("worker", options="-c search_path=chengxin") as raw:
        raw.execute("SELECT publicity_publish('9999-12-31')")
