"""docs/dependencies.md tells of every package we ask for, and of none we do not."""

import re


def asked(text: str) -> set[str]:
    """The package names of a requirements file."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return {re.split(r"[\[~=<>!; ]", line)[0].lower() for line in lines if line and not line.startswith("-")}


def told(text: str) -> set[str]:
    """Every word in the first cells of the tables of a Markdown page."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
    return {word.lower() for cell in cells for word in re.findall(r"[A-Za-z][\w-]+", cell)}


def test_every_package_is_told_of(root):
    page = told((root / "docs" / "dependencies.md").read_text(encoding="utf-8"))
    for name in ("runtime.in", "spark.in", "development.in"):
        assert asked((root / "requirements" / name).read_text(encoding="utf-8")) - page == set(), name


def test_no_other_is_told_of(root):
    wanted = {name for file in ("runtime.in", "spark.in", "development.in") for name in asked((root / "requirements" / file).read_text(encoding="utf-8"))}
    first = [line.split("|")[1].split("(")[0].split(" with ")[0] for line in (root / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = {re.sub(r"[\d.]+$", "", part.strip()).strip().lower() for cell in first for part in cell.split(",")} - {"package", "pyarrow"}
    assert named - wanted == set()


def test_a_forgotten_package_is_noticed():
    assert asked("left-pad~=1.0  # why not\n-r other.in\n") - told("| django 5.2 | pages |") == {"left-pad"}
