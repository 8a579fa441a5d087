"""A year that stands for a document number is found with everybody, and is no decision about several (ruling 170)."""

from tests.district import credit_code

TAX = ("国家税务总局天津市河北区税务局", credit_code("11120105XNJG0013B"))


def rated(place: int, *, year: str = "2025", told: str = "2026/04/20", name: str = "") -> dict[str, str]:
    return {
        "纳税人名称": name or f"天津北运试{place}商贸有限公司",
        "统一社会信用代码": credit_code(f"91120105MA00001{place:02d}"),
        "评价年度": year,
        "公布日期": told,
        "评价机关": TAX[0],
        "评价机关统一社会信用代码": TAX[1],
    }


def test_the_same_year_with_others_holds_nobody_and_all_are_public(district):
    figures = district.collect(*(rated(place) for place in range(6)), source="tax_credit_a", received="2026-04-22")
    assert (figures["accepted"], figures["quarantined"]) == (6, 0)
    assert district.value("SELECT count(*) FROM records_hold") == 0
    assert district.publish("2026-04-23")["published"] == 6


def test_the_key_is_still_subject_and_year(district):
    district.collect(rated(1), rated(2), source="tax_credit_a", received="2026-04-22")
    later = district.collect(rated(1), rated(2, told="2026/04/21"), rated(3), rated(1, year="2024"), source="tax_credit_a", received="2026-05-06")
    assert (later["unchanged"], later["corrections"], later["accepted"]) == (1, 1, 2)
    assert district.value("SELECT count(*) FROM records_hold") == 0
    assert district.value("SELECT count(*) FROM records_record") == 4


def test_a_taxpayer_without_a_code_is_known_again_by_name(district):
    unlinked = rated(4) | {"统一社会信用代码": "00000000000000000X"}
    assert district.collect(unlinked, source="tax_credit_a", received="2026-04-22")["unlinked"] == 1
    again = district.collect(unlinked, rated(5), source="tax_credit_a", received="2026-04-23")
    assert (again["unchanged"], again["accepted"]) == (1, 1)


def test_what_is_no_year_goes_back_and_how_a_year_is_written_is_folded(district):
    """Shortened it would be a second record of one year, and a year to come was assessed by nobody (ruling 560)."""
    district.collect(rated(1), source="tax_credit_a", received="2026-04-22")
    again = district.collect(
        rated(1, year="2025年度"), rated(2, year="25"), rated(3, year="2052"), rated(4, year="2013"), rated(5, year="2026"), source="tax_credit_a", received="2026-05-06"
    )
    assert (again["unchanged"], again["accepted"], again["quarantined"]) == (1, 2, 2)
    assert (again["findings"]["year-impossible"], again["findings"]["year-unlikely"]) == (2, 1)
