"""锁定依赖: renews the lock files; extra words go to pip-compile (``--upgrade``, ``--upgrade-package django``).

The locks hold names, versions and digests only: no index, no path, so that they install from any mirror.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
OPTIONS = (
    *("--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header"),
    *("--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links"),
)


def main() -> int:
    """Runtime first; development and the extras keep to the versions that chose."""
    for name in ("runtime", "development", "spark"):
        also = ["--constraint", "runtime.lock"] if name != "runtime" else []
        done = subprocess.run([sys.executable, "-m", "piptools", "compile", *OPTIONS, *also, *sys.argv[1:], "--output-file", f"{name}.lock", f"{name}.in"], cwd=FOLDER)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
