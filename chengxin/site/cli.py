"""命令行: ``chengxin <verb> …``. Starts the database if it is down, migrates it if it is new, runs one command as its side.

Exit codes: 0 done, 2 wrong use, not found or several found, 3 refused by a rule, 1 our own fault.
"""

import difflib
import json
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from chengxin.ground.errors import Refusal, WrongUse
from chengxin.site import faults, outages
from chengxin.site.home import Home, LaunchFailure
from chengxin.site.progress import say

# Verbs of the platform itself: the side each runs as (None: no side), and its line in the help.
OWN: dict[str, tuple[str | None, str]] = {
    "serve": (None, "启动：数据库、公众网站和后台任务，直到按下 Ctrl-C"),
    "worker": ("worker", "后台：执行定时任务（由 serve 启动）"),
    "migrate": (None, "更新：使数据库符合当前程序的结构与内置数据（其他命令需要时会自动更新）"),
    "demo": ("worker", "演示：空库时装入一份虚构的区数据"),
    "database": (None, "数据库：位置、角色和口令文件"),
    "replica": (None, "副本：第二个数据库和它的公众网站，只有公示所需的内容；查看落后多少、重新复制"),
}

_told: list[int] = []  # the signals that told this process to end


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    words = sys.argv[1:] if arguments is None else arguments
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # who runs us in the background may have it ignored
        signal.signal(signal.SIGINT, _interrupt)
    try:
        code = _run(words)
        sys.stdout.flush()
    except (WrongUse, Refusal, LaunchFailure) as error:
        code = _report(error, words)
    except KeyboardInterrupt:
        code = _ended(signal.SIGINT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # our own fault, whatever it is; but libraries make their own errors of a signal that met them at work (DuckDB does)
        code = _ended(_told[0]) if _told else _report_fault(error, words)
    sys.exit(code)


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help())
        return 0
    if words[0] == "--version":
        from chengxin import __version__

        print(f"chengxin {__version__}")
        return 0
    verb, rest = words[0], words[1:]
    sides = _sides()
    if verb not in sides:
        near = difflib.get_close_matches(verb, sides, n=1)
        hint = f"，是否指 {near[0]}？" if near else "。"
        raise WrongUse(f"没有“{verb}”这个命令{hint}\n可用的命令：{' '.join(sorted(sides))}", code="no-such-verb")
    if verb == "serve":
        from chengxin.site.serve import serve

        return serve(rest)
    if verb == "database":
        from chengxin.site.whereabouts import show

        return show(rest)
    if verb == "replica":
        from chengxin.site.replica import replica

        return replica(rest)
    return _run_on_database(verb, rest, _side_of_word(verb, rest) or sides[verb])


def _side_of_word(verb: str, rest: list[str]) -> str | None:
    """The side of a verb's own word, where it is another than the verb's."""
    from chengxin.doors.desk.verbs import SUB_VERBS

    word = next((one for one in rest if not one.startswith("-")), "")
    return SUB_VERBS.get((verb, word))


def _sides() -> dict[str, str | None]:
    from chengxin.doors.desk.verbs import VERBS

    return {**{verb: side for verb, (side, _) in OWN.items()}, **VERBS}


def _run_on_database(verb: str, rest: list[str], side: str | None) -> int:
    from chengxin.site import copying, demo_mark, postgres, ready, roles

    if {"-h", "--help"} & set(rest) and side:
        return _run_django(verb, rest, side)
    if {"-h", "--help"} & set(rest):
        print(f"用法：chengxin {verb}\n\n{OWN[verb][1]}")
        return 0
    home = Home.from_env()
    copying.refuse_in(home)
    with postgres.running(home):
        if verb == "migrate":
            roles.ensure(home)
            ready.migrate(home, always=True)
            return 0
        ready.make_ready(home)
        assert side is not None
        if verb == "publish":
            demo_mark.refuse_while_standing(home)
        return _run_django(verb, rest, side)


def _run_django(verb: str, rest: list[str], side: str) -> int:
    os.environ["CHENGXIN_SIDE"] = side
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")
    import django
    from django.core.management import CommandError, get_commands, load_command_class

    django.setup()
    from chengxin.site import usage  # Django's own parser, after it is set up

    module = verb.replace("-", "_")
    command = load_command_class(get_commands()[module], module)
    command.requires_system_checks = []
    parser = command.create_parser("chengxin", verb)
    usage.in_chinese(parser)

    def wrong(message: str) -> NoReturn:
        raise WrongUse(f"{faults.argparse_in_chinese(message)}\n{parser.format_usage().strip()}", code="wrong-arguments")

    parser.error = wrong  # type: ignore[method-assign]
    options = vars(parser.parse_args(rest))
    try:
        command.execute(*options.pop("args", ()), **options)
    except CommandError as error:
        raise WrongUse(str(error)) from error
    return 0


def _help() -> str:
    from chengxin.site.summaries import summary

    lines = ["用法：chengxin <命令> [参数…]（chengxin <命令> --help 显示该命令的参数；加 --json 输出一份 JSON）", ""]
    for verb in sorted(_sides()):
        text = OWN[verb][1] if verb in OWN else summary(verb)
        lines.append(f"  {verb:<12} {text}")
    return "\n".join(lines)


def _report(error: "WrongUse | Refusal | LaunchFailure", words: list[str]) -> int:
    if isinstance(error, Refusal):
        body: dict[str, object] = {"code": error.codes[0], "codes": list(error.codes)}
    else:
        body = {"code": getattr(error, "code", "launch-failure")}
    body["message"] = str(error)
    if getattr(error, "details", None) is not None:
        body["details"] = error.details  # type: ignore[union-attr]
    _print_json(body, words)
    say(str(error))
    return error.exit_code


def _report_fault(error: Exception, words: list[str]) -> int:
    reference = faults.record(error)
    if outage := outages.told(error):
        return _report(LaunchFailure(outage), words)
    message = f"程序出错，已记录，编号 {reference}。请把该编号告诉维护人员。"
    _print_json({"code": "fault", "message": message, "reference": reference}, words)
    say(message)
    return 1


def _print_json(body: dict[str, object], words: list[str]) -> None:
    if "--json" in words:
        try:
            print(json.dumps({"error": body}, ensure_ascii=False, default=str), flush=True)
        except BrokenPipeError:
            pass


def _ended(number: int) -> int:
    say("已中断。")
    return 128 + number


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """SIGINT: unwind."""
    _told.append(number)
    raise KeyboardInterrupt


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM: unwind, so that the lease on the database is given back; asking again does not help."""
    signal.signal(number, signal.SIG_IGN)
    _told.append(number)
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
