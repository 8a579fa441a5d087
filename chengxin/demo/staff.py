"""演示人员: invented officers who can sign in at the desk of a demo. Password and key are told to everybody, so they open a demo only."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from chengxin.access import api as access
from chengxin.access.api import staffing
from chengxin.ground.api import Instance, Refusal, audit
from chengxin.subjects import api as subjects

PASSWORD = access.own.DEMO_PASSWORD
# Login, name, organ by its short name, role, title. The first two are the administrators.
STAFF = (
    ("admin-a", "安知远", "区发改委", "administrator", "系统管理员A"),
    ("admin-b", "白若川", "区发改委", "administrator", "系统管理员B"),
    ("credit-a", "程一诺", "区发改委", "credit-office", "信用办A岗"),
    ("credit-b", "丁守信", "区发改委", "credit-office", "信用办B岗"),
    ("clerk", "方小禾", "区应急局", "clerk", "报送岗"),
    ("reviewer", "顾明审", "区应急局", "reviewer", "审核岗"),
    ("handler", "韩经办", "区市场监督局", "handler", "经办岗"),
    ("approver", "江批准", "区市场监督局", "approver", "批准岗"),
    ("legal", "柯法言", "区市场监督局", "legal-officer", "法制审核岗"),
    ("window", "林窗前", "区政务服务办", "window", "综合窗口"),
    ("inspector", "马检行", "区市场监督局", "inspector", "执法检查岗"),
    ("auditor", "宁审计", "区审计局", "auditor", "审计岗"),
)
TITLES = {login: title for login, _, _, _, title in STAFF}


def make(on: dt.date, *, say: Callable[[str], None]) -> None:
    """Put the invented staff in, unless anybody has an account already. Raises Refusal in a production instance."""
    if Instance.objects.values_list("kind", flat=True).get() == "production":
        raise Refusal(["not-a-demo"], "这是正式库，不能装入演示人员")
    if staffing.people():
        return
    with transaction.atomic():
        owner = staffing.By(None, "演示")
        administrators: list[staffing.By] = []
        for login, name, organ, role, title in STAFF:
            where = subjects.organ(organ)
            account = staffing.register_person(name, login, by=owner)
            post = staffing.make_post(where, role=role, title=title, begins_on=on, by=owner)
            first, second = administrators if len(administrators) == 2 else (owner, owner)
            made = staffing.appoint(account.person_id, post.pk, begins_on=on, by=first)
            staffing.decide(made.pk, approved=True, by=second)
            if role == "administrator":
                administrators.append(staffing.By(account.person_id, f"账户:{login}", title, where.pk))
        audit.record_act("demo-staff", actor="演示", reference="demo")
        access.entering.open_for_demo([login for login, *_ in STAFF], PASSWORD)
    say(f"演示数据：演示人员 {len(STAFF)} 名，可在工作人员端登录")
