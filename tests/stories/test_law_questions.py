"""A legal officer's questions at the command line: situations, a real case, when to repair, a changed rule. Nothing of it is stored."""

import json

import pytest

from tests.district import credit_code, penalty_row
from tests.stories.test_command_line import Shop

NOVEMBER = {"CHENGXIN_INSTANCE": "test", "CHENGXIN_TODAY": "2026-11-20"}
FIRM = credit_code("91120105MA0000001")
SITUATION = """
- case: 一般程序罚款，公示一年届满次日
  day: 2027-08-21
  ask: publish-penalty
  organ: 区市场监督局
  officers: {proposer: 甲, approver: 乙}
  subject: {kind: enterprise}
  facts:
    - {item: penalty, decided: 2026-08-20, procedure: 一般程序, kinds: [罚款], class: 一般, field: null, disputed: false}
  steps: {notice: 2026-08-01, decision: 2026-08-20, service: 2026-08-21}
  expect: {refused: [beyond-term]}
"""


@pytest.fixture(scope="module")
def shop():
    with Shop.at_work() as made:
        path = made.home / "penalties.csv"
        rows = [penalty_row(CF_WSH=f"津北试罚〔2026〕{number}号") for number in (801, 802)]
        path.write_text("\n".join(",".join(row) for row in (rows[0].keys(), *(row.values() for row in rows))) + "\n", encoding="utf-8")
        assert made.run("collect", "penalties", str(path), "--received", "2026-05-15", **NOVEMBER).returncode == 0
        assert made.run("publish", "--on", "2026-05-20", **NOVEMBER).returncode == 0
        yield made


def answered(shop, *words: str, code: int = 0):
    done = shop.run(*words, "--json", **NOVEMBER)
    assert done.returncode == code, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def test_a_situation_is_as_expected_or_not(shop):
    path = shop.home / "情形.yaml"
    path.write_text(SITUATION, encoding="utf-8")
    (one,) = answered(shop, "law", "try", str(path))
    assert {key: one[key] for key in ("case", "outcome", "codes", "term_starts", "term_ends", "earliest_repair", "as_expected")} == {
        "case": "一般程序罚款，公示一年届满次日", "outcome": "refused", "codes": ["beyond-term"], "term_starts": None, "term_ends": None, "earliest_repair": None, "as_expected": True,
    }  # fmt: skip
    path.write_text(
        SITUATION.replace("2027-08-21", "2027-08-20").replace("refused: [beyond-term]", "warrant: {term_ends: 2027-08-20, earliest_repair: 2026-11-21}"), encoding="utf-8"
    )
    (one,) = answered(shop, "law", "try", str(path), code=3)
    assert (one["outcome"], one["term_ends"], one["earliest_repair"], one["as_expected"]) == ("warrant", "2027-08-20", "2026-11-20", False)
    shown = shop.run("law", "try", str(path), **NOVEMBER)
    assert shown.returncode == 3 and "✗ 一般程序罚款" in shown.stdout and "共 1 个情形，0 个与预期相符" in shown.stdout
    path.write_text(SITUATION.replace("subject", "subjekt"), encoding="utf-8")
    done = shop.run("law", "try", str(path), **NOVEMBER)
    assert done.returncode == 2 and "缺少 subject" in done.stderr and "没有 subjekt 这一项" in done.stderr


def test_when_a_record_may_be_repaired(shop):
    told = answered(shop, "repair", "when", "津北试罚〔2026〕801号")
    (one,) = told["records"]
    assert (told["on"], one["regime"], one["class"], one["earliest"], one["ends"], one["ends_first"]) == ("2026-11-20", "2026", "一般", "2026-08-12", "2027-05-12", False)
    assert one["conditions"] and one["papers"]
    assert {key: told[key] for key in one} == one
    assert [record["document_number"] for record in answered(shop, "repair", "when", FIRM, "--on", "2026-06-01")["records"]] == ["津北试罚〔2026〕801号", "津北试罚〔2026〕802号"]
    assert "最早修复日：2026-08-12" in shop.run("repair", "when", "津北试罚〔2026〕801号", **NOVEMBER).stdout
    assert shop.run("repair", "when", "没有的文号", **NOVEMBER).returncode == 2


def test_whether_a_power_may_be_used(shop):
    words = ("may", "publish-penalty", "--subject", FIRM, "--organ", "区应急局", "--facts", "津北试罚〔2026〕801号")
    granted = answered(shop, *words, "--on", "2026-11-20")
    assert (granted["outcome"], granted["ends_on"], granted["by_statement"]) == ("warrant", "2027-05-12", True)
    refused = answered(shop, *words, "--on", "2027-06-01", "--steps", "notice=2026-05-01")
    assert (refused["outcome"], refused["codes"]) == ("refused", ["beyond-term", "step-missing"])
    assert shop.run(*words, "--steps", "whisper=2026-05-01", **NOVEMBER).returncode == 2


def test_what_a_changed_rule_would_do(shop):
    path = shop.home / "试改.yaml"
    path.write_text('- {power: publish-penalty, regime: "2026", terms: [{severity: 一般, longest_months: 3}]}\n', encoding="utf-8")
    assert answered(shop, "law", "whatif", str(path), "--on", "2026-11-20")["totals"] == {"appears": 0, "vanishes": 2, "shortens": 0, "lengthens": 0}
    assert "不再公示：2 条" in shop.run("law", "whatif", str(path), **NOVEMBER).stdout
    assert len(answered(shop, "shelf", "--on", "2026-11-20")["records"]) == 2
    path.write_text("- {power: publish-penalty}\n", encoding="utf-8")
    assert shop.run("law", "whatif", str(path), **NOVEMBER).returncode == 2
