"""A column whose cells slipped by a row is told, though each of its rows is sound by itself (docs/rulings.md, 562)."""

import pytest

from tests.district import credit_code, penalty_row
from tests.rooms.test_collection import fates

FIRMS = [
    {
        "企业名称": f"天津北运试{n}号商贸有限公司",
        "统一社会信用代码": credit_code(f"91120105MA00002{n:02d}"),
        "注册日期": f"20{n:02d}-01-02",
        "注册地址": f"天津市河北区中山路{n}号",
        "登记状态": "注销" if n % 3 else "存续",
    }
    for n in range(10, 20)
]


def slipped(rows: list[dict[str, str]], *columns: str) -> list[dict[str, str]]:
    """These columns moved up by one; the first cell at the end."""
    return [row | {name: below[name] for name in columns} for row, below in zip(rows, [*rows[1:], rows[0]], strict=True)]


@pytest.mark.parametrize("columns", [("企业名称",), ("注册地址",), ("企业名称", "注册日期", "注册地址")])
def test_a_column_of_the_register_that_slipped_is_told(district, columns):
    district.collect(*FIRMS, source="registrations")
    figures = district.collect(*slipped(FIRMS, *columns), source="registrations", received="2026-06-01")
    assert (fates(figures), figures["findings"]["values-moved"]) == ((0, 0, 10, 0), 10)
    assert figures["notes"]["values_moved"] == dict.fromkeys(columns, 10)


LED = [firm | {"法定代表人": name} for firm, name in zip(FIRMS, "李一山 王二水 张三木 赵四金 钱五土 孙六石 周七田 吴八林 郑九河 冯十江".split(), strict=True)]


def penalised(leaders: list[dict[str, str]]) -> list[dict[str, str]]:
    return [penalty_row(CF_WSH=f"甲{n}号", CF_XDR_SHXYM=firm["统一社会信用代码"], CF_XDR_MC=firm["企业名称"], CF_FRDB=firm["法定代表人"]) for n, firm in enumerate(leaders)]


def test_leaders_that_slipped_alone_are_told_of_the_register(district):
    district.collect(*LED, source="registrations")
    figures = district.collect(*slipped(LED, "法定代表人"), source="registrations", received="2026-06-01")
    assert (fates(figures), figures["findings"]["leaders-moved"]) == ((0, 0, 10, 0), 10) and "values-moved" not in figures["findings"]


def test_leaders_that_slipped_alone_are_told_of_new_decisions(district):
    district.collect(*LED, source="registrations", received="2026-05-10")
    assert "leaders-moved" not in district.collect(*penalised(LED[:5]))["findings"]
    figures = district.collect(*penalised(slipped(LED, "法定代表人")), received="2026-05-20")
    assert figures["findings"]["leaders-moved"] == 10


def test_new_leaders_and_one_for_all_are_not_taken_for_it(district):
    district.collect(*LED, source="registrations", received="2026-05-10")
    changed = [firm | {"法定代表人": f"{firm['法定代表人'][:2]}新"} for firm in LED]
    of_a_group = [firm | {"法定代表人": LED[0]["法定代表人"]} for firm in LED]
    few = [*slipped(LED[:4], "法定代表人"), *LED[4:]]
    for rows in (changed, of_a_group, few):
        assert "leaders-moved" not in district.collect(*penalised(rows), received="2026-05-20")["findings"]


def test_it_is_told_of_decisions_too(district):
    rows = [penalty_row(CF_SY=f"违反规定第{n}次") for n in range(8)]
    district.collect(*rows)
    figures = district.collect(*slipped(rows, "CF_SY"), received="2026-05-20")
    assert figures["notes"]["values_moved"] == {"违法事实": 8}


def test_other_changes_are_not_taken_for_it(district):
    """New names, a state that many came to have, and single values that were somebody else's."""
    district.collect(*FIRMS, source="registrations")
    renamed = [row | {"企业名称": f"天津海河试{n}号商贸有限公司"} for n, row in enumerate(FIRMS)]
    struck_off = [row | {"登记状态": "注销"} for row in renamed]
    swapped = [*slipped(struck_off[:4], "注册地址"), *(row | {"注册地址": "天津市河北区狮子林大街1号"} for row in struck_off[4:])]
    for day, rows in (("2026-06-01", renamed), ("2026-07-01", struck_off), ("2026-08-01", swapped)):
        figures = district.collect(*rows, source="registrations", received=day)
        assert figures["corrections"] and "values-moved" not in figures["findings"]


def test_in_a_first_register_names_beside_codes_of_another_kind_are_told(district):
    shops = [row | {"企业名称": f"津北试{n}便民店", "统一社会信用代码": credit_code(f"92120105MA00003{n}")} for n, row in enumerate(FIRMS, start=10)]
    mixed = [row for pair in zip(FIRMS, shops, strict=True) for row in pair]
    assert "company-code-differs" not in district.collect(*mixed, source="registrations")["findings"]
    figures = district.collect(*slipped(mixed, "企业名称"), source="registrations", received="2026-06-01")
    assert figures["findings"]["company-code-differs"] == 10
