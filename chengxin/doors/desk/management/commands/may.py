"""可否 may POWER --subject CODE --organ O --facts ID… [--on DAY]: would the kernel give a warrant? Asked and answered, nothing stored."""

from chengxin.doors.desk.command import DeskCommand, actor, day, today
from chengxin.ground.api import WrongUse, audit
from chengxin.law import api as law
from chengxin.records import api as records
from chengxin.subjects import api as subjects


def _step(text: str) -> tuple[str, object]:
    name, _, on = text.partition("=")
    if name not in law.STEPS or not on:
        raise WrongUse(f"步骤应写作 名称=日期，如 notice=2026-05-02；名称可为：{'、'.join(f'{name}（{label}）' for name, label in law.STEPS.items())}")
    return name, day(on)


class Command(DeskCommand):
    """可否：某机关在某日依据某些事实能否对某主体行使一项权力；只问不记。"""

    help = "可否：某机关在某日依据某些事实能否对某主体行使一项权力；只问不记"

    def arguments(self, parser):
        parser.add_argument("power", help="权力代码，见 chengxin law powers")
        parser.add_argument("--subject", required=True, help="主体的统一社会信用代码")
        parser.add_argument("--organ", required=True, help="机关，代码或名称")
        parser.add_argument("--facts", nargs="*", default=[], metavar="ID", help="所依据的记录，编号或文书号")
        parser.add_argument("--steps", nargs="*", type=_step, metavar="STEP=DAY", help="已完成的步骤及日期；不写则依报送单位陈述")
        parser.add_argument("--ends", type=day, help="所请的最后日；不写则为最长期限")
        parser.add_argument("--on", type=day, help="请示日，默认今天")

    def answer(self, *, power, subject, organ, facts, steps, ends, on, **options):
        about = subjects.by_code(subject)
        if about.kind == subjects.Kind.PERSON:
            audit.commit_look(actor=actor(), subject=about.pk, purpose="试问权力", reference=f"may:{power}")
        return law.may(
            power,
            subject=about.pk,
            organ=subjects.organ(organ).subject_id,
            records=[records.record(fact).pk for fact in facts],
            on=on or today(),
            steps=None if steps is None else dict(steps),
            ends=ends,
        )

    def show(self, answer):
        if answer["outcome"] == "refused":
            self.stdout.write("不能：" + "；".join(one["sentence"] for one in answer["because"]))
            self.table(answer["because"], {"code": "代码", "sentence": "理由", "basis": "依据"})
            return
        self.pairs([("可以，自", answer["begins_on"]), ("至", answer["ends_on"] or "一次完成"), ("规则时期", answer["regime"]), ("等级", answer["severity"])])
        self.pairs([("最早修复日", answer["earliest_repair"]), ("退出", answer["exit"]), ("救济", answer["remedy"])])
        self.pairs(("依据", article) for article in answer["articles"])
