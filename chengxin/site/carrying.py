"""开放数据文件的搬运: the files of open data that a replica offers, brought from the main machine: from its folder, or from its public site.

Which files are offered is said by rows that come with everything else; a file is taken over only if it is, to the byte, what its
row says, and one that no row offers any more is thrown away.
"""

import hashlib
import shutil
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from chengxin.site.copying import Copy

EVERY = 5.0  # seconds
_OFFERED = "SELECT on_day::text, number, name, digest FROM publicity.open_file"


def keep(copy: Copy, over: threading.Event) -> None:
    """Round after round until ``over``; whatever fails is tried again."""
    import psycopg

    while not over.wait(EVERY):
        try:
            carry(copy)
        except (OSError, psycopg.Error):
            continue


def carry(copy: Copy) -> int:
    """One round. How many files came."""
    root = copy.home.path / "opendata"
    with copy.connect("public") as raw:
        offered = raw.execute(_OFFERED).fetchall()
        days = {row[0] for row in raw.execute("SELECT on_day::text FROM publicity.open_edition").fetchall()}
    came = 0
    for day, number, name, digest in offered:
        place = root / day / str(number) / name
        if not place.is_file():
            came += _take(copy.feed.opendata, day, str(number), name, digest, place)
    if root.is_dir():
        wanted = {(day, str(number)) for day, number, _, _ in offered}
        for folder in root.iterdir():
            if folder.name not in days:
                shutil.rmtree(folder)
                continue
            for edition in folder.iterdir():
                if (folder.name, edition.name) not in wanted:
                    shutil.rmtree(edition)
    return came


def _take(source: str, day: str, number: str, name: str, digest: str, place: Path) -> bool:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft, told = place.with_name(f".{name}"), hashlib.sha256()
    try:
        with _open(source, day, number, name) as given, draft.open("wb") as file:
            while part := given.read(1 << 20):
                told.update(part)
                file.write(part)
    except (FileNotFoundError, urllib.error.HTTPError):  # not there yet, or made anew meanwhile
        draft.unlink(missing_ok=True)
        return False
    if f"sha256:{told.hexdigest()}" != digest:
        draft.unlink()
        return False
    draft.replace(place)
    return True


def _open(source: str, day: str, number: str, name: str) -> IO[bytes]:
    if source.startswith(("http://", "https://")):
        return urllib.request.urlopen(f"{source.rstrip('/')}/data/{day}/{name}", timeout=60)  # type: ignore[no-any-return]
    return (Path(source) / day / number / name).open("rb")
