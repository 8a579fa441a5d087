"""数据库故障: a database that went away or has no room under a command is no fault of ours and none of who gave it. Free of Django."""

from chengxin.site.faults import chain

_TOLD = {
    "53100": "数据库所在的磁盘已满，命令没有做完，没有提交的内容已全部撤回。请维护人员腾出空间后重新执行。",
    "53300": "数据库的连接数已满，命令没有执行。请稍后重新执行。",
}
_AWAY = "与数据库的连接中断，命令没有做完，没有提交的内容已全部撤回。请稍后重新执行；仍然如此，请维护人员查看数据库的日志。"
_ENDED = ("08", "57P0")  # the connection's own states; and a server that was shut down, crashed, or is starting


def told(error: BaseException) -> str | None:
    """What to say where the database went away, has no room or takes nobody in; None: the error is something else."""
    for one in chain(error):
        if not type(one).__module__.startswith("psycopg"):
            continue
        state = getattr(one, "sqlstate", None)
        if state is None and type(one).__name__ in ("OperationalError", "InterfaceError"):  # the other side is gone, or was when we spoke again
            return _AWAY
        if state and state.startswith(_ENDED):
            return _AWAY
        if state in _TOLD:
            return _TOLD[state]
    return None
