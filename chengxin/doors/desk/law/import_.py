"""导入文本 law import FILE…: full texts of laws by version, split exactly; all or nothing."""

from dataclasses import asdict
from pathlib import Path

from chengxin.doors.desk.command import actor, day
from chengxin.law import api as law

HELP = "导入法律全文（Markdown 或纯文本，可多个版本）"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("files", nargs="+", metavar="文件", help="全文；文首可写 code、version、in_force_from 等，见 docs/how-to/import-a-law.md")
    parser.add_argument("--instrument", metavar="代码", help="法律文件的代码，见 chengxin law instruments；默认按文首或题名")
    parser.add_argument("--version-name", "--version", dest="version_name", metavar="版本", help="版本名，默认为施行日")
    parser.add_argument("--from", dest="in_force_from", type=day, metavar="日", help="施行日；默认按文首或文中的“自……起施行”")
    parser.add_argument("--to", dest="in_force_to", type=day, metavar="日", help="失效日；没有则到下一版施行的前一天")
    parser.add_argument("--omits", action="append", default=[], metavar="条", help="原文确无的条（如已删去），可写多次")
    parser.add_argument("--source", metavar="出处", help="文本取自何处")


def answer(*, files, instrument, version_name, in_force_from, in_force_to, source, omits, **options):
    """What became of each version."""
    said = law.Said(instrument=instrument, version=version_name, in_force_from=in_force_from, in_force_to=in_force_to, source=source, omits=tuple(omits))
    done = law.import_texts([Path(name) for name in files], said=said, actor=actor())
    return {"versions": [asdict(one) for one in done], "imported": sum(one.state == "imported" for one in done), "unchanged": sum(one.state == "unchanged" for one in done)}


def show(command, answer):
    """Write it for people."""
    states = {"imported": "已导入", "unchanged": "已在库中，没有变化"}
    for one in answer["versions"]:
        command.stdout.write(
            f"{states[one['state']]}：《{one['name']}》{one['version']} 版（{one['instrument']}），{one['articles']} 条，自 {one['in_force_from']} 至 {one['in_force_to'] or '今'}"
        )
        for notice in one["notices"]:
            command.stdout.write(f"  请核对：{notice}")
