"""运行指标: what the operator's monitoring asks of the instance as a whole, read from the database at most every ``FRESH`` seconds.

Numbers of things, never things: a label is the code of an item, the state of a job or the name of a subscriber of ours. More of
them are added by a function that yields families, under ``@gauges``.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from chengxin.governance import api as governance
from chengxin.ground.api import business_day, database, health
from chengxin.publicity import api as publicity

FRESH = 15.0  # seconds
Family = Callable[[], Iterator[Metric]]
_families: list[Family] = []


def gauges(family: Family) -> Family:
    """Register a function that yields families of figures."""
    _families.append(family)
    return family


class Instance(Collector):
    """全部指标 of the instance; asked twice within ``FRESH`` seconds it answers what it knew."""

    def __init__(self) -> None:
        self._lock, self._read, self._told = threading.Lock(), 0.0, list[Metric]()

    def collect(self) -> Iterator[Metric]:
        """The families, one after another."""
        with self._lock:
            if not self._told or time.monotonic() - self._read > FRESH:
                self._told, self._read = [metric for family in _families for metric in family()], time.monotonic()
            told = self._told
        yield from told


def _gauge(name: str, said: str, value: float | None) -> Iterator[Metric]:
    if value is not None:
        yield GaugeMetricFamily(f"chengxin_{name}", said, value=float(value))


def _by(kind: type[Any], name: str, said: str, label: str, values: dict[str, float]) -> Iterator[Metric]:
    family = kind(f"chengxin_{name}", said, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    yield family


@gauges
def of_the_instance() -> Iterator[Metric]:
    """The database, the worker, its jobs, the audit's log, the disk."""
    now = timezone.now()
    told = health.figures(settings.HOME.path, now=now)

    def age(at: Any) -> float | None:
        return (now - at).total_seconds() if at else None

    yield from _gauge("database_connections", "Connections to the database of this instance", told["connections"])
    yield from _gauge("database_connections_most", "Connections the database server allows", told["connections_at_most"])
    yield from _gauge("database_bytes", "Size of the database", told["database_bytes"])
    yield from _gauge("worker_pulse_seconds", "Seconds since the worker was last heard of", age(told["pulse"]))
    yield from _by(GaugeMetricFamily, "jobs", "Jobs of the worker, by state", "state", {"todo": 0, "doing": 0, "failed": 0} | told["jobs"])
    yield from _gauge("job_oldest_seconds", "Seconds the oldest waiting job has waited", age(told["oldest_waiting"]) or 0)
    yield from _gauge("jobs_failed_day", "Jobs that failed within the last day", told["failed_today"])
    yield from _gauge("audit_waiting", "Entries that have no place in the audit's log yet", told["audit_waiting"])
    yield from _gauge("events_undelivered", "Events of the last day that reached nobody", told["undelivered"])
    yield from _gauge("disk_free_bytes", "Free space where the home lies", told["disk_free"])
    yield from _by(GaugeMetricFamily, "trouble", "What an administrator should look at, as the page of the system shows it", "code", dict.fromkeys(told["trouble"], 1))


@gauges
def of_publicity() -> Iterator[Metric]:
    """Runs, the shelf, what is due, the public ledger."""
    told = publicity.health()
    yield from _gauge("publication_due", "Records whose publication is to be considered by the next run", told["due"])
    yield from _gauge("publication_due_seconds", "Seconds the oldest of them has waited", told["due_since"] or 0)
    yield from _gauge("publication_last_seconds", "Seconds since the last run of publication ended", told["last_run"])
    yield from _by(CounterMetricFamily, "publication", "Runs of publication, and what became of records in them", "what", told["runs"])
    yield from _by(GaugeMetricFamily, "shelf_lines", "Lines on the shelf, by item", "item", told["shelf"])
    ledger = publicity.ledger.health()
    yield from _gauge("ledger_size", "Leaves of the public ledger", ledger["size"])
    yield from _gauge("ledger_waiting", "Publications and closings that are not in the ledger yet", ledger["waiting"])
    yield from _gauge("ledger_waiting_seconds", "Seconds the oldest of them has waited", (timezone.now() - ledger["oldest"]).total_seconds() if ledger["oldest"] else 0)


@gauges
def of_duties() -> Iterator[Metric]:
    """How long the oldest file that should have come is overdue."""
    today = business_day.today()
    late = [(today - one["due_on"]).days for one in governance.waiting(today, ahead=0) if one["due_on"] < today]
    yield from _gauge("duties_overdue", "Files of organs that are overdue", len(late))
    yield from _gauge("duty_oldest_days", "Days the oldest of them is overdue", max(late, default=0))


@gauges
def of_replicas() -> Iterator[Metric]:
    """What other machines that show the shelf have still to take in; nothing where there are none."""
    behind = GaugeMetricFamily("chengxin_replica_behind_bytes", "Bytes a subscriber has still to take in", labels=["slot"])
    active = GaugeMetricFamily("chengxin_replica_active", "Whether a subscriber is connected", labels=["slot"])
    for one in database.fetch("SELECT * FROM publicity_replicas()"):
        behind.add_metric([one["slot"]], one["behind"])
        active.add_metric([one["slot"]], int(one["active"]))
    yield from (behind, active)
