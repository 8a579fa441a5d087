"""A clerk's letters from start to end at the command line: a notice and its service, a decision with its repair notice, by hand, by public notice, a template changed."""

import io
import re

import pytest

from tests.district import credit_code, penalty_row
from tests.stories.test_command_line import Shop

FIRM = credit_code("91120105MA0000001")
ON = {"CHENGXIN_TODAY": "2026-05-20", "CHENGXIN_INSTANCE": "test"}


@pytest.fixture(scope="module")
def shop():
    with Shop.at_work() as made:
        yield made


def said(path) -> str:
    pypdf = pytest.importorskip("pypdf")
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages))


def test_from_notice_to_service(shop):
    shop.ask("collect", "penalties", shop.file("处罚.csv", [penalty_row(CF_WSH="津北试罚〔2026〕7号")]), "--received", "2026-05-15", **ON)
    out = shop.home / "文书"
    out.mkdir()

    # 告知: what is intended, before there is any warrant
    asked = ("--power", "publish-penalty", "--subject", FIRM, "--organ", "区应急局", "--facts", "津北试罚〔2026〕7号")
    notice = shop.ask("letter", "notice", *asked, "--officer", "A", "--approver", "B", "--out", str(out / "告知书.pdf"), **ON)["letters"][0]
    assert (notice["kind"], notice["warrant"], notice["number"]) == ("notice", None, "区应急局信告〔2026〕1号")
    assert "有权要求听证" in said(out / "告知书.pdf")
    refused = shop.ask("letter", "notice", *asked, "--officer", "A", "--approver", "A", code=3, **ON)
    assert refused["error"]["codes"] == ["same-officer"]

    # 送达: the receipt form is printed, signed, and comes back as a file
    shop.ask("letter", "service-receipt", "--letter", notice["number"], "--out", str(out / "回证.pdf"), **ON)
    served = shop.ask("deliver", notice["number"], "--way", "hand", "--on", "2026-05-20", "--receiver", "李明", "--receipt", str(out / "回证.pdf"), "--officer", "A", **ON)
    assert [(s["letter"], s["served_on"], s["receipt"]) for s in served] == [(notice["letter"], "2026-05-20", True)]

    # 决定 and 修复告知, 两书同达
    shop.ask("publish", **ON)
    warrant = shop.ask("subject", FIRM, **ON)["lines"][0]["warrant"]
    copy = shop.ask("warrant", str(warrant), "--pdf", str(out / "副本.pdf"), **ON)
    assert copy["pdf"].endswith("副本.pdf") and "副本，不具文号" in said(out / "副本.pdf")
    made = shop.ask("letter", "decision", "--warrant", str(warrant), "--officer", "A", "--out", str(out / "决定书.pdf"), **ON)
    assert [one["number"] for one in made["letters"]] == ["区应急局信决〔2026〕1号", "区应急局信修告〔2026〕1号"]
    assert "日期为2026年8月12日" in said(out / "决定书-repair-notice.pdf")
    again = shop.ask("letter", "decision", "--warrant", str(warrant), "--officer", "A", code=3, **ON)
    assert again["error"]["code"] == "letter-exists"
    served = shop.ask("deliver", "区应急局信决〔2026〕1号", "--way", "mail", "--on", "2026-05-22", "--tracking", "EMS1", "--officer", "A", **ON)
    assert len(served) == 2
    refused = shop.ask("deliver", "区应急局信决〔2026〕1号", "--way", "mail", "--on", "2026-05-22", "--tracking", "EMS2", "--officer", "A", code=3, **ON)
    assert refused["error"]["code"] == "served-already"

    # 登记: numbers, service, and the page as it was kept
    register = shop.ask("letters", "--organ", "区应急局", "--year", "2026", **ON)
    assert [(one["number"], one["served_on"]) for one in register] == [
        ("区应急局信决〔2026〕1号", "2026-05-22"), ("区应急局信告〔2026〕1号", "2026-05-20"), ("区应急局信修告〔2026〕1号", "2026-05-22"),
    ]  # fmt: skip
    shop.ask("letter", "copy", "--letter", "区应急局信决〔2026〕1号", "--out", str(out / "重印.pdf"), **ON)
    assert (out / "重印.pdf").read_bytes() == (out / "决定书.pdf").read_bytes()


def test_served_by_public_notice(shop):
    missing = shop.ask("deliver", "区应急局信告〔2026〕1号", "--way", "notice", "--officer", "A", "--reason", "下落不明", code=2, **ON)
    assert missing["error"]["code"] == "not-announced"
    notice = shop.ask("letter", "public-notice", "--letter", "区应急局信告〔2026〕1号", "--officer", "A", **ON)["letters"][0]
    assert notice["about"] and notice["number"] == "区应急局信公〔2026〕1号"
    served = shop.ask("deliver", "区应急局信告〔2026〕1号", "--way", "notice", "--officer", "A", "--reason", "下落不明", **ON)
    assert (served[0]["handed_on"], served[0]["served_on"]) == ("2026-05-20", "2026-06-19")


def test_a_legal_officer_changes_a_template(shop):
    listed = {row["kind"]: row for row in shop.ask("law", "template", "list", **ON)}
    source = shop.ask("law", "template", "show", str(listed["decision"]["template"]), **ON)
    path = shop.home / "决定书.typ"
    path.write_text(source.replace("#section[救济]", "#section[救济途径]"), encoding="utf-8")
    proposed = shop.ask("law", "template", "propose", "decision", str(path), "--officer", "A", "--reason", "统一用语", **ON)
    assert shop.ask("law", "template", "approve", str(proposed["template"]), "--officer", "A", code=3, **ON)["error"]["codes"] == ["same-officer"]
    assert shop.ask("law", "template", "approve", str(proposed["template"]), "--officer", "B", **ON)["state"] == "已批准"
    path.write_text(source.replace("#remedy", "#d.nosuch"), encoding="utf-8")
    wrong = shop.ask("law", "template", "propose", "decision", str(path), "--officer", "A", "--reason", "试", code=2, **ON)
    assert wrong["error"]["code"] == "bad-template" and "第" in wrong["error"]["message"] and wrong["error"]["details"][0]["line"] > 1
    warrant = shop.ask("subject", FIRM, **ON)["lines"][0]["warrant"]
    replaced = shop.ask(
        "letter", "decision", "--warrant", str(warrant), "--officer", "A", "--replaces", "区应急局信决〔2026〕1号", "--why", "用语", "--out", str(shop.home / "二.pdf"), **ON
    )
    assert [one["number"] for one in replaced["letters"]] == ["区应急局信决〔2026〕2号", "区应急局信修告〔2026〕2号"]
    assert "救济途径" in said(shop.home / "二.pdf")


def test_wrong_words_are_told(shop):
    for words in (["letter", "decision", "--officer", "A"], ["letter", "信"], ["deliver", "没有的", "--way", "hand", "--officer", "A"], ["law", "template", "approve", "x"], ["law", "anything"],
                  ["letter", "decision", "--warrant", "999999", "--officer", "A"], ["letter", "decision", "--warrant", "1", "--officer", "A", "--out", "x.doc"], ["letter", "copy", "--letter", "1"]):  # fmt: skip
        told = shop.ask(*words, code=2, **ON)
        assert told["error"]["message"], words
