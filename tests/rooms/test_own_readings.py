"""Our own readings (docs/rulings.md, part 2), where no other test holds them."""

import datetime as dt
import os
from unittest import mock

import pytest

from chengxin.collection import api as collection
from chengxin.ground.api import Refusal, business_day
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects
from tests.district import EMERGENCY, credit_code, identity_number, penalty_row

OTHER = {"CF_XDR_MC": "天津市海津瑞丰商贸有限公司", "CF_XDR_SHXYM": credit_code("91120105MA0000002")}
DAY = dt.date(2026, 5, 20)


@pytest.mark.parametrize(
    ("environment", "kind"),
    [({}, "demo"), ({"CHENGXIN_DEMO": "1"}, "demo"), ({"CHENGXIN_DEMO": "0"}, "production"), ({"CHENGXIN_INSTANCE": "test"}, "test")],
)
def test_101_an_instance_is_what_it_was_born_as(environment, kind):
    from chengxin.site import migrate

    with mock.patch.dict(os.environ, environment):
        for name in {"CHENGXIN_DEMO", "CHENGXIN_INSTANCE"} - environment.keys():
            os.environ.pop(name, None)
        assert migrate._kind_at_birth() == kind


@pytest.mark.parametrize(("kind", "refused"), [("production", True), ("demo", False), ("test", False)])
def test_102_publishing_for_a_day_to_come(district, kind, refused):
    from chengxin.doors.desk.management.commands.publish import Command

    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE ground_instance SET kind = %s", [kind])
    today = business_day.today()
    later = today + dt.timedelta(days=2)
    if refused:
        with pytest.raises(Refusal) as refusal:
            Command().answer(on=later)
        assert refusal.value.codes == ("day-to-come",)
        return
    district.collect(penalty_row(CF_JDRQ=f"{today:%Y/%m/%d}"), received=today.isoformat())
    assert Command().answer(on=later)["published"] == 1
    assert district.value("SELECT count(*) FROM publicity_line") == 1
    assert district.value("SELECT count(*) FROM publicity.line", role="public") == 0


@pytest.mark.parametrize("word", ["无", "N/A"])
@pytest.mark.parametrize(("element", "code"), [("CF_XDR_MC", "missing-name"), ("CF_WSH", "missing-document-number"), ("CF_CFJGDM", "organ-code-missing")])
def test_103_none_is_no_name_number_or_organ(district, word, element, code):
    figures = district.collect(penalty_row(**{element: word}))
    assert (figures["quarantined"], figures["findings"][code]) == (1, 1)


@pytest.mark.parametrize("before", [True, False])
def test_531_a_firm_named_as_an_organ_is_a_firm_and_is_not_called_like_the_organ(district, before):
    firm, name = credit_code("91120105MA0000009"), "天津甲乙商贸有限公司"
    of_it, by_it = penalty_row(CF_WSH="甲号", CF_XDR_SHXYM=firm, CF_XDR_MC=name), penalty_row(CF_WSH="乙号", CF_CFJGDM=firm)
    both = penalty_row(CF_WSH="丙号", CF_XDR_SHXYM=firm, CF_XDR_MC=name, CF_CFJGDM=firm)
    for row in (of_it, by_it, both) if before else (by_it, both, of_it):
        district.collect(row)
    told = "SELECT array_agg(DISTINCT s.kind::text), array_agg(DISTINCT n.name::text) FROM subjects_name n JOIN subjects_subject s ON s.id = n.subject_id WHERE s.code = %s"
    assert district.rows(told, firm) == [(["enterprise"], [name])]
    district.publish(DAY.isoformat())
    assert district.rows("SELECT name FROM publicity.subject WHERE code = %s", firm, role="public") == [(name,)]


def test_105_a_document_number_keeps_its_letters_case_and_a_code_loses_its_blanks(district):
    row = penalty_row(CF_WSH="津北ab罚〔2026〕1号")
    code = row["CF_XDR_SHXYM"]
    district.collect(row)
    same = district.collect(row | {"CF_WSH": "津北ａｂ罚〔２０２６〕１号", "CF_XDR_SHXYM": f"{code[:6]} {code[6:]}"}, received="2026-05-16")
    assert same["unchanged"] == 1
    other = district.collect(row | {"CF_WSH": "津北AB罚〔2026〕1号"}, received="2026-05-17")
    assert other["accepted"] == 1


@pytest.mark.parametrize(
    "number", ["津北罚〔2026〕 9号", "津北罚〔2026〕\n9号", "津\u200b北罚〔2026〕9号\ufe0f", "津 北 罚〔 2026 〕9 号", "'津北罚〔2026〕9号", '="津北罚〔2026〕9号"']
)
def test_522_a_number_with_more_than_the_number_is_the_same_document(district, number):
    row = penalty_row(CF_WSH="津北罚〔2026〕9号")
    district.collect(row)
    again = district.collect(row | {"CF_WSH": number}, received="2026-05-16")
    assert (again["unchanged"], again["notes"]["folded"].get("行政处罚决定书文号")) == (1, 1)


def test_522_a_blank_of_a_foreign_number_is_its_own(district):
    figures = district.collect(first := penalty_row(CF_WSH="No 12 34"), penalty_row(CF_WSH="No 1234"), first | {"CF_WSH": "No  12 34", "CF_NR": "罚款1元"})
    assert (figures["accepted"], figures["corrections"]) == (2, 1)


def test_106_memory_gives_notice_and_kinds_of_penalty_are_not_checked(district):
    figures = district.collect(penalty_row(CF_XDR_SWDJ="9" * 18, CF_CFLB="从未听说的种类", CF_NR_FK=""))
    assert (figures["accepted"], figures["findings"]["long"]) == (1, 1)


@pytest.mark.parametrize(("remark", "published"), [("程序：简易程序", 0), ("领域：食品；程序：简易", 0), ("程序：一般程序", 1), ("", 1)])
def test_107_the_procedure_told_in_the_remarks(district, remark, published):
    district.collect(penalty_row(BZ=remark))
    assert district.publish(DAY.isoformat())["published"] == published


def test_108_an_unlinked_row_does_not_clash(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row, row | OTHER | {"CF_XDR_SHXYM": "00000000000000000X"})
    assert district.value("SELECT count(*) FROM records_hold") == 0
    assert district.publish(DAY.isoformat())["held"] == 0


def test_116_a_body_that_reports_under_an_organs_name_is_not_that_organ(district):
    name = "天津市河北区市场监督管理局"
    figures = district.collect(penalty_row(CF_CFJG=name, CF_CFJGDM=credit_code("91120105MB3000006")))
    assert figures["findings"]["organ-not-registered"] == 1
    code = credit_code("11120105MB1F00010")
    figures = district.collect(penalty_row(CF_CFJG=name, CF_CFJGDM=code))
    assert "organ-not-registered" not in figures["findings"]
    with district.side("worker"):
        assert subjects.organ(name).subject.code == code
    assert district.collect({"企业名称": "天津甲店", "统一社会信用代码": credit_code("91120105MA0000004"), "注册日期": "2020-01-02"}, source="registrations")["accepted"] == 1


@pytest.mark.parametrize("code", ["000000000000000000", "97120105MA00000076"])
def test_120_a_code_begins_with_a_registered_pair(district, code):
    figures = district.collect(penalty_row(CF_XDR_SHXYM=code))
    assert (figures["quarantined"], figures["findings"]) == (1, {"code-pair-unknown": 1})


@pytest.mark.parametrize("said", [{"CF_JDRQ": "٢٠٢٦/٠٥/١٢"}, {"CF_NR_FK": "²"}])
def test_121_only_full_width_figures_are_folded(district, said):
    assert district.collect(penalty_row(**said))["quarantined"] == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"CF_SJLYDM": "11120105MB1F00021C"}, "code-check-digit"),
        ({"CF_SJLYDM": "11120105MB1F0002"}, "code-short"),
        ({"CF_CFLB": "警告；罚款", "CF_NR_FK": ""}, "fine-missing"),
        ({"CF_CFLB": "警告;其他-罚款", "CF_NR_FK": "五千元"}, "fine-not-a-number"),
        ({"CF_CFLB": "警告;其他-免予罚款", "CF_NR_FK": ""}, None),
        ({"CF_NR_FK": "-1"}, None),
        ({"CF_NR_FK": "1."}, None),
    ],
)
def test_118_every_credit_code_is_checked_and_a_fine_is_a_kind_of_its_own(district, said, code):
    figures = district.collect(penalty_row(**said))
    assert figures["quarantined"] == (code is not None)
    assert code is None or code in figures["findings"]
    assert ("fine-negative" in figures["findings"]) == (said.get("CF_NR_FK") == "-1")


def test_108_one_number_of_two_organs_does_not_clash(district):
    row = penalty_row(CF_WSH="甲号")
    other = {"CF_CFJG": "某局", "CF_CFJGDM": credit_code("11120105MB9999991")}
    district.collect(row, row | OTHER | other)
    assert district.value("SELECT count(*) FROM records_hold") == 0


def test_111_a_natural_persons_licence_is_refused_by_policy(district):
    header = "XK_XDR_MC XK_XDR_LB XK_XDR_SHXYM XK_XDR_ZJLX XK_XDR_ZJHM XK_XKWS XK_WSH XK_XKLB XK_NR XK_JDRQ XK_YXQZ XK_YXQZI XK_XKJG XK_XKJGDM XK_LYDW XK_LYDWDM".split()
    number = identity_number("12010519000101003")
    cells = ["张三丰", "自然人", "", "身份证", number, "准予许可决定书", "许1号", "普通", "准予", "2026/05/12", "2026/05/12", "2031/05/12", *EMERGENCY, *EMERGENCY]
    assert district.collect(dict(zip(header, cells, strict=True)), source="licences")["accepted"] == 1
    assert district.publish(DAY.isoformat())["refused"] == {"wrong-subject": 1}
    assert district.value("SELECT count(*) FROM publicity_line") == 0


def test_112_erasing_one_keeps_the_rows_of_others_in_the_file(district):
    from chengxin.access import api as access
    from chengxin.subjects import api as subjects

    number = identity_number("12010519000101003")
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": number, "CF_XDR_MC": "张三丰"}
    district.collect(penalty_row(CF_WSH="甲号"), penalty_row(**person))
    with district.side("desk"):
        keeper = subjects.organ(access.district()["keeper"]).subject_id
        proof = collection.erase(subjects.by_code(number), organ=keeper, proposer=access.officer("A"), approver=access.officer("B"), reason="期满", on=DAY, actor="测试")
    assert proof["file_keys"] == 1
    assert district.value("SELECT v.values->>'CF_WSH' FROM records_version v WHERE NOT of_person") == "甲号"
    assert district.publish(DAY.isoformat())["published"] == 1


def test_114_the_first_version_reads_what_was_received_before_it(server):
    from chengxin.catalogue.api import item

    assert item("penalty").version_on(dt.date(2010, 1, 1)).version == "2018"


def test_115_amounts_are_compared_as_written_without_separators(district):
    row = penalty_row(CF_NR_FK="1,234.5")
    district.collect(row)
    assert district.collect(row | {"CF_NR_FK": "1234.5"}, received="2026-05-16")["unchanged"] == 1
    assert district.collect(row | {"CF_NR_FK": "1234.50"}, received="2026-05-17")["corrections"] == 1


def test_116_an_organ_of_the_district_takes_the_code_first_reported_under_its_name(district):
    known = "SELECT s.code FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE o.in_district_file AND o.official_name = %s"
    assert district.value(known, EMERGENCY[0]) is None
    district.collect(penalty_row())
    assert district.value(known, EMERGENCY[0]) == EMERGENCY[1]
    district.collect(penalty_row(CF_CFJGDM=credit_code("11120105MB9999992")), received="2026-05-16")
    assert district.value(known, EMERGENCY[0]) == EMERGENCY[1]


def test_108_the_older_line_of_a_clash_leaves_when_the_organ_says_instead(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish(DAY.isoformat())
    district.collect(row | OTHER, received="2026-05-25")
    second = records.Record.objects.order_by("-pk").first()
    with district.side("desk"):
        publicity.settle(second, outcome="instead", organ=district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1]), on=dt.date(2026, 5, 26), actor="测试")
    district.publish("2026-05-27")
    assert [line["subject"] for line in publicity.shelf(on=dt.date(2026, 5, 27), item="penalty")] == [OTHER["CF_XDR_MC"]]
