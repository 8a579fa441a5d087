"""``python -m bench.publication [--rows N] [--json]``: penalties from the records to the shelf: authorised, laid, listed, and in the public log.

Aim: a million in 90 seconds, under 2 GB.
"""

import sys
import threading
from pathlib import Path

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
        watching = threading.Thread(target=_watch, args=(str(home), ends, own))
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


def _watch(home: str, ends: threading.Event, most: list[float]) -> None:
    """The most memory of their own that the processes of the home's server had together."""
    while not ends.wait(0.5):
        most[0] = max(most[0], sum(_own(process) for process in _server(home)))


def _server(home: str) -> list[int]:
    """The numbers of the server's processes: the first, which names its home, and those it began."""
    first, began = 0, {}
    for number in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        try:
            began[number] = int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
            if f"-D {home}/" in Path(f"/proc/{number}/cmdline").read_text().replace("\0", " "):
                first = number
        except OSError:
            continue
    return [first, *(number for number, parent in began.items() if parent == first)] if first else []


def _own(process: int) -> float:
    """Megabytes of a process that no file and no shared memory is behind."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


if __name__ == "__main__":
    sys.exit(main())
