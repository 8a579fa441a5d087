"""拼音首字母表: writes ``chengxin/ground/data/initials.txt`` from pypinyin: one letter for each Chinese character.

Loading pypinyin itself takes a second, more than a small file does to collect. A test holds the table
against the library.
"""

import sys
import unicodedata
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "chengxin" / "ground" / "data" / "initials.txt"
#: Unified ideographs, their extension A, the compatibility ideographs, and 〇.
RANGES = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0xF900, 0xFAFF), (0x3007, 0x3007))


def lines() -> list[str]:
    """A line for each range: its first character's number, then a letter or ``-`` for each character."""
    from pypinyin.pinyin_dict import pinyin_dict

    def letter(point: int) -> str:
        found = unicodedata.normalize("NFD", pinyin_dict.get(point, "")[:1])[:1].lower()
        return found if "a" <= found <= "z" else "-"

    return [f"{first:X} {''.join(letter(point) for point in range(first, last + 1))}" for first, last in RANGES]


def main() -> int:
    """Write the table."""
    TABLE.write_text("\n".join(lines()) + "\n", encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
