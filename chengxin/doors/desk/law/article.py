"""条文 law article INSTRUMENT N [--on D]: summary, wording of the day, history, and what rests on it."""

from chengxin.doors.desk.command import day, today
from chengxin.law import api as law

HELP = "一条：摘要、当日文字、历次变化、以它为依据的权力和凭据"


def arguments(parser):
    """Declare the words."""
    parser.add_argument("instrument", metavar="文件", help="代码、名称或文号")
    parser.add_argument("number", metavar="条", help="48、四十八、第四十八条")
    parser.add_argument("--on", type=day, help="哪一天，默认今天")


def answer(*, instrument, number, on, **options):
    """The article."""
    return law.article(instrument, number, on=on or today(), warrants=True)


def show(command, answer):
    """Write it for people."""
    write = command.stdout.write
    write(f"《{answer['name']}》{answer['article']}（{answer['code']}，{answer['on']}：{answer['state']}）")
    if answer["path"]:
        write("所在：" + " / ".join(answer["path"]))
    if answer["summary"]:
        since = f"，摘要说的是 {answer['summaries_from']} 起的文字" if answer["summaries_from"] else ""
        write(f"摘要：{answer['summary']}（出处 {answer['source']}{'，待核实' if answer['to_verify'] else ''}{since}）")
    if answer["wording"]:
        write(f"当日文字（{answer['version']} 版）：")
        write(answer["wording"])
    else:
        write("当日文字：该日施行的文本中没有这一条" if answer["text_on_file"] else "当日文字：没有该日施行的全文，依摘要；导入：chengxin law import 文件")
    write(f"文字摘要：{answer['digest'] or '—'}")
    for step in answer["history"]:
        told = "没有这一条" if not step["present"] else "首次" if step["changed"] is None else "有变化：" + step["readable"] if step["changed"] else "没有变化"
        if step["moved_from"]:
            told = f"与上一版{step['moved_from']}相近，与它比较：{step['readable']}"
        write(f"{step['version']} 版（{step['in_force_from']} 至 {step['in_force_to'] or '今'}）：{told}")
    for power in answer["powers"]:
        write(f"权力：{power['name']}（{power['code']}，{'已核实' if power['verified'] else '待核实'}{'' if power['applies'] else '，当日不以这一条为依据'}）")
    write(f"凭据：{answer['warrants']['count']} 份")
    for warrant in answer["warrants"]["last"]:
        write(f"  {warrant['id']}　{warrant['power_name']}　{warrant['asked_on']}　至 {warrant['ends_on'] or '—'}")
