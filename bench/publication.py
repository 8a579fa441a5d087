"""``python -m bench.publication [--rows N] [--json]``: penalties from the records to the shelf: authorised, laid, listed, and in the public log.

Aim: a million in 90 seconds, under 2 GB.
"""

import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from bench import making, measuring

DAY = "2026-11-20"


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("publication", _measure, measuring.figures, rows=100_000)


def _measure(home: Path, rows: int) -> list[dict]:
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        path = home / "penalties.csv"
        making.penalties(path, rows, rows)
        measuring.command("collect", "penalties", str(path), "--received", DAY, home=home)
        ends = threading.Event()
        own: list[float] = [0.0]
        watching = threading.Thread(target=_watch, args=(home, ends, own))
        watching.start()
        try:
            answer, _, megabytes = measuring.command("publish", "--on", DAY, home=home)
        finally:
            ends.set()
            watching.join()
    laid = answer["published"]
    return [
        {
            "what": f"publish: {answer['considered']:,} considered, {laid:,} laid",
            "seconds": answer["seconds"],
            "records/s": answer["considered"] / answer["seconds"],
            "MB of the process": megabytes,
            "MB of the server's processes, without shared buffers": own[0],
        }
    ]


def _watch(home: Path, ends: threading.Event, most: list[float]) -> None:
    """The most memory of their own that the processes of the home's server had together."""
    head = psutil.Process(int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))
    while not ends.wait(0.5):
        most[0] = max(most[0], sum(_own(process) for process in (head, *head.children())))


def _own(process: psutil.Process) -> float:
    """Megabytes of a process that neither a file nor shared memory is behind."""
    with suppress(psutil.NoSuchProcess):
        held = process.memory_info()
        return (held.rss - held.shared) / (1 << 20)
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
