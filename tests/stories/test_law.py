"""A legal officer brings a law and its amendment, asks what it said on a day and what rests on it; a citizen reads the same on the site."""

import json
import re
from urllib.parse import quote

import pytest

from tests.district import penalty_row
from tests.stories.test_command_line import Shop

NOVEMBER = {"CHENGXIN_INSTANCE": "test", "CHENGXIN_TODAY": "2026-11-20"}
LAW = "npc-2021-administrative-penalty-law"


@pytest.fixture(scope="module")
def shop():
    with Shop.at_work() as made:
        yield made


def text(said: str, *, lost: int = 0) -> str:
    from chengxin.law.library.numerals import article_label

    lines = ["# 中华人民共和国行政处罚法", "", "（1996年3月17日通过　2021年1月22日修订）", "", "目　　录", "", "第一章　总则", "第二章　附则", "", "第一章　总则", ""]
    for number in range(1, 87):
        if number != lost:
            lines += ["第二章　附则", ""] if number == 80 else []
            lines += [f"　　{article_label(number)}　{said if number == 48 else f'第{number}项事务由有关部门依法办理。'}", ""]
    return "\n".join(lines)


def file(shop, name: str, content: str) -> str:
    path = shop.home / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_a_law_and_its_amendment_at_the_command_line(shop):
    listed = shop.ask("law", "instruments", "--on", "2022-01-01", **NOVEMBER)
    state = {row["code"]: row["in_force"] for row in listed}
    assert (state[LAW], state["ndrc-2019-527"], state["ndrc-order-36-2025"], state["npc-cryptography-law"]) == (True, True, False, None)
    (repair,) = (row for row in listed if row["code"] == "ndrc-order-58")
    assert (repair["replaced_by"], repair["level"], repair["texts"]) == (["ndrc-order-36-2025"], "部门规章", 0)

    bad = shop.ask("law", "import", file(shop, "缺.md", text("甲。", lost=12)), "--from", "2021-07-15", code=2, **NOVEMBER)
    assert "第十三条之前缺少第十二条" in bad["error"]["message"]
    dayless = text("处罚决定应当公开。").replace("（1996年3月17日通过　2021年1月22日修订）", "")
    assert "不知道这一版自哪一天起施行" in shop.ask("law", "import", file(shop, "无日.md", dayless), code=2, **NOVEMBER)["error"]["message"]
    file(shop, "旧.md", text("处罚决定应当公开。"))
    old = shop.ask("law", "import", str(shop.home / "旧.md"), "--from", "2021-07-15", "--source", "公报", **NOVEMBER)
    assert (old["imported"], old["versions"][0]["instrument"], old["versions"][0]["articles"]) == (1, LAW, 86)
    assert shop.ask("law", "import", str(shop.home / "旧.md"), **NOVEMBER)["unchanged"] == 1
    shop.ask("law", "import", file(shop, "新.md", text("处罚决定应当在七个工作日内公开。")), "--from", "2026-11-20", "--version", "2026修正", **NOVEMBER)

    firms = [penalty_row(CF_WSH="甲"), penalty_row(CF_WSH="乙")]
    shop.ask("collect", "penalties", shop.file("甲.csv", firms[:1]), "--received", "2026-11-01", **NOVEMBER | {"CHENGXIN_TODAY": "2026-11-19"})
    shop.ask("publish", **NOVEMBER | {"CHENGXIN_TODAY": "2026-11-19"})
    shop.ask("collect", "penalties", shop.file("乙.csv", firms[1:]), "--received", "2026-11-01", **NOVEMBER)
    shop.ask("publish", **NOVEMBER)
    told = shop.ask("law", "article", LAW, "第四十八条", **NOVEMBER)
    assert told["wording"] == "第四十八条　处罚决定应当在七个工作日内公开。"
    assert told["history"][1]["readable"] == "第四十八条　处罚决定应当〔增：在七个工作日内〕公开。"
    assert [p["code"] for p in told["powers"]] == ["publish-penalty"]
    assert (told["warrants"]["count"], [w["power"] for w in told["warrants"]["last"]]) == (2, ["publish-penalty"] * 2)
    before = shop.ask("law", "article", "行政处罚法", "四十八", "--on", "2026-11-19", **NOVEMBER)
    assert before["wording"] == "第四十八条　处罚决定应当公开。"
    assert [w["digest"] for w in told["warrants"]["last"]] == [told["digest"], before["digest"]]
    first = shop.ask("warrant", str(told["warrants"]["last"][1]["id"]), **NOVEMBER)
    assert [w["version"] for w in first["wordings"] if w["article"] == f"{LAW}#第四十八条"] == ["2021-07-15"]
    whole = shop.ask("law", "text", LAW, "--on", "2024-01-01", **NOVEMBER)
    joined = "".join(unit["wording"] for unit in whole["units"])
    assert re.sub(r"\s", "", joined) == re.sub(r"[\s#]", "", text("处罚决定应当公开。"))
    assert shop.ask("law", "text", LAW, "--on", "2020-01-01", code=2, **NOVEMBER)["error"]["code"] == "not-found"
    assert "第四十八条" in shop.run("law", "article", LAW, "48", **NOVEMBER).stdout
    assert "凭据：2 份" in shop.run("law", "article", LAW, "48", **NOVEMBER).stdout


def test_powers_and_confirmations_at_the_command_line(shop):
    powers = {row["code"]: row for row in shop.ask("law", "powers", "--on", "2022-01-01", **NOVEMBER)}
    assert (powers["publish-penalty"]["holder"], powers["publish-penalty"]["verified"], powers["publish-penalty"]["in_force"]) == ("作出决定的机关", True, True)
    applies = {a["article"]: a["applies"] for a in powers["publish-penalty"]["articles"]}
    assert (applies["ndrc-2019-527"], applies["ndrc-order-36-2025"]) == (True, False)
    law = file(shop, "文.md", text("甲。"))
    assert shop.ask("law", "confirm", "publish-penalty", "--text", law, "--officer", "A", code=3, **NOVEMBER)["error"]["codes"] == ["already-verified"]
    assert shop.ask("law", "confirm", "nothing", "--text", law, "--officer", "A", code=2, **NOVEMBER)["error"]["code"] == "not-found"
    assert shop.ask("law", "confirm", "erase", "--text", law, "--officer", "nobody", code=2, **NOVEMBER)["error"]["code"] == "not-found"


def test_procedures_at_the_command_line(shop):
    every = {one["procedure"]: one for one in shop.ask("law", "procedures", **NOVEMBER)}
    assert len(every) >= 13
    (answered,) = (step for step in every["repair-refusal"]["steps"] if step["step"] == "decision")
    assert answered["within"] == {"count": 10, "unit": "working_days", "from": "acceptance", "unless": "", "source": "S35"}
    told = shop.ask("law", "procedures", "--power", "disclose-line", **NOVEMBER)
    needed = {step["step"]: (step["needed"], step["needed_of_persons"]) for step in told["steps"]}
    assert (told["procedure"], needed["acceptance"], needed["consent"], needed["application"]) == ("disclosure", (True, True), (False, True), (False, False))
    page = shop.run("law", "procedures", "--power", "list-TQNMGGZ", **NOVEMBER).stdout
    for said in ("列入名单（listing）：列入拖欠农民工工资失信联合惩戒对象名单（list-TQNMGGZ），依据已核实", "自“事前告知理由、依据和权利”满5个工作日后", "本平台设定", "凭据需有"):
        assert said in page, said
    assert "law powers" in shop.ask("law", "procedures", "--power", "nothing", code=2, **NOVEMBER)["error"]["message"]
    powers = {row["code"]: row for row in shop.ask("law", "powers", **NOVEMBER)}
    assert (powers["list-HGSX"]["holder"], powers["measure-national-12"]["holder"], powers["list-AQSC"]["holder"]) == (
        "本区没有这样的机关",
        "公共管理机构不得行使",
        "天津市河北区应急管理局",
    )


def test_words_that_make_no_sense_are_told_how_to_mend(shop):
    for words in ((), ("nothing",), ("article",), ("article", LAW), ("import",), ("confirm", "erase"), ("instruments", "--on", "去年")):
        done = shop.run("law", *words, "--json", **NOVEMBER)
        assert done.returncode == 2, words
        assert "用法" in json.loads(done.stdout)["error"]["message"] or "日期" in json.loads(done.stdout)["error"]["message"]
    assert "第一条 至 第八十六条" in shop.ask("law", "article", LAW, "999", code=2, **NOVEMBER)["error"]["message"]


def test_a_citizen_reads_the_law_of_any_day(site):
    status, page = site.read("/law")
    assert status == 200
    for said in ("中华人民共和国行政处罚法", "部门规范性文件", "施行日待核实", "待核实", "GB/T 39441-2020"):
        assert said in page
    status, page = site.read(f"/law/{LAW}/{quote('第四十八条')}")
    assert status == 200
    for said in ("<ins>自作出之日起七个工作日内</ins>", "公示行政处罚信息", "依据已核实", "2026修正 版", "有一定社会影响的处罚决定依法公开"):
        assert said in page, said
    before = site.read(f"/law/{LAW}/48?on=2024-01-01")[1]
    assert "以下是 2024-01-01 的情况" in before
    assert "<b>有关部门" not in site.read(f"/law/{LAW}/7")[1]
    assert "待核实" in site.read("/law/mct-order-7")[1]
    assert "The law" not in site.read(f"/law/{LAW}")[1]
    assert "Wordings over time" in site.read(f"/en/law/{LAW}/48")[1]
    for gone in ("/law/nothing", f"/law/{LAW}/999", f"/law/{LAW}/{quote('甲' * 100)}", f"/law/{LAW}/%00", "/law/mct-order-7/1"):
        assert site.read(gone)[0] == 404, gone
    assert site.read(f"/law/{LAW}/48?on=%00")[0] == 200
