"""The store of files: kinds by content, streams, a full disk, crashes, and the auditor's walk (rulings 31, 32, 133)."""

import errno
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from chengxin.ground import algorithms, digests
from chengxin.ground.api import Refusal, WrongUse, files
from chengxin.ground.files import _place
from chengxin.ground.models import StoredFile

MEGABYTE = 1 << 20


class OwnHome:
    """The home of a test: files in a folder of its own, secrets of the run."""

    def __init__(self, folder: Path) -> None:
        self.files, self.secret = folder, settings.HOME.secret


@pytest.fixture
def folder(district, tmp_path):
    with override_settings(HOME=OwnHome(tmp_path / "files")):
        yield tmp_path / "files"


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def put(tmp_path: Path, data: bytes) -> StoredFile:
    path = tmp_path / "in"
    path.write_bytes(data)
    with transaction.atomic():
        return files.store(path, *files.digest_of(path))


def archive(*parts: str, mimetype: str = "") -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for part in parts:
            made.writestr(part, "<x/>")
    return sink.getvalue()


KINDS = [
    ("名称,代码\n北运,1\n".encode(), "text"),
    ("名称,代码\n北运,1\n".encode("gb18030"), "text"),
    ("名称,代码\n北运,1\n".encode("utf-16"), "text"),
    (("长" * 40000).encode(), "text"),  # a character cut where the first look ends
    (b'{"a": 1}', "text"),
    (b"%PDF-1.7\n", "pdf"),
    (b"\xff\xd8\xff\xe0", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (archive("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    (archive("[Content_Types].xml", "word/document.xml"), "docx"),
    (archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "xls"),
    (archive("run.exe"), None),
    (b"PK\x03\x04 broken", None),
    (b"MZ\x90\0\x03\0", None),
    (b"\x7fELF\x02\x01\0", None),
    (b"abc\xff\xfe\x81", None),
]


@pytest.mark.parametrize(("data", "kind"), KINDS)
def test_a_kind_is_told_by_content(tmp_path, data, kind):
    (tmp_path / "given.pdf").write_bytes(data)
    assert files.kind_of(tmp_path / "given.pdf") == kind


def test_what_is_taken_for_what():
    assert set(files.taken_for(files.Purpose.ORIGINAL)) == {"text", "xlsx", "xls", "ods"}
    assert set(files.taken_for(files.Purpose.ATTACHMENT)) == {"pdf", "jpeg", "png", "ofd", "xlsx", "docx"}


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "空.pdf", "file-empty"),
        (b"<script>", "页.pdf", "file-kind"),
        (archive("run.exe"), "附件.docx", "file-kind"),
        (b"%PDF-1.7\n", "照片.jpg", "file-name-differs"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (20 * MEGABYTE), "大图.png", "file-too-large"),
        (b"%PDF-1.7\n" + b"\0" * (50 * MEGABYTE), "大.pdf", "file-too-large"),
    ],
)
def test_an_attachment_that_is_not_taken(folder, data, name, code):
    with pytest.raises(WrongUse) as told, transaction.atomic():
        files.take(io.BytesIO(data), purpose=files.Purpose.ATTACHMENT, name=name)
    assert told.value.code == code
    assert lying(folder) == [] and not StoredFile.objects.exists()


@pytest.mark.parametrize("chosen", [algorithms.INTERNATIONAL, algorithms.NATIONAL])
def test_a_stream_comes_in_and_goes_out(folder, chosen):
    data = b"%PDF-1.7\n" + os.urandom(3 * MEGABYTE + 17)
    with override_settings(ALGORITHMS=chosen):
        with transaction.atomic():
            stored = files.take(io.BytesIO(data), purpose=files.Purpose.ATTACHMENT, name="决定书.PDF")
        assert (stored.digest, stored.size, stored.cipher) == (digests.digest(data), len(data), chosen.cipher)
        (path,) = lying(folder)
        assert path.stat().st_mode & 0o777 == 0o600 and data[:MEGABYTE] not in path.read_bytes()
    assert b"".join(files.chunks(stored.digest)) == data == files.content(stored.digest)
    with files.opened(stored.digest) as stream:
        assert stream.read(10) == data[:10] and stream.read() == data[10:]


def test_what_comes_in_has_no_name_on_the_disk_before_it_is_sealed(folder):
    with files.received(io.BytesIO(b"%PDF-1.7\n")) as path:
        assert lying(folder) == []
        assert path.read_bytes() == b"%PDF-1.7\n" and files.examine(path, files.Purpose.ATTACHMENT).kind == "pdf"
    assert not path.exists()


def test_no_file_is_whole_in_memory(folder, tmp_path):
    size = 48 * MEGABYTE
    with (tmp_path / "large.csv").open("wb") as sink:
        for _ in range(size // MEGABYTE):
            sink.write(b"a,b\n" * (MEGABYTE // 4))
    tracemalloc.start()
    try:
        with (tmp_path / "large.csv").open("rb") as stream, transaction.atomic():
            stored = files.take(stream, purpose=files.Purpose.ORIGINAL, name="large.csv")
        assert sum(map(len, files.chunks(stored.digest))) == size
        assert tracemalloc.get_traced_memory()[1] < 12 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_the_same_bytes_under_another_setting_are_the_same_file(folder, tmp_path):
    old = put(tmp_path, b"a,b\n1,2\n")
    with override_settings(ALGORITHMS=algorithms.NATIONAL):
        assert put(tmp_path, b"a,b\n1,2\n") == old
        new = put(tmp_path, b"a,b\n3,4\n")
        assert new.digest.startswith("sm3:") and new.cipher == "sm4-gcm"
    assert put(tmp_path, b"a,b\n3,4\n") == new
    assert {checked.state for checked in files.check()} == {"intact"}
    assert files.content(old.digest) == b"a,b\n1,2\n" and files.content(new.digest) == b"a,b\n3,4\n"


def test_a_full_disk_leaves_no_half_file(folder, tmp_path):
    """The kernel itself refuses to write on: a limit on the size of files."""
    path = tmp_path / "in.csv"
    path.write_bytes(b"a,b\n" * MEGABYTE)
    digest, size = files.digest_of(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE + 500_000, hard))
    try:
        with pytest.raises(WrongUse) as told, transaction.atomic():
            files.store(path, digest, size)
        with pytest.raises(files.StoreFull), path.open("rb") as stream, files.received(stream):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert (told.value.code, told.value.exit_code, told.value.http_status) == ("store-full", 2, 507)
    assert told.value.__cause__.errno == errno.EFBIG
    assert lying(folder) == [] and not StoredFile.objects.exists()
    with transaction.atomic():
        assert files.content(files.store(path, digest, size).digest) == path.read_bytes()


def test_a_disk_that_is_really_full(district, tmp_path):
    """ENOSPC from a file system of two megabytes."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode(errors='replace').strip()}")
    try:
        with override_settings(HOME=OwnHome(small / "files")):
            kept = put(tmp_path, b"a,b\n" * 1000)
            with pytest.raises(files.StoreFull) as told:
                put(tmp_path, b"c,d\n" * MEGABYTE)
            assert told.value.__cause__.errno == errno.ENOSPC
            assert lying(small) == [_place(kept.digest)]
            assert [checked.state for checked in files.check()] == ["intact"]
            assert put(tmp_path, b"e,f\n" * 1000)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_what_a_killed_process_left_is_swept_and_what_is_being_written_is_not(folder, tmp_path):
    program = (
        "import os, sys, pathlib; from unittest import mock; import django; django.setup()\n"
        "from django.conf import settings; from chengxin.ground import files\n"
        "settings.HOME = mock.Mock(files=pathlib.Path(sys.argv[1]))\n"
        "with files._partial() as (sink, path):\n"
        "    sink.write(b'half'); sink.flush(); print(path, flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    half = Path(other.stdout.readline().strip())
    put(tmp_path, b"a,b\n")
    assert half.exists(), "another process is writing it"
    assert files.unnamed() == []
    other.kill()
    other.communicate()
    assert half.exists()
    put(tmp_path, b"c,d\n")
    assert not half.exists()


def test_a_crash_before_the_commit_leaves_what_the_next_run_takes_over(folder, tmp_path):
    path = tmp_path / "in"
    path.write_bytes(b"a,b\n")
    digest, size = files.digest_of(path)
    with pytest.raises(RuntimeError), transaction.atomic():
        files.store(path, digest, size)
        raise RuntimeError
    assert len(files.unnamed()) == 1 and not StoredFile.objects.exists()
    stored = put(tmp_path, b"a,b\n")
    assert files.unnamed() == [] and files.content(stored.digest) == b"a,b\n"


def test_the_walk_finds_every_damage(folder, tmp_path, district):
    made = {name: put(tmp_path, f"{name}\n".encode() * 400_000) for name in ("intact", "bit", "short", "gone", "erased", "alien")}
    places = {name: _place(stored.digest) for name, stored in made.items()}
    data = bytearray(places["bit"].read_bytes())
    data[-30] ^= 1
    places["bit"].write_bytes(data)
    first = int.from_bytes(places["short"].read_bytes()[:4], "big")
    places["short"].write_bytes(places["short"].read_bytes()[: 4 + first])  # whole pieces, and one too few
    places["gone"].unlink()
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("DELETE FROM ground_filekey WHERE file_id = %s", [made["erased"].pk])
    places["erased"].write_bytes(b"whatever")
    shutil.copy(places["intact"], places["alien"])
    assert [checked.state for checked in files.check()] == ["intact", "damaged", "damaged", "missing", "erased", "damaged"]
    assert files.chunks(made["erased"].digest) is None and files.opened(made["erased"].digest) is None
    with pytest.raises(files.FileDamaged):
        files.content(made["short"].digest)
    with pytest.raises(Refusal) as told:
        call_command("files", "check", "--json", stdout=io.StringIO())
    assert told.value.codes == ("file-damaged", "file-missing") and told.value.details["damaged"] == 3
    assert made["gone"].digest in str(told.value)


def test_a_sound_store_is_told_as_such_and_a_lost_file_comes_back_with_its_bytes(folder, tmp_path):
    stored = put(tmp_path, b"a,b\n")
    _place(stored.digest).unlink()
    assert [checked.state for checked in files.check()] == ["missing"]
    assert put(tmp_path, b"a,b\n") == stored
    sink = io.StringIO()
    call_command("files", "check", "--json", stdout=sink)
    assert json.loads(sink.getvalue()) == {"files": 1, "intact": 1, "erased": 0, "missing": 0, "damaged": 0, "wrong": [], "unnamed": []}
    call_command("files", "check", stdout=sink)
    assert "相符：1" in sink.getvalue()


def test_a_file_that_changes_while_it_is_stored_is_not_kept(folder, tmp_path):
    path = tmp_path / "in"
    path.write_bytes(b"a,b\n")
    digest, size = files.digest_of(path)
    path.write_bytes(b"a,c\n")
    with pytest.raises(files.FileDamaged), transaction.atomic():
        files.store(path, digest, size)
    assert lying(folder) == []
