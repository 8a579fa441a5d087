"""Our checks beside Frictionless on the same file with an equivalent schema: rows a second, defects found, sound rows refused.

``python -m bench.checks [--rows N]``. The schema is the one ``chengxin catalogue penalty --schema frictionless`` gives.
"""

import argparse
import datetime as dt
import json
import os
import tempfile
import time
from pathlib import Path

from bench import files

RECEIVED = dt.date(2026, 11, 20)


def measure(rows: int) -> list[dict]:
    """Both on a file of ``rows`` penalties with planted defects."""
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        planted = files.planted_penalties(Path(folder) / "penalties.csv", rows)
        ours, theirs = _ours(planted), _theirs(planted)
    for one in (ours, theirs):
        one["faster"] = ours["rows_a_second"] / one["rows_a_second"]
    return [ours, theirs]


def _ours(planted: files.Planted) -> dict:
    from chengxin.catalogue import api as catalogue
    from chengxin.collection import header, reading
    from chengxin.collection.intake import Intake
    from chengxin.collection.sources.definitions import source

    origin = source("penalties")
    item = catalogue.item(origin.item)
    version = item.version_on(RECEIVED)
    began = time.monotonic()
    layout = reading.layout(planted.path, header.Recognition(version, origin))
    mapping = header.mapped(layout.raw_header, version, origin)
    intake = Intake(version, mapping, layout.header, translation=origin.translation, received=RECEIVED, fixed_organ=None, by_document=item.by_document)
    returned = {row.line for chunk in reading.chunks(planted.path, layout) for row in intake.take(chunk).returned}
    seconds = time.monotonic() - began
    intake.close()
    return _told("checks: ours, reading and preparing included", planted, returned, seconds)


def _theirs(planted: files.Planted) -> dict:
    import frictionless

    from chengxin.catalogue import api as catalogue

    version = catalogue.item("penalty").version_on(RECEIVED)
    header = planted.path.open(encoding="utf-8").readline().strip().split(",")
    wanted = {e.code: e for e in version.elements}
    fields = []
    for code in header:
        element = wanted[code]
        constraints: dict[str, object] = {"required": True} if (element.mandatory or "").startswith("S") else {}
        if element.code_set == "USCC":
            constraints["pattern"] = "[0-9A-HJ-NPQRTUWXY]{18}"
        if element.code == "CF_XDR_LB":
            constraints["enum"] = ["法人及非法人组织", "自然人", "个体工商户"]
        kind = {"date": {"type": "date", "format": "%Y/%m/%d"}, "amount": {"type": "number"}}.get(element.type, {"type": "string"})
        fields.append({"name": code, "constraints": constraints} | kind)
    began = time.monotonic()
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(planted.path), schema=frictionless.Schema.from_descriptor({"fields": fields}), limit_errors=planted.rows)
    seconds = time.monotonic() - began
    returned = {row - 1 for (row,) in report.flatten(["rowNumber"]) if row}
    return _told("checks: Frictionless, an equivalent schema", planted, returned, seconds)


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
