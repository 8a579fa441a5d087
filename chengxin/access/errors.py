"""What access refuses: each with a code, the sentence somebody reads, and what would mend it."""

from collections.abc import Iterator
from contextlib import contextmanager

from chengxin.ground.api import Refusal, WrongUse, database

APPOINTMENT = {
    "same-person": "提名、审批和被任用的应是三个不同的人；接手人也不能是移交的本人。请由另一名系统管理员办理",
    "not-allowed": "只有在岗的系统管理员可以办理人员与岗位；移交也可以由本人办理",
    "not-first": "已有两名系统管理员在岗，今后的任用须由一人提名、另一人审批，命令行不再办理；命令行也只办理系统管理员",
    "held-alone": "系统管理员和审计员须专任：同一时期不能另有其他岗位。请先办理原岗位移交",
    "post-held": "这个岗位在这段时间已有人任职。请先办理移交，或者改任代理",
    "not-a-deputy": "代理只能代理同一岗位的任职人本人，不能代理自己，也不能再转代理",
    "bad-last-day": "最后一日应在任期之内，且不早于昨天",
    "last-administrator": "这是最后一名系统管理员，移交后将无人办理任用。请先任用另一名",
    "decided": "这项任用已经审批过了",
    "handed-over": "这项任用已经办理过移交",
    "login-taken": "登录名已被使用，请换一个",
    "bad-login": "登录名应为 3 到 40 个小写字母、数字、点或连字符，以字母或数字开头",
    "no-name": "请填写姓名",
    "bad-term": "终止日不能早于起始日；代理必须写明终止日",
    "title-taken": "本机关已有同名的岗位，请换一个名称",
    "unknown-role": "没有这个角色",
}
WISH = {
    "not-signed-in": "请先登录，并选择要代表的主体",
    "not-the-principal": "受托代办的人不能再授权他人或者代为同意查询，请由本人或者法定代表人办理",
    "unknown-scope": "没有这个范围",
    "bad-term": "期限应从今天或以后开始：授权至多三年，查询同意至多一年",
    "no-such-agent": "没有这个账户，或者就是您本人。请核对登录名",
    "no-such-mandate": "没有这项授权",
    "no-such-consent": "没有这项同意",
    "consent-over": "这项同意已经撤回或者到期，不能再查询。需要时请对方重新同意",
    "no-purpose": "请写明查询的目的",
    "no-such-look": "没有这次查阅",
    "no-question": "请写明您想问什么",
    "asked-already": "这次查阅已经问过了，一次查阅可以问一次",
    "only-to-see": "您的授权只能查看，不能代为提出。请由本人或者法定代表人提出，或者另行授权",
    "not-yours-to-answer": "这项疑问不由您所在的机关答复，或者它已经有了答复。答复不能为空",
    "not-at-the-window": "只有在岗的窗口人员可以代办，也不能为自己代办",
    "not-a-person": "账户是自然人的。企业请由法定代表人带身份证件办理，再核验其身份",
    "an-officer": "此人在本平台任职，账户由系统管理员办理",
    "no-document": "请选择出示的证件",
    "visit-over": "这次代办已经超过一小时，或者不是您核验的。请重新核验证件",
    "answer-used": "这次登录的答复已经用过。请重新登录",
    "identity-changed": "市统一身份认证给出的身份与以前不一致，不能登录。请到窗口核验",
    "account-closed": "这个账户已经注销。要重新开通，请带身份证件到窗口",
    "no-answer": "请写明答复",
    "answered-already": "这项疑问已经答复过了",
    "no-such-receiver": "查询方应是有统一社会信用代码的另一主体",
}


class SignInTrouble(WrongUse):
    """登录未成: the same sentence whichever part was wrong."""

    http_status = 403

    def __init__(self, code: str = "wrong-sign-in", message: str = "登录名、密码或验证码不正确，或者已经失效") -> None:
        super().__init__(message, code=code)


class TooSoon(SignInTrouble):
    """请稍候: failed too often from the same place; says how long."""

    http_status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("too-soon", f"试错次数过多，请在 {seconds} 秒后再试。其他地方和其他人的登录不受影响")


def refused(code: str) -> Refusal:
    """The refusal of an appointment."""
    return Refusal([code], APPOINTMENT[code])


def wish_refused(code: str) -> Refusal:
    """The refusal of what a subject wishes, or of what is done for one."""
    return Refusal([code], WISH[code])


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database refuses (CX050 appointments, CX051 wishes) into its Refusal."""
    with (
        database.refusing("CX050", lambda code: refused(code) if code in APPOINTMENT else None),
        database.refusing("CX051", lambda code: wish_refused(code) if code in WISH else None),
    ):
        yield
