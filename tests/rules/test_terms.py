"""The kernel's terms equal the oracle's for every shape of fact that hypothesis thinks of."""

import datetime as dt

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb

from tests.rules.oracle import Fact, reckon

KINDS = [
    "警告",
    "罚款",
    "通报批评",
    "没收违法所得、没收非法财物",
    "责令停产停业",
    "暂扣或者吊销许可证、暂扣或者吊销执照",
    "吊销许可证件",
    "吊销营业执照",
    "责令关闭",
    "限制从业",
    "行政拘留",
]
days = some.dates(dt.date(2019, 7, 1), dt.date(2029, 12, 31))
edges = some.sampled_from([dt.date(2023, 4, 30), dt.date(2023, 5, 1), dt.date(2026, 3, 31), dt.date(2026, 4, 1), dt.date(2020, 2, 29), dt.date(2024, 2, 29), dt.date(2022, 8, 31)])
facts = some.builds(
    Fact,
    decided=days | edges,
    kinds=some.lists(some.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple),
    procedure=some.sampled_from(["一般程序", "一般程序", "简易程序"]),
    unit=some.sampled_from(["", "", "轻微", "一般", "严重", "特定严重"]),
    field=some.sampled_from(["", "食品", "药品", "特种设备", "安全生产", "消防", "建筑"]),
    given=some.none() | days,
)


@pytest.fixture(scope="module")
def kernel(server):
    from chengxin.site import postgres

    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin", autocommit=True) as raw:
        yield raw


def _traits(fact: Fact) -> dict[str, object]:
    told = {"kinds": list(fact.kinds), "procedure": fact.procedure, "field": fact.field, "given_end": fact.given and fact.given.isoformat()}
    return {name: value for name, value in told.items() if value}


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fact=facts, later=some.integers(0, 1200))
def test_the_kernel_agrees_with_the_oracle(kernel, fact, later):
    public = fact.decided + dt.timedelta(days=later)
    row = kernel.execute(
        "SELECT unfit, ends_on, repair FROM law_reckon_fact('publish-penalty', %s, %s, %s, %s)", [fact.decided, public, fact.unit, Jsonb(_traits(fact))]
    ).fetchone()
    wanted = reckon(fact, public)
    told = {entry["regime"]: dt.date.fromisoformat(entry["earliest"]) if entry["earliest"] else None for entry in row[2]}
    assert (row[0], row[1], told) == (wanted.unfit, wanted.ends, wanted.repair)
