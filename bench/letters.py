"""Letters a second: one page set, and the whole act (number, page, file, row) by threads of one process.

``python -m bench.letters [--letters N]``. Aim: 20 a second or more on two cores.
"""

import argparse
import csv
import datetime as dt
import json
import resource
import sys
import threading
import time
from pathlib import Path

from bench import measuring

ON = dt.date(2026, 11, 20)
HEADER = [
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_WSH",
    "CF_WFXW",
    "CF_SY",
    "CF_YJ",
    "CF_CFLB",
    "CF_NR",
    "CF_NR_FK",
    "CF_JDRQ",
    "CF_YXQ",
    "CF_CFJG",
    "CF_CFJGDM",
    "CF_SJLY",
    "CF_SJLYDM",
]


def measure(count: int, home: Path) -> list[dict]:
    """``count`` decisions, each with its repair notice, in a home of their own."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        _warrants(home, count)
        import django

        django.setup()
        return [_pages(count), *_acts(count)]


def _warrants(home: Path, count: int) -> None:
    from bench import making, measuring

    path = home / "penalties.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, HEADER)
        writer.writeheader()
        for n in range(count):
            organ = ("天津市河北区应急管理局", "11120105MB1F00022J")
            told = ("天津某某商贸有限公司", "法人及非法人组织", making.code(n), f"津北试罚〔2026〕{n}号", "经营超过保质期的食品", "当事人经营超过保质期的食品。" * 5)
            writer.writerow(dict(zip(HEADER, (*told, "《中华人民共和国食品安全法》", "罚款", "罚款5000元", "0.5", "2026/11/12", "2099/12/31", *organ, *organ), strict=True)))
    measuring.command("collect", "penalties", str(path), "--received", "2026-11-19", home=home)
    measuring.command("publish", "--on", ON.isoformat(), home=home)


def _pages(count: int) -> dict:
    from chengxin.law.letters import press, sample

    source = (press.FRAME.parent / "decision.typ").read_text(encoding="utf-8")
    data = [sample.data("decision") | {"number": f"津某信决〔2026〕{n}号"} for n in range(count)]
    press.set_document(source, data[0], on=ON)
    began = time.monotonic()
    for one in data:
        press.set_document(source, one, on=ON)
    return _told(f"letters: {count} pages set, one after another", count, time.monotonic() - began)


def _acts(count: int) -> list[dict]:
    from django.db import connections

    from chengxin.access import api as access
    from chengxin.ground.api import database
    from chengxin.law import api as law

    left = [row["id"] for row in database.fetch("SELECT id FROM law_warrant ORDER BY id LIMIT %s", [count])]
    officer, kind = access.officer("A"), law.letters.kind("decision")
    law.letters.issue(left.pop(), kind, officer=officer, on=ON, actor="bench")  # presses and fonts are there from here on
    asked, took = len(left), []

    def work() -> None:
        try:
            while True:
                try:
                    warrant = left.pop()
                except IndexError:
                    return
                began = time.monotonic()
                law.letters.issue(warrant, kind, officer=officer, on=ON, actor="bench")
                took.append((time.monotonic() - began) * 1000)
        finally:
            connections.close_all()

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    assert len(took) == asked and law.letters.gaps() == []
    took.sort()
    whole = _told(f"letters: {asked} decisions with their repair notices, numbered, kept, two threads", 2 * asked, seconds)
    return [whole | {"p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)]}]


def _told(what: str, letters: int, seconds: float) -> dict:
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return {"what": what, "seconds": seconds, "rows_a_second": letters / seconds, "megabytes": peak}


def main() -> int:
    """Measure in a temporary home and print."""
    parser = argparse.ArgumentParser(prog="bench.letters")
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with measuring.own_home("desk") as home:
        told = measure(asked.letters, home)
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for row in told:
            print(
                f"{row['what']:<90}{row['seconds']:8.2f} s{row['rows_a_second']:10.1f} letters/s" + (f"  p50 {row['p50']:.0f} ms, p95 {row['p95']:.0f} ms" if "p50" in row else "")
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
