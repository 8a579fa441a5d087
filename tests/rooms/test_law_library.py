"""法律库: texts come in whole or not at all, an amended law says on each day what it said, and warrants point at the wording of their day."""

import datetime as dt
import hashlib
import json
from dataclasses import replace

import psycopg
import pytest
from django.db import connection

from chengxin.ground.api import NotFound, WrongUse
from chengxin.law import api as law
from chengxin.law import loading
from chengxin.law.library import data
from chengxin.law.models import TextVersion
from tests.district import penalty_row
from tests.rooms.texts import statute, taken, written

PENALTY_LAW = "npc-2021-administrative-penalty-law"
ARTICLE = f"{PENALTY_LAW}#第四十八条"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def wording(on: str, article: str = ARTICLE) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT law_wording(%s, %s)", [article, on])
        return cursor.fetchone()[0]


@pytest.fixture
def versions(district, tmp_path):
    """The penalty law of 2018 and its amendment of 2024, as a clerk would import them."""
    old = written(tmp_path, "旧.md", statute("中华人民共和国行政处罚法", changed={48: "处罚决定应当公开。"}), version="2018", in_force_from=day("2018-01-01"))
    new = written(
        tmp_path, "新.md", statute("中华人民共和国行政处罚法", changed={48: "具有一定社会影响的处罚决定应当依法公开。\n\n公开的决定被撤销的，应当撤回。"}),
        version="2026修正", in_force_from=day("2026-05-21"),
    )  # fmt: skip
    return taken(old, new)


def test_an_amended_law_says_on_each_day_what_it_said(district, versions):
    assert [(v.state, v.instrument, v.articles) for v in versions] == [("imported", PENALTY_LAW, 51)] * 2
    for on, said in (("2018-01-01", "处罚决定应当公开。"), ("2026-05-20", "处罚决定应当公开。"), ("2026-05-21", "具有一定社会影响的"), ("2030-01-01", "具有一定社会影响的")):
        told = law.article("行政处罚法", "48", on=day(on))
        assert said in told["wording"], on
        assert wording(on) == told["digest"] == f"sha256:{hashlib.sha256(told['wording'].encode()).hexdigest()}"
    before = law.article(PENALTY_LAW, "四十八", on=day("2017-12-31"))
    assert before["wording"] is None
    assert wording("2017-12-31") == district.value("SELECT digest FROM law_article WHERE code = %s", ARTICLE)
    now = law.article(PENALTY_LAW, "第48条", on=day("2026-06-01"))
    assert [(h["version"], str(h["in_force_from"]), str(h["in_force_to"]), h["changed"]) for h in now["history"]] == [
        ("2018", "2018-01-01", "2026-05-20", None), ("2026修正", "2026-05-21", "None", True),
    ]  # fmt: skip
    assert "〔增：具有一定社会影响的〕处罚决定应当" in now["history"][1]["readable"]
    assert law.article(PENALTY_LAW, "47", on=day("2026-06-01"))["history"][1]["changed"] is False
    assert [p["number"] for p in now["paragraphs"]] == [1, 2]
    assert [p["code"] for p in now["powers"]] == ["publish-penalty"]
    assert "第四十八条" in next(u["wording"] for u in law.text("行政处罚法", on=day("2019-01-01"))["units"] if u["label"] == "第四十八条")
    with pytest.raises(NotFound, match="2018"):
        law.text("行政处罚法", on=day("2017-01-01"))


def test_nothing_is_lost_between_file_and_tables(versions):
    assert [law.complete(version) for version in TextVersion.objects.all()] == [True, True]


def test_what_is_lost_or_changed_is_noticed(district, versions):
    first = TextVersion.objects.order_by("id").first()
    for change in ("original = 'x'", "wording = 'x'", "digest = 'sha256:x'"):
        with district.connect("superuser", options="-c search_path=chengxin") as raw:
            raw.execute("ALTER TABLE law_textunit DISABLE TRIGGER append_only")
            raw.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM law_textunit WHERE version_id = {first.pk} AND seq = 5")
            raw.execute(f"UPDATE law_textunit SET {change} WHERE version_id = {first.pk} AND seq = 5")
            assert not law.complete(first), change
            raw.execute("UPDATE law_textunit u SET original = k.original, wording = k.wording, digest = k.digest FROM kept k WHERE u.id = k.id")
        assert law.complete(first)


def test_an_article_of_paragraphs_an_item_and_a_whole_instrument_resolve_too(district, versions):
    assert wording("2026-06-01", f"{ARTICLE}第二款") == wording("2026-06-01")
    assert wording("2026-06-01", PENALTY_LAW) == versions[1].digest
    assert wording("2026-06-01", f"{PENALTY_LAW}#第八十五条") == district.value(
        "SELECT digest FROM law_article WHERE code = %s", f"{PENALTY_LAW}#第八十五条"
    )  # the text has no such article
    assert wording("2026-06-01", "no-such-law#第一条") is None


def test_a_warrant_points_at_the_wording_of_its_day_and_old_ones_keep_theirs(district, tmp_path):
    """Without a text the summary; then the version of the day; a later import moves nothing that was given."""

    def given() -> list[dict]:
        return [law.warrant(number) for (number,) in _rows(district, "SELECT id FROM law_warrant ORDER BY id")]

    district.collect(penalty_row(CF_WSH="甲"))
    district.publish("2026-05-19")
    old = written(tmp_path, "旧.md", statute("行政处罚法", changed={48: "处罚决定应当公开。"}), version="2018", in_force_from=day("2018-01-01"))
    new = written(tmp_path, "新.md", statute("行政处罚法", changed={48: "依法公开。"}), version="2026", in_force_from=day("2026-05-21"))
    taken(old, new)
    for name, on in (("乙", "2026-05-20"), ("丙", "2026-05-21")):
        district.collect(penalty_row(CF_WSH=name), received=on)
        district.publish(on)
    first, second, third = given()
    assert len({first["wording"], second["wording"], third["wording"]}) == 3
    texts = [next(one for one in law.wordings_behind(w["id"]) if one["article"] == ARTICLE) for w in (first, second, third)]
    assert [one["kind"] for one in texts] == ["summary", "text", "text"]
    assert "有一定社会影响的处罚决定依法公开" in texts[0]["wording"]
    assert [one["wording"] for one in texts[1:]] == ["第四十八条　处罚决定应当公开。", "第四十八条　依法公开。"]
    for warrant in (first, second, third):  # the warrant's own digest is made of just these
        digests = [one["digest"] for one in law.wordings_behind(warrant["id"])]
        assert warrant["wording"] == f"sha256:{hashlib.sha256('|'.join(digests).encode()).hexdigest()}"
    taken(written(tmp_path, "更早.md", statute("行政处罚法"), version="2026中", in_force_from=day("2026-05-10")))
    assert [w["wording"] for w in given()] == [first["wording"], second["wording"], third["wording"]]
    district.become("desk")
    told = law.article(PENALTY_LAW, "48", on=day("2026-05-21"), warrants=True)["warrants"]
    assert (told["count"], [w["id"] for w in told["last"]]) == (3, [third["id"], second["id"], first["id"]])
    assert told["last"][0]["digest"] == texts[2]["digest"]


def _rows(district, sql):
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        return raw.execute(sql).fetchall()


def test_a_summary_that_changes_leaves_the_old_one_on_file(district, monkeypatch):
    district.become("owner")
    before = wording("2026-01-01")
    changed = dict(data.instruments())
    entry = changed[PENALTY_LAW]
    changed[PENALTY_LAW] = replace(entry, articles=tuple(replace(a, summary="改写的摘要。") if a.label == "第四十八条" else a for a in entry.articles))
    monkeypatch.setattr(data, "instruments", lambda: changed)
    loading.load()
    after = wording("2026-01-01")
    assert after != before
    assert "三个工作日内撤回" in law.wording_of(before)["wording"]
    assert "改写的摘要" in law.wording_of(after)["wording"]


def test_the_same_bytes_change_nothing_and_other_days_for_them_are_refused(district, tmp_path, versions):
    before = _rows(
        district,
        "SELECT (SELECT count(*) FROM law_textversion), (SELECT count(*) FROM law_textunit), (SELECT count(*) FROM ground_storedfile), (SELECT count(*) FROM ground_auditentry)",
    )
    again = taken(tmp_path / "旧.md", tmp_path / "新.md")
    assert [v.state for v in again] == ["unchanged", "unchanged"]
    assert [v.digest for v in again] == [v.digest for v in versions]
    with pytest.raises(WrongUse, match="已经导入，不得改动.*2018-01-01"):
        taken(tmp_path / "旧.md", in_force_from=day("2019-01-01"))
    assert (
        _rows(
            district,
            "SELECT (SELECT count(*) FROM law_textversion), (SELECT count(*) FROM law_textunit), (SELECT count(*) FROM ground_storedfile), (SELECT count(*) FROM ground_auditentry)",
        )
        == before
    )


def test_several_versions_in_one_file(district, tmp_path):
    one, two = statute("中华人民共和国密码法"), statute("中华人民共和国密码法", changed={27: "新的第二十七条。"})
    path = tmp_path / "各版.md"
    path.write_text(
        f"---\ncode: npc-cryptography-law\nversion: 一\nin_force_from: 2020-01-01\nin_force_to: 2022-12-31\n---\n{one}---\nversion: 二\nin_force_from: 2024-01-01\n---\n{two}",
        encoding="utf-8",
    )
    assert [v.version for v in taken(path)] == ["一", "二"]
    assert all(law.complete(version) for version in TextVersion.objects.all())
    code = "npc-cryptography-law#第二十七条"
    summary = district.value("SELECT digest FROM law_article WHERE code = %s", code)
    assert [wording(on, code) == summary for on in ("2019-12-31", "2020-01-01", "2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01")] == [True, False, False, True, True, False]
    assert [v.state for v in taken(path)] == ["unchanged", "unchanged"]
    with pytest.raises(WrongUse, match="多个版本"):
        taken(path, version="三")


def test_a_law_without_front_matter_is_known_by_its_title_and_its_own_last_article(district, tmp_path):
    known = taken(written(tmp_path, "a.md", statute("网络安全法", clause="本法自2017年6月1日起施行。")))[0]
    assert (known.instrument, known.in_force_from, known.version) == ("npc-cybersecurity-law", day("2017-06-01"), "2017-06-01")
    assert "取自文本" in known.notices[0]
    order = statute("国家发展和改革委员会令\n\n第36号\n\n信用修复管理办法", articles=3, clause="本办法自2026年4月1日起施行。").replace("# ", "", 1)
    assert taken(written(tmp_path, "令.md", order))[0].instrument == "ndrc-order-36-2025"
    strange = taken(written(tmp_path, "b.md", statute("某某市养犬管理条例", clause="本条例自二〇二〇年五月一日起施行。")))[0]
    assert strange.instrument.startswith("text-")
    assert law.instrument("某某市养犬管理条例", on=day("2021-01-01"))["in_force"] is True
    assert law.instrument("某某市养犬管理条例", on=day("2020-01-01"))["in_force"] is False
    named = taken(written(tmp_path, "c.md", statute("某某规定", clause="本规定自2020年5月1日起施行。")), instrument="some-rules")[0]
    assert (named.instrument, named.name) == ("some-rules", "某某规定")


@pytest.mark.parametrize(
    ("front", "text", "said", "told"),
    [
        ({"version": "2018", "in_force_from": day("2015-01-01")}, statute("行政处罚法"), {}, "已有同名版本"),
        ({"version": "2018", "in_force_from": day("2018-01-01")}, statute("行政处罚法"), {}, "文字不同"),
        ({"version": "别名", "in_force_from": day("2018-01-01")}, statute("行政处罚法"), {}, "自 2018-01-01 起施行，库中的 2018 版也是"),
        ({"version": "x", "in_force_from": day("2010-01-01"), "in_force_to": day("2018-01-01")}, statute("行政处罚法"), {}, "重叠"),
        ({"version": "x", "in_force_from": day("2010-01-01"), "in_force_to": day("2009-01-01")}, statute("行政处罚法"), {}, "早于施行日"),
        ({}, statute("行政处罚法"), {}, "不知道这一版自哪一天起施行：文本没有写明"),
        ({}, "第一条 甲。\n第三条 乙。\n", {"instrument": "some-law", "in_force_from": day("2010-01-01")}, "第 2 行：第三条之前缺少第二条"),
        ({"level": "宪章", "code": "some-law"}, statute("某法"), {"in_force_from": day("2010-01-01")}, "level 应为"),
        ({"code": "某法"}, statute("某法"), {"in_force_from": day("2010-01-01")}, "小写字母"),
        ({}, "", {}, "文件是空的"),
        ({}, "没有条。\n", {"in_force_from": day("2010-01-01")}, "没有找到条文"),
    ],
)
def test_what_cannot_come_in_is_refused_with_the_remedy_and_nothing_is_kept(district, tmp_path, versions, front, text, said, told):
    count = "SELECT (SELECT count(*) FROM law_textversion), (SELECT count(*) FROM law_instrument), (SELECT count(*) FROM ground_storedfile)"
    before = _rows(district, count)
    good = written(tmp_path, "好.md", statute("数据安全法"), in_force_from=day("2021-09-01"))
    with pytest.raises(WrongUse) as refused:
        taken(*([good] if not said else []), written(tmp_path, "坏.md", text, **front), **said)
    assert told in str(refused.value)
    assert "坏.md" in str(refused.value)
    assert refused.value.exit_code == 2
    assert _rows(district, count) == before  # all or nothing: the good file did not come in either


def test_what_the_law_does_not_have_any_more_may_be_told_beside_the_file(district, tmp_path):
    gap = written(tmp_path, "缺.md", "某法\n\n第一条 甲。\n\n第三条 丙。\n")
    with pytest.raises(WrongUse, match="--omits 第二条"):
        taken(gap, in_force_from=day("2020-01-01"))
    assert taken(gap, in_force_from=day("2020-01-01"), omits=("2",))[0].articles == 2


def test_two_files_that_clash_with_each_other_are_both_left_out(district, tmp_path):
    one = written(tmp_path, "一.md", statute("数据安全法"), version="一", in_force_from=day("2021-09-01"), in_force_to=day("2023-01-01"))
    two = written(tmp_path, "二.md", statute("数据安全法", articles=3), version="二", in_force_from=day("2022-09-01"))
    with pytest.raises(WrongUse, match="本次导入的 一 版.*重叠"):
        taken(one, two)
    assert not TextVersion.objects.exists()


def test_a_file_in_gb18030_is_read_and_one_in_pieces_is_not(district, tmp_path):
    text = statute("数据安全法", clause="本法自2021年9月1日起施行。")
    (tmp_path / "国标.txt").write_bytes(text.encode("gb18030"))
    assert taken(tmp_path / "国标.txt")[0].articles == 51
    assert law.complete(TextVersion.objects.get())
    (tmp_path / "坏.txt").write_bytes(text.encode()[:-50] + b"\xff\xfe\xff")
    with pytest.raises(WrongUse, match="UTF-8"):
        taken(tmp_path / "坏.txt")


def test_what_stands_beside_the_articles_can_be_read(district, tmp_path):
    text = "# 东江区旗规定\n\n2020年1月1日 公布\n\n## 序言\n\n东江有旗。\n\n第一章 总则\n\n第一条 甲。\n\n第二条 本规定自2020年2月1日起施行。\n\n附：\n\n旗的制法说明\n\n甲、长288公分。\n"
    taken(written(tmp_path, "旗.md", text, code="dongjiang-flag"))
    units = law.text("dongjiang-flag", on=day("2021-01-01"))["units"]
    assert [(one["name"], one["wording"].split("\n")[-1]) for one in law.beside(units)] == [
        ("题名和题注", "2020年1月1日 公布"),
        ("序言", "东江有旗。"),
        ("附：旗的制法说明", "甲、长288公分。"),
    ]
    assert [article["label"] for section in law.sections(units) for article in section["articles"]] == ["第一条", "第二条"]


def test_a_moved_article_is_pointed_out(district, tmp_path):
    told = "当事人对处罚决定不服的，可以依法申请行政复议或者提起行政诉讼，期间不停止执行。"
    old = written(tmp_path, "旧.md", statute("行政处罚法", articles=9, changed={4: told}), version="旧", in_force_from=day("2018-01-01"))
    new = written(tmp_path, "新.md", statute("行政处罚法", articles=9, changed={7: told, 4: "甲乙丙丁。"}), version="新", in_force_from=day("2021-07-15"))
    taken(old, new)
    moved = law.article(PENALTY_LAW, "7", on=day("2022-01-01"))["history"][1]
    assert (moved["moved_from"], moved["changed"]) == ("第四条", True)
    assert moved["readable"].startswith("第〔删：四〕〔增：七〕条　当事人对处罚"), "compared with what it was, not with the old 第七条"
    fresh = law.article(PENALTY_LAW, "4", on=day("2022-01-01"))["history"][1]
    assert (fresh["moved_from"], fresh["readable"]) == (None, f"第四条　〔删：{told.removesuffix('。')}〕〔增：甲乙丙丁〕。")


def test_what_we_say_of_a_revised_law_is_not_said_of_its_older_version(district, tmp_path):
    """Our summaries and the powers are of the law as revised; the older text under the same number says something else."""
    old = written(tmp_path, "旧.md", statute("行政处罚法", changed={48: "边远地区的罚款可以当场收缴。"}), version="2017修正", in_force_from=day("2018-01-01"))
    new = written(tmp_path, "新.md", statute("行政处罚法", changed={48: "处罚决定应当依法公开。"}), version="2021修订", in_force_from=day("2021-07-15"))
    taken(old, new)
    before, between, now = (law.article(PENALTY_LAW, "48", on=day(on)) for on in ("2019-01-01", "2022-01-01", "2024-01-01"))
    assert "当场收缴" in before["wording"]
    assert [told["summaries_from"] for told in (before, between, now)] == [day("2021-07-15"), None, None]
    assert [[(p["code"], p["applies"]) for p in told["powers"]] for told in (before, between, now)] == [
        [("publish-penalty", False)], [("publish-penalty", False)], [("publish-penalty", True)],  # the regime of 2019 rests on other articles
    ]  # fmt: skip
    told = law.instrument(PENALTY_LAW, on=day("2019-01-01"))
    assert (told["state"], told["in_force_from"], told["summaries_from"]) == ("施行", day("2018-01-01"), day("2021-07-15"))
    assert law.instrument(PENALTY_LAW, on=day("2022-01-01"))["in_force_from"] == day("2021-07-15")
    assert law.instrument(PENALTY_LAW, on=day("2017-01-01"))["state"] == "尚未施行"


# -- rights ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["public", "my", "desk", "worker", "owner"])
def test_no_role_changes_a_text_that_is_in(district, versions, role):
    statements = [
        "UPDATE law_textunit SET wording = 'x'", "DELETE FROM law_textunit", "TRUNCATE law_textunit", "UPDATE law_textversion SET in_force_from = '2000-01-01'", "DELETE FROM law_textversion",
        "UPDATE law_keptsummary SET text = 'x'", "DELETE FROM law_wordingset", "DELETE FROM law_confirmation", "UPDATE law_confirmation SET demo = false",
    ]  # fmt: skip
    if role != "owner":
        statements += [
            "INSERT INTO law_textunit SELECT * FROM law_textunit", "INSERT INTO law_keptsummary VALUES ('x', 'y', 'z')", "INSERT INTO law_wordingset (digest, articles, wordings) VALUES ('x', '{}', '{}')",
            "INSERT INTO law_confirmation (power_id, article_id, file_id, wording, digest, officer_id, confirmed_on) SELECT 'erase', code, 1, 'x', 'x', 1, now() FROM law_article LIMIT 1",
            "UPDATE law_power SET verified = true", "UPDATE law_article SET source = 'S2'",
        ]  # fmt: skip
    with district.connect(role, options="-c search_path=chengxin,publicity") as raw:
        for statement in statements:
            with pytest.raises(psycopg.Error):
                raw.execute(statement)


def test_the_database_checks_again_what_it_is_given(district, versions):
    file = district.value("SELECT digest FROM ground_storedfile LIMIT 1")
    digest = "sha256:" + hashlib.sha256("第一条 甲。".encode()).hexdigest()
    unit = {
        "seq": 1,
        "kind": "article",
        "label": "第一条",
        "title": "",
        "number": 1,
        "branch": 0,
        "path": [],
        "wording": "第一条 甲。",
        "paragraphs": [],
        "original": "第一条 甲。",
        "digest": digest,
    }
    good = {
        "instrument": {"code": "some-law", "name": "某法", "source": "M"}, "version": "x", "in_force_from": "2001-01-01", "in_force_to": None, "source": "", "title": "某法", "file": file, "part": 0,
        "digest": digest, "imported_by": "x", "units": [unit],
    }  # fmt: skip
    wrongs = [
        {"file": "sha256:x"}, {"digest": "sha256:x"}, {"units": []}, {"units": [unit | {"digest": "sha256:x"}]}, {"units": [unit | {"seq": 2}]}, {"units": [unit | {"kind": "head"}]}, {"units": [unit, unit | {"seq": 2}]},
        {"instrument": {"code": PENALTY_LAW}, "version": "2018"}, {"instrument": {"code": PENALTY_LAW}, "in_force_from": "2018-01-01"}, {"instrument": {"code": PENALTY_LAW}, "in_force_to": "2020-01-01"},
        {"in_force_to": "2000-01-01"},
    ]  # fmt: skip
    with district.connect("worker", options="-c search_path=chengxin") as raw:
        for wrong in wrongs:
            with pytest.raises(psycopg.Error):
                raw.execute("SELECT law_keep_text(%s::jsonb)", [json.dumps(good | wrong, ensure_ascii=False)])
        with raw.transaction():
            raw.execute("INSERT INTO ground_auditentry (act, actor, purpose, reference, fields) VALUES ('law.import', '测试', '', '', '{}')")
            assert raw.execute("SELECT law_keep_text(%s::jsonb)", [json.dumps(good, ensure_ascii=False)]).fetchone()[0]
    with district.connect("desk", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute("SELECT law_keep_text(%s::jsonb)", [json.dumps(good, ensure_ascii=False)])
