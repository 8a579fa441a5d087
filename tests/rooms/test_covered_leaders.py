"""In no short field either: cards, identity numbers of fifteen figures, and whoever leads an individual business, also where the register tells it later (docs/rulings.md, 550, 551)."""

import datetime as dt
import importlib

import pytest

from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.district import EMERGENCY, penalty_row
from tests.rooms.test_covered_further import FIRM, LEADER, ON, SHOP, licence_row, public, shop_row
from tests.rules.test_covered_accounts import CARD, OF_REGISTER, OLD, SHORT

_DUE = importlib.import_module("chengxin.publicity.migrations.0023_accounts_and_leaders")._DUE
_DUE_AGAIN = importlib.import_module("chengxin.publicity.migrations.0024_numbers_otherwise_written")._DUE
REGISTER = {"企业名称": "河北区意风小吃店", "统一社会信用代码": SHOP, "注册日期": "2020-01-02", "登记状态": "存续"}


def test_a_card_and_an_old_identity_number_are_in_no_public_field(district):
    district.collect(penalty_row(CF_WSH=f"甲{OLD}号", CF_XDR_SHXYM=FIRM, CF_XDR_GSZC=OF_REGISTER, CF_SJLY=f"某局{CARD}"))
    district.collect(
        licence_row(XK_WSH=f"乙{SHORT}号", XK_XKWS="决定书 6222 0202 0011 2230", XK_XKZS=f"许可证（{OLD}）", XK_XKBH=OLD, XK_XDR_MC=f"河北区意风小吃店{SHORT}"),
        licence_row(XK_WSH="丙号", XK_XKBH="1712345678901"), source="licences",
    )  # fmt: skip
    assert district.publish(ON)["published"] == 3
    told = public(district)
    assert all(number not in told for number in (OLD, CARD, SHORT, "6222 0202 0011 2230")) and OF_REGISTER in told and "1712345678901" in told
    assert f"甲1*************{OLD[-1]}号" in told and f"乙************{SHORT[-4:]}号" in told


def test_who_leads_a_shop_is_not_named_in_its_short_fields(district):
    district.collect(shop_row(CF_WSH="甲号", CF_CFLB="其他-对经营者吴十一通报批评", CF_SJLY=f"{EMERGENCY[0]}（吴 十一）"))
    district.collect(licence_row(XK_WSH="乙号", XK_XKWS="关于准予吴十一的决定", XK_XKZS="许可证（吴十一）", XK_XDR_MC="吴十一小吃店"), source="licences")
    district.publish(ON)
    (penalty,), (licence,) = district.shelf(ON, "penalty").values(), district.shelf(ON, "licence").values()
    assert (penalty["fields"]["CF_CFLB"], penalty["fields"]["CF_SJLY"]) == ("其他-对经营者吴**通报批评", f"{EMERGENCY[0]}（吴***）")
    assert (licence["fields"]["XK_XKWS"], licence["fields"]["XK_XKZS"], licence["fields"]["XK_XDR_MC"]) == ("关于准予吴**的决定", "许可证（吴**）", "吴十一小吃店")


def test_an_organ_that_is_called_like_a_leader_keeps_its_name(district):
    district.collect(shop_row(CF_WSH="甲号") | {"CF_FRDB": EMERGENCY[0][3:5]})
    district.publish(ON)
    assert district.shelf(ON)["甲号"]["fields"]["CF_CFJG"] == EMERGENCY[0]


def test_a_word_of_a_code_set_is_no_leaders_name(district):
    """Whatever stands in the leader's cell."""
    district.collect(shop_row(CF_WSH="甲号", CF_CFLB="罚款;警告", CF_SY="经营者罚款，即老罚款。") | {"CF_FRDB": "罚款"}, shop_row(CF_WSH="乙号", CF_CFLB="其他-对罚款通报批评"))
    district.publish(ON)
    first, second = (district.shelf(ON)[number]["fields"] for number in ("甲号", "乙号"))
    assert (first["CF_CFLB"], first["CF_SY"], second["CF_CFLB"]) == ("罚款;警告", "经营者罚*，即老罚*。", "其他-对罚*通报批评")


@pytest.mark.parametrize("other", [False, True])
def test_a_leader_whom_the_register_tells_later_is_covered_in_what_is_out(district, other):
    rows = [shop_row(CF_WSH="甲号", CF_SY="经营者李小四无证经营，河北区李小四小吃店。"), shop_row(CF_WSH="乙号", CF_SY="无证经营。")]
    if other:
        rows.append(penalty_row(CF_WSH="甲号", CF_XDR_SHXYM=FIRM, CF_SY="与李小四共同经营。"))
    district.collect(*rows)
    if other:
        organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
        with district.side("desk"):
            publicity.settle(records.Record.objects.filter(document_number="甲号").last(), outcome="also", organ=organ, on=dt.date(2026, 5, 19), actor="测试")
    district.publish(ON)
    assert "李小四" in public(district)
    district.collect(REGISTER | {"法定代表人": "李小四"}, source="registrations", received="2026-05-19")
    figures = district.publish(ON)
    assert (figures["replaced"], "李小四" in public(district)) == (2 if other else 1, False)
    district.collect(REGISTER | {"法定代表人": "李小四", "登记状态": "吊销"}, source="registrations", received="2026-05-19")
    assert district.publish(ON)["replaced"] == 1  # the register's own line


def test_what_a_shop_is_called_is_no_reason_to_lay_its_lines_again(district):
    district.collect(shop_row(CF_WSH="甲号", CF_SY="河北区吴十一小吃店无证经营。") | {"CF_XDR_MC": "河北区吴十一小吃店"})
    district.publish(ON)
    district.collect(REGISTER | {"企业名称": "河北区吴十一小吃店", "法定代表人": "吴十一"}, source="registrations", received="2026-05-19")
    assert district.publish(ON)["replaced"] == 0 and "河北区吴十一小吃店无证经营" in public(district)


@pytest.mark.parametrize("text", [f"账号{CARD}", "6222 0202 0011 2230", f"（{OLD}）", "120105 800315 124", "经营者吴 十一"])
def test_a_line_in_which_more_is_covered_is_due_once_more(district, text):
    district.collect(shop_row(CF_WSH="甲号", CF_XDR_GSZC="1712345678901"), penalty_row(CF_WSH="乙号", CF_XDR_SHXYM=FIRM, CF_SJLY="JY11201050012345"))
    district.publish(ON)
    assert LEADER["CF_FRDB"] == "吴十一" and due(district) == set()
    district.rows("UPDATE publicity_line SET fields = fields || jsonb_build_object('CF_CFLB', %s::text) WHERE document_number = '甲号' RETURNING 1", text)  # as it was laid before
    assert due(district) == {"甲号"}
    district.publish(ON)
    assert text not in public(district)


@pytest.mark.parametrize(
    "text",
    [
        f"ICBC{SHORT}", "6222.0202.0011.2230", "6222<br>0202<br>00112230", "6222\n0202\n0011\n2230", f"ID{OLD}", "身份证120105 19700101 1234", "138-0013-8000", "138\u30000013\u30008000", "护照E12345678", "罚*",
    ],
)  # fmt: skip
def test_a_line_with_a_number_written_otherwise_is_due_once_more(district, text):
    district.collect(shop_row(CF_WSH="甲号", CF_XDR_GSZC="1712345678901"), penalty_row(CF_WSH="乙号", CF_XDR_SHXYM=FIRM, CF_SJLY="JY11201050012345"))
    district.publish(ON)
    district.rows("UPDATE publicity_line SET fields = fields || jsonb_build_object('CF_CFLB', %s::text) WHERE document_number = '甲号' RETURNING 1", text)  # as it was laid before
    assert due(district, _DUE_AGAIN) == {"甲号"}
    district.publish(ON)
    assert text not in public(district)


def due(district, statement: str = _DUE) -> set[str]:
    """The numbers of documents whose lines the migration makes due."""
    with district.connect("owner") as raw:
        raw.execute("SET search_path = chengxin")
        raw.execute(statement)
    return {number for (number,) in district.rows("SELECT r.document_number FROM publicity_due d JOIN records_record r ON r.id = d.record_id")}
