"""法律的子命令: ``chengxin law WORD``, a file each; a module that is put here is a sub-command.

A module says ``HELP`` (one line), ``arguments(parser)``, ``answer(**options)`` and ``show(command, answer)``;
its name is the word (a trailing underscore is dropped: ``import_``). The database role of a word that
does not run as the desk stands in ``doors.desk.verbs.SUB_VERBS``.
"""

import importlib
import pkgutil
from types import ModuleType


def words() -> dict[str, ModuleType]:
    """Every sub-command by its word."""
    return {found.name.rstrip("_").replace("_", "-"): importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)}
