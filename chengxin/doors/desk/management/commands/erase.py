"""销毁 erase CODE --reason R --officers A,B: destroy what is personal about a natural person, under a warrant."""

from chengxin.access import api as access
from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand, actor, today
from chengxin.ground.api import WrongUse
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """销毁：凭两名人员和凭据销毁一名自然人的个人信息。"""

    help = "销毁：凭两名人员和凭据销毁一名自然人的个人信息"

    def arguments(self, parser):
        parser.add_argument("code", help="证件号码")
        parser.add_argument("--reason", required=True, help="理由")
        parser.add_argument("--officers", required=True, help="经办,批准（工号或姓名，见 chengxin officers）")
        parser.add_argument("--organ", help="机关，默认信用主管部门")

    def answer(self, *, code, reason, officers, organ, **options):
        named = [word for word in officers.replace("，", ",").split(",") if word.strip()]
        if len(named) != 2:
            raise WrongUse("--officers 应为“经办,批准”两人")
        proposer, approver = (access.officer(word) for word in named)
        return collection.erase(
            subjects.by_code(code), organ=subjects.organ(organ or access.district()["keeper"]).subject_id, proposer=proposer, approver=approver,
            reason=reason, on=today(), actor=actor(),
        )  # fmt: skip

    def show(self, answer):
        self.stdout.write(
            f"已销毁。凭据 {answer['warrant']}；个人要素 {answer['values']} 份，原始文件密钥 {answer['file_keys']} 个，退回行 {answer['returned_rows']} 行。不可恢复。"
        )
