"""上限: how much a file may hold before it is refused; settings of the instance (``CHENGXIN_MAX_…``)."""

from dataclasses import dataclass, replace

from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of
_FILE = wording.Term("这份文件")


@dataclass(frozen=True)
class Limits:
    """上限: rows and columns of a table, characters of a cell, megabytes as sent and unpacked, times of expansion."""

    rows: int = 20_000_000
    columns: int = 1_000
    cell: int = 100_000
    file_mb: int = 8_192
    unpacked_mb: int = 4_096
    expansion: int = 200
    json_mb: int = 256
    workbook_mb: int = 1_024
    sheet_cells: int = 30_000_000
    entries: int = 50

    def of_workbook(self) -> "Limits":
        """The same with what a workbook may unfold to, which its reader holds in memory whole."""
        return replace(self, unpacked_mb=min(self.unpacked_mb, self.workbook_mb))

    def check_rows(self, rows: int) -> None:
        """Raise WrongUse where a file has more rows than allowed."""
        if rows > self.rows:
            raise WrongUse(_said("文件超过 %(rows)s 行的上限，请分成几份报送", rows=self.rows), code="too-many-rows")

    def check_columns(self, columns: int, where: str = _FILE) -> None:
        """Raise WrongUse where a table has more columns than allowed."""
        if columns > self.columns:
            raise WrongUse(_said("%(where)s有 %(columns)s 列，超过 %(most)s 列的上限，请删去多余的列", where=where, columns=columns, most=self.columns), code="too-many-columns")

    def check_size(self, size: int) -> None:
        """Raise WrongUse where the file as sent is too large."""
        if size > self.file_mb << 20:
            raise WrongUse(_said("文件有 %(size)s MB，超过 %(most)s MB 的上限，请分成几份报送", size=size >> 20, most=self.file_mb), code="file-too-large")

    def check_unpacked(self, size: int, packed: int) -> None:
        """Raise WrongUse where something packed is, or claims to be, too large when unpacked."""
        if size > self.unpacked_mb << 20:
            raise WrongUse(_said("文件解压后超过 %(most)s MB 的上限，整份文件未收", most=self.unpacked_mb), code="unpacked-too-large")
        if size > (16 << 20) and size > self.expansion * max(packed, 1):
            raise WrongUse(_said("文件解压后是压缩时的 %(most)s 倍以上，不像正常的表格，整份文件未收", most=self.expansion), code="expansion-too-large")
