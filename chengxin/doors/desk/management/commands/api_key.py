"""接口密钥 api-key ORGAN [--note TEXT] | ORGAN --revoke ID: by which a system of an organ signs in at the API."""

from chengxin.access import api as access
from chengxin.doors.desk.command import DeskCommand, actor
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """接口密钥：为机关的系统建立密钥（只显示一次），或吊销一个。"""

    help = "接口密钥：为机关的系统建立密钥（只显示一次），或吊销一个"

    def arguments(self, parser):
        parser.add_argument("organ", help="机关的统一社会信用代码或名称")
        parser.add_argument("--note", default="", help="由哪个系统使用")
        parser.add_argument("--revoke", type=int, metavar="编号", help="吊销这个密钥")

    def answer(self, *, organ, note, revoke, **options):
        holder = subjects.organ(organ)
        if revoke is not None:
            return {"id": revoke, "organ": holder.official_name, "revoked": access.revoke_key(revoke, organ=holder, actor=actor())}
        number, key = access.make_key(holder, note=note, actor=actor())
        return {"id": number, "organ": holder.official_name, "note": note, "key": key}

    def show(self, answer):
        if "key" not in answer:
            self.stdout.write(f"密钥 {answer['id']} 已吊销。" if answer["revoked"] else f"密钥 {answer['id']} 早已吊销，没有变化。")
            return
        self.pairs([("编号", answer["id"]), ("机关", answer["organ"]), ("密钥", answer["key"])])
        self.stdout.write("密钥只显示这一次，请立即交给使用它的系统；本平台不保存原文，遗失只能另建。")
