"""Every odd file ends in a clear error and no batch, or in a batch whose four figures add up (rulings 7, 13, 150 to 156)."""

import errno
import itertools
import os
import shutil
import threading

import pytest

from chengxin.collection import reading
from chengxin.ground.api import Refusal, WrongUse, files
from tests.district import District, penalty_row
from tests.files.odd import MAKERS, Goes, Stops, cells, table


@pytest.fixture(scope="module")
def office(server):
    """One district for all odd files; each has rows of its own."""
    with District(server) as made:
        yield made


@pytest.mark.parametrize("name", MAKERS, ids=lambda name: name.encode("utf-8", "replace").decode())
def test_every_odd_file_has_a_clear_end(office, name):
    path = office.folder / name
    expected = MAKERS[name](path)
    before = office.value("SELECT count(*) FROM collection_batch")
    if isinstance(expected, Stops):
        with pytest.raises((WrongUse, Refusal)) as trouble:
            office.collect(path=path)
        error = trouble.value
        codes = error.codes if isinstance(error, Refusal) else (error.code,)
        assert (codes, error.exit_code) == ((expected.code,), expected.exit_code), str(error)
        assert expected.words in str(error)
        assert any("\u4e00" <= character <= "\u9fff" for character in str(error))
        assert office.value("SELECT count(*) FROM collection_batch") == before
        return
    assert isinstance(expected, Goes)
    figures = office.collect(path=path)
    assert (figures["accepted"], figures["quarantined"]) == (expected.accepted, expected.quarantined), figures
    assert figures["rows"] == figures["accepted"] + figures["unchanged"] + figures["corrections"] + figures["quarantined"]
    assert {code: figures["findings"].get(code, 0) for code in expected.findings} == expected.findings
    assert {what: figures["notes"].get(what) for what in expected.notes} == expected.notes


def test_lines_count_on_past_blank_and_returned_rows(office):
    from chengxin.collection import api as collection

    path = office.folder / "lines.csv"
    broken = cells()
    broken[6] = '"从未关上'
    rows = table(cells(), cells(CF_WSH=""), [""] * 17, ["合计"], cells()).rstrip("\r\n")
    path.write_text(f"{rows}\r\n{','.join(broken)}\r\n{table(cells(), cells(CF_WSH='')).partition(chr(10))[2]}", encoding="utf-8")
    figures = office.collect(path=path)
    with office.side("desk"):
        returned = collection.returned_rows(figures["batch"], actor="测试", purpose="核对")
    assert [(row["line"], row["findings"][0]["code"]) for row in returned] == [
        (2, "missing-document-number"),
        (3, "footer-row"),
        (5, "quote-unclosed"),
        (7, "missing-document-number"),
    ]


def test_cells_are_kept_as_their_format_shows_them(office):
    path = office.folder / "as shown.xlsx"
    MAKERS["words and zeros put there by formats.xlsx"](path)
    office.collect(path=path)
    with office.connect("owner") as raw:
        kept = raw.execute("SELECT values FROM chengxin.records_version WHERE values ->> 'CF_WSH' IN ('津北市监罚〔2026〕701号', '000702') ORDER BY line").fetchall()
    assert [[values[code] for code in ("CF_WSH", "CF_NR_FK", "CF_JDRQ", "CF_CFJG")] for (values,) in kept] == [
        ["津北市监罚〔2026〕701号", "0.5", "2026-05-12", "示例市河北区应急管理局"],
        ["000702", "0.5", "2026-05-12", "示例市河北区应急管理局"],
    ]


def test_notices_say_where_to_look(office):
    from chengxin.collection import api as collection

    path = office.folder / "notices.csv"
    rows = [cells(CF_XDR_MC=f"天津市北运{'?' if number % 3 == 0 else '宏'}达商贸有限公司") for number in range(1, 301)]
    rows[1][6] = '"从未关上'  # line 2 is returned, and no example of what else would be said of it
    rows[1][0] = "天津市?公司"
    path.write_text(table(*rows[:1]) + ",".join(rows[1]) + "\r\n" + table(*rows[2:]).partition("\n")[2], encoding="utf-8")
    (found,) = [one for one in collection.batch(office.collect(path=path)["batch"])["by_code"] if one["code"] == "character-lost"]
    assert (found["count"], found["lines"], found["column"]) == (100, [3, 6, 9, 12, 15], "行政相对人名称")


def test_a_broken_line_of_a_person_is_a_persons(office):
    from tests.district import identity_number

    number = identity_number("12010519000101003")
    row = cells(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_SY=f"当事人{number}")
    row[0] = '"林小满'
    path = office.folder / "person.csv"
    path.write_text("\n".join([table().strip(), ",".join(row), ",".join(cells())]), encoding="utf-8")
    batch = office.collect(path=path)["batch"]
    assert office.value("SELECT of_person AND identity_mac IS NOT NULL FROM collection_quarantined WHERE batch_id = %s", batch)


def test_without_permission(office, monkeypatch):
    path = office.write([penalty_row()])
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything
        opened = type(path).open

        def forbidden(self, *words, **more):
            if self == path:
                raise PermissionError(errno.EACCES, "x")
            return opened(self, *words, **more)

        monkeypatch.setattr(type(path), "open", forbidden)
    with pytest.raises(WrongUse, match="没有读取权限"):
        office.collect(path=path)


@pytest.mark.parametrize("how", ["grows", "is rewritten", "is replaced", "vanishes"])
def test_a_file_that_changes_while_it_is_read(office, monkeypatch, how):
    path = office.write([penalty_row(), penalty_row()])
    before = office.value("SELECT count(*) FROM collection_batch")
    chunks = reading.chunks

    def meanwhile(*words):
        yield from chunks(*words)
        if how == "grows":
            with path.open("a") as stream:
                stream.write("x\n")
        elif how == "is rewritten":
            content = path.read_bytes()
            path.write_bytes(content.replace(b"5000", b"6000"))
        elif how == "is replaced":
            shutil.copy(path, path.with_suffix(".new"))
            path.with_suffix(".new").replace(path)
        else:
            path.unlink()

    monkeypatch.setattr(reading, "chunks", meanwhile)
    with pytest.raises(WrongUse) as trouble:
        office.collect(path=path)
    assert trouble.value.code == "file-changed"
    assert office.value("SELECT count(*) FROM collection_batch") == before
    assert office.value("SELECT count(*) FROM records_arrival") == 0


def test_a_file_only_touched_or_linked_meanwhile_goes_on(office, monkeypatch):
    path = office.write([penalty_row()])
    chunks = reading.chunks

    def meanwhile(*words):
        os.link(path, path.with_suffix(".link"))
        yield from chunks(*words)

    monkeypatch.setattr(reading, "chunks", meanwhile)
    assert office.collect(path=path)["accepted"] == 1


def test_a_disk_that_fills_keeps_nothing(office, monkeypatch):
    path = office.write([penalty_row()])

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    before = office.value("SELECT count(*) FROM collection_batch")
    with pytest.raises(WrongUse) as trouble:
        office.collect(path=path)
    assert (trouble.value.code, trouble.value.exit_code) == ("store-full", 2)
    assert office.value("SELECT count(*) FROM collection_batch") == before
    assert not list((office.home.files / "partial").iterdir())
    monkeypatch.undo()
    assert office.collect(path=path)["accepted"] == 1


def test_a_database_whose_disk_fills_keeps_nothing(office, monkeypatch):
    import psycopg.errors
    from django.db import OperationalError

    from chengxin.collection import receiving

    def full(*words):
        raise OperationalError("full") from psycopg.errors.DiskFull("full")

    monkeypatch.setattr(receiving.Joining, "finish", full)
    before = office.value("SELECT count(*) FROM collection_batch")
    with pytest.raises(WrongUse) as trouble:
        office.collect(penalty_row())
    assert (trouble.value.code, trouble.value.exit_code) == ("disk-full", 2)
    assert office.value("SELECT count(*) FROM collection_batch") == before


def test_limits_are_settings(office, settings_of_reading):
    many = office.write([penalty_row() for _ in range(4)])
    settings_of_reading(rows=3)
    with pytest.raises(WrongUse, match="3 行的上限"):
        office.collect(path=many)
    settings_of_reading(columns=10)
    with pytest.raises(WrongUse, match="10 列的上限"):
        office.collect(path=many)
    settings_of_reading(file_mb=0)
    with pytest.raises(WrongUse, match="0 MB 的上限"):
        office.collect(path=many)
    settings_of_reading(cell=5)
    assert office.collect(path=many)["findings"]["cell-too-long"] >= 4


@pytest.fixture
def settings_of_reading(monkeypatch):
    from django.conf import settings

    return lambda **limits: monkeypatch.setattr(settings, "READING_LIMITS", limits)


def test_a_file_still_being_written_is_never_half_taken(office):
    """A writer that never stops: whatever the moment, nothing or a refusal."""
    path = office.write([penalty_row() for _ in range(2000)])
    stop = threading.Event()

    def write():
        for number in itertools.count():
            if stop.is_set():
                return
            with path.open("a") as stream:
                stream.write(f"{number}\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(WrongUse) as trouble:
            office.collect(path=path)
    finally:
        stop.set()
        writer.join()
    assert trouble.value.code == "file-changed"
