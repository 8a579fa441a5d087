"""修复 repair when RECORD|CODE [--on DAY]: from which day a record may be repaired, on which conditions, with which papers."""

from chengxin.doors.desk.command import DeskCommand, day, today, words_below
from chengxin.ground.api import NotFound, identifiers
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects

_ANSWERED = ("record", "document_number", "item", "decided", "first_public", "regime", "class", "severity", "earliest", "ends", "ends_first", "conditions", "papers")


class Command(DeskCommand):
    """修复：一条记录，或一个主体的各条记录，何时可以修复、须具备什么条件和材料。"""

    help = "修复：一条记录，或一个主体的各条记录，何时可以修复、须具备什么条件和材料"

    def arguments(self, parser):
        actions = words_below(parser, dest="action", metavar="when")
        when = actions.add_parser("when", help="何时可以修复")
        when.add_argument("what", help="记录编号、文书号或统一社会信用代码")
        when.add_argument("--on", type=day, help="按哪一天的规则，默认今天")
        when.add_argument("--json", action="store_true", help="标准输出只有一份 JSON")

    def answer(self, *, what, on, **options):
        asked = on or today()
        if identifiers.credit_code.is_valid(what):
            told = publicity.repairs_of(subjects.by_code(what).pk, on=asked)
        else:
            record = records.record(what)
            told = publicity.repair_when([record.pk], on=asked)
            if not told:
                raise NotFound("这条记录没有公示期和修复：它不是失信信息、属于自然人（依法不公示），或者在那一天已经撤回")
            (found,) = [{key: one[key] for key in _ANSWERED} for one in told]
            return {"on": asked, "records": [found]} | found  # asked for one: its answer is the answer
        return {"on": asked, "records": [{key: one[key] for key in _ANSWERED} for one in told]}

    def show(self, answer):
        for one in answer["records"]:
            self.pairs([("文书号", one["document_number"]), ("决定日", one["decided"]), ("规则时期", one["regime"]), ("等级", one["severity"])])
            self.pairs([("最后公示日", one["ends"] or "不公示"), ("最早修复日", one["earliest"] or "不得提前修复")])
            if one["ends_first"]:
                self.stdout.write("公示期先届满，届满自动停止公示，不必申请修复")
            for label, key in (("条件", "conditions"), ("材料", "papers")):
                self.pairs((label, text) for text in one[key])
            self.stdout.write("")
