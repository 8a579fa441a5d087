"""The site's frame with much behind it: reckoning the figures, finding the records a text speaks of, home, articles and statistics over HTTP.

``python -m bench.site [--rows N] [--articles N]``. Aim: pages 95 in 100 under 40 ms; the figures of a million rows in under a minute.
"""

import argparse
import datetime as dt
import json
import random
import time
import urllib.request

import psycopg

from bench import making, measuring

ON = dt.date(2026, 11, 21)
EACH = 120
_ARTICLES = """
WITH made AS (
    INSERT INTO publicity_article (column_code, organ_id, opened_on)
    SELECT (ARRAY['news', 'policy', 'cases', 'knowledge', 'campaigns'])[1 + n %% 5], (SELECT subject_id FROM subjects_organ LIMIT 1), '2026-01-01'::date + (n %% 300) FROM generate_series(1, %(count)s) n RETURNING id, opened_on
), written AS (
    INSERT INTO publicity_articleversion (article_id, number, title, summary, body, origin, correction, files, findings, officer_id, written_on)
    SELECT id, 1, '第' || id || '篇', '摘要', repeat(E'信用修复不收费，到期自动撤下。\\n\\n', 100), '', '', '{}', '[]', (SELECT min(id) FROM access_officer), opened_on FROM made RETURNING id, article_id, written_on
)
INSERT INTO publicity_articlestand (article_id, number, stage, version_id, shown_id, public_from, shown_on, rests_on) SELECT article_id, 3, 'public', id, id, written_on, written_on, '{}' FROM written
"""


def measure(rows: int, count: int) -> list[dict]:
    """``rows`` penalties on the shelf and ``count`` public articles, in a home of their own."""
    with measuring.own_home("public") as home:
        from chengxin.site import postgres, ready
        from chengxin.site.home import Home

        instance, found = Home.from_env(), []
        with postgres.running(instance):
            ready.make_ready(instance)
            making.penalties(home / "penalties.csv", rows, rows)
            measuring.command("collect", "penalties", str(home / "penalties.csv"), "--received", "2026-11-20", home=home)
            measuring.command("publish", "--on", ON.isoformat(), home=home)
            with psycopg.connect(**postgres.connection(instance, "owner"), options="-c search_path=chengxin", autocommit=True) as raw:
                raw.execute("BEGIN")
                raw.execute("INSERT INTO ground_auditentry (act, actor, post, reference, purpose, fields) VALUES ('bench', 'bench', 'bench', '', '', '{}')")
                raw.execute(_ARTICLES, {"count": count})
                raw.execute("SELECT publicity_articles_draw(NULL)")  # what is out is drawn by who writes it; these were written past everybody
                raw.execute("COMMIT")
                raw.execute("ANALYZE")
                said = "".join(making.name(random.Random(n)) + "被处罚，罚款五千元，已经改正。" for n in range(700))[:20_000]
                for what, sql, values in (
                    (
                        "figures reckoned",
                        "SELECT publicity_reckon(%s, %s, %s)",
                        [ON, [ON - dt.timedelta(days=n) for n in range(366)], [ON - dt.timedelta(days=n - 10) for n in range(366)]],
                    ),
                    ("records a text of 20,000 letters speaks of", "SELECT publicity_article_rests(%s)", [said]),
                ):
                    began = time.monotonic()
                    raw.execute(sql, values)
                    found.append({"what": what, "rows": rows, "seconds": round(time.monotonic() - began, 2)})
            found += _pages(count)
        return found


def _pages(count: int) -> list[dict]:
    chance, told = random.Random(4), []
    with measuring.served("public") as base:
        pages = {
            "home": lambda: "/",
            "articles of a column": lambda: "/articles/news",
            "articles, far on": lambda: f"/articles?after=2026-02-01_{chance.randrange(count)}",
            "one article": lambda: f"/articles/{chance.randrange(1, count)}",
            "feed": lambda: "/articles/feed.atom",
            "statistics": lambda: "/statistics",
            "guide": lambda: "/guide/repair",
        }
        for what, path in pages.items():

            def ask(path=path) -> None:
                with urllib.request.urlopen(base + path(), timeout=30) as answer:
                    answer.read()

            for _ in range(5):
                ask()
            p50, p95 = measuring.percentiles([ask] * EACH)
            told.append({"what": what, "p50 ms": p50, "p95 ms": p95})
    return told


def main() -> None:
    """Print one JSON line a figure."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--articles", type=int, default=10_000)
    given = asked.parse_args()
    for row in measure(given.rows, given.articles):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
