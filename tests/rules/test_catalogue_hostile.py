"""A proposal's text may hold anything: it is read, or every fault is told; it never breaks what reads it."""

import copy
import datetime as dt
import random

import pytest
import yaml

from chengxin.catalogue import api as catalogue
from chengxin.catalogue import definitions, grammar
from chengxin.ground.api import Refusal, WrongUse

DAY = dt.date(2026, 11, 28)
ODD = (None, [], {}, 7, "x", [1], {"a": 1}, True, 1.5, DAY, "", [[]], "名" * 500)
NO_ITEM = (
    "", "x", "[" * 5000, "item: [penalty]\nversions: 7", "item: {a: b}\nversions: []", "item: penalty\nversions: [7, {version: x, in_force_from: 2027-01-01, roles: 7, elements: [7]}]",
    "item: penalty\nversions: [&a {version: *a}]", "item: penalty\nversions: [{in_force_from: 2026-02-30}]", "item: !!python/object/apply:os.system [x]",
)  # fmt: skip


def asked(text: str) -> str:
    try:
        catalogue.checked(text, "提案", on=DAY)
    except (WrongUse, Refusal) as told:
        return str(told)
    return ""


def places(data, at=()):
    yield at
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from places(data[key], (*at, key))


@pytest.mark.parametrize("text", NO_ITEM)
def test_what_is_no_item_is_told(text):
    assert asked(text)


@pytest.mark.parametrize("code", ["penalty", "registration"])
def test_anything_anywhere_is_read_or_told(code):
    data = yaml.safe_load(catalogue.draft(catalogue.item(code), on=DAY))
    where, dice = [at for at in places(data) if at], random.Random(code)
    told = 0
    for _ in range(600):
        changed, at = copy.deepcopy(data), dice.choice(where)
        place = changed
        for key in at[:-1]:
            place = place[key]
        place[at[-1]] = dice.choice(ODD)
        told += bool(asked(yaml.safe_dump(changed, allow_unicode=True)))
    assert told > 300


def test_the_shipped_items_have_no_such_fault():
    for path in sorted(definitions.ITEMS.glob("*.yaml")):
        assert grammar.load(path)
