"""工作日历 calendar import FILE | show YEAR: the official table of a year comes in; what a year's days are (rulings 5, 6)."""

from dataclasses import asdict
from pathlib import Path

from chengxin.doors.desk.command import DeskCommand, actor
from chengxin.ground.api import WrongUse, calendars, days, outbox


class Command(DeskCommand):
    """工作日历：导入一年的官方节假日安排，或查看一年。"""

    help = "工作日历：导入一年的官方节假日安排（import 文件），或查看一年（show 年份）"

    def arguments(self, parser):
        parser.add_argument("act", choices=("import", "show"), help="import 导入，show 查看")
        parser.add_argument("what", help="import：CSV 文件（日期,类别,名称；类别为放假或上班）；show：年份")
        parser.add_argument("--source", help="import：安排的出处，如通知的文号和标题")
        parser.add_argument("--year", type=int, help="import：安排的年份，默认为表内多数日期所在的年份")
        parser.add_argument("--unchecked", action="store_true", help="import：不核对法定节假日是否齐全")

    def answer(self, *, act, what, source, year, unchecked, **options):
        if act == "show":
            return _told(what)
        if not (source or "").strip():
            raise WrongUse("请用 --source 写明安排的出处，如通知的文号和标题", code="source-missing")
        table = calendars.read(Path(what), source=source.strip(), year=year, checked=not unchecked)
        done = calendars.import_table(table, actor=actor())
        return asdict(done) | {"source": table.source, "recomputed": outbox.deliver()}

    def show(self, answer):
        if "recomputed" in answer:
            labels = {"year": "年份", "off": "放假（天）", "worked": "周末上班（天）", "source": "出处"}
            self.pairs((label, answer[key]) for key, label in labels.items())
            self.stdout.write("与已导入的相同，没有变化。" if answer["repeated"] else "已导入，今后按官方安排计算。")
            return
        self.pairs([("年份", f"{answer['year']}{'' if answer['official'] else '（暂定）'}"), ("出处", answer["source"]), ("工作日（天）", answer["working_days"])])
        self.table(answer["days"], {"day": "日期", "kind": "类别", "name": "名称"})


def _told(text: str) -> dict[str, object]:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise WrongUse(f"年份应为四位数字，现为“{text}”")
    year = days.current().year(int(text))
    told = [(day, calendars.OFF, name) for day, name in year.off.items()] + [(day, calendars.WORKED, name) for day, name in year.worked.items()]
    return {
        "year": year.year, "official": year.official, "source": year.source, "working_days": year.working_days,
        "days": [{"day": day, "kind": kind, "name": name} for day, kind, name in sorted(told)],
    }  # fmt: skip
