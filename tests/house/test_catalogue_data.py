"""What the catalogue ships is complete, lawful as far as our notes know, and says where everything was found."""

import csv
from pathlib import Path

import pytest
import yaml

SHARED = Path(__file__).resolve().parents[3] / "shared" / "domain" / "tianjin-district-catalogue.csv"
# What two or more districts of the city collect and we do not, and why.
LEFT_OUT = {
    "刑事判决信息": "natural persons; only the courts, where a law names it",
    "机动车违法信息（酒后驾车违法信息）": "natural persons; no lawful basis found",
    "志愿者信息": "natural persons; no lawful basis found, and no credit information",
    "食品药品投诉举报奖励（个人）": "whoever reports must not be named",
    "食品药品投诉举报奖励（单位）": "whoever reports must not be named",
    "失信被执行人名单": "under serious_list, taken from the court",
}
# The openness an item may have at most where it is about natural persons alone.
CLOSED = "授权查询"


@pytest.fixture(scope="module")
def items(reference):
    from chengxin.catalogue.api import items

    return items()


def test_every_item_says_all_that_a_reader_asks(items):
    for item in items.values():
        assert item.subjects and item.providers and item.cycle["value"] and item.publicity["term"] and item.retention["note"], item.code
        assert item.versions[-1].elements
        if item.subjects == ("自然人",):
            assert item.openness == CLOSED, item.code


def test_every_class_and_act_of_the_districts_own_duty_has_an_item(items):
    from chengxin.catalogue.api import classes

    acts = {c.name for c in classes() if c.parent}
    assert len(acts) == 10
    assert acts <= {item.act for item in items.values()}
    assert len([c for c in classes() if not c.parent]) == 13


def test_what_sister_districts_collect_is_here_or_left_out_with_a_reason(items):
    if not SHARED.is_file():
        pytest.skip("the folder of shared notes is not there")
    carried = {resource for item in items.values() for resource in item.resources}
    with SHARED.open(encoding="utf-8", newline="") as stream:
        used = {r["resource_name_cn"] for r in csv.DictReader(stream) if len(r["districts_using"].split(";")) > 1 and not r["caution"]}
    assert used - carried - LEFT_OUT.keys() == set()
    assert carried & LEFT_OUT.keys() == set()
    assert carried <= used  # nothing invented: a resource named here is one of theirs


def test_local_element_codes_mean_one_thing(items):
    """A code may stand in two tables of the same standard; of our own making it stands in one item."""
    by_code: dict[str, set[str]] = {}
    for item in items.values():
        for version in item.versions:
            for element in version.elements:
                by_code.setdefault(element.code, set()).add(item.code)
    shared = {code: where for code, where in by_code.items() if len(where) > 1}
    assert all({w.removesuffix("_old") for w in where} <= {"penalty", "licence"} for where in shared.values()), shared


def test_every_item_has_a_source_and_every_source_an_item(items, root):
    from chengxin.collection.api import sources

    assert {source.item for source in sources().values()} == set(items)
    for source in sources().values():
        names = [n for code, names in source.aliases.items() for n in names]
        assert len(names) == len(set(names)), source.code
        assert not set(names) & {e.name for e in items[source.item].versions[-1].elements}, source.code


def test_every_code_set_is_named_and_every_name_has_values(reference, root):
    from chengxin.catalogue import codesets

    heads = yaml.safe_load((root / "chengxin" / "catalogue" / "codesets" / "sets.yaml").read_text(encoding="utf-8"))
    assert set(heads) == set(codesets.sets())
    for name, head in heads.items():
        assert head["name"] and head["origin"], name
        assert ("valid_from" in head or "valid_to" in head) == ("mark" in head), name
    for described in codesets.sets().values():
        codes = [value.code for value in described.values]
        assert len(codes) == len(set(codes)), described.name
