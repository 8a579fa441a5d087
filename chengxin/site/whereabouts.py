"""数据库位置: what an operator needs to reach the database with other tools. Shows where passwords lie, never what they are."""

import json

from chengxin.ground.errors import WrongUse
from chengxin.site import postgres
from chengxin.site.home import Home
from chengxin.site.postgres import SIDES
from chengxin.site.server import Server


def show(arguments: list[str]) -> int:
    """``chengxin database [--json]``: host or socket, port, database, roles and the files of their passwords."""
    if set(arguments) - {"--json"}:
        raise WrongUse("用法：chengxin database [--json]", code="wrong-arguments")
    found = whereabouts(Home.from_env())
    if "--json" in arguments:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    print(f"数据库   {found['database']}（{'DATABASE_URL 所指' if found['outside'] else '私有'}，{'运行中' if found['running'] else '未运行'}）")
    print(f"位置     {found['host']}，端口 {found['port']}")
    for role, entry in found["roles"].items():  # type: ignore[attr-defined]
        print(f"{role:<9}{entry['user']}，口令：{entry['password_file'] or '见 DATABASE_URL'}")
    return 0


def whereabouts(home: Home) -> dict[str, object]:
    """The same as data."""
    outside = postgres.outside()
    if outside:
        host, port = outside.parameters.get("host", ""), outside.parameters.get("port", 5432)
    else:
        server = Server(home)
        host, port = str(server.socket), 5432
    roles = {}
    for role in (*(() if outside else ("superuser",)), "owner", *SIDES):
        kept = None if outside and role == "owner" else str(home.secrets / f"{role}.password")
        roles[role] = {"user": postgres.role_name(role), "password_file": kept}  # type: ignore[arg-type]
    return {
        "home": str(home.path),
        "outside": outside is not None,
        "running": postgres.alive(home),
        "host": host,
        "port": port,
        "database": postgres.database_name(),
        "roles": roles,
    }
