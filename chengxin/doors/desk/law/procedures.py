"""程序 law procedures [--power CODE]: the step tables of all procedures, or the one a power follows, with limits and sources."""

from chengxin.doors.desk.command import today
from chengxin.ground.api import NotFound
from chengxin.law import api as law

HELP = "程序清单：步骤、由谁、时限和出处；可看一项权力的程序"
_UNITS = {"working_days": "个工作日", "months": "个月"}


def arguments(parser):
    """Declare the words."""
    parser.add_argument("--power", metavar="权力", help="只看这项权力所循的程序，并标明凭据所需的步骤；代码见 chengxin law powers")


def answer(*, power, **options):
    """The procedures; of a power, its own, with the steps a warrant needs."""
    if power is None:
        return [_told(one) for one in law.procedures().values()]
    found = next((row for row in law.powers(on=today()) if row["code"] == power), None)
    if found is None:
        raise NotFound(f"没有权力“{power}”，见 chengxin law powers")
    told = _told(law.procedure(found["procedure"]))
    for step in told["steps"]:
        step["needed"] = step["step"] in found["needs_steps"]
        step["needed_of_persons"] = step["needed"] or step["step"] in found["person_steps"]
    return {"power": found["code"], "power_name": found["name"], "verified": found["verified"]} | told


def _told(one):
    return {"procedure": one.code, "name": one.name, "steps": [_step(step) for step in one.steps]}


def _step(step):
    limits = {key: _limit(limit, source) for key, limit, source in (("within", step.rule.within, step.within_source), ("waits", step.rule.waits, step.waits_source))}
    return {
        "step": step.code,
        "name": step.name,
        "by": step.by,
        "after": list(step.rule.after),
        "optional": step.rule.optional,
        "letter": step.letter,
        "basis": step.basis,
        "source": step.source,
    } | limits


def _limit(limit, source):
    return {"count": limit.count, "unit": limit.unit, "from": limit.of, "unless": limit.unless, "source": source} if limit else None


def show(command, answer):
    """Write it as tables."""
    one = isinstance(answer, dict)
    for told in [answer] if one else answer:
        command.stdout.write(f"{told['name']}（{told['procedure']}）" + (f"：{told['power_name']}（{told['power']}），依据{'已' if told['verified'] else '待'}核实" if one else ""))
        names = {step["step"]: step["name"] for step in told["steps"]}
        rows = [
            step
            | {
                "may": "可省略" if step["optional"] else "",
                "mark": _mark(step["source"]),
                "must": "凭据需有" if step.get("needed") else "对自然人凭据需有" if step.get("needed_of_persons") else "",
            }
            | {"limit": "；".join(filter(None, (_sentence(step["within"], "{}内", names), _sentence(step["waits"], "满{}后", names))))}
            for step in told["steps"]
        ]
        labels = {"step": "代码", "name": "步骤", "by": "由谁", "limit": "时限", "may": "", "mark": "出处"} | ({"must": "凭据"} if one else {})
        command.table(rows, labels)
    if not one:
        command.stdout.write(f"共 {len(answer)} 种")


def _sentence(limit, words, names):
    if limit is None:
        return ""
    unless = f"，已{names[limit['unless']]}的除外" if limit["unless"] else ""
    return f"自“{names[limit['from']]}”{words.format(str(limit['count']) + _UNITS[limit['unit']])}{unless}（{_mark(limit['source'])}）"


def _mark(source):
    return {"M": "待核实", "ours": "本平台设定"}.get(source, source)
