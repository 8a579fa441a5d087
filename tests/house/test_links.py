"""Every relative link in a Markdown page leads to something."""

import re

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def dead(path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    return [target for target in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / target).exists()]


def test_no_link_is_dead(root):
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "chengxin").rglob("*.md"), *(root / "tests").rglob("*.md")]
    assert len(pages) > 20
    assert {str(page.relative_to(root)): dead(page) for page in pages if dead(page)} == {}


def test_every_room_has_a_readme(root):
    for folder in [*(root / "chengxin").iterdir(), *(root / "chengxin" / "doors").iterdir()]:
        if (folder / "__init__.py").exists() and folder.name != "doors":
            assert (folder / "README.md").is_file(), folder.name


def test_every_decision_is_in_the_index(root):
    index = (root / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in (root / "docs" / "decisions").glob("0*.md"):
        assert f"({path.name})" in index, path.name


def test_a_dead_link_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[here](page.md) [there](nowhere.md) [out](https://example.org)", encoding="utf-8")
    assert dead(page) == ["nowhere.md"]
