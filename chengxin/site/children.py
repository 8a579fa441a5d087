"""子进程: the processes `chengxin serve` looks after: started, watched, started again, stopped."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from chengxin.site.progress import say
from chengxin.site.server import die_with_parent, turn_over

STEADY = 60.0  # a child that lived this long has earned a quick restart again
LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """One process in a group of its own; it is killed by the kernel if we are."""

    label: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    failures: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        turn_over(self.log)
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        finally:
            os.close(log)
        self.began = time.monotonic()

    def tend(self) -> None:
        """If it has died, say so and start it again, waiting longer each time it dies young."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.end_group()
            self.failures = 1 if now - self.began > STEADY else self.failures + 1
            pause = min(LONGEST_PAUSE, 0.25 * 2**self.failures)
            self.process, self.not_before = None, now + pause
            say(f"  ! {self.label}意外退出（{code}），{pause:.1f} 秒后重新启动。日志：{self.log}")
        if self.process is None and now >= self.not_before:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask it to end in good order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stopped(self) -> bool:
        """Whether it has ended."""
        return self.process is None or self.process.poll() is not None

    def end_group(self) -> None:
        """Kill whatever is left of its group, and reap it."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()


def stop_all(children: list[Child], patience: float) -> None:
    """Ask all to stop, in their order; kill those that have not after ``patience`` seconds."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + patience
    while time.monotonic() < until and not all(child.stopped() for child in children):
        time.sleep(0.02)
    for child in children:
        child.end_group()
