"""法律 law WORD: the library of law and its powers; each word is a file of ``doors.desk.law``."""

from argparse import SUPPRESS

from chengxin.doors.desk.command import DeskCommand, words_below
from chengxin.doors.desk.law import words


class Command(DeskCommand):
    """法律：文件、条文、权力，全文的导入和依据的核实，试算，文书模板。"""

    help = "法律：文件、条文、权力，全文的导入和依据的核实，试算，文书模板"

    def arguments(self, parser):
        told = words_below(parser, dest="word", metavar="动作")
        for word, module in words().items():
            own = told.add_parser(word, help=module.HELP, description=module.HELP)
            own.add_argument("--json", action="store_true", default=SUPPRESS, help="标准输出只有一份 JSON")
            module.arguments(own)

    def answer(self, *, word, **options):
        self._module = words()[word]
        return self._module.answer(**options)

    def show(self, answer):
        self._module.show(self, answer)

    def exit_code(self, answer):
        return self._module.exit_code(answer) if hasattr(self._module, "exit_code") else 0
