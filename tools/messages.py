"""译文: extracts the site's Chinese sentences into the English catalogue and compiles it; needs no gettext programs.

``python tools/messages.py`` brings ``django.po`` and ``django.mo`` up to date and names what is not
translated yet; with ``--check`` it writes nothing and exits 1 where something is missing or stale.
"""

import ast
import datetime as dt
import io
import re
import sys
from collections.abc import Iterator, Set
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
BORN = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)  # a date of its own would make every run a change
_TELLING = ("MESSAGE", "OF_READING", "OF_THE_BATCH", "_KINDS", "_ENCODINGS", "_SEPARATORS", "_COUNTED", "_SAID", "_SENTENCES", "_OF_REFUSAL", "_OF_TROUBLE")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SAYING, _RAISING = {"_said", "Sentence.of", "Term"}, {"WrongUse", "Refusal", "NotFound", "Document"}
#: Where files are refused that came to the desk, beside reading.
_REFUSING = (
    *(f"collection/{name}.py" for name in ("header", "mending", "refusing", "storing", "wrong_table")),
    *(f"collection/entrances/{name}.py" for name in ("consignments", "forms", "receipts", "uploads")),
    *(f"doors/desk/pages/{name}.py" for name in ("batches", "sending")),
)
FOLDER = ROOT / "chengxin" / "site" / "locale" / "en" / "LC_MESSAGES"


def wanted() -> list[str]:
    """Every sentence of every template, what the doors' own code marks with ``_``, and what findings say, in the order of the files."""
    from django.utils.translation.template import templatize

    found: dict[str, None] = {}
    for path in sorted((ROOT / "chengxin").rglob("templates/**/*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=path.name).encode()
        for _, _, message, _ in extract_python(io.BytesIO(code), {"gettext": None, "_": None}, [], {"encoding": "utf-8"}):
            if isinstance(message, str):
                found[message] = None
    for path in sorted((ROOT / "chengxin" / "doors").rglob("*.py")):
        for _, _, message, _ in extract_python(io.BytesIO(path.read_bytes()), {"_": None}, [], {"encoding": "utf-8"}):
            if isinstance(message, str):
                found[message] = None
    return list(found | dict.fromkeys(_of_findings()))


def _of_findings() -> Iterator[str]:
    """What each check tells, what reading finds, what is told of a batch, and why a file is refused: constants of their files, and sentences put together there, looked up by the pages that show them."""
    collection = ROOT / "chengxin" / "collection"
    for path in (
        *sorted((collection / "checks").rglob("*.py")),
        collection / "messages.py",
        collection / "odd_organs.py",
        collection / "telling.py",
        collection / "their_words.py",
    ):
        yield from _told_in(path, _SAYING)
    yield from refusing()


def refusing() -> Iterator[str]:
    """Why a file that came to the desk is refused."""
    for path in refusing_files():
        yield from _told_in(path, _SAYING | _RAISING)


def refusing_files() -> list[Path]:
    """Where that is said."""
    return [*sorted((ROOT / "chengxin" / "collection" / "reading").rglob("*.py")), *(ROOT / "chengxin" / path for path in _REFUSING)]


def _told_in(path: Path, saying: Set[str]) -> Iterator[str]:
    """The constants of a file, and what is said by calls of ``saying``, in Chinese."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in _TELLING:
            said = ast.literal_eval(node.value)
            yield from filter(_CHINESE.search, said.values() if isinstance(said, dict) else (said,))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("wording.") in saying:
            yield from filter(_CHINESE.search, chain.from_iterable(map(_constants, node.args)))


def _constants(node: ast.expr) -> Iterator[str]:
    """The text of an argument; either one where it depends. What is told with it are other calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))


def main() -> int:
    """Update, or with ``--check`` only compare."""
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    source, compiled = FOLDER / "django.po", FOLDER / "django.mo"
    known = read_po(io.BytesIO(source.read_bytes())) if source.exists() else Catalog(locale="en")
    fresh = Catalog(locale="en", project="Chengxin", charset="utf-8", fuzzy=False, creation_date=BORN, revision_date=BORN)
    missing = []
    for message in wanted():
        old = known.get(message)
        fresh.add(message, string=old.string if old else None)
        if not old or not old.string:
            missing.append(message)
    texts, binary = io.BytesIO(), io.BytesIO()
    write_po(texts, fresh, width=0, omit_header=False, no_location=True)
    write_mo(binary, read_po(io.BytesIO(texts.getvalue())))
    for message in missing:
        print(f"not translated: {message}")
    if "--check" in sys.argv:
        stale = not compiled.exists() or compiled.read_bytes() != binary.getvalue()
        return 1 if missing or stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    source.write_bytes(texts.getvalue())
    compiled.write_bytes(binary.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
