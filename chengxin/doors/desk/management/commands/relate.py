"""主体关系 relate CODE KIND OTHER --on DAY --reference R: branch, merger, split, continuation; ``--end`` ends it."""

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.ground.api import NotFound
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """主体关系：登记分支机构、合并、分立、转制（个转企等），或者终止。"""

    help = "主体关系：登记分支机构、合并、分立、转制（个转企等），或者终止。记录不因此转移"

    def arguments(self, parser):
        parser.add_argument("code", help="统一社会信用代码")
        parser.add_argument("kind", choices=subjects.RelationKind.values, help="、".join(f"{value} {label}" for value, label in subjects.RelationKind.choices))
        parser.add_argument("other", help="对方的统一社会信用代码")
        parser.add_argument("--on", type=day, help="起始日（与 --end 同用时为终止日），默认今天")
        parser.add_argument("--reference", default="", help="依据，如登记机关通知书文号")
        parser.add_argument("--end", action="store_true", help="终止这一关系")

    def answer(self, *, code, kind, other, on, reference, end, **options):
        subject, to = subjects.by_code(code), subjects.by_code(other)
        on = not_to_come(on, what="登记关系") if on else today()
        if end:
            standing = subjects.Relation.objects.filter(subject=subject, kind=kind, to=to, end__isnull=True).first()
            if standing is None:
                raise NotFound("没有登记这一关系")
            subjects.end_relation(standing, until=on, actor=actor())
        else:
            subjects.relate(subject, kind, to, since=on, reference=reference, actor=actor())
        return {"subject": subject.code, "relations": subjects.relations_of(subject.pk)}

    def show(self, answer):
        self.table(answer["relations"], {"label": "关系", "name": "对方", "code": "代码", "since": "自", "until": "至", "reference": "依据"})
