"""试算 law try FILE: situations are asked of the kernel and thrown away; are the answers as expected?"""

from pathlib import Path

from chengxin.doors.desk.command import text_of
from chengxin.law import api as law

HELP = "试算：按情形文件逐一请示，不留任何记录；答案与预期不符的列出"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("file", type=Path, metavar="文件", help="情形文件（YAML 列表），写法见 docs/how-to/situations.md")


def answer(*, file, **options):
    """Every answer; exit code 3 where one is not as expected."""
    return [law.try_one(situation) for situation in law.situations(text_of(file))]


def exit_code(answer):
    """3 where an answer is not as expected."""
    return 0 if all(one["as_expected"] for one in answer) else 3


def show(command, answer):
    """Write it for people."""
    for one in answer:
        told = (
            f"凭据，自 {one['term_starts']} 至 {one['term_ends'] or '一次完成'}，最早修复 {one['earliest_repair'] or '—'}"
            if one["outcome"] == "warrant"
            else "不予：" + law.told(one["codes"])
        )
        command.stdout.write(f"{'✓' if one['as_expected'] else '✗'} {one['case']}\t{told}")
        if not one["as_expected"]:
            command.stdout.write(f"    代码 {'、'.join(one['codes']) or '无'}；预期 {one['expected']}")
    command.stdout.write(f"共 {len(answer)} 个情形，{sum(one['as_expected'] for one in answer)} 个与预期相符")
