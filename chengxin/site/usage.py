"""用法: the help of every verb in Chinese, without what Django's own commands carry along and nobody here needs."""

import argparse

from django.core.management.base import DjangoHelpFormatter

_INHERITED = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
PREFIX = "用法："


class ChineseFormatter(DjangoHelpFormatter):
    """Begins with 用法."""

    def add_usage(self, usage, actions, groups, prefix=None):
        """As argparse, under our heading."""
        super().add_usage(usage, actions, groups, prefix or PREFIX)


def in_chinese(parser: argparse.ArgumentParser) -> None:
    """Headings and help of ``parser``, and of the parsers of its words, in Chinese; inherited options are taken but not shown."""
    parser.formatter_class = ChineseFormatter
    parser._positionals.title, parser._optionals.title = "参数", "选项"
    for action in parser._actions:
        if action.dest == "help":
            action.help = "显示这段说明"
        elif action.dest in _INHERITED:
            action.help = argparse.SUPPRESS
        elif isinstance(action, argparse._SubParsersAction):
            for word in action.choices.values():
                in_chinese(word)
