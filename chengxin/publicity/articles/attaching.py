"""收下图片和附件: told by content, bounded, and made safe for readers: a picture is drawn anew, a document with something that runs is refused.

The original is sealed in ground's store like every file. What the public gets is a copy in a table of its own.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.etree import ElementTree

from chengxin.ground.api import WrongUse, files

PICTURE_MOST, DOCUMENT_MOST = 1 << 20, 10 << 20  # of the copies; the database holds them to it
SHARP_MOST = 400 << 10  # of a picture kept as PNG
WIDEST = 1600  # pixels of either side
_PIXELS = 50_000_000  # of an original
_UNPACKED = 40 << 20
MEDIA = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", **{media: f".{kind}" for kind, media in MEDIA.items()}}
_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|SubmitForm|ImportData)\b")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEAD = 400  # bytes before a stream in which its dictionary stands


@dataclass(frozen=True)
class Copy:
    """公开副本: the bytes readers get. ``text``: what it says, for the check of words; None where that cannot be read."""

    content: bytes
    picture: bool
    media_type: str
    text: str | None = ""
    width: int | None = None
    height: int | None = None


def copied(stream: IO[bytes], name: str) -> Copy:
    """The copy of what was sent. Raises WrongUse with why it cannot be taken."""
    with files.received(stream, largest=DOCUMENT_MOST * 2) as path:
        kind = files.examine(path, files.Purpose.ATTACHMENT)
        files.agree(kind, name)
        content = path.read_bytes()
    if kind.kind in ("jpeg", "png"):
        return _picture(content)
    if len(content) > DOCUMENT_MOST:
        raise WrongUse(f"附件最大 {DOCUMENT_MOST >> 20} MB，这份有 {len(content) / (1 << 20):.1f} MB", code="file-too-large")
    if kind.kind == "pdf":
        _check_pdf(content)
        return Copy(content, False, MEDIA["pdf"], text=None)
    return Copy(content, False, MEDIA[kind.kind], text=_text_of_package(content, kind.kind))


def ending(media_type: str) -> str:
    """The usual ending of a file of this type."""
    return _ENDINGS[media_type]


def _picture(content: bytes) -> Copy:
    """Drawn anew: turned the right way, no larger than a page needs, without what a camera wrote into it (place, time, owner)."""
    from PIL import Image, ImageOps  # late: only who writes articles needs it

    Image.MAX_IMAGE_PIXELS = _PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > _PIXELS:
                raise WrongUse("图片的像素太多，请缩小后再传", code="picture-too-large")
            opened.load()
            drawn: Any = ImageOps.exif_transpose(opened)
    except WrongUse:
        raise
    except Exception as error:  # the library raises many kinds for a broken or hostile picture
        raise WrongUse("图片打不开，可能已经损坏，请另存一次再传", code="picture-broken") from error
    drawn.thumbnail((WIDEST, WIDEST))
    if opened.format == "PNG":  # drawings and pictures of text stay sharp where they are small enough
        copy = _written(drawn.convert("RGBA" if drawn.has_transparency_data else "RGB"), "PNG", optimize=True)
        if len(copy) <= SHARP_MOST:
            return Copy(copy, True, "image/png", width=drawn.width, height=drawn.height)
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn.convert("RGBA"), mask=drawn.convert("RGBA").getchannel("A"))
    for quality in (84, 72, 60, 45):
        copy = _written(paper, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(copy) <= PICTURE_MOST:
            return Copy(copy, True, "image/jpeg", width=paper.width, height=paper.height)
    raise WrongUse("图片缩小后仍然太大，请裁剪后再传", code="picture-too-large")


def _written(picture: Any, form: str, **how: Any) -> bytes:
    sink = io.BytesIO()
    picture.save(sink, form, **how)
    return sink.getvalue()


def _check_pdf(content: bytes) -> None:
    """Raises WrongUse where something in it would run, open or hide when a reader opens it."""
    if b"/Encrypt" in content:
        raise WrongUse("PDF 加了密码或者权限限制，请另存为不加密的再传", code="document-locked")
    if any(_RUNS.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), piece)) for piece in _objects(content)):
        raise WrongUse("PDF 里有脚本、表单动作或者内嵌文件，请另存为普通 PDF（打印为 PDF）再传", code="document-runs")


def _objects(content: bytes) -> Iterator[bytes]:
    """Where a PDF's objects stand: outside its streams, in what only looks like a stream, and in the streams that hold objects, unpacked. Not in pictures, whose bytes say anything."""
    yield _STREAM.sub(lambda found: found[0] if _OBJECT.search(found[1]) else b"", content)
    left = _UNPACKED
    for match in _STREAM.finditer(content):
        head = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content[max(match.start() - _HEAD, 0) : match.start()])
        if b"ObjStm" not in head:
            continue
        try:
            piece = zlib.decompressobj().decompress(match[1], left)
        except zlib.error:
            if b"Filter" in head.rpartition(b"obj")[2]:  # packed in a way we do not unpack
                raise WrongUse("PDF 的内部格式不常见，请另存为普通 PDF（打印为 PDF）再传", code="document-runs") from None
            piece = match[1]
        left -= len(piece)
        if left <= 0:
            raise WrongUse("PDF 解开后太大，请另存为普通 PDF 再传", code="document-runs")
        yield piece


def _text_of_package(content: bytes, kind: str) -> str | None:
    """What a DOCX or XLSX says. Raises WrongUse for one that carries macros or other files, or unpacks to too much."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        if any(re.search(r"vbaProject|(?<!printerSettings)(?<!printerSettings\d)\.bin$|/embeddings/|/externalLinks/|activeX", name, re.IGNORECASE) for name in names):
            raise WrongUse("文件里有宏、内嵌文件或者外部链接，请删去后再传", code="document-runs")
        if sum(entry.file_size for entry in package.infolist()) > _UNPACKED:
            raise WrongUse("文件解开后太大", code="document-runs")
        if kind == "ofd":
            return None
        wanted = [name for name in names if re.match(r"word/(document|header\d*|footer\d*|comments)\.xml$|xl/sharedStrings\.xml$|xl/worksheets/[^/]+\.xml$", name)]
        try:
            return "\n".join(_said(package.read(name)) for name in wanted)
        except (ElementTree.ParseError, KeyError, zipfile.BadZipFile) as error:
            raise WrongUse("文件打不开，可能已经损坏，请另存一次再传", code="document-broken") from error


def _said(part: bytes) -> str:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise WrongUse("文件里有不该有的声明，请另存一次再传", code="document-runs")
    root = ElementTree.fromstring(part)
    blocks = [one for one in root.iter() if one.tag.endswith(("}p", "}si", "}is"))]
    return "\n".join("".join(node.text or "" for node in block.iter() if node.tag.endswith("}t")) for block in blocks)
