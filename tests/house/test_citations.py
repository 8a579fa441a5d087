"""What our data rests on is on file: articles exist, and every rule says where it was found."""

import csv
import re

import yaml

MARK = re.compile(r"^(S\d+(/S\d+)*|M|ours)$")


def marks_in(data: object, where: str) -> list[tuple[str, str]]:
    """Every ``mark`` and ``source`` of a YAML document with its place."""
    found = []
    if isinstance(data, dict):
        found += [(f"{where}.{key}", str(data[key])) for key in ("mark", "source") if isinstance(data.get(key), str)]
        for key, value in data.items():
            found += marks_in(value, f"{where}.{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            found += marks_in(value, f"{where}[{number}]")
    return found


def wrong(marks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Marks that are neither a found source, nor memory, nor our own proposal."""
    return [(where, mark) for where, mark in marks if not MARK.match(mark)]


def all_marks(root) -> list[tuple[str, str]]:
    """The marks of all catalogue, law and district files and code sets."""
    paths = [
        *(root / "chengxin" / "catalogue" / "items").glob("*.yaml"),
        *(root / "chengxin" / "law" / "data").rglob("*.yaml"),
        root / "chengxin" / "district.yaml",
        root / "chengxin" / "catalogue" / "codesets" / "sets.yaml",
    ]
    found = [mark for path in paths for mark in marks_in(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)]
    with (root / "chengxin" / "catalogue" / "classes.csv").open(encoding="utf-8", newline="") as stream:
        found += [(f"classes.csv:{row['number']}", row["source"]) for row in csv.DictReader(stream)]
    for path in (root / "chengxin" / "catalogue" / "codesets").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            found += [(f"{path.name}:{row['set']}/{row['code']}", row["source"]) for row in csv.DictReader(stream)]
    return found


def test_every_basis_of_an_item_is_an_article_on_file(reference):
    from chengxin.catalogue.api import items
    from chengxin.law.api import article_codes

    for item in items().values():
        assert item.basis, f"{item.code} has no basis"
        assert set(item.basis) <= article_codes(), item.code


def test_every_adverse_item_names_a_power_on_file_or_is_not_public(reference, root):
    from chengxin.catalogue.api import items

    powers = {yaml.safe_load(p.read_text(encoding="utf-8"))["code"] for p in (root / "chengxin" / "law" / "data" / "powers").rglob("*.yaml")}
    for item in items().values():
        assert item.nature == "adverse" or item.power is None, item.code
        assert item.nature == "benign" or item.power or item.openness != "社会公开", item.code
        assert item.power is None or item.power in powers, item.code


def test_every_article_of_a_power_is_on_file(reference, root):
    from chengxin.law.api import article_codes

    for path in (root / "chengxin" / "law" / "data" / "powers").rglob("*.yaml"):
        power = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = [*power["articles"], *(a for r in power["regimes"] for a in r["articles"])]
        cited = [a if isinstance(a, str) else a["article"] for a in entries]
        assert cited and set(cited) <= article_codes(), power["code"]


def test_every_mark_is_a_source_or_memory(root):
    marks = all_marks(root)
    assert len(marks) > 100
    assert wrong(marks) == []


def test_every_source_is_explained(root):
    explained = set(re.findall(r"^\| (S\d+) \|", (root / "docs" / "sources.md").read_text(encoding="utf-8"), re.MULTILINE))
    used = {part for _, mark in all_marks(root) for part in mark.split("/") if part not in ("M", "ours")}
    for path in (root / "chengxin").rglob("*"):
        if path.suffix in (".py", ".yaml", ".sql") and "migrations" not in path.parts:
            used |= set(re.findall(r"\bS\d{1,2}\b", path.read_text(encoding="utf-8")))
    assert used - explained == set()


def test_a_wrong_mark_is_noticed():
    assert wrong(marks_in({"length": {"most": 5, "mark": "somewhere"}}, "x")) == [("x.length.mark", "somewhere")]
