"""Open data with much on the shelf: making the edition of a day, and making it anew after one record was withdrawn.

``python -m bench.opendata [--rows N]``. Aim: a million rows in under two minutes, in less than a gigabyte of the process.
"""

import argparse
import json
import os
from pathlib import Path

from bench import making, measuring

ON = "2026-11-21"


def measure(rows: int) -> list[dict]:
    """``rows`` register facts on the shelf, in a home of their own."""
    with measuring.own_home("worker") as home:
        os.environ["CHENGXIN_TODAY"] = ON  # an edition is offered for some days only
        import django

        django.setup()
        from chengxin.access import api as access
        from chengxin.site import postgres, ready
        from chengxin.site.home import Home

        instance = Home.from_env()
        with postgres.running(instance):
            ready.make_ready(instance)
            making.register(home / "register.csv", rows)
            measuring.command("collect", "registrations", str(home / "register.csv"), "--received", "2026-11-20", home=home)
            measuring.command("publish", "--on", ON, home=home)
            found = [_made("edition made", home)]
            measuring.command("withdraw", "1", "--reason", "报错了", "--organ", access.district()["offices"]["market-regulation"], home=home)
            found.append(_made("edition made anew after a withdrawal", home))
        return found


def _made(what: str, home: Path) -> dict:
    told, seconds, megabytes = measuring.command("opendata", "--on", ON, home=home)
    assert told["made"], what
    sizes = {layout: sum(one["bytes"][layout] for one in told["items"]) // 1_000_000 for layout in ("csv", "jsonl", "parquet")}
    return {"what": what, "rows": sum(one["rows"] for one in told["items"]), "seconds": round(seconds, 1), "MB of the process": round(megabytes), "MB of files": sizes}


def main() -> None:
    """Print one JSON line a figure."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=1_000_000)
    for row in measure(asked.parse_args().rows):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
