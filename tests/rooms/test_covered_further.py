"""Nothing of a natural person beside the long texts: in the number of a document, in a name, in a short text; of whoever leads an individual business (docs/rulings.md, 28, 451, 452)."""

import datetime as dt

import pytest

from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.district import EMERGENCY, credit_code, identity_number, penalty_row

ON, NUMBER, PHONE = "2026-05-20", identity_number("12010519900307123"), "13912345678"
FIRM, OTHER, SHOP = credit_code("91120105MA0000001"), credit_code("91120105MA0000002"), credit_code("92120105MA0000003")
LEADER = {"CF_FRDB": "吴十一", "CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": NUMBER}


def shop_row(**said: str) -> dict[str, str]:
    return penalty_row(CF_XDR_SHXYM=SHOP, CF_XDR_LB="个体工商户", CF_XDR_MC="河北区意风小吃店", **LEADER, **said)


def licence_row(**said: str) -> dict[str, str]:
    return {
        "XK_XDR_MC": "河北区意风小吃店", "XK_XDR_LB": "个体工商户", "XK_XDR_SHXYM": SHOP, "XK_FRDB": "吴十一", "XK_XKWS": "决定书", "XK_WSH": "津北试许〔2026〕1号", "XK_XKLB": "普通",
        "XK_XKZS": "食品经营许可证", "XK_XKBH": "JY1", "XK_NR": "食品销售", "XK_JDRQ": "2026/05/12", "XK_YXQZ": "2026/05/12", "XK_YXQZI": "2099/12/31", "XK_XKJG": EMERGENCY[0],
        "XK_XKJGDM": EMERGENCY[1], "XK_ZT": "1", "XK_LYDW": EMERGENCY[0], "XK_LYDWDM": EMERGENCY[1], "BZ": "",
    } | said  # fmt: skip


def public(district) -> str:
    """All that the public role can read of lines and subjects, and what the shelf of the day tells."""
    lines = district.rows("SELECT to_jsonb(l)::text FROM publicity.line l", role="public") + district.rows("SELECT to_jsonb(s)::text FROM publicity.subject s", role="public")
    with district.side("desk"):
        told = [str(line) for item in ("penalty", "licence") for line in district.shelf(ON, item).items()]
    return "\n".join([*(text for (text,) in lines), *told])


def found(district, text: str) -> list[str]:
    return [name for (name,) in district.rows("SELECT name FROM publicity.search(%s, 20, 0)", text, role="public")]


def test_a_number_of_a_person_in_a_documents_number_or_a_name_is_covered(district):
    district.collect(
        penalty_row(CF_WSH=f"甲{NUMBER}号", CF_XDR_SHXYM=FIRM, CF_XDR_MC=f"天津甲乙商贸有限公司（{NUMBER}）"),
        penalty_row(CF_WSH="乙号", CF_XDR_SHXYM=OTHER, CF_XDR_MC=f"天津丙丁商贸有限公司{PHONE}"),
    )
    district.collect(licence_row(XK_WSH=NUMBER), source="licences")
    assert district.publish(ON)["published"] == 3
    told = public(district)
    assert NUMBER not in told and PHONE not in told and "甲1****************" in told and "139****5678" in told
    assert found(district, "甲乙商贸") == [f"天津甲乙商贸有限公司（1{'*' * 16}{NUMBER[-1]}）"] == found(district, FIRM)
    assert found(district, NUMBER[4:12]) == found(district, PHONE) == []


def test_a_shops_house_is_in_none_of_its_texts(district):
    house = "天津市河北区昆纬路5号3门501"
    district.collect(licence_row(XK_XKWS=f"关于准予赵六小吃店（{house}）食品经营的决定", XK_XKZS=f"食品经营许可证（{house}）", XK_WSH="王串场街道许5号"), source="licences")
    district.publish(ON)
    (line,) = district.shelf(ON, "licence").values()
    assert line["fields"]["XK_XKZS"] == "食品经营许可证（天津市河北区昆纬路***）" and "5号" not in line["fields"]["XK_XKWS"]
    assert (line["document_number"], line["fields"]["XK_WSH"]) == ("王串场街道许5号", "王串场街道许5号")  # no address


@pytest.mark.parametrize("other", [False, True])
def test_who_leads_a_shop_is_not_named_in_the_texts_of_its_document(district, other):
    district.collect(shop_row(CF_WSH="己1号", CF_SY="经营者吴十一在诚信里小区5-2-302（住宅）无证经营。"))
    if other:  # a firm is the other party of the same document
        district.collect(penalty_row(CF_WSH="己1号", CF_XDR_SHXYM=FIRM, CF_FRDB="李明", CF_SY="与经营者吴十一共同无证经营，李明负责。"))
        organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
        with district.side("desk"):
            publicity.settle(records.Record.objects.filter(document_number="己1号").last(), outcome="also", organ=organ, on=dt.date(2026, 5, 19), actor="测试")
    district.publish(ON)
    told = public(district)
    assert "吴**" in told and "吴十一" not in told and "5-2-302" not in told
    assert not other or "李明负责" in told


def test_the_shelf_of_a_day_calls_a_subject_as_it_was_called_then(district):
    register = {"企业名称": "天津甲一商贸有限公司", "统一社会信用代码": FIRM, "注册日期": "2020-01-02", "登记状态": "存续"}
    district.collect(register, source="registrations")
    district.collect(penalty_row(CF_WSH="甲号", CF_XDR_SHXYM=FIRM, CF_XDR_MC="天津甲一商贸有限公司"))
    district.publish(ON)
    district.collect(register | {"企业名称": "天津甲一新名商贸有限公司"}, source="registrations", received="2026-05-25")
    district.publish("2026-05-26")
    names = {day: district.shelf(day)["甲号"]["subject"] for day in (ON, "2026-05-24", "2026-05-26")}
    assert names == {ON: "天津甲一商贸有限公司", "2026-05-24": "天津甲一商贸有限公司", "2026-05-26": "天津甲一新名商贸有限公司"}


def test_a_register_file_sent_late_does_not_rename_days_that_had_a_later_name(district):
    """The name of a day is the latest by the day of receipt, whenever its file came (27, 530)."""
    register = {"企业名称": "天津甲一商贸有限公司", "统一社会信用代码": FIRM, "注册日期": "2020-01-02", "登记状态": "存续"}
    district.collect(penalty_row(CF_WSH="甲号", CF_XDR_SHXYM=FIRM, CF_XDR_MC="天津甲一商贸有限公司"))
    district.collect(register | {"企业名称": "天津甲一新名商贸有限公司"}, source="registrations", received="2026-05-18")
    district.publish(ON)
    was = {day: district.shelf(day)["甲号"]["subject"] for day in (ON, "2026-05-24")}
    assert set(was.values()) == {"天津甲一新名商贸有限公司"}
    district.collect(register | {"企业名称": "天津甲一旧名商贸有限公司"}, source="registrations", received="2026-05-16")
    assert {day: district.shelf(day)["甲号"]["subject"] for day in was} == was
    district.collect(register | {"企业名称": "天津甲一又名商贸有限公司"}, source="registrations", received="2026-05-18")  # of one day, the one that came last
    assert district.shelf(ON)["甲号"]["subject"] == "天津甲一又名商贸有限公司"


@pytest.mark.parametrize("told_by", ["register", "other", "before"])
def test_a_shops_leader_is_covered_whoever_tells_of_it(district, told_by):
    row = shop_row(CF_WSH="庚1号", CF_SY="经营者李　小四无证经营。") | {"CF_FRDB": "吴十一"}
    leader = {"CF_FRDB": "李小四（经营者）、张三"}
    if told_by == "register":
        district.collect({"企业名称": "河北区意风小吃店", "统一社会信用代码": SHOP, "注册日期": "2020-01-02", "登记状态": "存续", "法定代表人": "李小四"}, source="registrations")
    elif told_by == "other":
        district.collect(row | leader | {"CF_WSH": "庚2号", "CF_SY": "无证经营。"})
    else:
        district.collect(row | leader | {"CF_SY": "无证。"})
    district.collect(row, received="2026-05-19")
    district.publish(ON)
    assert district.shelf(ON)["庚1号"]["fields"]["CF_SY"] == "经营者李***无证经营。"


def test_a_shops_own_name_is_public_where_it_holds_a_house(district):
    name = "河北区意库创意街37号便利店"
    district.collect(shop_row(CF_WSH="辛1号", CF_SY=f"{name}在意库创意街37号2门无证经营。") | {"CF_XDR_MC": name})
    district.publish(ON)
    fields = district.shelf(ON)["辛1号"]["fields"]
    assert (fields["CF_XDR_MC"], fields["CF_SY"]) == (name, f"{name}在意库创意街***无证经营。")


def test_a_telephone_in_a_short_text_is_covered(district):
    district.collect(penalty_row(CF_WSH=f"津试罚第1号，电话{PHONE}", CF_XDR_SHXYM=FIRM, CF_SJLY=f"x{PHONE}", CF_CFLB=f"其他-通报批评，电话号{PHONE}"))
    district.collect(licence_row(XK_XKZS=f"许可证（联系电话号码{PHONE}）", XK_XKBH=f"JY{PHONE}"), source="licences")
    assert district.publish(ON)["published"] == 2
    told = public(district)
    assert told.count(PHONE) == told.count(f"JY{PHONE}") > 0  # what is itself a number


def test_only_the_name_of_a_person_who_is_another_party_is_looked_for(district):
    firm = penalty_row(CF_WSH="壬1号", CF_SY="处以罚款，没收违法所得。", CF_CFLB="罚款")
    person = firm | {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": "林小满", "CF_FRDB": ""}
    district.collect(firm, person)
    with district.side("desk"):
        organ = district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
        publicity.settle(records.Record.objects.filter(document_number="壬1号").first(), outcome="also", organ=organ, on=dt.date(2026, 5, 18), actor="测试")
    figures = district.publish(ON)
    assert (figures["published"], figures["doubtful"]) == (1, 0)
