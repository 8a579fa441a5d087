"""副本: ``chengxin replica``: a second database and its public process, fed by the main database; and what the main one does for it. Free of Django."""

import argparse
import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from chengxin.ground.errors import WrongUse
from chengxin.site import faults, feed, postgres, ready
from chengxin.site.copying import Copy, feed_path, is_replica
from chengxin.site.following import follow
from chengxin.site.home import Home
from chengxin.site.progress import say
from chengxin.site.serve import Stop, Stopping, check_port, only_one

_PORT = 10  # a replica's port after the main one's
_ABOUT = """副本：在第二个数据库上运行公众网站。主库用逻辑复制供给，只有公示所需的内容：
没有信用记录、个人信息、账户和留痕，撤回的内容随即消失。

  chengxin replica               启动（没有副本时先复制一份），按 Ctrl-C 停止
  chengxin replica status        落后多少、主库为它保留多少日志
  chengxin replica fresh         清空后重新复制
  chengxin replica feed 文件      在主库写出供给文件，带到第二台机器
  chengxin replica end [名称]     在主库放弃不再使用的副本，释放为它保留的日志

主库在 CHENGXIN_HOME；副本的主目录默认是其中的 replica，端口默认是 CHENGXIN_PORT 之后第十个。
在第二台机器上用 --feed 给出供给文件，用 --folder 给出副本的主目录。"""


def replica(arguments: list[str]) -> int:
    """Run one word of the verb."""
    told = _parser().parse_args(arguments)
    return int(told.run(told))


def _start(told: argparse.Namespace) -> int:
    stopping = Stopping()
    try:
        home = _home(told)
        with only_one(home):
            bind, port = told.bind or os.environ.get("CHENGXIN_BIND") or "0.0.0.0", told.port or _default_port()
            check_port(bind, port)
            say(f"副本启动中，主目录 {home.path}")
            _run(home, told, bind, port)
    except Stop:
        pass
    finally:
        stopping.asked = True
    say("已停止。")
    return 0


def _run(home: Home, told: argparse.Namespace, bind: str, port: int) -> None:
    with ExitStack() as main_up:
        copy = _fed_by(home, told, main_up)
        with postgres.running(home, as_="serve"):
            copy.make_ready()
            main_up.close()  # a replica never holds its main database up
            host = "localhost" if bind in ("0.0.0.0", "127.0.0.1", "::") else bind
            lines = [
                "",
                "副本已启动，按 Ctrl-C 停止。",
                f"  公众网站  http://{host}:{port}/",
                f"  状况      http://{host}:{port}/health",
                f"  复制槽    {copy.name}",
                f"  主目录    {home.path}",
            ]
            print("\n".join(lines), flush=True)
            follow(copy, bind, port)


def _fresh(told: argparse.Namespace) -> int:
    home = _home(told)
    with only_one(home), ExitStack() as main_up:
        copy = _fed_by(home, told, main_up)
        with postgres.running(home):
            copy.make_ready(afresh=True)
    say("副本已重新复制。")
    return 0


def _fed_by(home: Home, told: argparse.Namespace, main_up: ExitStack) -> Copy:
    """The copy of a home, with its feed. Where the main database is this machine's it is up until ``main_up`` is closed."""
    if told.feed:
        given = feed.Feed.read(Path(told.feed))
    elif is_replica(home) and not _main_here():
        given = feed.Feed.read(feed_path(home))
    else:
        given = _made(_main(), main_up)
    if told.site:
        given = replace(given, opendata=told.site)
    given.write(feed_path(home))
    os.environ.pop("DATABASE_URL", None)  # from here on every database is the replica's own
    return Copy(home, given)


def _made(main: Home, up: ExitStack) -> feed.Feed:
    up.enter_context(postgres.running(main))
    ready.make_ready(main)
    if feed.unlimited(main):
        say("  注意：主库没有限定为副本保留的日志（max_slot_wal_keep_size = -1），副本长期停止会占满主库的磁盘。请数据库管理员设定上限。")
    return feed.make(main)


def _feed(told: argparse.Namespace) -> int:
    with ExitStack() as up:
        given = _made(_main(), up)
    replace(given, host=told.host or given.host, port=told.at_port or given.port, opendata=told.site or given.opendata).write(Path(told.file))
    say(f"供给文件已写入 {told.file}。凭它可以读到主库的全部日志，请像密钥一样传递和保管。")
    return 0


def _end(told: argparse.Namespace) -> int:
    main = _main()
    with postgres.running(main):
        count = feed.end(main, told.name)
    if told.json:
        print(json.dumps({"ended": count}))
    else:
        print(f"已放弃 {count} 个副本的复制槽。")
    return 0


def _status(told: argparse.Namespace) -> int:
    """Of the main database of this home its replicas; of a replica's home, or the one in this home, how it stands."""
    found: dict[str, Any] = {"replica": None, "replicas": []}
    if not told.folder and _main_here():
        with postgres.running(main := Home.from_env()):
            ready.make_ready(main)
            found["replicas"] = _replication(main)["replicas"]
    home = Home(_folder(told))
    if is_replica(home):
        os.environ.pop("DATABASE_URL", None)
        found["replica"] = _replication(home)["replica"] if postgres.alive(home) else {"name": Copy(home, feed.Feed.read(feed_path(home))).name, "state": "down"}
    if told.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found["replicas"]:
        seconds = "未知（后台任务没有运行）" if one["behind_seconds"] is None else f"{one['behind_seconds']} 秒"
        print(
            f"{one['name']}  {'已连接' if one['connected'] else '没有连接'}，落后 {one['behind_bytes']} 字节、{seconds}；已应用到 {one['applied']}；保留日志 {one['kept_bytes']} 字节（{one['log']}）"
        )
    if own := found["replica"]:
        words = {"copying": "正在首次复制", "following": "跟随中", "away": "主库没有应答", "stopped": "复制停住", "lost": "需要重新复制", "down": "没有运行"}
        print(
            f"本副本 {own['name']}：{words[own['state']]}"
            + (f"，落后 {own['behind_bytes']} 字节、{own['behind_seconds']} 秒；已应用到 {own['applied']}" if own["state"] != "down" else "")
        )
    if not found["replicas"] and not found["replica"]:
        print("没有副本。")
    return 0


def _replication(home: Home) -> dict[str, Any]:
    import psycopg

    with psycopg.connect(**postgres.connection(home, "owner"), autocommit=True) as raw:
        row = raw.execute("SELECT publicity.replication()").fetchone()
    assert row is not None
    return dict(row[0])


def _main() -> Home:
    home = Home.from_env()
    if is_replica(home):
        raise WrongUse("这是副本的主目录；这个命令在主库的主目录执行。", code="replica-home")
    return home


def _main_here() -> bool:
    """Whether the home of this environment is that of a main database."""
    home = Home.from_env()
    return not is_replica(home) and (postgres.outside() is not None or (home.postgres / "data").is_dir())


def _folder(told: argparse.Namespace) -> Path:
    """The replica's home: as said; that of the environment on a machine without a main database; else a folder in the main one's."""
    if named := told.folder or os.environ.get("CHENGXIN_REPLICA_HOME"):
        return Path(named).expanduser()
    home = Home.from_env()
    return home.path if is_replica(home) or (told.feed and not _main_here()) else home.path / "replica"


def _home(told: argparse.Namespace) -> Home:
    home = Home(_folder(told))
    home.make()
    if (home.postgres / "data").is_dir() and not is_replica(home):
        raise WrongUse(f"{home.path} 已经是另一个平台的主目录，不能作副本。请用 --folder 指定一个空的目录。", code="not-a-replica")
    return home


def _default_port() -> int:
    named = os.environ.get("CHENGXIN_PORT") or "8000"
    if not named.isdecimal():
        raise WrongUse(f"CHENGXIN_PORT 应为端口号，现为“{named}”。", code="bad-port")
    return int(named) + _PORT


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{faults.argparse_in_chinese(message)}\n{self.format_usage().strip()}", code="wrong-arguments")


def _parser() -> argparse.ArgumentParser:
    parser = _plain("chengxin replica", _ABOUT)
    _options(parser, "--port", "--bind", "--feed", "--site")
    parser.set_defaults(run=_start, folder="", json=False, port=0, bind="", feed="", site="", host="", at_port=0, name="")
    words = parser.add_subparsers(title="动作", metavar="动作", parser_class=_Parser)

    def word(name: str, about: str, run: Callable[[argparse.Namespace], int], *options: str) -> argparse.ArgumentParser:
        made = words.add_parser(name, help=about, description=about, add_help=False, formatter_class=_Formatter, argument_default=argparse.SUPPRESS)
        _usual(made)
        _options(made, *options)
        made.set_defaults(run=run)
        return made

    word("start", "启动副本，没有时先复制一份", _start, "--port", "--bind", "--feed", "--site")
    word("status", "落后多少、主库为副本保留多少日志", _status)
    word("fresh", "清空后重新复制", _fresh, "--feed", "--site")
    word("feed", "在主库写出供给文件", _feed, "--host", "--at-port", "--site").add_argument("file", metavar="文件", help="写到哪里")
    word("end", "在主库放弃不再使用的副本", _end).add_argument("name", nargs="?", metavar="名称", help="复制槽的名称；不写则为全部没有连接的")
    return parser


def _plain(prog: str, about: str) -> argparse.ArgumentParser:
    made = _Parser(prog=prog, description=about, formatter_class=_Formatter, add_help=False, argument_default=argparse.SUPPRESS)
    _usual(made)
    return made


def _usual(parser: argparse.ArgumentParser) -> None:
    parser._optionals.title, parser._positionals.title = "选项", "参数"
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
    parser.add_argument("--folder", help="副本的主目录，默认是主库主目录中的 replica")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="输出一份 JSON")


_OPTIONS: dict[str, dict[str, Any]] = {
    "--port": {"type": int, "help": "公众网站的端口，默认是 CHENGXIN_PORT 之后第十个"},
    "--bind": {"help": "公众网站的监听地址，默认 CHENGXIN_BIND 或 0.0.0.0"},
    "--feed": {"help": "供给文件：在第二台机器上第一次启动时，或者主库换了地址、口令时"},
    "--site": {"help": "主公众网站的网址，开放数据的文件从那里取；默认从主库的主目录取"},
    "--host": {"help": "第二台机器从哪里到达主库：主机名，或者套接字所在的目录"},
    "--at-port": {"type": int, "help": "主库的端口"},
}


def _options(parser: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        parser.add_argument(name, metavar="值", **_OPTIONS[name])
