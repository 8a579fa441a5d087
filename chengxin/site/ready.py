"""就绪: brings a running database up to this code: roles, then the migration if its fingerprint is not ours. Free of Django."""

import os
import subprocess
import sys

from chengxin.ground.errors import WrongUse
from chengxin.site import chosen_algorithms, moved_day, postgres, roles
from chengxin.site.home import Home, LaunchFailure
from chengxin.site.progress import step
from chengxin.site.server import die_with_parent


def make_ready(home: Home) -> None:
    """Roles and schema as this code wants them, a permitted day and permitted algorithms; quick when they are.

    Raises LaunchFailure when the migration fails, WrongUse or Refusal for a day that may not be moved or
    algorithms that may not be changed.
    """
    chosen_algorithms.check_choice()
    roles.ensure(home)
    if not roles.fingerprint_current(home):
        migrate(home)
    moved_day.check(home)
    chosen_algorithms.check(home)


def migrate(home: Home, *, always: bool = False) -> None:
    """Run the migration in a process of its own, one at a time; skipped if another process did it meanwhile."""
    import psycopg

    with psycopg.connect(**postgres.connection(home, "owner"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('chengxin.ready'))")  # freed with the connection, also by a kill
        if always or not roles.fingerprint_current(home):
            (stands,) = connection.execute("SELECT to_regclass('chengxin.ground_instance') IS NOT NULL").fetchone() or (False,)
            with step("更新数据库结构与内置数据" if stands else "建立数据库结构与内置数据（只此一次，约半分钟）"):
                run_python("chengxin.site.migrate", home=home, failure="数据库结构更新失败")


def run_python(module: str, *arguments: str, home: Home, failure: str, accept: tuple[int, ...] = (0,)) -> None:
    """Run a module of ours as a child that dies with us; its output goes to our standard error.

    Raises WrongUse where it says that something was wrongly used (exit code 2), else LaunchFailure unless it
    ends with one of the exit codes in ``accept``.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        env={**os.environ, "CHENGXIN_HOME": str(home.path)},
        preexec_fn=die_with_parent,
    )
    if done.returncode == WrongUse.exit_code and done.returncode not in accept:
        raise WrongUse(f"{failure}：定义文件或设置有误，原因见标准错误输出的上文", code="bad-definition")
    if done.returncode not in accept:
        raise LaunchFailure(f"{failure}（退出码 {done.returncode}）。")
