"""Letters: made from warrants alone, in pairs, once; templates by two officers; service put down once and corrected by rows."""

import datetime as dt

import pytest

from tests import letters as of
from tests.district import credit_code

# -- 制发 -------------------------------------------------------------------------------------------


def test_a_decision_brings_its_repair_notice(district, law):
    (warrant,) = of.warrants(district)
    decision, repair = of.issue(warrant)
    assert (decision.kind, repair.kind, repair.together_id) == ("decision", "repair-notice", decision.pk)
    assert decision.number == "区应急局信决〔2026〕1号" and repair.number == "区应急局信修告〔2026〕1号"
    assert decision.word_mark == "ours"
    assert (decision.subject_id, decision.organ_id) == (repair.subject_id, repair.organ_id)


def test_what_cannot_be_repaired_brings_no_repair_notice(district, law):
    from chengxin.ground.api import Refusal

    (warrant,) = of.warrants(district)
    district.become("owner")
    with district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("ALTER TABLE law_warrant DISABLE TRIGGER USER")
        raw.execute("UPDATE law_warrant SET repair = '[]'")
    district.become("desk")
    (decision,) = of.issue(warrant)
    assert decision.kind == "decision"
    with pytest.raises(Refusal) as raised:
        of.issue(warrant, "repair-notice")
    assert of.codes(raised) == ("not-repairable",)


def test_a_warrant_has_one_decision_until_it_is_replaced_with_a_reason(district, law):
    from chengxin.ground.api import Refusal

    (warrant,) = of.warrants(district)
    first, repair = of.issue(warrant)
    with pytest.raises(Refusal) as raised:
        of.issue(warrant)
    assert of.codes(raised) == ("letter-exists",)
    second, again = of.issue(warrant, replaces=first, why="文号误印")
    assert (second.replaces_id, again.replaces_id, second.seq, again.seq) == (first.pk, repair.pk, 2, 2)
    with pytest.raises(Refusal) as raised:
        of.issue(warrant, replaces=first, why="再来一次")
    assert of.codes(raised) == ("letter-exists",)
    assert law.letters.gaps() == []


def test_a_replacement_without_a_reason_is_refused(district, law):
    from chengxin.ground.api import WrongUse

    (warrant,) = of.warrants(district)
    first, _ = of.issue(warrant)
    with pytest.raises(WrongUse, match="更正文书应当说明理由"):
        of.issue(warrant, replaces=first)


def test_a_letter_is_not_dated_before_its_warrant_nor_before_the_last_number(district, law):
    from chengxin.ground.api import Refusal

    one, other = of.warrants(district, 2)
    with pytest.raises(Refusal) as raised:
        of.issue(one, on=of.DAY - dt.timedelta(1))
    assert of.codes(raised) == ("letter-beside-warrant",)
    of.issue(one, on=of.DAY + dt.timedelta(5))
    with pytest.raises(Refusal) as raised:
        of.issue(other, on=of.DAY + dt.timedelta(4))
    assert of.codes(raised) == ("day-before-last",)
    assert of.issue(other, on=of.DAY + dt.timedelta(5))[0].seq == 2


def test_numbers_begin_anew_each_year(district, law):
    one, other = of.warrants(district, 2)
    assert of.issue(one, on=dt.date(2026, 12, 31))[0].number.endswith("〔2026〕1号")
    assert of.issue(other, on=dt.date(2027, 1, 1))[0].number.endswith("〔2027〕1号")


def test_the_organs_own_word_comes_from_the_district_file(district, law, tmp_path, settings_district):
    settings_district({of.ORGAN: {"word": "津北应急", "mark": "S99", "contact": "某街1号，电话某", "kind_words": {"decision": "罚公"}}})
    (warrant,) = of.warrants(district)
    decision, repair = of.issue(warrant)
    assert (decision.number, decision.word_mark, repair.number) == ("津北应急罚公〔2026〕1号", "S99", "津北应急信修告〔2026〕1号")
    assert "联系方式：某街1号，电话某" in of.text_of(of.page(decision))


@pytest.fixture
def settings_district(monkeypatch, tmp_path):
    """Another district file for the length of a test: the shipped one and letters."""
    import yaml
    from django.conf import settings

    def told(letters: dict) -> None:
        data = yaml.safe_load(open(settings.DISTRICT_FILE, encoding="utf-8")) | {"letters": letters}
        path = tmp_path / "district.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        monkeypatch.setattr(settings, "DISTRICT_FILE", str(path))

    return told


def test_a_reason_belongs_to_the_kinds_that_take_one(district, law):
    from chengxin.ground.api import WrongUse

    (warrant,) = of.warrants(district)
    with pytest.raises(WrongUse, match="应当写明理由"):
        of.issue(warrant, "removal")
    with pytest.raises(WrongUse, match="不另写理由"):
        of.issue(warrant, "repair-notice", reason="多说一句")
    (removal,) = of.issue(warrant, "removal", reason="处罚决定已被撤销。\n现予移出。")
    assert "处罚决定已被撤销。" in of.text_of(of.page(removal))


@pytest.mark.parametrize("kind", ["objection-answer", "repair-refusal", "not-accepted"])
def test_what_refuses_is_printed_from_the_warrant_of_that_refusal(district, law, kind):
    from chengxin.ground.api import Refusal

    (warrant,) = of.warrants(district)
    with pytest.raises(Refusal) as told:
        of.issue(warrant, kind, reason="理由。")
    assert told.value.codes == ("letter-of-another-act",)
    own = of.refused(law.letters.kind(kind).powers[0], warrant)
    assert of.issue(own, kind, reason="理由。")


def test_an_officer_not_in_post_issues_nothing(district, law):
    from chengxin.ground.api import Refusal

    (warrant,) = of.warrants(district)
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_officer SET active = false WHERE handle = 'A'")
    with pytest.raises(Refusal) as raised:
        of.issue(warrant)
    assert of.codes(raised) == ("same-officer",)


# -- 告知 -------------------------------------------------------------------------------------------


def test_a_notice_says_what_is_intended_and_leaves_no_warrant(district, law):
    from chengxin.ground.api import Refusal
    from chengxin.records import api as records

    (warrant,) = of.warrants(district)
    told = law.warrant(warrant)
    facts = [fact["record"] for fact in told["facts"]]
    before = district.value("SELECT count(*) FROM law_warrant")
    proposer, approver = of.officers()
    asked = {"subject": told["subject_id"], "organ": told["organ_id"], "records": facts, "proposer": proposer, "approver": approver, "actor": "测试"}
    notice = law.letters.announce_intent("publish-penalty", on=of.DAY, **asked)
    assert district.value("SELECT count(*) FROM law_warrant") == before
    text = of.text_of(of.page(notice))
    assert "拟公示行政处罚信息告知书" in text and "陈述和申辩" in text and "要求听证" in text and "sha256:" not in text
    assert records.Record.objects.get(pk=facts[0]).document_number in text
    with pytest.raises(Refusal) as raised:  # what the kernel would refuse is not announced
        law.letters.announce_intent("publish-penalty", on=dt.date(2028, 1, 1), **asked)
    assert of.codes(raised) == ("beyond-term",)
    with pytest.raises(Refusal) as raised:
        law.letters.announce_intent("publish-penalty", on=of.DAY, **asked | {"approver": proposer})
    assert of.codes(raised) == ("same-officer",)


# -- 模板 -------------------------------------------------------------------------------------------


def changed(law, tmp_path, old: str, new: str, kind: str = "decision"):
    """The shipped template of a kind with one place changed, as a file."""
    current = law.letters.current(law.letters.kind(kind), of.DAY)
    assert old in current.source
    path = tmp_path / f"{kind}.typ"
    path.write_text(current.source.replace(old, new), encoding="utf-8")
    return path


def test_a_template_is_changed_by_two_officers_and_old_letters_keep_theirs(district, law, tmp_path):
    from chengxin.ground.api import Refusal, business_day

    one, other = of.warrants(district, 2)
    today = business_day.today()
    proposer, approver = of.officers()
    path = changed(law, tmp_path, "#section[退出]", "#section[怎样退出]")
    kind = law.letters.kind("decision")
    proposed = law.letters.propose(kind, path, officer=proposer, effective_on=today + dt.timedelta(3), reason="用语", actor="测试")
    before, _ = of.issue(one, on=today + dt.timedelta(3))
    with pytest.raises(Refusal) as raised:
        law.letters.approve(proposed.pk, officer=proposer, actor="测试")
    assert of.codes(raised) == ("same-officer",)
    law.letters.approve(proposed.pk, officer=approver, actor="测试")
    with pytest.raises(Refusal) as raised:
        law.letters.approve(proposed.pk, officer=approver, actor="测试")
    assert of.codes(raised) == ("template-approved",)
    assert law.letters.current(kind, today + dt.timedelta(2)).shipped
    after, _ = of.issue(other, on=today + dt.timedelta(3))
    assert after.template_id == proposed.pk and "怎样退出" in of.text_of(of.page(after))
    assert before.template.shipped and "怎样退出" not in of.text_of(of.page(before))
    states = {row["template"]: (row["state"], row["used"]) for row in law.letters.listed(today + dt.timedelta(3)) if row["kind"] == "decision"}
    assert states[proposed.pk] == ("已批准", True) and sorted(states.values()) == [("已批准", True), ("随产品提供", False)]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("#remedy", "", None, "救济"),
        ("#signature", "", None, "落款"),
        ("#term", "#d.trem", 23, "trem"),
        ("#exit", '#read("/etc/passwd")', 29, "read"),
        ("#exit", "#exit #let x = (", 29, "括号没有配对"),
        ("#show: letter", "#show: letter\n#import \"@preview/cetz:0.3.1\"", 3, "import"),
        ("#exit", "#exit\n#for i in range(99999999) { [x] }", None, "排版"),
    ],
)  # fmt: skip
def test_a_bad_template_is_told_by_line(district, law, tmp_path, monkeypatch, old, new, line, said):
    from chengxin.law.letters import press

    monkeypatch.setattr(press, "SECONDS", 4.0)
    path = changed(law, tmp_path, old, new)
    with pytest.raises(press.TemplateFault) as raised:
        law.letters.propose(law.letters.kind("decision"), path, officer=of.officers()[0], effective_on=dt.date(2099, 1, 1), reason="试", actor="测试")
    first = raised.value.details[0]
    assert said in first["reason"]
    if line:
        assert abs(first["line"] - line) <= 1
    assert district.value("SELECT count(*) FROM law_lettertemplate WHERE NOT shipped") == 0


def test_a_template_of_the_past_and_one_without_reason_are_refused(district, law, tmp_path):
    from chengxin.ground.api import Refusal, WrongUse

    path = changed(law, tmp_path, "#section[退出]", "#section[怎样退出]")
    asked = {"officer": of.officers()[0], "actor": "测试"}
    with pytest.raises(Refusal) as raised:
        law.letters.propose(law.letters.kind("decision"), path, effective_on=dt.date(2020, 1, 1), reason="试", **asked)
    assert of.codes(raised) == ("template-past",)
    with pytest.raises(WrongUse, match="理由"):
        law.letters.propose(law.letters.kind("decision"), path, effective_on=dt.date(2099, 1, 1), reason=" ", **asked)


def test_the_press_reaches_nothing(district, law, tmp_path):
    """Even a template that was never checked reads no file, opens no socket and leaves no file."""
    from chengxin.law.letters import press, sample

    (tmp_path / "secret").write_text("secret")
    for said in (
        f'#read("{tmp_path}/secret")',
        '#read("../../../../../../etc/passwd")',
        '#dictionary(std).at("re" + "ad")("/etc/hostname")',
        '#include "/etc/passwd"',
        '#import "@preview/cetz:0.3.1": canvas',
        '#image("/proc/self/environ")',
    ):
        with pytest.raises(press.TemplateFault) as raised:
            press.set_document(f'#import "/frame.typ": *\n#show: letter\n{said}', sample.data("decision"), on=of.DAY)
        assert "secret" not in str(raised.value.details[0]["reason"]).replace(f"{tmp_path}/secret", "")
    assert press.set_document('#import "/frame.typ": *\n#show: letter\n#title', sample.data("decision"), on=of.DAY).pdf.startswith(b"%PDF")


# -- 防线 -------------------------------------------------------------------------------------------


def test_no_role_writes_letters_by_hand(district, law):
    import psycopg

    (warrant,) = of.warrants(district)
    decision, _ = of.issue(warrant)
    tables = ("law_letter", "law_lettercounter", "law_lettertemplate", "law_lettertemplateapproval", "law_service", "law_servicesigner")
    for role in ("public", "my", "desk", "worker"):
        with district.connect(role, options="-c search_path=chengxin") as raw:
            for table in tables:
                for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM {table}", f"UPDATE {table} SET id = id"):
                    with pytest.raises(psycopg.Error):
                        raw.execute(statement)
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        for statement in ("UPDATE law_letter SET number = 'x'", "DELETE FROM law_service", "UPDATE law_lettercounter SET last = last + 2", "DELETE FROM law_lettercounter"):
            with pytest.raises(psycopg.Error):
                raw.execute(statement)


def test_a_letter_beside_its_warrant_is_refused_by_the_database(district, law):
    """Hostile statements of the desk: another subject's warrant, a template of another kind, a number not taken."""
    import json

    import psycopg

    other = {"CF_XDR_MC": "天津市海津瑞丰商贸有限公司", "CF_XDR_SHXYM": credit_code("91120105MA0000002")}
    (mine,) = of.warrants(district)
    (theirs,) = of.warrants(district, **other)
    decision, _ = of.issue(mine)
    row = {name: getattr(decision, name) for name in ("kind", "organ_id", "subject_id", "year", "number", "word_mark", "power_id", "template_id", "frame", "file_id", "officer_id")}
    row |= {"day": of.DAY.isoformat(), "warrant_id": theirs, "records": []}
    notice = law.letters.current(law.letters.kind("notice"), of.DAY).pk
    hostile = [
        {},
        {"warrant_id": None},
        {"subject_id": decision.organ_id},
        {"template_id": notice},
        {"seq": 7},
        {"warrant_id": mine, "year": 2027},
        {"officer_id": 0},
        {"warrant_id": mine, "together_id": decision.pk, "organ_id": 0},
    ]
    for change in hostile:
        with district.connect("desk", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error), raw.transaction():
            seq = raw.execute("SELECT law_letter_number(%s, 'decision', 2026)", [decision.organ_id]).fetchone()[0]
            raw.execute("SELECT law_letter_issue(%s::jsonb)", [json.dumps(row | {"seq": seq} | change)])
    with district.connect("desk", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error, match="number-unused"), raw.transaction():
        raw.execute("SELECT law_letter_number(%s, 'decision', 2026)", [decision.organ_id])  # taken and not used
    assert law.letters.gaps() == [] and district.value("SELECT count(*) FROM law_letter WHERE kind = 'decision'") == 1
