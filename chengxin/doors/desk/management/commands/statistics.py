"""统计 statistics: reckon the figures of the public site anew, as the worker does every day, and show them."""

from chengxin.doors.desk.command import DeskCommand, today
from chengxin.publicity import api as publicity


class Command(DeskCommand):
    """统计：重新统计网站上的数字。"""

    help = "统计：重新统计网站上的数字，与每天定时的统计相同"

    def answer(self, **options):
        publicity.statistics.reckon(on=today())
        return {
            topic: {"on": table.on, "rows": [{"label": label, **dict(zip(table.series, values, strict=True))} for label, values in table.rows]}
            for topic, table in publicity.statistics.tables().items()
        }

    def show(self, answer):
        self.pairs((topic, f"{len(table['rows'])} 行") for topic, table in answer.items())
