"""Every ruling the code cites is in docs/rulings.md, and every reading of ours names a test that exists."""

import re

CITED = re.compile(r"\brulings? (\d+(?:(?:, | to | and )\d+)*)")


def cited(text: str) -> set[int]:
    """The numbers of the rulings a text cites."""
    found = set()
    for match in CITED.finditer(text):
        for part in re.split(r", | and ", match.group(1)):
            ends = [int(number) for number in part.split(" to ")]
            found |= set(range(ends[0], ends[-1] + 1))
    return found


def explained(page: str) -> set[int]:
    """The numbers in the first cells of the page's tables."""
    found = set()
    for first in re.findall(r"^\| (\d+(?:–\d+)?) \|", page, re.MULTILINE):
        ends = [int(number) for number in first.split("–")]
        found |= set(range(ends[0], ends[-1] + 1))
    return found


def test_every_cited_ruling_is_on_the_page(root):
    page = explained((root / "docs" / "rulings.md").read_text(encoding="utf-8"))
    assert page >= set(range(1, 37))
    for folder in ("chengxin", "tests", "docs"):
        for path in (root / folder).rglob("*"):
            if path.suffix in (".py", ".sql", ".yaml", ".md", ".html"):
                assert cited(path.read_text(encoding="utf-8")) <= page, path


def test_every_reading_of_ours_names_its_test(root):
    rows = re.findall(r"^\| (\d{3}) \|.*\| ([^|]+) \|$", (root / "docs" / "rulings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) >= 17 and len({number for number, _ in rows}) == len(rows)  # no number is given twice
    for number, names in rows:
        for name in names.split(", "):
            path = root / name.strip()
            assert path.is_file(), name
            assert "test_own_readings" not in name or f"def test_{number}_" in path.read_text(encoding="utf-8"), f"no test of reading {number}"


def test_a_citation_is_understood():
    assert cited("(rulings 7 to 9, 11, 15)") == {7, 8, 9, 11, 15}
    assert cited("ruling 30;") == {30}
    assert explained("| 17–21 | x |\n| 3 | y |") == {3, 17, 18, 19, 20, 21}
