"""The kernel answers situations as the rulings say, each code among them."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from tests.situations import ask, expected

OURS = yaml.safe_load((Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8"))
_FACT = {"item": "penalty", "procedure": "一般程序", "class": None, "field": None, "disputed": False}


def _whole(case: dict) -> dict:
    fact = case["fact"]
    whole = OURS["base"] | {key: value for key, value in case.items() if key != "fact"}
    whole["facts"] = [_FACT | fact] if fact else []
    decided = fact["decided"] if fact else dt.date(2026, 5, 12)
    whole.setdefault("steps", {"notice": decided - dt.timedelta(days=10), "decision": decided, "service": min(decided + dt.timedelta(days=1), case["day"])})
    return whole


def test_our_situations(district):
    wrong = []
    for case in OURS["cases"]:
        if case.get("then") == "beyond":
            case = case | {"expect": {"refused": ["beyond-term"]}}
        situation = _whole(case)
        if (answer := ask(district, situation)) != expected(situation):
            wrong.append((case["case"], answer, expected(situation)))
    assert not wrong


def test_given_situations(district, shared_data):
    wrong = []
    for situation in yaml.safe_load((shared_data / "situations.yaml").read_text(encoding="utf-8")):
        if (answer := ask(district, situation)) != expected(situation):
            wrong.append((situation["case"], answer, expected(situation)))
    assert not wrong


def test_an_inactive_officer_counts_as_the_same(district):
    situation = _whole(OURS["cases"][8] | {"fact": {"decided": dt.date(2026, 5, 12), "kinds": ["罚款"]}})
    assert "warrant" in ask(district, situation)
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("CREATE FUNCTION retire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.active := NEW.name <> '乙'; RETURN NEW; END $$")
        raw.execute("CREATE TRIGGER retire BEFORE INSERT ON access_officer FOR EACH ROW EXECUTE FUNCTION retire()")
    assert ask(district, situation) == {"refused": ["same-officer"]}


@pytest.mark.parametrize("left_out", ["notice", "decision", "service"])
def test_every_step_is_needed(district, left_out):
    situation = _whole(OURS["cases"][9])
    del situation["steps"][left_out]
    assert ask(district, situation) == {"refused": ["step-missing"]}
