"""Masking by kind: pairs as data, short values whole, the same in SQL (rulings 16, 28, 134)."""

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as some

from chengxin.ground.api import WrongUse, masking


@pytest.fixture(scope="module")
def raw(server):
    """A connection to the migrated database."""
    import psycopg

    from chengxin.site import postgres

    with psycopg.connect(**postgres.connection(server, "owner"), options="-c search_path=chengxin", autocommit=True) as made:
        yield made


@pytest.mark.parametrize(
    ("mask", "value", "told"),
    [
        (masking.number, "12010519000101002X", "1****************X"),
        (masking.number, "120105190001010010", "**************0010"),  # no identity number: as another document's
        (masking.number, "H12345678", "*****5678"),
        (masking.number, "E12345", "******"),
        (masking.number, "", ""),
        (masking.telephone, "13812345678", "138****5678"),
        (masking.telephone, "0221234", "*******"),
        (masking.person_name, "林小满", "林**"),
        (masking.person_name, "林", "*"),
        (masking.account, "6222020000000000123", "***************0123"),
        (masking.address, "天津市河北区中山路1号2门301", "天津市河北区中山路"),
        (masking.address, "天津市河北区光复道街道意风区1号", "天津市河北区光复道"),
        (masking.address, "天津市河北区新开河街道5号", "天津市河北区新开河街道"),
        (masking.address, "河北区某小区301", "河北区某小区"),
    ],
)
def test_each_kind(mask, value, told):
    assert mask(value) == told


@given(some.sampled_from(["identity", "document", "telephone", "name", "account"]), some.text(max_size=30))
def test_what_must_stay_hidden_stays_hidden(kind, value):
    told, pair = masking.masked(kind, value), masking.pairs()[kind]
    assert len(told) == len(value)
    kept = 0 if len(value) < pair.front + pair.behind + pair.hidden else pair.front + pair.behind
    assert told == value[: pair.front if kept else 0] + "*" * (len(value) - kept) + (value[len(value) - pair.behind :] if kept else "")


def test_every_pair_tells_that_it_is_from_memory():
    assert {pair.source for pair in masking.pairs().values()} == {"M"}


def test_sql_masks_by_the_same_pairs(raw):
    values = ["12010519000101002X", "E0000001", "13812345678", "林小满", "林", "6222020000000000123", "", "１２３"]
    for kind in masking.pairs():
        told = raw.execute("SELECT ground_masked(%s, v) FROM unnest(%s::text[]) WITH ORDINALITY AS t(v, n) ORDER BY n", [kind, values]).fetchall()
        assert [row[0] for row in told] == [masking.masked(kind, value) for value in values]


ADDRESSES = [
    "天津市河北区中山路1号", "天津市河北区新开河街道5号", "天津市河北区建昌道街道", "自由道28号\n二楼", "某镇某村", "无", "", "光复街道", "民生大街9号", "昆纬路狮子林大街", "京津公路", "八马路三条胡同", "南大街道口1号",
]  # fmt: skip


def test_sql_and_python_end_an_address_at_the_same_street(raw):
    told = raw.execute("SELECT ground_to_street(v) FROM unnest(%s::text[]) WITH ORDINALITY AS t(v, n) ORDER BY n", [ADDRESSES]).fetchall()
    assert [row[0] for row in told] == [masking.address(value) for value in ADDRESSES]


def test_a_number_inside_a_longer_one_is_left(raw):
    text = "电话13812345678，编号2026138123456789"
    assert raw.execute("SELECT ground_masked_text(%s)", [text]).fetchone()[0] == "电话138****5678，编号2026138123456789"


def test_the_pairs_can_be_changed(tmp_path, raw):
    own = tmp_path / "masking.csv"
    own.write_text("kind,name,front,behind,hidden,source\nidentity,公民身份号码,6,4,4,M\n", encoding="utf-8")
    with override_settings(MASKING=str(own)):
        assert masking.number("12010519000101002X") == "120105********002X"
        assert masking.telephone("13812345678") == "138****5678"
        with raw.transaction(force_rollback=True):
            raw.execute(masking.sql())
            assert raw.execute("SELECT ground_masked_text('号码12010519000101002X')").fetchone()[0] == "号码120105********002X"
    assert masking.number("12010519000101002X") == "1****************X"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind,front\n", "列名"),
        ("kind,name,front,behind,hidden,source\nidentity,x,six,1,1,M\n", "无法使用"),
        ("kind,name,front,behind,hidden,source\nidentity,x,-1,1,1,M\n", "不得为负"),
        ("kind,name,front,behind,hidden,source\nidentity,x,9,9,0,M\n", "至少为 1"),
        ("kind,name,front,behind,hidden,source\nblood,x,1,1,1,M\n", "不认识的种类"),
    ],
)
def test_a_file_of_pairs_that_cannot_be_used_says_why(tmp_path, text, said):
    own = tmp_path / "masking.csv"
    own.write_text(text, encoding="utf-8")
    with override_settings(MASKING=str(own)), pytest.raises(WrongUse, match=said):
        masking.pairs()
