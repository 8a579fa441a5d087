"""A thousand rows with planted defects: what becomes of them stands in golden files, and both engines give just that.

``CHENGXIN_GOLDEN=write`` writes the files anew; read the difference before you keep it.
"""

import csv
import datetime as dt
import json
import os
from pathlib import Path

import pytest

from bench import engines as bench
from chengxin.catalogue import api as catalogue
from chengxin.collection import header, reading
from chengxin.collection.intake import Intake
from chengxin.collection.sources.definitions import source
from chengxin.ground.api import WrongUse
from chengxin.ground.engine import DuckDBEngine, for_checks
from tests.rules.engines import ENGINES, engine

GOLDEN = Path(__file__).parent / "golden"
RECEIVED = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Path:
    """A register and penalties, one row in five with odd values."""
    folder = tmp_path_factory.mktemp("planted")
    bench.planted(folder, 1000, share=0.2)
    return folder


def judged(monkeypatch, name: str, path: Path, code: str) -> dict:
    """What intake makes of a file on an engine: findings, statistics, and of each returned line its findings."""
    engine(name)  # skips where Spark is not there
    monkeypatch.setenv("CHENGXIN_ENGINE", name)
    origin = source(code)
    item = catalogue.item(origin.item)
    version = item.version_on(RECEIVED)
    layout = reading.layout(path, header.Recognition(version, origin))
    mapping = header.mapped(layout.raw_header, version, origin)
    organ = None if "organ_code" in version.roles else ("11120105MB1F00010B", "天津市河北区市场监督管理局")
    intake = Intake(version, mapping, layout.header, translation=origin.translation, received=RECEIVED, fixed_organ=organ, by_document=item.by_document)
    try:
        (outcome,) = [intake.take(chunk) for chunk in reading.chunks(path, layout)]
    finally:
        intake.close()
    returned = {str(row.line): [f"{finding['code']} {finding['field']}" for finding in row.findings] for row in outcome.returned}
    arrived = [outcome.arrivals.num_rows, *sorted(outcome.arrivals.column("content").to_pylist())[:3]]
    return {"findings": dict(sorted(outcome.findings.items())), "quality": dict(sorted(outcome.quality.told().items())), "returned": returned, "arrived": arrived}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("code", bench.SOURCES)
def test_a_thousand_rows_with_planted_defects(server, monkeypatch, planted, name, code):
    told = judged(monkeypatch, name, planted / f"{code}.csv", code)
    golden = GOLDEN / f"{code}.json"
    if os.environ.get("CHENGXIN_GOLDEN") == "write":
        golden.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert told == json.loads(golden.read_text(encoding="utf-8"))
    assert sum(len(found) for found in told["returned"].values()) > 50


def test_the_planted_file_is_always_the_same(planted):
    with (planted / "penalties.csv").open(encoding="utf-8", newline="") as stream:
        assert sum(1 for _ in csv.reader(stream)) == 1001


def test_an_engine_nobody_knows_is_told(monkeypatch):
    monkeypatch.setenv("CHENGXIN_ENGINE", "flink")
    with pytest.raises(WrongUse) as told:
        for_checks()
    assert (told.value.code, "duckdb、spark" in str(told.value)) == ("unknown-engine", True)
    monkeypatch.setenv("CHENGXIN_ENGINE", " DuckDB ")
    assert isinstance(for_checks(), DuckDBEngine)


def test_a_missing_spark_or_java_is_told(monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "pyspark":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setenv("CHENGXIN_ENGINE", "spark")
    with monkeypatch.context() as moment:
        moment.setattr(builtins, "__import__", without)
        with pytest.raises(WrongUse) as told:
            for_checks()
    assert told.value.code == "no-spark"
    engine("spark")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(WrongUse) as told:
        for_checks()
    assert told.value.code == "no-java"
