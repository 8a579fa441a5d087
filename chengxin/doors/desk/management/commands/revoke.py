"""整批撤回 revoke BATCH --reason R: the sender takes a whole batch back; its lines leave at once."""

from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand, actor, day, not_to_come, today
from chengxin.ground.api import outbox


class Command(DeskCommand):
    """整批撤回：一批数据整体作废，所含公示立即撤下，此前的版本恢复有效。"""

    help = "整批撤回：一批数据整体作废，所含公示立即撤下，此前的版本恢复有效"

    def arguments(self, parser):
        parser.add_argument("batch", type=int, help="批次编号")
        parser.add_argument("--reason", required=True, help="理由")
        parser.add_argument("--on", type=day, help="撤回日，默认今天")

    def answer(self, *, batch, reason, on, **options):
        answer = collection.revoke(batch, reason=reason, on=not_to_come(on, what="撤回") if on else today(), actor=actor())
        outbox.deliver()
        return answer

    def show(self, answer):
        self.stdout.write(f"第 {answer['batch']} 批已整体撤回，共 {answer['versions']} 条；所含公示已撤下，此前的版本在下次公示时恢复")
