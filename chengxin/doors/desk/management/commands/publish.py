"""公示 publish [--on DAY]: authorise what is due and lay it on the shelf; take off what has ended."""

from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.publicity import api as publicity


class Command(DeskCommand):
    """公示：把当日应公示的记录授权后上架，期满的下架。"""

    help = "公示：把当日应公示的记录授权后上架，期满的下架"

    def arguments(self, parser):
        parser.add_argument("--on", type=day, help="公示日，默认今天")

    def answer(self, *, on, **options):
        on = not_to_come(on or today(), what="公示")
        return publicity.publish(on=on, actor=actor())

    def show(self, answer):
        labels = {
            "on": "公示日",
            "considered": "审查",
            "published": "公示",
            "replaced": "更正公示",
            "withdrawn": "撤下",
            "ended": "期满",
            "held": "暂缓",
            "doubtful": "待审看",
            "refused": "不予公示",
            "seconds": "用时（秒）",
        }
        self.pairs((label, answer[key]) for key, label in labels.items())
