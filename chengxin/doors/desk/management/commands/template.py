"""报送模板 template ITEM OUT.xlsx: the workbook an organ fills in, made from the catalogue."""

from pathlib import Path

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.command import DeskCommand, day, today
from chengxin.ground.api import WrongUse


class Command(DeskCommand):
    """报送模板：由目录生成的 Excel 表。"""

    help = "报送模板：由目录生成的 Excel 表"

    def arguments(self, parser):
        parser.add_argument("item", help="条目代码，见 chengxin catalogue")
        parser.add_argument("out", type=Path, help="写到哪个文件（.xlsx）")
        parser.add_argument("--form", help="分表的代码，见 chengxin catalogue 条目")
        parser.add_argument("--on", type=day, help="哪一天有效的版本，默认今天")

    def answer(self, *, item, out, form, on, **options):
        if out.suffix.lower() != ".xlsx":
            raise WrongUse(f"模板写作 .xlsx 文件，现为“{out.name}”")
        if not out.absolute().parent.is_dir():
            raise WrongUse(f"目录不存在：{out.absolute().parent}")
        on = on or today()
        entry = catalogue.item(item)
        version = entry.version_on(on)
        written = catalogue.template(entry, version, form=form, on=on)
        out.write_bytes(written)
        return {"item": item, "version": version.version, "form": form, "file": str(out), "columns": len(version.of_form(form)), "bytes": len(written)}

    def show(self, answer):
        self.stdout.write(f"已写入 {answer['file']}：{answer['item']} {answer['version']} 版，{answer['columns']} 列。第二张表是填写说明。")
