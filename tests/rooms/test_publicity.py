"""publicity: what is laid on the shelf, replaced, withdrawn, held and ended, and what the shelf of a day says."""

import datetime as dt

import pytest

from chengxin.collection import api as collection
from chengxin.ground.api import Refusal, WrongUse, outbox
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.district import EMERGENCY, MARKET, credit_code, identity_number, penalty_row

OTHER = {"CF_XDR_MC": "天津市海津瑞丰商贸有限公司", "CF_XDR_SHXYM": credit_code("91120105MA0000002")}


def only(mapping: dict) -> dict:
    (value,) = mapping.values()
    return value


def by_number(district, number: str) -> records.Record:
    return records.Record.objects.get(document_number=number)


def organ(district, code: str) -> int:
    return district.value("SELECT id FROM subjects_subject WHERE code = %s", code)


def test_a_line_lives_from_publication_to_its_last_day_and_is_gone_the_next(district):
    district.collect(penalty_row(CF_WSH="甲号"))
    figures = district.publish("2026-05-20")
    assert (figures["considered"], figures["published"], figures["refused"]) == (1, 1, {})
    line = only(district.shelf("2026-05-20"))
    assert (line["public_from"], line["term_ends"]) == (dt.date(2026, 5, 20), dt.date(2027, 5, 12))
    assert district.shelf("2026-05-19") == {}
    assert "甲号" in district.shelf("2027-05-12")
    assert district.shelf("2027-05-13") == {}
    assert district.publish("2027-05-13")["ended"] == 1
    assert "甲号" in district.shelf("2027-05-12")
    assert district.publish("2027-05-13")["considered"] == 0


def test_publishing_an_earlier_day_is_refused(district):
    district.publish("2026-05-20")
    district.publish("2026-05-20")
    with pytest.raises(Refusal):
        district.publish("2026-05-19")


def test_a_row_received_later_waits_for_its_day(district):
    district.collect(penalty_row(CF_WSH="甲号"), received="2026-06-01")
    assert district.publish("2026-05-20")["considered"] == 0
    assert district.publish("2026-06-01")["published"] == 1


def test_a_correction_replaces_and_keeps_the_first_public_day(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | {"CF_NR": "罚款6000元"}, received="2026-06-01")
    figures = district.publish("2026-06-02")
    assert (figures["published"], figures["replaced"], figures["considered"]) == (0, 1, 1)
    assert only(district.shelf("2026-06-01"))["fields"]["CF_NR"] == "罚款5000元"
    later = only(district.shelf("2026-06-02"))
    assert (later["fields"]["CF_NR"], later["public_from"]) == ("罚款6000元", dt.date(2026, 5, 20))


def test_due_is_what_a_batch_brought_corrected_or_brought_back_and_nothing_else(district):
    first, second, third = (penalty_row(CF_WSH=number) for number in ("甲号", "乙号", "丙号"))
    nobody = penalty_row(CF_WSH="无号", CF_XDR_SHXYM="无")
    district.collect(first, second)
    taken_back = district.collect(third)
    with district.side("worker"):
        collection.revoke(taken_back["batch"], reason="报错", on=dt.date(2026, 5, 16), actor="测试")
        outbox.deliver()
    district.publish("2026-05-17")
    district.collect(first | {"CF_NR": "罚款9000元"}, second, third, penalty_row(CF_WSH="丁号"), nobody, received="2026-05-18")
    due = district.value("SELECT array_agg(r.document_number ORDER BY r.id) FROM publicity_due d JOIN records_record r ON r.id = d.record_id")
    assert due == ["甲号", "丙号", "丁号"]


def test_a_correction_that_may_not_be_published_takes_the_line_off(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | {"CF_CFLB": "警告", "CF_NR_FK": ""}, received="2026-06-01")
    figures = district.publish("2026-06-02")
    assert (figures["withdrawn"], figures["refused"]) == (1, {"facts-unfit": 1})
    assert district.shelf("2026-06-02") == {}


def test_a_correction_does_not_revive_an_ended_line(district):
    row = penalty_row(CF_WSH="甲号", CF_GSJZQ="2026/06/10")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | {"CF_GSJZQ": ""}, received="2026-07-01")
    assert district.publish("2026-07-01")["refused"] == {"beyond-term": 1}
    assert district.shelf("2026-07-01") == {}


def test_withdrawal_leaves_the_shelf_at_once_and_for_good(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    with district.side("desk"):
        with pytest.raises(Refusal) as refusal:
            publicity.withdraw(
                by_number(district, "甲号"),
                organ=district.value("SELECT subject_id FROM subjects_organ WHERE official_name = %s", MARKET[0]),
                kind="annulled",
                reason="撤销",
                on=dt.date(2026, 6, 1),
                actor="测试",
            )
        assert refusal.value.codes == ("wrong-organ",)
        told = publicity.withdraw(by_number(district, "甲号"), organ=organ(district, EMERGENCY[1]), kind="annulled", reason="撤销", on=dt.date(2026, 6, 1), actor="测试")
        assert told["was_public"]
        with pytest.raises(WrongUse):
            publicity.withdraw(by_number(district, "甲号"), organ=organ(district, EMERGENCY[1]), kind="annulled", reason="撤销", on=dt.date(2026, 6, 1), actor="测试")
    assert district.shelf("2026-06-01") == {}
    assert "甲号" in district.shelf("2026-05-31")
    district.collect(row | {"CF_NR": "又改"}, received="2026-06-05")
    assert district.publish("2026-06-06")["considered"] == 0


def test_one_number_for_two_subjects_is_held_until_the_organ_speaks(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | OTHER, received="2026-05-25")
    assert "甲号" in district.shelf("2026-05-24")
    figures = district.publish("2026-05-26")
    assert district.shelf("2026-05-25") == {}
    assert (figures["held"], figures["published"]) == (2, 0)
    assert district.shelf("2026-05-26") == {}
    second = records.Record.objects.order_by("-pk").first()
    with district.side("desk"):
        publicity.settle(second, outcome="also", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 27), actor="测试")
    assert district.publish("2026-05-28")["published"] == 2
    assert {line["public_from"] for line in publicity.shelf(on=dt.date(2026, 5, 28), item="penalty")} == {dt.date(2026, 5, 20), dt.date(2026, 5, 28)}


def test_instead_withdraws_the_other(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row, row | OTHER)
    assert district.publish("2026-05-20")["held"] == 2
    second = records.Record.objects.order_by("-pk").first()
    with district.side("desk"):
        publicity.settle(second, outcome="instead", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 21), actor="测试")
    assert district.publish("2026-05-22")["published"] == 1
    assert only(district.shelf("2026-05-22"))["subject"] == OTHER["CF_XDR_MC"]


def test_instead_frees_whoever_waited_for_the_withdrawn_alone(district):
    """Two parties stand by the organ's word; a third row of the number is taken back in favour of one of them: the other is public again too."""
    row = penalty_row(CF_WSH="甲号")
    district.collect(row, row | OTHER)
    first, second = records.Record.objects.order_by("pk")
    with district.side("desk"):
        publicity.settle(second, outcome="also", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 18), actor="测试")
    assert district.publish("2026-05-20")["published"] == 2
    district.collect(row | {"CF_XDR_MC": "天津市第三方商贸有限公司", "CF_XDR_SHXYM": credit_code("91120105MA0000077")}, received="2026-05-25")
    assert district.publish("2026-05-26")["held"] == 3
    with district.side("desk"):
        publicity.settle(first, outcome="instead", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 27), actor="测试")
    assert district.publish("2026-05-28")["published"] == 2
    assert {line["code"] for line in publicity.shelf(on=dt.date(2026, 5, 28), item="penalty")} == {row["CF_XDR_SHXYM"], OTHER["CF_XDR_SHXYM"]}


def test_nobody_is_asked_about_a_row_that_was_taken_back(district):
    """A batch that clashed is taken back whole: nothing is held, nobody is asked; sent again, it is asked again."""
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    wrong = district.collect(row | OTHER, received="2026-05-16")["batch"]
    number = organ(district, EMERGENCY[1])
    with district.side("desk"):
        assert records.held_of(number, limit=9)[0] == 1
    with district.side("worker"):
        collection.revoke(wrong, reason="整批错报", on=dt.date(2026, 5, 17), actor="测试")
        outbox.deliver()
    second = records.Record.objects.order_by("-pk").first()
    with district.side("desk"):
        assert records.held_of(number, limit=9) == (0, []) and records.hold_of(second.pk) == []
        with pytest.raises(WrongUse):
            publicity.settle(second, outcome="instead", organ=number, on=dt.date(2026, 5, 18), actor="测试")
    told = district.publish("2026-05-20")
    assert (told["held"], told["published"]) == (0, 1)
    district.collect(row | OTHER | {"CF_NR": "又报"}, received="2026-05-21")
    assert district.publish("2026-05-22")["held"] == 2 and district.shelf("2026-05-22") == {}
    with district.side("desk"):
        assert records.held_of(number, limit=9)[0] == 1


def classify(district, number: str, severity: str, on: str) -> dict:
    with district.side("desk"):
        return publicity.classify(
            by_number(district, number), severity=severity, reason="依裁量基准", organ=organ(district, EMERGENCY[1]), on=dt.date.fromisoformat(on), actor="测试"
        )


def test_a_class_decided_later_starts_a_new_warrant_from_that_day(district):
    district.collect(penalty_row(CF_WSH="甲号"))
    district.publish("2026-05-20")
    assert classify(district, "甲号", "严重", "2026-06-01")["line"] == "replaced"
    line = only(district.shelf("2026-06-01"))
    assert (line["term_ends"], line["public_from"]) == (dt.date(2029, 5, 12), dt.date(2026, 5, 20))
    assert only(district.shelf("2026-05-31"))["term_ends"] == dt.date(2027, 5, 12)
    assert district.value("SELECT count(*) FROM law_warrant") == 2
    assert district.publish("2026-06-02")["considered"] == 0


def test_a_milder_class_takes_a_line_off_on_its_day(district):
    district.collect(penalty_row(CF_WSH="甲号"))
    district.publish("2026-05-20")
    assert classify(district, "甲号", "轻微", "2026-06-01")["line"] == "withdrawn"
    assert (list(district.shelf("2026-05-31")), district.shelf("2026-06-01")) == (["甲号"], {})


def test_a_class_reaches_a_line_that_stands_and_none_that_has_ended(district):
    district.collect(penalty_row(CF_WSH="甲号"), penalty_row(CF_WSH="乙号", CF_GSJZQ="2026/06/30"))
    district.publish("2026-05-20")
    assert classify(district, "甲号", "严重", "2027-05-12")["line"] == "replaced"  # its very last day, with no run since
    assert classify(district, "乙号", "严重", "2026-07-01")["line"] == "none"
    figures = district.publish("2027-05-13")
    assert (figures["published"], figures["ended"], figures["refused"]) == (0, 1, {"beyond-term": 1})
    assert list(district.shelf("2027-05-13")) == ["甲号"]


def test_a_class_of_a_day_to_come_waits_for_it(district):
    district.collect(penalty_row(CF_WSH="甲号", CF_CFLB="警告", CF_NR_FK=""))
    classify(district, "甲号", "一般", "2026-06-01")
    assert district.publish("2026-05-20")["refused"] == {"facts-unfit": 1}
    assert district.publish("2026-06-02")["published"] == 1


def test_a_class_dated_before_the_last_run_changes_no_history(district):
    district.collect(penalty_row(CF_WSH="甲号"))
    district.publish("2026-05-20")
    district.publish("2026-06-10")
    classify(district, "甲号", "严重", "2026-06-01")
    assert only(district.shelf("2026-06-09"))["term_ends"] == dt.date(2027, 5, 12)
    assert only(district.shelf("2026-06-10"))["term_ends"] == dt.date(2029, 5, 12)


def test_a_clash_received_on_a_past_day_leaves_what_was_published_in_history(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | OTHER, received="2026-05-16")
    assert district.value("SELECT count(*) FROM publicity_line") == 0
    assert list(district.shelf("2026-05-20")) == ["甲号"]
    assert district.shelf("2026-05-21") == {}


def test_what_comes_back_on_the_day_it_was_taken_down_is_shown_once(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | OTHER, received="2026-05-16")
    with district.side("desk"):
        publicity.settle(records.Record.objects.order_by("pk").last(), outcome="also", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 20), actor="测试")
    assert district.publish("2026-05-20")["published"] == 2
    for day in ("2026-05-20", "2026-05-21"):
        assert sorted(line["code"] for line in publicity.shelf(on=dt.date.fromisoformat(day))) == sorted((row["CF_XDR_SHXYM"], OTHER["CF_XDR_SHXYM"]))
    assert district.value("SELECT min(public_from) FROM publicity_line") == dt.date(2026, 5, 20)


def test_one_word_of_the_organ_holds_for_all_parties(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(*(row | {"CF_XDR_SHXYM": credit_code(f"91120105MA000000{n}"), "CF_XDR_MC": f"天津第{n}商贸有限公司"} for n in range(1, 5)))
    assert district.publish("2026-05-20")["held"] == 4
    assert district.publish("2026-05-21")["held"] == 4  # they wait still
    with district.side("desk"):
        publicity.settle(records.Record.objects.first(), outcome="also", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 21), actor="测试")
    figures = district.publish("2026-05-22")
    assert (figures["published"], figures["held"]) == (4, 0)


def test_a_withdrawn_party_holds_nobody_any_more(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row, row | OTHER)
    assert district.publish("2026-05-20")["held"] == 2
    first, second = records.Record.objects.order_by("pk")
    with district.side("desk"):
        publicity.withdraw(first, organ=organ(district, EMERGENCY[1]), kind="annulled", reason="撤销", on=dt.date(2026, 5, 21), actor="测试")
    figures = district.publish("2026-05-22")
    assert (figures["published"], figures["held"]) == (1, 0)
    assert district.value("SELECT record_id FROM publicity_line") == second.pk


def test_an_ended_record_does_not_come_back_by_a_correction(district):
    row = penalty_row(CF_WSH="甲号", CF_GSJZQ="2026/06/30")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | {"CF_GSJZQ": ""}, received="2026-07-02")
    assert district.publish("2026-07-03")["refused"] == {"beyond-term": 1}
    assert district.shelf("2026-07-03") == {}


def test_a_dispute_keeps_a_new_line_off_and_marks_a_public_one(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish("2026-05-20")
    district.collect(row | {"CF_NR": "改"}, penalty_row(CF_WSH="乙号"), received="2026-05-25")
    with district.side("desk"):
        for number in ("甲号", "乙号"):
            records.mark_disputed(by_number(district, number), disputed=True, reference="异议1", on=dt.date(2026, 5, 26))
    assert district.publish("2026-05-27")["refused"] == {"facts-disputed": 2}
    assert list(district.shelf("2026-05-27")) == ["甲号"]
    assert district.value("SELECT disputed FROM publicity_line")
    with district.side("desk"):
        for number in ("甲号", "乙号"):
            records.mark_disputed(by_number(district, number), disputed=False, reference="异议1不成立", on=dt.date(2026, 5, 28))
    figures = district.publish("2026-05-29")
    assert (figures["published"], figures["replaced"], figures["refused"]) == (1, 1, {})
    assert district.value("SELECT count(*) FROM publicity_line WHERE disputed") == 0


def test_a_withdrawal_is_not_dated_back_behind_the_last_publication(district):
    district.collect(penalty_row(CF_WSH="甲号"))
    district.publish("2026-05-20")
    with district.side("desk"), pytest.raises(Refusal) as refusal:
        publicity.withdraw(by_number(district, "甲号"), organ=organ(district, EMERGENCY[1]), kind="annulled", reason="撤销", on=dt.date(2026, 5, 19), actor="测试")
    assert refusal.value.codes == ("already-published",)
    assert "甲号" in district.shelf("2026-05-20")


def test_natural_persons_are_never_public(district):
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": identity_number("12010519000101003"), "CF_XDR_MC": "张三丰"}
    district.collect(penalty_row(**person))
    assert district.publish("2026-05-20")["refused"] == {"wrong-subject": 1}
    assert district.value("SELECT count(*) FROM publicity_line") == 0


def test_what_the_public_sees_is_masked(district):
    number = identity_number("12010519000101003")
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in number)
    code = credit_code("91120105MA0000001")
    district.collect(
        penalty_row(CF_WSH="甲号", CF_SY=f"负责人身份证号{number}，电话13812345678，当事人代码{code}。", CF_FR_ZJLX="身份证", CF_FR_ZJHM=number),
        penalty_row(CF_WSH="乙号", CF_XDR_LB="个体工商户", CF_XDR_SHXYM=credit_code("92120105MA0000003"), CF_SY=f"全角{full_width}"),
    )
    district.publish("2026-05-20")
    shelf = district.shelf("2026-05-20")
    facts = shelf["甲号"]["fields"]
    assert (number in str(shelf), "13812345678" in str(shelf), full_width in str(shelf)) == (False, False, False)
    assert code in facts["CF_SY"]
    assert facts["CF_FRDB"] == "李明"
    assert "CF_FRDB" not in shelf["乙号"]["fields"]
    assert not {"BZ", "CF_FR_ZJHM", "CF_FR_ZJLX", "CF_XDR_ZJHM"} & set(facts)


def test_register_addresses_of_individual_businesses_end_at_the_street(district):
    header = {"企业名称": "天津店", "注册日期": "2020-01-02", "注册地址": "天津市河北区中山路12号3门", "法定代表人": "李明"}
    district.collect(header | {"统一社会信用代码": credit_code("92120105MA0000003")}, header | {"统一社会信用代码": credit_code("91120105MA0000004")}, source="registrations")
    district.publish("2026-05-20")
    shelf = {line["code"][:2]: line["fields"] for line in publicity.shelf(on=dt.date(2026, 5, 20), item="registration")}
    assert (shelf["92"]["REG_ADDRESS"], "REG_LEADER" in shelf["92"]) == ("天津市河北区中山路", False)
    assert (shelf["91"]["REG_ADDRESS"], shelf["91"]["REG_LEADER"]) == ("天津市河北区中山路12号3门", "李明")


def test_the_public_role_finds_a_company_only_while_it_has_a_public_line(district):
    district.collect(penalty_row(CF_WSH="甲号", CF_GSJZQ="2026/12/01"))
    district.publish("2026-05-20")
    with district.side("public"):
        assert publicity.search("北运宏达").total == 1
        assert publicity.search("91120105MA00").total == 1
        entry = publicity.subject(credit_code("91120105MA0000001"))
        (line,) = publicity.lines_of(entry["id"])
        assert (line["warrant"] is not None, line["earliest_repair"], line["basis"]["articles"][0]["number"]) == (True, dt.date(2026, 8, 12), "发改办财金〔2018〕424号")
    with district.side("desk"):
        publicity.withdraw(by_number(district, "甲号"), organ=organ(district, EMERGENCY[1]), kind="annulled", reason="撤销", on=dt.date(2026, 5, 21), actor="测试")
    with district.side("public"):
        assert publicity.search("北运宏达").total == 0


def test_a_shelf_row_cannot_stand_without_its_own_warrant_even_for_the_owner(district):
    import psycopg

    district.collect(penalty_row(CF_WSH="甲号"), penalty_row(CF_WSH="乙号", **OTHER))
    district.publish("2026-05-20")
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        for change in (
            "UPDATE publicity_line SET warrant = NULL",
            "UPDATE publicity_line SET nature = 'benign', warrant = NULL",
            "UPDATE publicity_line SET term_ends = term_ends + 1",
            "UPDATE publicity_line SET warrant = (SELECT max(id) FROM law_warrant) WHERE warrant = (SELECT min(id) FROM law_warrant)",
            "UPDATE law_warrant SET ends_on = ends_on + 1",
            "DELETE FROM law_warrant",
            "TRUNCATE law_warrant CASCADE",
            "DELETE FROM publicity_publication",
        ):
            with pytest.raises(psycopg.Error):
                raw.execute(change)
