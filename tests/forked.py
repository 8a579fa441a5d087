"""Rounds of the watch in processes that start at once: everything is imported here, each round runs in a fork, to be killed.

``python -m tests.forked``: a line on standard input starts a round and answers with its process number; an
ended round is reaped with the next line.
"""

import os
import signal
import sys

os.environ["CHENGXIN_SIDE"] = "worker"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

import chengxin.collection.api  # noqa: E402
import chengxin.collection.entrances.table  # noqa: E402
import chengxin.doors.desk.management.commands.watch  # noqa: E402, F401


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = 1
            try:
                sys.stdin.close()
                call_command("watch", once=True, stdout=sys.stderr)
                code = 0
            finally:
                os._exit(code)
        print(child, flush=True)


if __name__ == "__main__":
    main()
