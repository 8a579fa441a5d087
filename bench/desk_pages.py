"""Pages of a clerk's and an officer's day: p50 and p95 with one and with sixteen people at once.

``python -m bench.desk_pages [--rows N] [--batches N] [--json]``. Aim: p95 under 100 ms with a million records. The organ that
reports has sent ``--batches`` batches (copied in the database from one that made the journey), a tenth of them with rows to mend.
"""

import os
import random
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import making, measuring

FRAGMENTS = ("天津商贸", "宏达科技", "瑞丰食品", "海河有限")
ON = "2026-11-20"


def measure(home: Path, rows: int, batches: int) -> list[dict]:
    """Fill a home, serve its desk, ask."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        for source, make in (("registrations", making.register), ("penalties", lambda path, n: making.penalties(path, n, rows))):
            path = home / f"{source}.csv"
            make(path, rows)
            measuring.command("collect", source, str(path), "--received", ON, "--organ", "区市场监督局", home=home)
        bad = home / "bad.csv"
        bad.write_text("\n".join([(home / "penalties.csv").read_text(encoding="utf-8").split("\n")[0], *_bad_rows(home / "penalties.csv")]) + "\n", encoding="utf-8")
        measuring.command("collect", "penalties", str(bad), "--received", ON, "--organ", "区市场监督局", home=home)
        with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as raw:
            batch = _copies(raw, batches)
            raw.execute("ANALYZE")
            firms = [row[0] for row in raw.execute("SELECT id FROM subjects_subject WHERE kind = 'enterprise' ORDER BY random() LIMIT 300").fetchall()]
        cookie = _signed_in()
        return _asked(batch, firms, cookie)


def _bad_rows(path: Path) -> list[str]:
    """A hundred rows whose fine is no number."""
    lines = path.read_text(encoding="utf-8").split("\n")
    place = lines[0].split(",").index("CF_NR_FK")
    cells = [line.split(",") for line in lines[1:101] if line]
    return [
        ",".join("五千" if n == place else f"坏{cell}" if name == "CF_WSH" else cell for n, (name, cell) in enumerate(zip(lines[0].split(","), row, strict=False))) for row in cells
    ]


def _copies(raw: psycopg.Connection, batches: int) -> int:
    """Batches as they are after years: each tenth with ten returned rows, which half of the time were mended. The one with rows of its own."""
    (batch,) = raw.execute("SELECT max(id) FROM collection_batch WHERE quarantined > 0").fetchone()
    raw.execute("BEGIN")
    raw.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('bench', '测量', '', '', '', '{}')")
    raw.execute(
        """INSERT INTO collection_batch (source, file_id, attempt, file_name, item_version_id, organ_id, received_on, rows, accepted, unchanged, corrections, quarantined, late, unlinked,
            new_subjects, findings, quality, notes, written_as)
        SELECT b.source, b.file_id, 1000 + n, n || '.csv', b.item_version_id, b.organ_id, b.received_on - n / 20, 1000, 1000 - q, 0, 0, q, 0, 0, 0, '{}', '{}', '{}', b.written_as
        FROM collection_batch b, generate_series(1, %s) n, LATERAL (SELECT CASE WHEN n %% 10 = 0 THEN 10 ELSE 0 END AS q) x WHERE b.id = %s""",
        [batches, batch],
    )
    raw.execute(
        """INSERT INTO collection_quarantined (batch_id, line, sealed, findings, of_person) SELECT b.id, l, '\\x00', '[]', false
        FROM collection_batch b, generate_series(1, 10) l WHERE b.attempt >= 1000 AND b.quarantined > 0"""
    )
    raw.execute(
        """INSERT INTO collection_mending (batch_id, line, reason, actor) SELECT q.batch_id, q.line, '测量', '测量' FROM collection_quarantined q
        JOIN collection_batch b ON b.id = q.batch_id WHERE b.attempt >= 1000 AND b.attempt % 20 <> 0"""
    )
    raw.execute("COMMIT")
    return batch


_APPOINT = """
from chengxin.access.api import staffing
from chengxin.ground.api import business_day
from chengxin.subjects import api as subjects
on, owner = business_day.today(), staffing.By(None, "命令行:测量")
made = [staffing.first_administrator(n, l, organ=subjects.organ("区发改委"), on=on, by=owner)[0] for n, l in (("甲", "admin-a"), ("乙", "admin-b"))]
a, b = (staffing.By(one.person_id, f"账户:{one.login}", "系统管理员", None) for one in made)
person = staffing.register_person("丙", "reviewer", by=a).person_id
post = staffing.make_post(subjects.organ("区市场监督局"), role="reviewer", title="审核岗", begins_on=on, by=a)
staffing.decide(staffing.appoint(person, post.pk, begins_on=on, by=a).pk, approved=True, by=b)
"""
_BEGIN = """
from django.db import transaction
from chengxin.access import api as access
from chengxin.access.models import Account
from chengxin.ground.api import audit
with transaction.atomic():
    audit.record_act("bench", actor="测量")
    print(access.sessions.begin(Account.objects.get(login="reviewer"), stage="full", place=access.Place("127.0.0.1")))
"""


def _signed_in() -> str:
    """The cookie of the reviewer of the organ that reports."""
    told = ""
    for side, code in (("worker", _APPOINT), ("desk", _BEGIN)):
        environment = os.environ | {"CHENGXIN_SIDE": side, "DJANGO_SETTINGS_MODULE": "chengxin.site.settings"}
        told = subprocess.run([sys.executable, "-c", f"import django; django.setup(){code}"], env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    return told.split()[-1]


def _asked(batch: int, firms: list[int], cookie: str) -> list[dict]:
    chance = random.Random(6)
    with measuring.served("desk", threads=8) as base:

        def ask(path: str) -> None:
            request = urllib.request.Request(base + path, headers={"Cookie": f"session={cookie}"})
            with urllib.request.urlopen(request, timeout=30) as answer:
                body = answer.read()
                assert answer.status == 200 and b'name="login"' not in body, path

        pages = {
            "work list": lambda: "/work",
            "start": lambda: "/",
            "batches": lambda: f"/batches?before={chance.randrange(batch, batch + 5000)}",
            "batches to mend": lambda: "/batches?state=to-mend",
            "batch": lambda: f"/batches/{batch}",
            "returned rows": lambda: f"/batches/{batch}/mend",
            "search": lambda: "/search?q=" + quote(chance.choice(FRAGMENTS)),
            "archive": lambda: f"/subjects/{chance.choice(firms)}",
            "archive compared": lambda: f"/subjects/{chance.choice(firms)}?compare=yes&known_on_2=2026-11-01",
        }
        return [row for what, path in pages.items() for row in measuring.read(f"desk: {what}", path, ask)]


def main() -> int:
    """Measure and print."""
    return measuring.main("desk_pages", measure, measuring.figures, rows=100_000, batches=20_000)


if __name__ == "__main__":
    sys.exit(main())
