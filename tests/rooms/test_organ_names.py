"""An organ is called by its official name, whatever a row about it says (docs/rulings.md, 486)."""

import datetime as dt

import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.collection.telling import sentences
from tests.district import MARKET, credit_code, penalty_row
from tests.rooms.making import row_of

ROW = penalty_row()
CODE, NAME = ROW["CF_CFJGDM"], ROW["CF_CFJG"]
FIRM = "天津市误填商贸有限公司"


def found(district, text: str) -> tuple[list[str], int]:
    rows = district.rows("SELECT code, total FROM subjects_search(%s, 20, 0)", text)
    return [code for code, _ in rows], rows[0][1] if rows else 0


@pytest.mark.parametrize("earlier", [True, False], ids=["known-before", "learnt-with-the-row"])
def test_a_decision_does_not_rename_the_organ_whose_code_it_took(district, earlier):
    """The code of the organ in the column of the party's: the row goes on with a notice, and the organ keeps its name."""
    if earlier:
        district.collect(penalty_row())
    figures = district.collect(penalty_row(CF_XDR_SHXYM=CODE, CF_XDR_MC=FIRM), penalty_row())
    assert figures["findings"]["name-differs"] == 1
    (organ,) = district.rows("SELECT s.id, subjects_current_name(s.id) FROM subjects_subject s WHERE s.code = %s", CODE)
    assert organ[1] == NAME
    assert found(district, FIRM) == ([], 0)
    assert found(district, NAME) == ([CODE], 1)


def test_what_is_public_about_an_organ_is_public_under_its_name(district):
    district.collect(penalty_row(CF_XDR_SHXYM=CODE, CF_XDR_MC=FIRM))
    district.publish("2026-06-10")
    assert district.rows("SELECT code, name FROM publicity_directory") == [(CODE, NAME)]


def test_an_organ_is_found_by_its_initials_and_its_other_name_once(district):
    district.collect(penalty_row())
    assert found(district, "yjglj")[0] == [CODE]
    assert found(district, "区应急局") == ([CODE], 1)
    assert found(district, CODE[:8])[0] == [CODE]


def test_every_subject_found_is_on_one_page(district):
    """Organs without a code stand in front; nobody is pushed off a page by them, or told twice."""
    rows = [penalty_row(CF_XDR_MC=f"天津市河北区{n}号商贸有限公司", CF_XDR_SHXYM=credit_code(f"91120105MA00000{n:02d}")) for n in range(10, 22)]
    district.collect(*rows)
    pages = [district.rows("SELECT id, total FROM subjects_search('河北区', 5, %s)", offset) for offset in range(0, 60, 5)]
    ids = [number for page in pages for number, _ in page]
    total = pages[0][0][1]
    assert len(ids) == len(set(ids)) == total
    assert {code for (code,) in district.rows("SELECT code FROM subjects_subject WHERE id = ANY (%s)", ids) if code} == {row["CF_XDR_SHXYM"] for row in rows} | {CODE}


def test_a_name_and_a_code_of_two_organs_are_told(district):
    """Full width of brackets and an alias are no other name; the code decides whose the row is (ruling 525)."""
    alias = district.value("SELECT aliases[1] FROM subjects_organ WHERE official_name = %s", NAME)
    figures = district.collect(penalty_row(), penalty_row(CF_CFJG=MARKET[0]), penalty_row(CF_CFJG=alias), penalty_row(CF_CFJG=f" {NAME[:3]} {NAME[3:]}"))
    assert (figures["accepted"], figures["findings"]["organ-name-differs"]) == (4, 1)
    again = district.collect(penalty_row(CF_CFJG=MARKET[0]), penalty_row(), received="2026-05-20")
    assert again["findings"]["organ-name-differs"] == 1
    assert district.value("SELECT o.official_name FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE s.code = %s", CODE) == NAME


def test_a_decision_of_another_organ_than_the_sender_is_told(district):
    district.collect(penalty_row(CF_CFJG=MARKET[0], CF_CFJGDM=MARKET[1]))  # its code is learnt
    rows = [penalty_row(CF_WSH="1号"), penalty_row(CF_WSH="2号", CF_CFJG=MARKET[0], CF_CFJGDM=MARKET[1])]
    with district.side("worker"):
        figures = collection.collect("penalties", district.write(rows), received=dt.date(2026, 5, 16), organ=NAME, actor="测试")
    assert (figures["accepted"], figures["findings"]["organ-not-sender"]) == (2, 1)


def test_which_organs_are_odd_is_told_with_the_place(district):
    """Not only how many rows: the clerk must know whom to look at, and where."""
    stranger = credit_code("11120105MB1A00018")
    rows = [penalty_row(), penalty_row(CF_CFJG=MARKET[0]), *(penalty_row(CF_CFJG="天津市某某管理局", CF_CFJGDM=stranger, CF_WSH=f"津某罚〔2026〕{n}号") for n in (1, 2))]
    figures = district.collect(*rows)
    told = [sentence for sentence in sentences(figures["notes"]) if "名录" in sentence]
    assert told == [
        f"本区机关名录里没有：“天津市某某管理局”（{stranger}），2 行，第 3 行起。",
        f"名称与名录里的不同：“{MARKET[0]}”（{CODE}），名录里是“{NAME}”，1 行，第 2 行起。",
    ]
    assert district.value("SELECT quality->'organ-not-registered' FROM collection_batch WHERE id = %s", figures["batch"]) == {"applies": 4, "fails": 2, "lines": [3]}


def test_a_code_with_the_names_of_two_organs_stops_no_file(district):
    """Neither had a code before: the first one sent takes it (116), and the file goes on."""
    figures = district.collect(*(penalty_row(CF_CFJG=name, CF_CFJGDM=CODE) for name in (NAME, "天津市河北区发展和改革委员会", MARKET[0])))
    assert (figures["accepted"], figures["findings"]["organ-name-differs"]) == (3, 2)
    assert district.rows("SELECT o.official_name FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE s.code = %s", CODE) == [(NAME,)]


@pytest.mark.parametrize("first", ["", "无", "NULL"])
def test_a_code_that_came_without_a_name_is_the_organs_once_its_name_comes(district, first):
    """What a benign file said of an organ is not what the public reads of it ever after (ruling 116)."""
    item = catalogue.item("honour")
    named = {"授予机关": first, "授予机关统一社会信用代码": CODE}
    district.collect(row_of(item, item.versions[0]) | named, source="honours")
    assert district.collect(penalty_row(), received="2026-05-16")["findings"].get("organ-not-registered") is None
    district.publish("2026-05-20")
    assert district.rows("SELECT DISTINCT organ_name FROM publicity_line WHERE item = 'penalty'") == [(NAME,)]
    assert district.rows("SELECT o.official_name FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE s.code = %s", CODE) == [(NAME,)]


@pytest.mark.parametrize("first", ["区应急局", "天津市 河北区应急管理局"])
def test_an_alias_and_blanks_lead_to_the_organ_of_the_district(district, first):
    assert "organ-not-registered" not in district.collect(penalty_row(CF_CFJG=first))["findings"]
    assert district.rows("SELECT o.official_name FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE s.code = %s", CODE) == [(NAME,)]


@pytest.mark.parametrize("name", ["/", "????", "2026/5/1", "同上", CODE, "120105199001010020"])
def test_what_is_no_name_names_no_organ(district, name):
    assert district.collect(penalty_row(CF_CFJG=name))["quarantined"] == 1


OFFICE = "天津市河北区某某管理中心"


def called(district, code: str) -> tuple[str, list[str]]:
    """The official name of an organ, and every name it is found by."""
    (official,) = district.rows("SELECT o.official_name FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE s.code = %s", code)
    names = district.rows("SELECT n.name FROM subjects_name n JOIN subjects_subject s ON s.id = n.subject_id WHERE s.code = %s", code)
    return official[0], [name for (name,) in names]


def test_a_name_an_organ_got_by_a_batch_goes_with_it(district):
    """The next row that stands names it, else the next file that comes (ruling 564)."""
    code = credit_code("11120105MB1F00095")
    item = catalogue.item("honour")
    honour = row_of(item, item.versions[0]) | {"授予机关": "天津市河北区某某中心", "授予机关统一社会信用代码": code}
    first = district.collect(penalty_row(CF_CFJG="天津市河北区错名局", CF_CFJGDM=code))
    honours = district.collect(honour, source="honours", received="2026-05-16")
    assert called(district, code) == ("天津市河北区错名局", ["天津市河北区错名局"])
    for batch, name in ((first, "天津市河北区某某中心"), (honours, "")):
        with district.side("worker"):
            collection.revoke(batch["batch"], reason="报错了", on=dt.date(2026, 5, 20), actor="测试")
        assert called(district, code) == (name, [name] if name else [])
    district.collect(penalty_row(CF_CFJG=OFFICE, CF_CFJGDM=code), received="2026-05-21")
    assert called(district, code) == (OFFICE, [OFFICE])


def test_an_organ_of_the_district_keeps_its_name_and_gives_up_a_code_that_was_taken_back(district):
    """A wrong code in a first file is not the organ's for good (ruling 570)."""

    def code() -> str | None:
        return district.value("SELECT s.code FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE o.official_name = %s", NAME)

    wrong = credit_code("11120105MB1F00095")
    first = district.collect(penalty_row(CF_CFJGDM=wrong))
    second = district.collect(penalty_row(CF_WSH="津北试罚〔2026〕2号", CF_CFJGDM=wrong), received="2026-05-18")
    for batch, still in ((second, wrong), (first, None)):
        with district.side("worker"):
            collection.revoke(batch["batch"], reason="报错了", on=dt.date(2026, 5, 20), actor="测试")
        assert code() == still
    figures = district.collect(penalty_row(), received="2026-05-21")
    assert (code(), figures["accepted"], "organ-not-registered" in figures["findings"]) == (CODE, 1, False)
    assert called(district, CODE) == (NAME, [NAME])


@pytest.mark.parametrize("name", ["天津甲乙商贸有限公司", "津北某某便民商店"])
def test_a_firms_name_beside_an_organs_code_names_no_organ(district, name):
    """Names and codes that changed places: the organ waits for its own name (ruling 565)."""
    code = credit_code("11120105MB1F00095")
    assert district.collect(penalty_row(CF_CFJG=name, CF_CFJGDM=code))["findings"]["organ-name-differs"] == 1
    assert called(district, code) == ("", [])
    assert "organ-name-differs" not in district.collect(penalty_row(CF_CFJG=OFFICE, CF_CFJGDM=code), received="2026-05-16")["findings"]
    assert called(district, code) == (OFFICE, [OFFICE])
