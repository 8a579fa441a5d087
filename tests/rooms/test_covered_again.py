"""Lines that are out when more is covered, or less, are made anew: the migration finds those that would change and no others (docs/rulings.md, 28, 451, 452)."""

import importlib

import pytest

from chengxin.catalogue.loading import load
from tests.district import penalty_row
from tests.rooms.test_covered_further import FIRM, NUMBER, ON, PHONE, SHOP, licence_row, public, shop_row

_DUE = importlib.import_module("chengxin.publicity.migrations.0022_covered_by_name")._DUE


def due(district) -> set[str]:
    """The numbers of documents whose lines the migration makes due."""
    with district.connect("owner") as raw:
        raw.execute("SET search_path = chengxin")
        raw.execute(_DUE)
    return {number for (number,) in district.rows("SELECT r.document_number FROM publicity_due d JOIN records_record r ON r.id = d.record_id")}


@pytest.mark.parametrize(
    "text",
    [
        f"证号{NUMBER[:6]}（{NUMBER[6:14]}）{NUMBER[14:]}",
        f"电话号{PHONE}",
        "位于富力城3-1-502经营",
        "位于诚信里（5-2-302）经营",
        "位于昆纬路壹号",
        "经营者吴 十一无证经营",
        "国家市场监督管理总局令***号",
    ],
)
def test_a_line_in_which_more_or_less_is_covered_is_due(district, text):
    district.collect(shop_row(CF_WSH="甲号", CF_SY="无证经营。"), penalty_row(CF_WSH="乙号", CF_XDR_SHXYM=FIRM))
    district.collect(licence_row(XK_WSH="丙号", XK_XDR_SHXYM=SHOP), source="licences")
    district.publish(ON)
    assert due(district) == set()
    district.rows("UPDATE publicity_line SET fields = fields || jsonb_build_object('CF_SY', %s::text) WHERE document_number = '甲号' RETURNING 1", text)  # as it was laid before
    assert due(district) == {"甲号"}
    district.publish(ON)
    assert text not in public(district) and "无证经营。" in public(district)


def test_versions_stored_before_are_told_their_numbers_and_their_name(district):
    before = district.rows("SELECT item_id, version, number_keys, name_key FROM catalogue_itemversion ORDER BY 1, 2")
    assert ("CF_WSH" in next(keys for item, _, keys, _ in before if item == "penalty")) and {item: key for item, _, _, key in before}["penalty"] == "CF_XDR_MC"
    district.rows("UPDATE catalogue_itemversion SET number_keys = '{}', name_key = '' RETURNING 1")
    with district.side("owner"):
        load()
    assert district.rows("SELECT item_id, version, number_keys, name_key FROM catalogue_itemversion ORDER BY 1, 2") == before
