"""Our checks beside Frictionless on the same file with an equivalent schema: rows a second, defects found, sound rows refused.

``python -m bench.checks [--rows N]``. The schema is the one ``chengxin catalogue penalty --schema frictionless``
gives; what a table schema cannot say (check characters, days after receipt, fines without an amount) is told to
Frictionless as a check of rows, so that both find the same. Both read the file, judge every row and keep their
findings; nothing is written. Each has judged a small file before, so that neither pays for its start.
"""

import argparse
import datetime as dt
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import files

RECEIVED = dt.date(2026, 11, 20)
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def measure(rows: int) -> list[dict]:
    """Both on a file of ``rows`` penalties with planted defects."""
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        small = files.planted_penalties(Path(folder) / "small.csv", 1000)
        planted = files.planted_penalties(Path(folder) / "penalties.csv", rows)
        told = []
        for what, judge in (("ours", _ours), ("Frictionless, an equivalent schema", _theirs)):
            judge(small.path)
            began = time.monotonic()
            returned = judge(planted.path)
            told.append(_told(f"checks: {what}", planted, returned, time.monotonic() - began))
    for one in told:
        one["faster"] = told[0]["rows_a_second"] / one["rows_a_second"]
    return told


def _ours(path: Path) -> set[int]:
    """The lines intake returns. While one part of the file is judged, the next is read, as in collecting."""
    from chengxin.catalogue import api as catalogue
    from chengxin.collection import header, reading
    from chengxin.collection.intake import Intake
    from chengxin.collection.sources.definitions import source

    origin = source("penalties")
    item = catalogue.item(origin.item)
    version = item.version_on(RECEIVED)
    layout = reading.layout(path, header.Recognition(version, origin))
    mapping = header.mapped(layout.raw_header, version, origin)
    intake = Intake(version, mapping, layout.header, translation=origin.translation, received=RECEIVED, fixed_organ=None, by_document=item.by_document)
    try:
        return {row.line for chunk in _ahead(reading.chunks(path, layout)) for row in intake.examined(chunk).returned}
    finally:
        intake.close()


def _ahead(chunks: Iterator) -> Iterator:
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def _theirs(path: Path) -> set[int]:
    """The lines Frictionless finds an error in."""
    import frictionless

    from chengxin.catalogue import api as catalogue

    item = catalogue.item("penalty")
    version = item.version_on(RECEIVED)
    described = catalogue.frictionless(item, version)
    fields = {field["name"]: field for field in described["fields"]}
    header = path.open(encoding="utf-8").readline().strip().split(",")
    schema = frictionless.Schema.from_descriptor(described | {"fields": [fields[code] for code in header]})
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(path), schema=schema, checks=[_row_check()], limit_errors=10**9)
    return {row - 1 for (row,) in report.flatten(["rowNumber"]) if row}


def _row_check():
    """What the schema cannot say, in the words of its own kind of check. Notices are looked for and return no row, as with us."""
    import frictionless
    from frictionless import errors

    from chengxin.ground.api import identifiers

    credit, inner = identifiers.credit_code, identifiers.organisation_code

    class Rows(frictionless.Check):
        type = "rows"
        Errors = [errors.RowError]
        noticed = 0

        def validate_row(self, row):
            for name in ("CF_XDR_SHXYM", "CF_CFJGDM", "CF_SJLYDM"):
                code = row[name]
                if code and code not in (credit.FILLER, "无", "N/A"):
                    if not credit.is_valid(code):
                        yield errors.RowError.from_row(row, note=f"{name}: not a code")
                    elif not inner.is_valid(code[8:17]):
                        self.noticed += 1
                elif name == "CF_XDR_SHXYM" and row["CF_XDR_LB"] == "法人及非法人组织":
                    yield errors.RowError.from_row(row, note=f"{name}: no code")
            if row["CF_JDRQ"] and row["CF_JDRQ"] > RECEIVED:
                yield errors.RowError.from_row(row, note="decided after receipt")
            if row["CF_CFLB"] and "罚款" in re.split("[;；]", row["CF_CFLB"]) and row["CF_NR_FK"] is None:
                yield errors.RowError.from_row(row, note="a fine without an amount")
            if row["CF_YXQ"] and row["CF_JDRQ"] and row["CF_YXQ"] < row["CF_JDRQ"]:
                self.noticed += 1
            self.noticed += sum(1 for value in row.values() if isinstance(value, str) and _PRIVATE.search(value))

    return Rows()


def _told(what: str, planted: files.Planted, returned: set[int], seconds: float) -> dict:
    found = len(returned & planted.lines.keys())
    refused = len(returned - planted.lines.keys())
    return {"what": f"{what}: {found} of {len(planted.lines)} found, {refused} sound refused", "seconds": seconds, "rows_a_second": planted.rows / seconds}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.checks")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"CHENGXIN_HOME": home, "CHENGXIN_INSTANCE": "test", "CHENGXIN_SIDE": "worker"}
        told = measure(asked.rows)
    if asked.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for row in told:
            print(f"{row['what']:<90}{row['seconds']:8.2f} s{row['rows_a_second']:12,.0f} rows/s  ours is {row['faster']:.1f} times as fast")
