"""存疑与审看: long texts that may hold a natural person's data are read by their organ before the public reads them (docs/rulings.md, 450)."""

import datetime as dt
import time

import pytest
from django.db import connection

from chengxin.ground.api import NotFound, Refusal
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects
from tests.district import EMERGENCY, MARKET, credit_code, identity_number, penalty_row

ON = dt.date(2026, 5, 20)
VALID = identity_number("12010519900307123")
WRONG = VALID[:-1] + ("0" if VALID[-1] != "0" else "1")


def organ(district, code: str) -> int:
    return district.value("SELECT id FROM subjects_subject WHERE code = %s", code)


def number(of: str) -> int:
    return records.Record.objects.get(document_number=of).pk


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("当事人经营超过保质期的食品，货值金额 12000.00 元。", []),
        ("2026年5月12日至2026年6月12日期间，依据津北市监罚〔2026〕123号决定处理。", []),
        (f"经营者身份证号{VALID}，电话13812345678。", []),  # masked for certain
        (f"经营者身份证号{WRONG}。", []),  # said to be one, it is covered as one (590)
        (f"证号 {VALID[:6]} {VALID[6:14]} {VALID[14:]}。", []),  # so is one with blanks: its check character holds
        (f"证号 {WRONG[:6]} {WRONG[6:14]} {WRONG[14:]}。", ["number"]),
        ("转入账号6222020200012345678。", ["number"]),
        (f"与统一社会信用代码{credit_code('91120105103789254')}的企业串通。", []),
        ("联系电话 138 1234 5678。", []),  # as it is spoken
        ("联系电话 1381 2345 678。", ["telephone"]),
        ("电话022-24412345。", ["telephone"]),
        ("王某，女，汉族。", ["person"]),
        ("１９８０年３月７日出生。", ["person"]),
        ("现住河北区某某里3号楼2门501室。", ["address"]),
        ("住所地在河北区中山路的经营场所。", []),
        ("生产出生缺陷筛查试剂。", []),
        ("未按规定核对登记上网消费者的有效身份证件。", []),  # what was done wrong, not whose
    ],
)
def test_what_is_doubted(district, text, why):
    assert sorted(district.value("SELECT ground_doubts(ground_masked_text(%s))", text)) == why
    assert district.value("SELECT ground_worth_doubting(%s)", text) or not why


def test_a_doubtful_row_is_read_before_it_is_public(district):
    said = f"当事人雇用王某（证号{WRONG}）经营。"
    district.collect(penalty_row(CF_WSH="甲号", CF_SY=said), penalty_row(CF_WSH="乙号"))
    figures = district.publish(ON.isoformat())
    assert (figures["considered"], figures["published"], figures["doubtful"], figures["refused"]) == (2, 1, 1, {})
    assert set(district.shelf(ON.isoformat())) == {"乙号"} and district.value("SELECT count(*) FROM law_warrant") == 1  # nothing adverse was asked for
    assert district.publish(ON.isoformat())["considered"] == 0  # it waits for a person, not for another run

    district.become("desk")
    mine, theirs = organ(district, EMERGENCY[1]), subjects.organ(MARKET[0]).subject_id
    assert publicity.doubts.unread(theirs)[0] == 0
    count, (waiting,) = publicity.doubts.unread(mine)
    assert (count, waiting.document_number, waiting.texts[0][:3]) == (1, "甲号", ("CF_SY", "违法事实", said))
    with pytest.raises(NotFound):
        publicity.doubts.unread_of(waiting.record, organ=theirs)

    def refused(code: str, **more) -> None:
        with pytest.raises(Refusal) as caught:
            publicity.doubts.read(waiting.record, **({"organ": mine, "covered": {}, "reason": "", "on": ON, "actor": "test"} | more))
        assert caught.value.codes == (code,)

    refused("nothing-waits", organ=theirs)
    refused("number-left")
    for text in (said.replace("王某", "李某"), said + "。", said.replace(WRONG, "*")):
        refused("changed", covered={"CF_SY": text})
    refused("changed", covered={"CF_WSH2": "*"})
    refused("nothing-left", covered={"CF_SY": "*" * len(said)})
    covered = said.replace(WRONG, "*" * 18)
    publicity.doubts.read(waiting.record, organ=mine, covered={"CF_SY": covered}, reason="", on=ON, actor="test")
    refused("nothing-waits")  # a colleague was first
    assert publicity.doubts.unread(mine)[0] == 0

    district.become("worker")
    assert district.publish(ON.isoformat())["published"] == 1
    assert district.shelf(ON.isoformat())["甲号"]["fields"]["CF_SY"] == covered


def test_a_long_number_that_is_none_of_a_persons_is_let_through_with_a_word(district):
    said = "合同编号202605120000012345678。".replace("2026051200000", "20260512000")
    district.collect(penalty_row(CF_WSH="甲号", CF_SY=said))
    assert district.publish(ON.isoformat())["doubtful"] == 1
    district.become("desk")
    publicity.doubts.read(number("甲号"), organ=organ(district, EMERGENCY[1]), covered={}, reason="合同编号", on=ON, actor="test")
    district.become("worker")
    district.publish(ON.isoformat())
    assert district.shelf(ON.isoformat())["甲号"]["fields"]["CF_SY"] == said


def test_a_correction_that_is_doubtful_takes_the_line_down_until_it_is_read(district):
    row = penalty_row(CF_WSH="甲号")
    district.collect(row)
    district.publish(ON.isoformat())
    district.collect(row | {"CF_SY": "王某，女，汉族，经营超过保质期的食品。"}, received="2026-05-21")
    figures = district.publish("2026-05-21")
    assert (figures["doubtful"], figures["withdrawn"]) == (1, 1) and district.shelf("2026-05-21") == {}
    district.become("desk")
    publicity.doubts.read(
        number("甲号"), organ=organ(district, EMERGENCY[1]), covered={"CF_SY": "**，女，汉族，经营超过保质期的食品。"}, reason="", on=dt.date(2026, 5, 22), actor="test"
    )
    district.become("worker")
    district.publish("2026-05-22")
    line = district.shelf("2026-05-22")["甲号"]
    assert line["fields"]["CF_SY"].startswith("**，") and line["public_from"] == ON  # the first public day is kept (ruling 22)


def test_what_is_withdrawn_or_corrected_need_not_be_read(district):
    row = penalty_row(CF_WSH="甲号", CF_SY="王某，女，汉族。")
    district.collect(row, penalty_row(CF_WSH="乙号", CF_SY="李某，男，汉族。"))
    assert district.publish(ON.isoformat())["doubtful"] == 2
    district.collect(row | {"CF_SY": "经营超过保质期的食品。"}, received="2026-05-21")
    assert district.publish("2026-05-21")["published"] == 1
    district.become("desk")
    mine = organ(district, EMERGENCY[1])
    publicity.withdraw(records.Record.objects.get(document_number="乙号"), organ=mine, kind="annulled", reason="决定被撤销", on=dt.date(2026, 5, 21), actor="test")
    assert publicity.doubts.unread(mine) == (0, [])


def test_what_is_said_is_said_of_the_version_that_stands(district):
    from chengxin.collection import api as collection

    row = penalty_row(CF_WSH="甲号", CF_SY="王某，女，汉族。")
    district.collect(row)
    district.publish(ON.isoformat())
    mistake = district.collect(row | {"CF_SY": "李某，男，满族，无业。"}, received="2026-05-21")["batch"]
    assert district.publish("2026-05-21")["doubtful"] == 1
    collection.revoke(mistake, reason="报送有误", on=dt.date(2026, 5, 22), actor="test")
    district.publish("2026-05-22")
    district.become("desk")
    publicity.doubts.read(number("甲号"), organ=organ(district, EMERGENCY[1]), covered={"CF_SY": "**，女，汉族。"}, reason="", on=dt.date(2026, 5, 22), actor="test")
    assert publicity.doubts.unread(organ(district, EMERGENCY[1])) == (0, [])
    district.become("worker")
    district.publish("2026-05-23")
    assert district.shelf("2026-05-23")["甲号"]["fields"]["CF_SY"] == "**，女，汉族。"


def test_a_text_about_a_shop_ends_before_the_house_for_every_party_of_the_document(district):
    """One decision about a firm and an individual business: the house where somebody lives stands in the text of both (docs/rulings.md, 452)."""
    firm = penalty_row(CF_WSH="甲号", CF_SY="检查时发现当事人（位于天津市河北区中山路12号3门501室）擅自占用城市道路。")
    shop = firm | {"CF_XDR_MC": "天津市河北区老味道小吃店", "CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": credit_code("92120105MA0000003")}
    alone = firm | {"CF_WSH": "乙号"}
    district.collect(firm, shop, alone)
    with district.side("desk"):
        publicity.settle(records.Record.objects.filter(document_number="甲号").last(), outcome="also", organ=organ(district, EMERGENCY[1]), on=dt.date(2026, 5, 18), actor="测试")
    assert district.publish("2026-05-20")["published"] == 3
    texts = {(line["document_number"], line["code"][:2]): line["fields"]["CF_SY"] for line in publicity.shelf(on=ON, item="penalty")}
    hidden = "检查时发现当事人（位于天津市河北区中山路***）擅自占用城市道路。"
    assert texts == {("甲号", "91"): hidden, ("甲号", "92"): hidden, ("乙号", "91"): firm["CF_SY"]}


def test_a_text_that_names_a_person_who_is_another_party_is_read_first(district):
    """One decision about a firm and a natural person: that one's row is never public, and the firm's text tells of it (docs/rulings.md, 450)."""
    said = "天津市北运宏达商贸有限公司与林小满共同经营超过保质期的食品。"
    firm = penalty_row(CF_WSH="甲号", CF_SY=said)
    person = firm | {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": VALID, "CF_XDR_MC": "林小满", "CF_FRDB": ""}
    district.collect(firm, person, firm | {"CF_WSH": "乙号"})
    mine = organ(district, EMERGENCY[1])
    with district.side("desk"):
        assert records.held_of(mine, limit=5)[0] == 1  # the desk sees no version of a person's row, and yet that it holds the firm's
        publicity.settle(records.Record.objects.filter(document_number="甲号").first(), outcome="also", organ=mine, on=dt.date(2026, 5, 18), actor="测试")
    figures = district.publish(ON.isoformat())
    assert (figures["published"], figures["doubtful"]) == (1, 1) and list(district.shelf(ON.isoformat())) == ["乙号"]
    with district.side("desk"):
        (waiting,) = publicity.doubts.unread(mine)[1]
        publicity.doubts.read(waiting.record, organ=mine, covered={"CF_SY": said.replace("林小满", "***")}, reason="", on=ON, actor="test")
    assert district.publish(ON.isoformat())["published"] == 1
    assert district.shelf(ON.isoformat())["甲号"]["fields"]["CF_SY"] == said.replace("林小满", "***")


def test_texts_that_hold_nothing_doubtful_are_looked_at_once(district):
    """What a run asks of every record is a quick question; the long one, with the other parties of the document, is for the few that it singles out."""
    with district.connect("superuser", database="postgres") as admin:
        admin.execute(f"ALTER DATABASE \"{district.database}\" SET track_functions = 'all'")
    district.collect(penalty_row(CF_WSH="甲号"), penalty_row(CF_WSH="乙号", CF_SY=f"证号 {WRONG[:6]} {WRONG[6:14]} {WRONG[14:]}。"))
    district.publish(ON.isoformat())
    connection.close()  # what it counted is told when it ends
    with district.connect("superuser") as raw:
        for _ in range(100):
            asked = dict(raw.execute("SELECT funcname, calls FROM pg_stat_user_functions WHERE funcname IN ('publicity_consider', 'publicity_doubts')").fetchall())
            if asked:
                break
            time.sleep(0.05)
    assert asked["publicity_consider"] == 1 and asked["publicity_doubts"] == 2  # whether, and why
