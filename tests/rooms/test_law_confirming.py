"""核实依据: a power that we know from memory only gives no warrant until an officer has compared its articles with their full text."""

import datetime as dt
import hashlib

import psycopg
import pytest

from chengxin.access import api as access
from chengxin.ground.api import NotFound, Refusal, WrongUse
from chengxin.law import api as law
from chengxin.law import loading
from chengxin.law.models import Article
from tests.district import penalty_row
from tests.rooms.texts import statute, taken, written

PENALTY_LAW = "npc-2021-administrative-penalty-law"
ARTICLE = f"{PENALTY_LAW}#第四十八条"
POWER = {
    "code": "list-tourism", "name": "列入文化和旅游市场严重失信主体", "kind": "listing", "may_touch": ["enterprise"], "held_by": "any-organ", "needs_items": [], "least_facts": 0, "needs_steps": [], "span": "momentary", "exit": "甲", "remedy": "乙",
    "articles": ["mct-order-7", "npc-statistics-law", ARTICLE], "regimes": [],
}  # fmt: skip


@pytest.fixture
def power(district):
    """A power two of whose three articles we know from memory only."""
    with district.side("owner"):
        loading._load_power(POWER)
    return POWER["code"]


def verified(district, power) -> bool:
    return district.value("SELECT verified FROM law_power WHERE code = %s", power)


def test_a_power_from_memory_is_verified_with_its_last_article_and_says_by_whom(district, power, tmp_path):
    assert not verified(district, power)
    officer = access.officer("A")
    tourism = written(tmp_path, "旅游.md", statute("文化和旅游市场信用管理规定", clause="本规定自2022年1月1日起施行。"))
    first = law.confirm(power, tourism, officer=officer, actor="测试")
    assert (first["verified"], [c["article"] for c in first["confirmed"]], first["remaining"], first["imported"]) == (False, ["mct-order-7"], ["npc-statistics-law"], True)
    assert not verified(district, power)
    statistics = written(tmp_path, "统计.txt", "中华人民共和国统计法（节录）\n\n第三条 统计工作应当真实、准确、完整、及时，有关情况依法公示。\n")
    last = law.confirm(power, statistics, officer=officer, actor="测试", demo=True)
    assert (last["verified"], last["imported"]) == (True, False)
    assert "全文没有导入" in last["notice"]
    assert verified(district, power)
    assert [(c["article"], c["officer"], c["demo"]) for c in law.confirmations(power)] == [("mct-order-7", "A", False), ("npc-statistics-law", "A", True)]
    with district.side("owner"):
        loading._load_power(POWER)  # the next migration
    assert verified(district, power)
    with pytest.raises(Refusal) as refused:
        law.confirm(power, statistics, officer=officer, actor="测试")
    assert refused.value.codes == ("already-verified",)
    assert {row["code"]: row["verified"] for row in law.powers(on=dt.date(2026, 1, 1))}[power] is True


def test_what_confirms_nothing_is_refused(district, power, tmp_path):
    officer = access.officer("A")
    other = written(tmp_path, "他法.md", statute("某某法", clause="本法自2020年1月1日起施行。"))
    with pytest.raises(Refusal) as refused:
        law.confirm(power, other, officer=officer, actor="测试")
    assert refused.value.codes == ("article-not-in-text",)
    assert "文化和旅游市场信用管理规定" in str(refused.value)
    with pytest.raises(Refusal):
        law.confirm(power, written(tmp_path, "题.md", "《文化和旅游市场信用管理规定》\n"), officer=officer, actor="测试")  # a title is no text
    mention = written(tmp_path, "提到.md", statute("关于执行文化和旅游市场信用管理规定的通知\n\n为执行《文化和旅游市场信用管理规定》，通知如下。"))
    with pytest.raises(Refusal):
        law.confirm(power, mention, officer=officer, actor="测试")  # to mention a law is not to be one
    with pytest.raises(Refusal):
        law.confirm(power, written(tmp_path, "代码.md", statute("文化和旅游市场信用管理规定"), code="npc-cryptography-law"), officer=officer, actor="测试")
    with pytest.raises(NotFound, match="law powers"):
        law.confirm("no-such", other, officer=officer, actor="测试")
    with pytest.raises(WrongUse, match="找不到文件"):
        law.confirm(power, tmp_path / "无.md", officer=officer, actor="测试")
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_officer SET active = false WHERE handle = 'B'")
    with pytest.raises(Refusal) as refused:
        law.confirm(power, other, officer=access.officer("B"), actor="测试")
    assert refused.value.codes == ("officer-not-active",)
    assert not verified(district, power)
    assert law.confirmations(power) == []
    assert district.value("SELECT count(*) FROM ground_storedfile") == 0


def test_a_text_may_be_known_by_its_number(power, tmp_path):
    told = written(tmp_path, "号.md", "文化和旅游部令\n\n文化和旅游部令第7号\n\n第一条 文化和旅游市场主体严重失信的，列入名单并公示。\n\n第二条 本规定自2022年1月1日起施行。\n")
    answer = law.confirm(power, told, officer=access.officer("A"), actor="测试")
    assert ([c["article"] for c in answer["confirmed"]], answer["imported"]) == (["mct-order-7"], True)


def test_an_article_with_a_number_must_stand_in_the_text(district, tmp_path):
    with district.side("owner"):
        Article.objects.create(code="npc-statistics-law#第七条", instrument_id="npc-statistics-law", label="第七条", summary="甲。", source="M", digest="sha256:x")
        loading._load_power(POWER | {"articles": ["npc-statistics-law#第七条"]})
    lacking = written(tmp_path, "缺.md", "统计法\n\n第六条 甲。\n第七条规定的，从其规定。\n第八条 丙。\n")
    with pytest.raises(Refusal) as refused:
        law.confirm(POWER["code"], lacking, officer=access.officer("A"), actor="测试")
    assert refused.value.codes == ("article-not-in-text",)
    whole = written(tmp_path, "全.md", "统计法\n\n第六条 甲。\n\n第七条 乙：\n\n（一）丙。\n\n第八条 丁。\n")
    told = law.confirm(POWER["code"], whole, officer=access.officer("A"), actor="测试")
    assert told["verified"]
    assert district.value("SELECT wording FROM law_confirmation") == "第七条 乙：\n（一）丙。"


def test_what_a_power_takes_from_memory_out_of_a_found_instrument_is_confirmed_with_it(district, tmp_path):
    """The instrument was found (S), the term was not: one text on file confirms what is taken from that article (ruling 189)."""
    told = POWER | {"articles": ["sc-2020-49", {"article": "sta-order-54", "from_memory": "期限"}]}
    with district.side("owner"):
        loading._load_power(told)
    assert not verified(district, POWER["code"])
    (basis,) = (row for row in law.powers(on=dt.date(2026, 1, 1)) if row["code"] == POWER["code"])
    assert [(a["article"], a["from_memory"]) for a in basis["articles"]] == [("sc-2020-49", ""), ("sta-order-54", "期限")]
    officer = access.officer("A")
    with pytest.raises(Refusal) as refused:
        law.confirm(POWER["code"], written(tmp_path, "他.md", statute("国务院办公厅关于进一步完善失信约束制度构建诚信建设长效机制的指导意见")), officer=officer, actor="测试")
    assert refused.value.codes == ("article-not-in-text",)
    answer = law.confirm(
        POWER["code"], written(tmp_path, "税.md", statute("重大税收违法失信主体信息公布管理办法", clause="本办法自2022年2月1日起施行。")), officer=officer, actor="测试", demo=True
    )
    assert (answer["verified"], [c["article"] for c in answer["confirmed"]], answer["remaining"], answer["demo"]) == (True, ["sta-order-54"], [], True)
    with district.side("owner"):
        loading._load_power(told)  # the next migration
    assert verified(district, POWER["code"])
    with district.side("owner"):
        loading._load_power(told | {"articles": [*told["articles"], {"article": "mem-order-11", "from_memory": "期限"}]})  # the product takes more from memory
    assert not verified(district, POWER["code"])


def test_sql_confirms_nothing_around_the_rules(district, power, tmp_path):
    taken(written(tmp_path, "某法.md", statute("某法", clause="本法自2020年1月1日起施行。")))
    file = district.value("SELECT digest FROM ground_storedfile LIMIT 1")
    digest = "sha256:" + hashlib.sha256("甲".encode()).hexdigest()
    right = [power, "mct-order-7", file, "甲", digest, access.officer("A").pk, False]
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_officer SET active = false WHERE handle = 'B'")
    wrongs = [{0: "no-such"}, {1: ARTICLE}, {1: "sc-2020-49"}, {2: "sha256:x"}, {3: " "}, {3: "乙"}, {4: None}, {4: "sha256:x"}, {5: access.officer("B").pk}, {5: None}, {5: -1}]
    call = "SELECT law_confirm(%s, %s, %s, %s, %s, %s, %s)"
    with district.connect("worker", options="-c search_path=chengxin") as raw:
        for wrong in wrongs:
            with pytest.raises(psycopg.Error):
                raw.execute(call, [wrong.get(place, value) for place, value in enumerate(right)])
        with pytest.raises(psycopg.Error, match="without an entry"):
            raw.execute(call, right)
        with raw.transaction():
            raw.execute("INSERT INTO ground_auditentry (act, actor, purpose, reference, fields) VALUES ('law.confirm', '测试', '', '', '{}')")
            assert raw.execute(call, right).fetchone() == (False,)
        with pytest.raises(psycopg.Error):
            raw.execute(call, right)  # twice
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE ground_instance SET kind = 'production'")
    with district.connect("worker", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error):
        raw.execute(call, [power, "npc-statistics-law", file, "甲", digest, right[5], True])
    for role in ("desk", "public", "my"):
        with district.connect(role, options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error):
            raw.execute(call, right)


def test_a_power_that_is_not_verified_gives_no_warrant_until_it_is(district, power, tmp_path):
    """The kernel asks the same column that a confirmation sets."""
    district.collect(penalty_row(CF_WSH="甲"))
    subject, organ = (district.value(f"SELECT {column} FROM records_record LIMIT 1") for column in ("subject_id", "organ_id"))
    ask = {"subject": subject, "organ": organ, "proposer": access.officer("A").pk, "approver": access.officer("B").pk, "on": dt.date(2026, 6, 1)}
    with district.side("desk"), pytest.raises(Refusal) as refused:
        law.authorise(power, **ask)
    assert refused.value.codes == ("basis-unverified",)
    for name in ("文化和旅游市场信用管理规定", "统计法"):
        law.confirm(power, written(tmp_path, f"{name}.md", statute(name)), officer=access.officer("A"), actor="测试", demo=True)
    with district.side("desk"):
        warrant = law.warrant(law.authorise(power, **ask))
    assert [one["article"] for one in warrant["wordings"]] == POWER["articles"]
