"""人员 staff: who may sign in; the first administrators, put in by the owner of the machine; a way back in for who lost both factors."""

from chengxin.access import api as access
from chengxin.access.api import staffing
from chengxin.doors.desk.command import DeskCommand, actor, today
from chengxin.ground.api import WrongUse
from chengxin.subjects import api as subjects

WORDS = """staff                                       有账户的人员
staff administrator 姓名 登录名 [--organ 机关]   任用系统管理员：在岗的不足两名时才可以，给出启用码
staff reset 登录名                            密码和验证码应用都丢失时另发启用码
staff code                                  演示人员的验证码应用现在显示的数字，仅限演示"""


class Command(DeskCommand):
    """人员：有账户的人员；任用最初的两名系统管理员；另发启用码。"""

    help = "人员：有账户的人员；任用最初的两名系统管理员；另发启用码"

    def arguments(self, parser):
        parser.description = WORDS
        parser.add_argument("words", nargs="*", help="administrator 姓名 登录名，或 reset 登录名，或 code")
        parser.add_argument("--organ", help="系统管理员所在机关的名称，默认为主办机关")

    def answer(self, *, words, organ, **options):
        by = staffing.By(None, actor())
        match words:
            case []:
                return [one | {"posts": "；".join(f"{post['organ']} {post['title']}" for post in one["posts"])} for one in staffing.people()]
            case ["administrator", name, login]:
                keeper = subjects.organ(organ or access.district()["keeper"])
                account, code = staffing.first_administrator(name, login, organ=keeper, on=today(), by=by)
                return {"name": name, "login": account.login, "organ": keeper.official_name, "activation": code}
            case ["reset", login]:
                return {"login": login, "activation": staffing.reset(login, by=by)}
            case ["code"]:
                return {"code": access.entering.demo_code()}
        raise WrongUse(f"用法：\n{WORDS}", code="wrong-arguments")

    def show(self, answer):
        if isinstance(answer, list):
            self.table([one | {"opened": "是" if one["opened"] else "否"} for one in answer], {"login": "登录名", "name": "姓名", "posts": "今天的岗位", "opened": "已启用"})
            return
        if "code" in answer:
            self.stdout.write(answer["code"])
            return
        self.pairs([("登录名", answer["login"]), ("启用码", answer["activation"])])
        self.stdout.write("启用码只显示这一次，七天内有效。请当面交给本人，由本人在工作人员端的登录页选“第一次使用”，设置密码和验证码应用。")
