"""拆分: a law's text is split into its articles and nothing of it is lost, in whichever way the file is written."""

import datetime as dt
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chengxin.law.library.differences import differences, readable
from chengxin.law.library.documents import Unreadable, day_of_force, decoded, documents
from chengxin.law.library.numerals import number_of, numeral, read_label
from chengxin.law.library.splitting import Unsplittable, find_article, joined, split
from tests.rules.statutes import statutes, styles, written

# A failing statute is small enough to read; making it smaller takes minutes.
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=(Phase.explicit, Phase.reuse, Phase.generate))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def bare(text: str) -> str:
    """The text without white space and the marks our own writer puts in, found without the splitter's help."""
    text = re.sub(r"<!--.*?-->", "", text)
    text = re.sub(r"(?m)^(#+ |- )", "", text)
    return squeezed(text.replace("**", ""))


@settings(QUICK, max_examples=150)
@given(statutes(), styles)
def test_every_way_of_writing_gives_the_same_articles_and_loses_nothing(statute, style):
    text = written(statute, style)
    made = split(text)
    assert joined(made.units) == text
    assert squeezed("".join(unit.wording for unit in made.units)) == bare(text)
    assert [unit.label for unit in made.articles] == [article.label for article in statute.articles]
    assert [unit.path for unit in made.articles] == [article.path for article in statute.articles]
    for unit, article in zip(made.articles, statute.articles, strict=True):
        assert [squeezed(p["text"]) for p in unit.paragraphs] == [squeezed(p.text) for p in article.paragraphs]
        for found, known in zip(unit.paragraphs, article.paragraphs, strict=True):
            assert [squeezed(item["text"]).rstrip("；。：") for item in found["items"]] == [squeezed(item.text) for item in known.items]
            assert [len(item["points"]) for item in found["items"]] == [len(item.points) for item in known.items]
            assert len(found["tables"]) == bool(known.table)
    assert len([unit for unit in made.units if unit.kind == "annex"]) == len(statute.annexes)
    assert made.title == statute.name
    assert made.notices == ()


@settings(QUICK, max_examples=40)
@given(statutes(most_articles=20), styles, st.data())
def test_a_lost_article_is_always_noticed(statute, style, data):
    followed = [one for one, after in zip(statute.articles, statute.articles[1:], strict=False) if not one.branch or after.branch]  # what is last of its kind leaves no gap
    article = data.draw(st.sampled_from(followed))
    statute.body = [part for part in statute.body if part is not article]
    with pytest.raises(Unsplittable, match=f"缺少.*{article.label}"):
        split(written(statute, style))


@given(st.integers(1, 9999))
def test_numerals_go_both_ways(number):
    assert number_of(numeral(number)) == number
    assert number_of(str(number)) == number
    assert number_of(str(number).zfill(12)) == number
    assert number_of(f"1{number:04}") is None and number_of("一" * 5) is None
    assert read_label(numeral(number)) == read_label(f"第 {number} 条") == f"第{numeral(number)}条"


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("一百零二", 102),
        ("一百〇二", 102),
        ("一十二", 12),
        ("一百十二", 112),
        ("一百二", None),
        ("十十", None),
        ("二〇二一", 2021),
        ("１０２", 102),
        ("两百", 200),
        ("零", 0),
        ("", None),
        ("甲", None),
    ],
)
def test_numbers_as_they_are_written(told, number):
    assert number_of(told) == number


ONE = "# 某某法\n\n第一条 甲。\n\n第二条 乙。\n"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第一条为了甲，制定本法。\n第二条本法所称乙。\n第一条规定的除外。\n第三条丙。\n", ["第一条", "第二条", "第三条"]),  # no blank anywhere: citations are told by what follows
        ("第一条　甲。\n第二条　依照本法第五条、\n第三条规定的办理。\n第三条　丙。\n", ["第一条", "第二条", "第三条"]),  # wrapped before a citation
        ("第一章总则\n第一条　甲。\n第二章附　则\n第二条　乙。\n", ["第一条", "第二条"]),
        ("第一条【立法目的】甲。\n第二条（适用范围）乙。\n第三条（一）甲；\n第三条：丙。\n", ["第一条", "第二条", "第三条"]),
        ("> 第一条 甲。\n>\n> 第二条 乙。\n", ["第一条", "第二条"]),
        ("- **第一条** 甲。\n- **第二条** 乙。\n", ["第一条", "第二条"]),
        ("__第一条__ 甲：____元。\n\n__第二条__乙。\n", ["第一条", "第二条"]),
        ("目　录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n", ["第一条", "第二条"]),
        ("各区：\n一、总体要求\n总的话。\n二、措施\n（一）甲。\n（二）乙。\n三、保障\n丙。\n", ["一", "二", "三"]),
        ("第一条 甲。\n第十七条之一 乙。\n", None),
    ],
)
def test_odd_ways_of_real_files(text, labels):
    if labels is None:
        with pytest.raises(Unsplittable):
            split(text)
        return
    made = split(text)
    assert [unit.label for unit in made.articles] == labels
    assert joined(made.units) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有文字"),
        ("<!-- 空 -->\n\n", "没有文字"),
        ("某某办法\n\n没有分条的文字。\n", "没有找到条文"),
        ("第一条 甲。\n第三条 乙。\n", "第 2 行：第三条之前缺少第二条"),
        ("第二条 甲。\n", "缺少第一条"),
        ("第一条 甲。\n第一条 乙。\n", "第 2 行：第一条重复，第 1 行已有"),
        ("第一条 甲。\n第二条 乙。\n第四条 丁。\n第三条 丙。\n", "第三条排在第四条之后"),
        ("第一条 甲。\n第二条为了乙。\n第三条 丙。\n", "第 2 行以“第二条”开头而条号后没有空格"),
        ("第一条 甲。\n第一条之二 乙。\n", "缺少第一条之一"),
    ],
)
def test_what_cannot_be_split_is_told_with_line_and_remedy(text, told):
    with pytest.raises(Unsplittable, match=re.escape(told)):
        split(text)


def test_what_a_text_openly_leaves_out_is_no_gap():
    assert [u.label for u in split("第一条 甲。\n第三条 乙。\n", omits=frozenset({"第二条"})).articles] == ["第一条", "第三条"]


def test_items_in_one_line_are_items():
    (unit, _) = split("第一条 下列之一的，公示：（一）甲；（二）依照本条第（一）项；（三）丙。\n第二条 依照前条第（二）项、第（三）项。\n").articles
    assert [(item["label"], item["text"]) for item in unit.paragraphs[0]["items"]] == [("（一）", "甲；"), ("（二）", "依照本条第（一）项；"), ("（三）", "丙。")]


def test_a_gap_among_items_is_pointed_out_and_nothing_is_lost():
    made = split("第一条 如下：\n（一）甲；\n（三）丙。\n第二条 乙。\n")
    assert "第 2 项写作“（三）”" in made.notices[0]


def test_a_paragraph_between_two_items_belongs_to_the_item_before_it():
    """第三项 of two paragraphs is one item: who cites 第一款第四项 must find it."""
    made = split("第一条 局长行使下列职权：\n\n（一）甲；\n\n（二）签署决定；\n\n将预算报上级备案；\n\n（三）丙。\n\n前款第二项的备案，应当公布。\n\n第二条 乙。\n")
    first, second = made.articles[0].paragraphs
    assert [item["text"] for item in first["items"]] == ["甲；", "签署决定；\n将预算报上级备案；", "丙。"]
    assert (second["number"], second["text"], second["items"]) == (2, "前款第二项的备案，应当公布。", [])
    assert made.notices == ()


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("第一条 如下：\n（一）甲；\n（二）乙。\n另有下列的：\n（一）丙；\n（二）丁。\n", ["如下：", "另有下列的："]),  # a second list of its own
        ("第一条 如下：\n（一）甲。\n另有下列的：\n（二）丁。\n", ["如下：", "另有下列的："]),  # 第二款 announces a list: its first item is missing
    ],
)
def test_a_second_list_stays_a_paragraph_of_its_own(text, texts):
    (unit,) = split(text).articles
    assert [paragraph["text"] for paragraph in unit.paragraphs] == texts


def test_headings_of_two_lines_and_a_note_below_a_rule():
    text = "# 某法\n\n## 第一章\n\n### 总　则\n\n第一条 甲。\n\n---\n\n来源：某网站\n\n## 第二章 附则\n\n第二条 乙。\n\n***\n"
    made = split(text)
    assert joined(made.units) == text
    assert [(u.kind, u.label) for u in made.units] == [("head", ""), ("chapter", "第一章"), ("article", "第一条"), ("note", ""), ("chapter", "第二章"), ("article", "第二条")]
    assert made.articles[0].path == ("第一章　总则",)


ORDER = "国家发展和改革委员会令\n\n第36号\n\n《信用修复管理办法》已经审议通过，现予公布。\n\n主任：某某\n2025年11月20日\n\n信用修复管理办法\n\n第一章　总　则\n\n第一条　甲。\n"
NOTICE = "关于印发《某某办法（试行）》的通知\n\n各区：\n\n现印发给你们。\n\n附件：某某办法\n\n2024年1月1日\n\n附件\n\n某某办法（试行）\n\n第一条 甲。\n\n附表1\n\n| 甲 |\n"


@pytest.mark.parametrize(("text", "title"), [(ORDER, "信用修复管理办法"), (NOTICE, "某某办法（试行）"), ("# 某法\n\n某法\n\n第一条 甲。\n", "某法"), ("第一条 甲。\n", "")])
def test_the_title_is_the_laws_and_not_that_of_its_cover(text, title):
    made = split(text)
    assert made.title == title
    assert joined(made.units) == text


def test_the_constitutions_preamble_is_neither_contents_nor_lost():
    text = "# 宪法\n\n目　录\n\n序　言\n\n第一章　总　纲\n\n第二章　机构\n\n　　第一节　大会\n\n序　言\n\n悠久的历史。\n\n第一章　总　纲\n\n第一条　甲。\n\n第二章　机构\n\n第一节　大会\n\n第二条　乙。\n"
    made = split(text)
    assert joined(made.units) == text
    assert [(u.kind, u.label) for u in made.units[:4]] == [("head", ""), ("contents", ""), ("preamble", ""), ("chapter", "第一章")]
    assert made.units[2].wording == "序　言\n悠久的历史。"
    assert made.articles[1].path == ("第二章　机构", "第一节　大会")


def test_a_preamble_without_contents_before_it_is_no_note_of_the_head():
    text = "# 某基本法\n\n1990年4月4日 某会议通过\n\n<!-- INFO END -->\n\n## 序言\n\n自古以来。\n\n第二段。\n\n## 第一章 总则\n\n第一条 甲。\n\n附件一\n\n产生办法\n\n一、甲。\n"
    made = split(text)
    assert joined(made.units) == text
    assert [(u.kind, u.wording) for u in made.units[:2]] == [("head", "某基本法\n1990年4月4日 某会议通过"), ("preamble", "序言\n自古以来。\n第二段。")]
    assert [u.kind for u in made.units[2:]] == ["chapter", "article", "annex"]


PUBLISHED = """# 东江区信息公示规定

2014年8月7日 东江区人民政府令第6号公布

2024年3月10日 《关于修改部分规定的决定》修订）

<!-- LEGAL_HEADER_END -->
<!-- SOURCE: 某数据库(flk.example) -->

<!-- EFFECTIVE_FROM: 2014-10-01 -->

东江区信息公示规定
第一条 为了公示，制定本规定。
第二条 应当公示下列信息：
（一）登记信息；
（二）处罚信息。逾期的，不再公示。
前款规定的信息应当自产生之日起20个工作日内公示。
第三条 本规定自2014年10月1日起施行。

附：

公示格式

（2014年8月7日公布）

（一）版面为红色，其长与高为三与二之比。

甲、长288公分，高192公分。"""


def test_a_text_as_the_collections_of_laws_publish_it():
    """Notes without brackets, remarks of the collection, the title once more, no blank lines, an annex of two words, no end of the last line."""
    made = split(PUBLISHED)
    assert joined(made.units) == PUBLISHED
    assert squeezed("".join(unit.wording for unit in made.units)) == bare(PUBLISHED)
    assert [(u.kind, u.label) for u in made.units] == [("head", ""), ("article", "第一条"), ("article", "第二条"), ("article", "第三条"), ("annex", "")]
    assert [p["text"] for p in made.articles[1].paragraphs] == ["应当公示下列信息：", "前款规定的信息应当自产生之日起20个工作日内公示。"]
    assert made.articles[1].paragraphs[0]["items"][1]["text"] == "处罚信息。逾期的，不再公示。"
    assert (made.title, made.notices) == ("东江区信息公示规定", ())
    assert day_of_force(made.articles[-1].wording, made.units[0].wording)[0] == dt.date(2024, 3, 10)  # neither the annex's day nor the collection's


def test_an_article_is_found_in_a_text_that_is_not_whole():
    text = "《某法》节录\n第四十八条 甲。\n第二款。\n第五十条 乙。\n"
    assert find_article(text, "第四十八条").wording == "第四十八条 甲。\n第二款。"
    assert find_article(text, "第四十九条") is None


# -- the file ---------------------------------------------------------------------------------------


def test_a_file_without_front_matter_is_one_text():
    (document,) = documents(ONE)
    assert (document.text, document.said) == (ONE, {})


def test_several_versions_in_a_file_inherit_what_they_do_not_say():
    head = "---\ncode: some-law\nname: 某某法\nversion: 2010\nin_force_from: 2010-01-01\n---\n"
    second = "---\nversion: 2020\nin_force_from: 2020-01-01\nomits: 第三条\n---\n"
    one, two = documents(head + ONE + second + ONE)
    assert (one.text, two.text) == (ONE, ONE)
    assert (two.said["code"], two.said["version"], two.said["in_force_from"], two.said["omits"]) == ("some-law", "2020", dt.date(2020, 1, 1), ["第三条"])
    assert two.first_line == 7 + ONE.count("\n") + 5


def test_a_rule_in_the_text_is_no_front_matter():
    text = "# 某法\n\n第一条 甲。\n\n---\n\n注：乙。\n\n---\n\n第二条 丙。\n"
    assert [d.text for d in documents(text)] == [text]


@pytest.mark.parametrize("block", ["in_force_from: 去年\n", "code: [\n", "in_force_from: 2020-01-01T00:00:00\n"])
def test_a_front_matter_that_cannot_be_read_is_told(block):
    with pytest.raises(Unreadable, match="第 1 行起的文首"):
        documents(f"---\n{block}---\n{ONE}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_known_encodings_are_read(encoding):
    assert decoded(ONE.encode(encoding)).lstrip("﻿") == ONE


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", ONE.encode("utf-8")[:-2], ONE.encode("shift_jis", "replace") + b"\xff\xff", ONE.encode("utf-16-le"), "第一条 \ufffd。".encode(), b"\x89PNG\r\n\x1a\n\x00\x00"],
)
def test_what_is_damaged_or_another_encoding_is_refused(data):
    with pytest.raises(Unreadable):
        decoded(data)


@pytest.mark.parametrize(
    ("body", "head", "day"),
    [
        ("第三条 本法自2021年7月15日起施行。", "2021年1月22日修订", dt.date(2021, 7, 15)),
        ("本条例自二〇一七年十月一日起施行。", "", dt.date(2017, 10, 1)),
        ("本法自2004年7月1日起施行。", "（2003年8月27日通过　根据2019年4月23日修正）", dt.date(2019, 4, 23)),
        ("本条例自公布之日起施行。", "2016年1月13日国务院发布 2018年3月19日修订", dt.date(2018, 3, 19)),
        ("本法自公布之日起施行。", "", None),
        ("本法自2021年13月40日起施行。", "", None),
    ],
)
def test_the_first_day_is_the_texts_own_or_that_of_the_latest_amendment(body, head, day):
    found, why = day_of_force(body, head)
    assert found == day
    assert ("待核实" in why) is ("2019" in head or "2018" in head), "a day the text itself does not tell is pointed out"


@settings(deadline=None)
@given(st.text(alphabet="甲乙丙丁。；一二\n", max_size=60), st.text(alphabet="甲乙丙丁。；一二\n", max_size=60))
def test_differences_lead_from_one_wording_to_the_other(before, after):
    pieces = differences(before, after)
    assert "".join(p["text"] for p in pieces if p["kind"] != "gone") == after
    assert "".join(p["text"] for p in pieces if p["kind"] != "new") == before


def test_a_difference_reads_as_a_person_would_say_it():
    told = readable(differences("第五条 公示期限为三年。", "第五条 公示期限为一年。"))
    assert told == "第五条 公示期限为〔删：三〕〔增：一〕年。"


def test_sentences_that_share_only_a_word_are_not_torn_around_it():
    pieces = differences("第四条　在边远地区，行政机关可以当场收缴罚款。", "第四条　具有一定社会影响的决定依法公开，行政机关应当说明理由。")
    assert readable(pieces) == "第四条　〔删：在边远地区，行政机关可以当场收缴罚款〕〔增：具有一定社会影响的决定依法公开，行政机关应当说明理由〕。"
    kept = readable(differences("工商行政管理部门应当通过系统公示。", "市场监督管理部门应当通过国家系统公示。"))
    assert kept == "〔删：工商行政〕〔增：市场监督〕管理部门应当通过〔增：国家〕系统公示。"
    only_added = readable(differences("决定应当依法公开。", "决定应当自作出之日起七个工作日内依法公开。\n被撤销的决定，应当撤回。"))
    assert only_added == "决定应当〔增：自作出之日起七个工作日内〕依法公开。〔增：被撤销的决定，应当撤回。〕"
