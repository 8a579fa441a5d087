"""``python -m bench.ledger [--rows N] [--json]``: how fast the history of publication goes into the public ledger, is verified, and is served as tiles."""

import datetime as dt
import random
import resource
import sys
import time
from pathlib import Path
from statistics import median

import psycopg

from bench import making, measuring

DAY = dt.date(2026, 11, 20)
SEED = 1000


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("ledger", _measure, measuring.figures, rows=1_000_000)


def _measure(home: Path, rows: int) -> list[dict]:
    import django

    django.setup()
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "superuser", database=postgres.DATABASE), autocommit=True, options="-c search_path=chengxin,publicity") as owner:
            return [*_log(home, owner, rows), *_tiles()]


def _log(home: Path, owner: psycopg.Connection, rows: int) -> list[dict]:
    from chengxin.collection import api as collection
    from chengxin.publicity import api as publicity

    path = home / "some.csv"
    making.penalties(path, SEED, SEED)
    collection.collect("penalties", path, received=DAY, actor="测量")
    publicity.publish(on=DAY, actor="测量")
    owner.execute("SET session_replication_role = replica")
    owner.execute(
        "INSERT INTO publicity_publication (record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields)"
        " SELECT record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields FROM publicity_publication p, generate_series(1, %s) n",
        [max(1, rows // SEED)],
    )
    owner.execute("ANALYZE publicity_publication")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    laid = publicity.ledger.sequence_all()
    seconds = time.perf_counter() - began
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    told = [{"what": f"{laid:,} publications into the log", "seconds": seconds, "rows/s": laid / seconds, "MB more in the process": grew}]
    owner.execute(
        "INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT id, laid_on + 1, 'withdrawn' FROM publicity_publication ORDER BY id DESC LIMIT %s", [rows // 10]
    )
    began = time.perf_counter()
    closed = publicity.ledger.sequence_all()
    seconds = time.perf_counter() - began
    told.append({"what": f"{closed:,} removals into the log", "seconds": seconds, "rows/s": closed / seconds})
    took = []
    for _ in range(50):
        owner.execute(
            "INSERT INTO publicity_publication (record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields)"
            " SELECT record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields FROM publicity_publication ORDER BY id LIMIT 10"
        )
        began = time.perf_counter()
        publicity.ledger.sequence_all()
        took.append((time.perf_counter() - began) * 1000)
    told.append({"what": "a round with 10 new publications", "ms": median(took)})
    owner.execute("VACUUM ANALYZE publicity_ledgerleaf")
    report = publicity.ledger.verify()
    told.append({"what": f"{report.leaves:,} leaves verified against what was published", "seconds": report.seconds, "leaves/s": report.leaves / report.seconds})
    return told


def _tiles() -> list[dict]:
    from chengxin.publicity import api as publicity

    size = publicity.ledger.head().size
    some = random.Random(1)
    full = [publicity.ledger.Tile(0, some.randrange(size // 256)).path for _ in range(300)]
    entries = [publicity.ledger.Tile(None, some.randrange(size // 256)).path for _ in range(300)]
    told = []
    with measuring.served("public") as base:
        for what, paths in (("tile of hashes", full), ("bundle of entries", entries), ("checkpoint", ["checkpoint"] * 300)):
            for path in paths[:20]:
                measuring.fetch(f"{base}/ledger/{path}")
            half, most = measuring.percentiles([lambda path=path: measuring.fetch(f"{base}/ledger/{path}") for path in paths])
            told.append({"what": f"served: {what}", "p50 ms": half, "p95 ms": most})
    return told


if __name__ == "__main__":
    sys.exit(main())
