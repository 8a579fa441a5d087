"""文件种类: told by the content; a name proves nothing. What is no table gets an error that says how to make one of it."""

import re
import zipfile
from typing import BinaryIO

from chengxin.collection.reading import archive
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of
_SAVE_AS = wording.Term("请在表格软件中打开后另存为 .xlsx 或“CSV UTF-8”再报")
#: First bytes → what it is and what to do, of documents and of what else is no table.
_DOCUMENTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", _said("文件是 PDF，不能作为数据接收，请报送表格原件（.xlsx 或 CSV）")),
    (b"\x89PNG", _said("文件是图片，不能作为数据接收，请报送表格原件（.xlsx 或 CSV）")),
    (b"\xff\xd8\xff", _said("文件是图片，不能作为数据接收，请报送表格原件（.xlsx 或 CSV）")),
    (b"GIF8", _said("文件是图片，不能作为数据接收，请报送表格原件（.xlsx 或 CSV）")),
    (b"II*\0", _said("文件是图片，不能作为数据接收，请报送表格原件（.xlsx 或 CSV）")),
    (b"MM\0*", _said("文件是图片，不能作为数据接收，请报送表格原件（.xlsx 或 CSV）")),
    (b"{\\rtf", _said("文件是 RTF 文档，不是表格，%(advice)s", advice=_SAVE_AS)),
)
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", _said("文件是 gzip 压缩包，请先解压，或改用 ZIP")),
    (b"7z\xbc\xaf\x27\x1c", _said("文件是 7z 压缩包，请先解压，或改用 ZIP")),
    (b"Rar!", _said("文件是 RAR 压缩包，请先解压，或改用 ZIP")),
    (b"BZh", _said("文件是 bzip2 压缩包，请先解压，或改用 ZIP")),
    (b"\xfd7zXZ", _said("文件是 xz 压缩包，请先解压，或改用 ZIP")),
    (b"SQLite format 3", _said("文件是数据库，请导出成 .xlsx 或 CSV 再报")),
    (b"\x09\x08", _said("文件是旧式 Excel 的裸工作簿，%(advice)s", advice=_SAVE_AS)),
    (b"\x09\x04", _said("文件是旧式 Excel 的裸工作簿，%(advice)s", advice=_SAVE_AS)),
    (b"\x7fELF", _said("文件是程序，不是表格")),
    (b"MZ\x90", _said("文件是程序，不是表格")),
)
#: The root of an XML Spreadsheet 2003, with or without what may stand before it.
_WORKBOOK_2003 = re.compile(rb"(?:<\?[^<>]*\?>|<!--(?:(?!-->).)*-->|\s)*<(?:[\w.\-]+:)?workbook\b[^<>]*urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL)
#: How a dump of a database begins, behind its remarks.
_SQL = re.compile(
    rb"(?:--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|/\*(?:(?!\*/).)*\*/;?|\s)*"
    rb"(?:(?:insert|replace)\s+(?:ignore\s+)?into\s+[^\s,(]+\s*(?:\(|values?\b|select\b)|(?:create|drop|lock|alter)\s+tables?\s+[^\s,]|truncate\s+table\s|delete\s+from\s"
    rb"|create\s+(?:database|schema)\s|use\s+[`\[\w\]]+\s*;\s*\n|set\s+[@\w.]+\s*(?:=|\bto\b|\bon\b|\boff\b)|set\s+(?:names|session|identity_insert)\s|begin\s*;|start\s+transaction\b)",
    re.DOTALL,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Document(WrongUse):
    """文档: a picture, a page to print or a text: it holds no rows that could be read, in whatever form."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="not-a-table")


def kind_of(stream: BinaryIO) -> str:
    """csv, json, html, xlsx, ods, xls or zip. Raises WrongUse (``not-a-table``) for anything else."""
    stream.seek(0)
    head = stream.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(stream)
    if head.startswith(_OLE):
        return _in_ole(stream)
    for magic, advice in _DOCUMENTS:
        if head.startswith(magic):
            raise Document(advice)
    for magic, advice in _OTHERS:
        if head.startswith(magic):
            raise WrongUse(advice, code="not-a-table")
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in text[:64]:
        text = text.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return _of_text(text.lstrip())


def _of_text(text: bytes) -> str:
    lower = text.lower()
    if re.match(rb"\[\s*[\[{\]]|\{\s*[\"}]", text):
        return "json"
    if text.startswith(b"<"):
        if _WORKBOOK_2003.match(lower):
            raise WrongUse(_said("文件是“XML 表格 2003”，%(advice)s", advice=_SAVE_AS), code="not-a-table")
        if re.search(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", lower):
            return "html"
        raise WrongUse(_said("文件是 XML，不是表格，%(advice)s", advice=_SAVE_AS), code="not-a-table")
    if lower.startswith((b"mime-version:", b"from: <saved by")) and b"multipart/related" in lower:
        raise WrongUse(_said("文件是“单个文件网页”，%(advice)s", advice=_SAVE_AS), code="not-a-table")
    if _SQL.match(lower):
        raise WrongUse("文件是数据库的 SQL 语句（如 INSERT INTO），不是表格，请从数据库导出成 .xlsx 或 CSV 再报", code="not-a-table")
    return "csv"


def _in_zip(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as packed:
            names = packed.namelist()
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                mime = packed.read("mimetype").decode("ascii", "replace")
                if "opendocument.spreadsheet" in mime:
                    return "ods"
                if "opendocument" in mime or "epub" in mime:
                    raise Document(_said("文件是文档，不是表格，%(advice)s", advice=_SAVE_AS))
    except archive.DAMAGE:
        raise WrongUse("文件不完整或已损坏（像是没有传完的 .xlsx 或 ZIP），请重新导出后再报", code="damaged-file") from None
    folders = {name.split("/", 1)[0] for name in names if "/" in name}
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            raise WrongUse(_said("文件是 .xlsb 二进制工作簿，%(advice)s", advice=_SAVE_AS), code="not-a-table")
        if "xl" in folders:
            return "xlsx"
        raise Document(_said("文件是 Word、PPT 一类的文档，不是表格，%(advice)s", advice=_SAVE_AS))
    if "OFD.xml" in names:
        raise Document(_said("文件是 OFD 版式文档，不是表格，%(advice)s", advice=_SAVE_AS))
    return "zip"


def _in_ole(stream: BinaryIO) -> str:
    stream.seek(0)
    content = stream.read(256 << 20)

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise WrongUse("文件设有打开密码，请取消密码后再报", code="password-protected")
    if holds("Workbook") or holds("Book"):
        return "xls"
    advice = _said("文件是 Word、PPT 一类的文档，不是表格，%(advice)s", advice=_SAVE_AS)
    raise Document(advice) if holds("WordDocument") or holds("PowerPoint Document") else WrongUse(advice, code="not-a-table")
