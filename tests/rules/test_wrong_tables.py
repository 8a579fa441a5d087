"""A table of another item than its source's is told from its columns and its title (docs/rulings.md, 544)."""

import dataclasses
import datetime as dt
import random

import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import header, wrong_table
from chengxin.collection.sources.definitions import Source, sources
from chengxin.collection.sources.mapping import Translation
from chengxin.ground.api import Refusal

ON = dt.date(2026, 11, 20)
CODES = sorted(sources())
# Nothing but one optional column tells them apart: the table is taken, and it is told.
ONLY_TOLD = {("appraisers", "lawyers"), ("lawyers", "appraisers"), ("exit_entry_agencies", "technology_centres")}


def version_of(source: Source) -> catalogue.ItemVersion:
    return catalogue.item(source.item).version_on(ON)


def what_becomes(columns: list[str], source: Source, *titles: str) -> str:
    """``taken``, ``told``, or ``refused``, be it for another item's table or for columns that are missing."""
    try:
        alike = wrong_table.check(columns, source, titles, on=ON)
        header.mapped(tuple(columns), version_of(source), source)
    except Refusal:
        return "refused"
    return "told" if alike else "taken"


@pytest.mark.parametrize("sent", CODES)
@pytest.mark.parametrize("called", ["name", "code"])
def test_a_whole_table_is_taken_by_its_own_source_and_silently_by_no_other(sent, called):
    columns = [getattr(element, called) for element in version_of(sources()[sent]).elements]
    fates = {code: what_becomes(columns, sources()[code]) for code in CODES}
    assert {code for code, fate in fates.items() if fate == "taken"} == {sent}
    assert {(sent, code) for code, fate in fates.items() if fate == "told"} <= ONLY_TOLD


@pytest.mark.parametrize("sent", CODES)
def test_a_short_table_that_says_what_it_is_is_silently_taken_by_no_other_source(sent):
    """Of many items the columns that must be there are the same; then its title, the template's own, tells."""
    version = version_of(sources()[sent])
    key = {version.roles.get(role) for role in ("name", "subject_code", "document_number", "held_on")}
    columns = [e.name for e in version.elements if e.mandatory or e.code in key]
    item = catalogue.item(version.item)
    assert {code for code in CODES if what_becomes(columns, sources()[code], item.name) == "taken"} == {sent}


def test_what_a_source_may_be_sent_is_never_refused():
    """Columns left out, other names of columns, columns of one's own that mean something in other tables."""
    chance = random.Random(5)
    known = sorted({element.name for item in catalogue.items().values() for element in item.versions[-1].elements})
    for code in CODES:
        source = sources()[code]
        version = version_of(source)
        recognise = header.Recognition(version, source)
        for _ in range(15):
            kept = [e for e in version.elements if e.mandatory or e.code in header._required(version, {}) or chance.random() < 0.4]
            columns = [chance.choice([e.name, *source.aliases.get(e.code, ())]) for e in kept]
            columns += [name for name in ("序号", "经办人", *chance.sample(known, chance.randrange(2))) if recognise(name) is None]
            assert what_becomes(columns, source, f"{source.name}（2026年5月）") == "taken", (code, columns)


def test_a_refusal_names_the_other_source_and_its_columns():
    columns = [element.name for element in version_of(sources()["penalties"]).elements]
    with pytest.raises(Refusal) as refused:
        wrong_table.check(columns, sources()["coercions"], [], on=ON)
    assert list(refused.value.codes) == ["other-item"]
    assert "“行政处罚”" in str(refused.value) and "“行政相对人类别”" in str(refused.value)


def test_of_two_that_know_the_same_columns_the_one_that_lacks_none_is_named():
    columns = [element.name for element in version_of(sources()["lawyers"]).elements]
    with pytest.raises(Refusal, match="像是“律师执业”的"):
        wrong_table.check(columns, sources()["nurses"], [], on=ON)


@pytest.mark.parametrize("sent", ["procurement_agencies", "social_organisations"])
def test_a_table_that_lacks_the_number_in_its_own_key_is_still_its_own_sources(sent):
    """The register asks for so little that such a table has all of it."""
    columns = [e.name for e in version_of(sources()[sent]).elements if e.code != version_of(sources()[sent]).roles["document_number"]]
    named = set()
    for source in sources().values():
        try:
            wrong_table.check(columns, source, [], on=ON)
        except Refusal as refused:
            named.add(str(refused).partition("的，")[0])
    assert named == {f"这张表像是“{sources()[sent].name}”"}


def test_of_two_that_a_refused_table_fits_equally_both_are_named_unless_it_says_which_it_is():
    columns = [e.name for e in version_of(sources()["appraisers"]).elements if e.mandatory or e.code in version_of(sources()["appraisers"]).roles.values()]
    for titles, named in (([], "“司法鉴定人执业”或“律师执业”"), (["司法鉴定人执业"], "“司法鉴定人执业”"), (["律师执业"], "“律师执业”")):
        with pytest.raises(Refusal, match=f"像是{named}的，"):
            wrong_table.check(columns, sources()["penalties"], titles, on=ON)


def test_a_title_alone_is_told_and_with_a_column_more_it_refuses():
    lawyers = version_of(sources()["lawyers"])
    short = [e.name for e in lawyers.elements if e.mandatory]
    assert what_becomes(short, sources()["appraisers"]) == "taken"
    assert what_becomes(short, sources()["appraisers"], "天津市河北区 律师 执业名册") == "told"
    assert what_becomes(short, sources()["appraisers"], "司法鉴定人执业（附律师执业）") == "taken"
    assert what_becomes([e.name for e in lawyers.elements], sources()["appraisers"], "律师执业信息") == "refused"


def test_a_title_that_the_columns_speak_against_is_nothing():
    columns = [element.name for element in version_of(sources()["penalties"]).elements]
    assert what_becomes(columns, sources()["penalties"], "教育机构处罚") == "taken"


@pytest.mark.parametrize(
    ("source", "columns", "title", "becomes"),
    [
        ("registrations", "企业名称,统一社会信用代码,处罚文书号,案由,处罚内容,处罚日期,处罚机关", "市场监管局行政处罚台账", "refused"),
        ("registrations", "企业名称,统一社会信用代码,列入事由,列入日期,列入机关", "经营异常名录", "refused"),
        ("coercions", "单位名称,主体类别,社会信用代码,文书号,作出日期,机关名称,作出机关统一社会信用代码,内容", "2026年5月行政奖励", "told"),
        ("procurement_agencies", "单位名称,主体类别,统一社会信用代码,编号,日期,登记机关,登记机关统一社会信用代码,住所,业务范围,登记状态", "政府采购代理机构名录2026", "told"),
        ("registrations", "企业名称,统一社会信用代码,注册号,类型,法定代表人（负责人）,成立日期,登记机关,核准日期,登记状态,住所,经营范围", "行政处罚信息", "taken"),
    ],
)
def test_what_a_table_calls_itself_counts_where_its_columns_are_few(source, columns, title, becomes):
    assert what_becomes(columns.split(","), sources()[source], title) == becomes


def test_a_source_that_translates_a_foreign_table_has_said_what_it_is():
    columns = [element.name for element in version_of(sources()["lawyers"]).elements]
    foreign = dataclasses.replace(sources()["appraisers"], translation=Translation(constants={"JD_BZ": "市库转来"}))
    assert wrong_table.check(columns, foreign, ["律师执业信息"], on=ON) == ()
