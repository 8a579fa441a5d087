"""权责表: what each role may do, in one place. Drawn into docs/reference/rights.md; every route asks it.

An act is what somebody does, named once; a role lists the acts it may do. A role says nothing about which organ or
subject: that is the post's, and objects of another's are not found (``doors``). Nothing here says what the law allows.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """行为: something a role may do. ``records``: it shows or touches records of subjects."""

    code: str
    name: str
    records: bool = False


@dataclass(frozen=True)
class Role:
    """角色: in whose shoes somebody acts. ``officer``: the kernel counts its holder among the officers of law; ``alone``: held with no other role."""

    code: str
    name: str
    description: str
    acts: frozenset[str]
    staff: bool = True
    officer: bool = False
    alone: bool = False

    def may(self, act: str) -> bool:
        """Whether the role may do ``act``."""
        return act in self.acts


_ACTS = (
    # everybody
    Act("read-public", "看公开的页面和数据"),
    Act("sign-in", "登录、启用账户"),
    Act("sign-out", "退出"),
    Act("own-account", "管理本人的账户：密码、第二重验证、恢复码、会话"),
    # staff
    Act("start-page", "打开工作台首页，选择岗位"),
    Act("consult", "查阅资源目录、法律依据、文书模板和公示授权"),
    Act("see-odd-organs", "看全区报来的数据里名录上没有的机关"),
    Act("send-batch", "报送一批数据，取回并补正退回的行", records=True),
    Act("review-batch", "审核一批数据", records=True),
    Act("see-work", "看本机关的待办和案件", records=True),
    Act("speak-of-record", "就本机关的记录说话：撤回、处理同号", records=True),
    Act("search-records", "检索和查阅档案，写明目的", records=True),
    Act("propose-decision", "拟作决定，请求批准", records=True),
    Act("approve-decision", "批准或者退回拟作的决定", records=True),
    Act("review-legality", "法制审核", records=True),
    Act("serve-letter", "制作文书并送达", records=True),
    Act("answer-request", "答复异议、修复申请和查阅疑问", records=True),
    Act("see-duties", "看本机关的报送任务、考核数字和通报"),
    Act("answer-duties", "申报案卷台账，答复缺号询问，就通报稿作说明"),
    Act("issue-bulletin", "拟发通报，答复机关的说明"),
    Act("record-inspection", "记录执法检查结果", records=True),
    Act("publish", "公示、撤回、处理同号", records=True),
    Act("write-article", "撰写资讯，上传图片和附件，送审"),
    Act("review-article", "审核资讯：公开、退回、撤回公开"),
    Act("edit-catalogue", "提出资源目录的修改"),
    Act("approve-catalogue", "批准资源目录的修改"),
    Act("confirm-law", "核实法律依据，修改文书模板"),
    Act("serve-counter", "在窗口代主体办理，核验证件", records=True),
    Act("read-audit", "查阅留痕，核验日志"),
    Act("see-people", "查看人员与岗位"),
    Act("appoint", "登记人员，提名任用和代理"),
    Act("approve-appointment", "审批他人提名的任用"),
    Act("hand-over", "办理岗位移交"),
    Act("see-health", "查看系统运行状况"),
    # subjects and their clients
    Act("see-own", "看本主体的全部信息和谁查阅过", records=True),
    Act("question-look", "就一次查阅提出疑问", records=True),
    Act("request", "提出异议、申请修复、作出承诺", records=True),
    Act("give-mandate", "授权他人代办，撤回授权"),
    Act("give-consent", "同意他人查询，撤回同意"),
    Act("look-with-consent", "经本人同意后查询", records=True),
    # systems
    Act("use-organ-api", "机关的系统以密钥报送和取回", records=True),
    Act("exchange-city", "与市平台交换", records=True),
    Act("read-metrics", "读取运行指标：只有数目，没有记录"),
)
ACTS: dict[str, Act] = {act.code: act for act in _ACTS}

_ANYBODY = frozenset({"read-public", "sign-in"})
_SIGNED_IN = _ANYBODY | {"sign-out", "own-account"}
_STAFF = _SIGNED_IN | {"start-page", "consult"}
_SUBJECT = _SIGNED_IN | {"see-own", "question-look", "request"}

_ROLES = (
    Role("anybody", "公众", "没有登录的任何人，只看公开的内容。", _ANYBODY, staff=False),
    Role("no-post", "无岗位人员", "有账户而现在没有岗位的人员，只能管理本人的账户。", _STAFF),
    Role("clerk", "报送员", "为本机关报送数据，补正退回的行。", _STAFF | {"send-batch", "see-work", "see-duties", "answer-duties"}),
    Role("reviewer", "审核员", "审核本机关报送的数据，可以退回重报。", _STAFF | {"send-batch", "review-batch", "see-work", "search-records", "speak-of-record", "see-duties", "answer-duties"}, officer=True),
    Role(
        "handler", "承办人（经办）", "办理本机关的案件，拟作决定，制作并送达文书；自己不能批准。",
        _STAFF | {"see-work", "search-records", "propose-decision", "serve-letter", "answer-request", "speak-of-record", "see-duties", "answer-duties"}, officer=True,
    ),
    Role("approver", "批准人", "批准或者退回他人拟作的决定；不批准自己经办的、与自己有关的。", _STAFF | {"see-work", "search-records", "approve-decision", "approve-catalogue", "see-duties"}, officer=True),
    Role("legal-officer", "法制审核人", "对拟作的决定作法制审核，核实法律依据和文书模板。", _STAFF | {"see-work", "search-records", "review-legality", "confirm-law"}, officer=True),
    Role(
        "credit-office", "信用办工作人员", "受理全区的归集、公示和目录工作，撰写和审核资讯；公示、撤回和资讯的公开须两人。",
        _STAFF | {"send-batch", "review-batch", "see-work", "search-records", "propose-decision", "publish", "speak-of-record", "serve-letter", "answer-request", "edit-catalogue", "write-article", "review-article", "see-duties", "answer-duties", "issue-bulletin", "see-odd-organs"}, officer=True,
    ),
    Role("window", "窗口人员", "在窗口为没有手机的人代为办理，当面核验证件，留痕注明代办。", _STAFF | {"serve-counter"}),
    Role("inspector", "执法检查人员", "按检查任务查阅被检查对象，记录检查结果。", _STAFF | {"see-work", "search-records", "record-inspection"}, officer=True),
    Role("auditor", "审计员", "查阅全部留痕、核验日志，不办理任何业务。", _STAFF | {"read-audit", "see-people"}, alone=True),
    Role(
        "administrator", "系统管理员", "登记人员、岗位和代理，查看系统运行状况；看不到任何信用记录，不办理业务。",
        _STAFF | {"see-people", "appoint", "approve-appointment", "hand-over", "see-health"}, alone=True,
    ),
    Role("subject", "主体", "自然人本人，或者企业的法定代表人，看自己的全部信息，提出请求，授权和同意。", _SUBJECT | {"give-mandate", "give-consent"}, staff=False),
    Role("agent", "主体代理人", "受企业授权，在授权的范围和期限内代办。", _SUBJECT, staff=False),
    Role("no-subject", "未选主体的人员", "在主体端登录而没有选择代表谁的人员，只能管理本人的账户。", _SIGNED_IN, staff=False),
    Role("client", "银行或采购人", "经主体同意，按同意的范围、目的和期限查询。", _SIGNED_IN | {"look-with-consent"}, staff=False),
    Role("organ-system", "机关的系统", "以接口密钥为本机关报送，不能登录页面。", frozenset({"use-organ-api"}), staff=False),
    Role("monitor", "监控系统", "运维的监控以密钥读取运行指标，不能登录页面。", frozenset({"read-metrics"}), staff=False),
    Role("city", "市平台", "与市级平台交换信息，不能登录页面。", frozenset({"exchange-city"}), staff=False),
)  # fmt: skip
ROLES: dict[str, Role] = {role.code: role for role in _ROLES}
#: What a post may be of, in the order of the table.
POST_ROLES: tuple[Role, ...] = tuple(role for role in _ROLES if role.staff and role.code != "no-post")


def may(role: str, act: str) -> bool:
    """Whether ``role`` may do ``act``. Raises KeyError for one that is in no table: a slip of ours, never an answer."""
    if act not in ACTS:
        raise KeyError(act)
    return ROLES[role].may(act)


def sql() -> str:
    """The statement that tells SQL the roles of posts: which are officers of law, which are held alone, what each may do."""
    rows = ", ".join(f"('{r.code}', {str(r.officer).lower()}, {str(r.alone).lower()}, '{{{','.join(sorted(r.acts))}}}'::text[])" for r in POST_ROLES)
    return f"""
        CREATE OR REPLACE FUNCTION access_roles() RETURNS TABLE (role text, officer boolean, alone boolean, acts text[])
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ VALUES {rows} $$"""
