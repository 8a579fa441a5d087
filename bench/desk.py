"""The desk's pages of cases with many cases: list, filters and one case, asked over HTTP by one user and by sixteen at once.

``python -m bench.desk [--cases N]``. Aim: 95 in 100 under 100 ms with 100,000 cases.
"""

import argparse
import datetime as dt
import json
import os
import random
import subprocess
import sys
import urllib.request
from pathlib import Path

import psycopg

from bench import making, measuring

ORGAN, POWER = "区应急局", "list-AQSC"
TODAY = dt.date(2026, 11, 20)
# A third of the cases are at work, one in a hundred waits for approval, the others are decided, closed or dropped; each has four acts.
_CASES = """
WITH made AS (
    INSERT INTO law_case (power_id, subject_id, organ_id, opened_on)
    SELECT %(power)s, r.subject_id, %(organ)s, '2026-10-01' FROM (SELECT id, subject_id FROM records_record WHERE item_id = 'penalty' AND subject_id IS NOT NULL ORDER BY id LIMIT %(count)s) r RETURNING id, subject_id
), staged AS (
    SELECT id, subject_id, CASE WHEN id %% 100 = 0 THEN 'proposed' WHEN id %% 3 = 0 THEN 'drafting' WHEN id %% 7 = 0 THEN 'decided' WHEN id %% 11 = 0 THEN 'dropped' ELSE 'closed' END AS stage FROM made
), acted AS (
    INSERT INTO law_caseact (case_id, number, kind, officer_id, post, day, step, step_day, reason, payload, letters)
    SELECT s.id, n, CASE n WHEN 1 THEN 'open' WHEN 3 THEN 'step' ELSE 'draft' END, %(officer)s, '承办岗', '2026-10-01'::date + n, CASE n WHEN 3 THEN 'investigation' ELSE '' END, CASE n WHEN 3 THEN '2026-10-04'::date END, '',
        CASE n WHEN 1 THEN '{"purpose": "处罚后拟列入名单"}'::jsonb WHEN 3 THEN '{}'::jsonb ELSE jsonb_build_object('records', (SELECT jsonb_agg(r.id) FROM (SELECT id FROM records_record x WHERE x.subject_id = s.subject_id AND x.item_id = 'penalty' LIMIT 1) r), 'ends', NULL, 'reason', '情节严重，符合列入情形。') END, '{}'
    FROM staged s CROSS JOIN generate_series(1, 4) n RETURNING case_id
)
INSERT INTO law_casestand (case_id, organ_id, subject_id, power_id, stage, number, handler_id, due_on, free_on, moved_at)
SELECT s.id, %(organ)s, s.subject_id, %(power)s, s.stage, 4, %(officer)s, CASE WHEN s.id %% 5 = 0 THEN '2026-11-01'::date + (s.id %% 60)::integer END, NULL, now() FROM staged s
"""


_SIGN_IN = """
import django; django.setup()
from django.db import transaction
from chengxin.access import api as access
from chengxin.access.models import Account
from chengxin.ground.api import audit
with transaction.atomic():
    audit.record_act("bench", actor="bench")
    print(access.sessions.begin(Account.objects.get(login="han.yi"), stage="full", place=access.Place("127.0.0.1")))
"""


def measure(count: int, home: Path) -> list[dict]:
    """``count`` cases of one organ in a home of their own."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        making.penalties(home / "penalties.csv", count, count)
        measuring.command("collect", "penalties", str(home / "penalties.csv"), "--received", "2026-11-20", home=home)
        import django

        django.setup()
        officer, organ, cookie = _officer()
        with psycopg.connect(**postgres.connection(instance, "owner"), options="-c search_path=chengxin") as raw:
            raw.execute("INSERT INTO ground_auditentry (act, actor, post, reference, purpose, fields) VALUES ('bench', 'bench', 'bench', '', '', '{}')")
            raw.execute(_CASES, {"power": POWER, "organ": organ, "officer": officer, "count": count})
            raw.commit()
            raw.execute("ANALYZE")
            raw.commit()
            numbers = [row[0] for row in raw.execute("SELECT case_id FROM law_casestand WHERE stage = 'drafting' LIMIT 2000").fetchall()]
        return _pages(cookie, numbers)


def _officer() -> tuple[int, int, str]:
    """A handler of the organ, signed in: officer, organ, cookie."""
    from chengxin.access.api import staffing
    from chengxin.access.models import Officer
    from chengxin.subjects import api as subjects

    organ, owner = subjects.organ(ORGAN), staffing.By(None, "命令行:测量")
    both = [staffing.By(staffing.first_administrator(name, login, organ=organ, on=TODAY, by=owner)[0].person_id, login) for name, login in (("甲", "admin-a"), ("乙", "admin-b"))]
    account = staffing.register_person("韩一", "han.yi", by=both[0])
    post = staffing.make_post(organ, role="handler", title="承办岗", begins_on=TODAY, by=both[0])
    staffing.decide(staffing.appoint(account.person_id, post.pk, begins_on=TODAY, by=both[0]).pk, approved=True, by=both[1])
    signed_in = subprocess.run([sys.executable, "-c", _SIGN_IN], env=os.environ | {"CHENGXIN_SIDE": "desk"}, capture_output=True, text=True, check=True)
    return Officer.objects.get(holder=account.person_id).pk, organ.pk, signed_in.stdout.strip()


def _pages(cookie: str, numbers: list[int]) -> list[dict]:
    chance = random.Random(4)
    with measuring.served("desk") as base:

        def ask(path: str) -> None:
            with urllib.request.urlopen(urllib.request.Request(base + path, headers={"Cookie": f"session={cookie}"}), timeout=30) as answer:
                if "/sign-in" in answer.url:
                    raise RuntimeError(f"{path}: not signed in")

        pages = {
            "cases: the list": lambda: "/cases",
            "cases: overdue, mine": lambda: "/cases?due=1&mine=1",
            "cases: far on": lambda: f"/cases?stage=closed&after=9999-12-31_{chance.choice(numbers)}",
            "cases: by a code": lambda: f"/cases?q={making.code(chance.randrange(1000))}",
            "one case, with 可以吗": lambda: f"/cases/{chance.choice(numbers)}",
        }
        return [row for what, path in pages.items() for row in measuring.read(what, path, ask)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.desk")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ["CHENGXIN_TODAY"] = TODAY.isoformat()
    with measuring.own_home("worker") as home:
        rows = measure(asked.cases, home)
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['what']:<40}{row['p50']:>9.1f}{row['p95']:>9.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
