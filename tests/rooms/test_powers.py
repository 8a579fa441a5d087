"""Every power with each of its ingredients left out in turn: always refused, with the right code and no other (rulings 25, 184, 186)."""

import datetime as dt

import pytest

from chengxin.catalogue import api as catalogue
from tests.rooms.walking import KINDS, ORGAN, OTHER_ORGAN, Asking, Walk, confirm_all, later, person, walks

UNKNOWN_TERM = "期限未查明"


@pytest.fixture
def confirmed(district):
    confirm_all(district)
    return district


def reachable(walk: Walk) -> bool:
    """Whether the power can give a warrant at all: somebody holds it, and its term is known."""
    return walk.power["held_by"] != "nobody" and (not walk.power["rules"] or any(rule["published"] for rule in walk.power["rules"]))


def without(walk: Walk):
    """Every way of leaving an ingredient out: what it is, the question, and the codes it must be refused with."""
    power, day = walk.power, walk.day
    whole = walk.question()
    yield "the power itself", whole | {"ask": "publish-gossip"}, ["no-such-power"]
    if power["in_force_from"]:
        before = later(power["in_force_from"], -1)
        yield "the day before it is in force", whole | {"day": before}, ["not-in-force"]
    if power["in_force_to"]:
        yield "the day after it was in force", whole | {"day": later(power["in_force_to"])}, ["not-in-force"]
    if power["held_by"] == "deciding-organ":
        yield "another organ's fact", whole | {"facts": [walk.fact(organ=OTHER_ORGAN)]}, ["wrong-organ"]
    elif power["held_by"] == "holders":
        stranger = next(name for name in (ORGAN, OTHER_ORGAN, "天津市河北区体育局") if name not in power["holders"])
        yield "an organ that does not hold it", whole | {"organ": stranger}, ["wrong-organ"]
    yield "an organ that is none", whole | {"organ": "某某委员会"}, ["wrong-organ"]
    for kind in sorted(set(KINDS) - set(power["may_touch"])):
        yield f"a subject of kind {kind}", whole | {"subjects": [{"name": "0", "kind": kind}]}, ["wrong-subject"]
    yield "a second officer", whole | {"approver": "甲"}, ["same-officer"]
    for place, name in enumerate(("甲", "乙")):
        for spoilt in ({"active": False}, {"party": True}):
            people = list(whole["people"])
            people[place] = person(name, **spoilt)
            yield f"{name} {spoilt}", whole | {"people": people}, ["same-officer"]
    if power["least_facts"]:
        yield "the facts", whole | {"facts": []}, ["facts-missing"]
        yield "one fact too few", whole | {"facts": whole["facts"][1:]}, ["facts-missing"]
        yield "a fact that is withdrawn", whole | {"facts": [walk.fact(withdrawn=True)]}, ["facts-missing"]
        yield "a second fact that is withdrawn", whole | {"facts": [*whole["facts"], walk.fact(withdrawn=True)]}, ["facts-missing"]
        yield "another subject's fact", whole | {"facts": [walk.fact(of="1")]}, ["facts-missing"]
        yield "a second fact of another subject", whole | {"facts": [*whole["facts"], walk.fact(of="1")]}, ["facts-missing"]
        if not power["on_disputed"]:
            yield "a disputed fact", whole | {"facts": [walk.fact(disputed=True)]}, ["facts-disputed"]
            yield "a second fact that is disputed", whole | {"facts": [*whole["facts"], walk.fact(disputed=True)]}, ["facts-disputed"]
    if power["needs_items"] and power["least_facts"]:
        strange = next(code for code in sorted(catalogue.items()) if code not in power["needs_items"])
        yield "a fact of another item", whole | {"facts": [walk.fact(item=strange)]}, ["facts-unfit"]
        yield "a second fact of another item", whole | {"facts": [*whole["facts"], walk.fact(item=strange)]}, ["facts-unfit"]
    if (rules := power["rules"]) and not any(
        rule["any_kind_is"] is rule["all_kinds_in"] is rule["any_kind_begins"] is rule["procedure"] is rule["field_in"] is None for rule in rules
    ):
        yield "a fact of a kind it does not reach", whole | {"facts": [walk.fact(traits={"kinds": ["某种"], "procedure": "一般程序"})]}, ["facts-unfit"]
    for step in whole["steps"]:
        yield f"the step {step}", whole | {"steps": {name: on for name, on in whole["steps"].items() if name != step}}, ["step-missing"]
        yield f"the step {step}, still to come", whole | {"steps": whole["steps"] | {step: later(day.isoformat())}}, ["step-missing"]
    if power["kind"] != "publication":
        yield "an end inside the power", whole | {"ends": "2150-01-01"}, ["beyond-measure"]


def test_with_every_ingredient_every_power_that_can_be_used_gives_a_warrant(confirmed):
    with Asking(confirmed) as ask:
        for walk in walks(confirmed):
            told = ask(walk.question())
            if reachable(walk):
                assert told["warrant"] and told["span"] == walk.power["span"] and told["articles"], (walk.power["code"], walk.kind, told)
                assert (told["ends_on"] is not None) == (walk.power["span"] == "term"), walk.power["code"]
            else:
                assert told["codes"] == (["wrong-organ"] if walk.power["held_by"] == "nobody" else ["facts-unfit"]), (walk.power["code"], walk.kind, told)


def test_with_any_ingredient_left_out_every_power_is_refused_with_its_code_and_no_other(confirmed):
    wrong, tried = [], 0
    with Asking(confirmed) as ask:
        for walk in walks(confirmed):
            unreached = () if reachable(walk) else ("wrong-organ",) if walk.power["held_by"] == "nobody" else ("facts-unfit",)
            for what, question, codes in without(walk):
                expected = set(codes)
                if unreached and not {"no-such-power", "not-in-force"} & expected:
                    hidden = unreached == ("facts-unfit",) and {"facts-missing", "wrong-subject"} & expected
                    expected |= set() if hidden else set(unreached)
                    expected -= {"beyond-measure"} if unreached == ("facts-unfit",) else set()  # no term that could be exceeded
                told = ask(question)
                tried += 1
                if told["warrant"] or told["codes"] != sorted(expected):
                    wrong.append((walk.power["code"], walk.kind, what, told["codes"], sorted(expected)))
    assert wrong == []
    assert tried > 2000


def test_a_basis_that_is_not_verified_gives_no_warrant_and_the_code_says_so(district):
    unverified = [walk for walk in walks(district) if not walk.power["verified"]]
    assert len({walk.power["code"] for walk in unverified}) > 30
    with Asking(district) as ask:
        for walk in walks(district):
            told = ask(walk.question())
            assert ("basis-unverified" in told["codes"]) == (not walk.power["verified"]), walk.power["code"]
            if walk.power["verified"] and walk.power["holders"] != [] and reachable(walk):
                assert told["warrant"], walk.power["code"]
    confirm_all(district)
    with Asking(district) as ask, district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE law_power SET verified = false")
        for walk in walks(district):
            if reachable(walk):
                assert ask(walk.question())["codes"] == ["basis-unverified"], walk.power["code"]


def test_only_what_was_found_in_a_source_is_verified(district):
    marks = dict(district.rows("SELECT code, verified FROM law_power"))
    found = {code for code, verified in marks.items() if verified}
    assert {code for code in found if code.startswith("list-")} == {"list-TQNMGGZ", "list-AQSC"}
    assert {code for code in found if code.startswith("measure-")} == {code for code in marks if code.startswith("measure-opinion-")}
    assert found >= {"publish-penalty", "erase", "disclose-line", "refuse-objection", "refuse-repair", "refuse-removal"}
    assert not found & {
        "revoke-repair",
        "lower-grade",
        "ban-market",
        "ban-post",
        "ban-post-lifelong",
        "order-rectification",
        "interview-remind",
        "interview-warn",
        "mark-key-supervision",
    }


def test_an_organ_may_ask_for_less_and_not_for_less_than_the_shortest(confirmed):
    tried = 0
    with Asking(confirmed) as ask:
        for walk in walks(confirmed):
            if walk.power["span"] != "term" or walk.power["kind"] == "publication" or not reachable(walk):
                continue
            longest = ask(walk.question())["ends_on"]
            assert ask(walk.question(ends=longest))["ends_on"] == longest, walk.power["code"]
            assert ask(walk.question(ends=later(longest)))["codes"] == ["beyond-measure"], walk.power["code"]
            less = later(longest, -1)
            assert ask(walk.question(ends=less))["ends_on"] == less, walk.power["code"]
            if any(rule["shortest"] for rule in walk.power["rules"]):
                assert ask(walk.question(ends=later(walk.day.isoformat())))["codes"] == ["beyond-measure"], walk.power["code"]
                tried += 1
    assert tried >= 3


def test_publication_is_not_lengthened_and_not_refused_for_it(confirmed):
    (walk, *_) = walks(confirmed, "publish-penalty")
    with Asking(confirmed) as ask:
        longest = ask(walk.question())["ends_on"]
        assert ask(walk.question(ends=later(longest)))["ends_on"] == longest
        assert ask(walk.question(ends=later(longest, -9)))["ends_on"] == later(longest, -9)


def test_a_measure_ends_with_the_entry_and_with_its_place_in_the_list_of_measures(confirmed):
    (walk, *_) = walks(confirmed, "measure-opinion-2025-1")
    with Asking(confirmed) as ask:
        entry = walk.fact(traits={"kinds": ["AQSC"], "procedure": "一般程序", "given_end": "2026-09-30"})
        assert ask(walk.question(facts=[entry]))["ends_on"] == "2026-09-30"
        assert ask(walk.question(facts=[entry], day="2026-10-01"))["codes"] == ["beyond-term"]
        with confirmed.connect("owner", options="-c search_path=chengxin") as raw:
            raw.execute("UPDATE law_measure SET in_force_to = %s WHERE code = 'opinion-2025-1'", [walk.day - dt.timedelta(days=1)])
        assert ask(walk.question())["codes"] == ["beyond-measure"]


def test_the_end_that_an_organ_gave_to_publication_does_not_shorten_a_listing(confirmed):
    (walk, *_) = walks(confirmed, "list-AQSC")
    penalty = walk.fact(traits={"kinds": ["罚款"], "procedure": "一般程序", "given_end": "2026-06-30"})
    with Asking(confirmed) as ask:
        assert ask(walk.question(facts=[penalty]))["ends_on"] == ask(walk.question())["ends_on"] == "2029-06-10"


@pytest.mark.parametrize(("day", "articles"), [("2022-06-10", ["ndrc-2019-527"]), ("2024-06-10", ["ndrc-order-58"]), ("2026-06-10", ["ndrc-order-36-2025", "sc-2025-22"])])
def test_what_is_done_at_once_follows_the_regime_of_its_own_day(district, day, articles):
    (walk, *_) = walks(district, "refuse-repair")
    old = walk.fact(decided="2021-05-12")
    with Asking(district) as ask:
        told = ask(walk.question(day=day, facts=[old], steps=dict.fromkeys(walk.power["needs_steps"], "2022-06-01")))
    assert (told["articles"], told["span"], told["ends_on"]) == (articles, "momentary", None)


def test_several_facts_are_taken_and_the_first_named_gives_the_class(confirmed):
    (walk, *_) = walks(confirmed, "publish-penalty")
    fined, warned = (walk.fact(traits={"kinds": [kind], "procedure": "一般程序"}) for kind in ("罚款", "警告"))
    with Asking(confirmed) as ask:
        assert ask(walk.question(facts=[fined, warned]))["severity"] == "一般失信"
        assert ask(walk.question(facts=[warned, fined]))["codes"] == ["facts-unfit"]


def test_lifelong_is_said_by_the_power_itself_with_its_article(confirmed):
    lifelong = {walk.power["code"]: walk for walk in walks(confirmed) if walk.power["span"] == "lifelong"}
    assert list(lifelong) == ["ban-post-lifelong"]
    with Asking(confirmed) as ask:
        told = ask(lifelong["ban-post-lifelong"].question())
    assert (told["span"], told["ends_on"], told["articles"]) == ("lifelong", None, ["npc-food-safety-law#第一百三十五条"])
