"""乱码: text that another program wrote in one encoding and read in another before it came to us; its characters are sound, and say nothing.

天津 written as UTF-8 and read as GB18030 is 澶╂触, read as Latin-1 å¤©æ´¥; written as GB18030 and read as Latin-1 Ìì½ò. A column of codes stays whole
through all that, so such a row would be a register's entry with a good code and such a name.
"""

import re

#: What such text nearly always holds, and ours nearly never: characters that GB18030 has for the first bytes of UTF-8, and Latin letters in a row.
SUSPECT = "[\u9340-\u943f]|[\u00a1-\u00ff]{3}"
_HAN = re.compile("[\u3001-\u301c\u4e00-\u9fff\uff01-\uff1f]")
_LATIN = re.compile("[\u00a1-\u00ff]{4,}")  # two of them for a character
_READ_AS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"))


def is_garbled(text: str) -> bool:
    """Whether ``text`` reads as Chinese once it is written back as it was read and read as it was written."""
    turned = [text.encode(read, "ignore").decode(written, "replace") for read, written in _READ_AS]
    turned.append("".join(run.encode("latin-1").decode("gb18030", "replace") for run in _LATIN.findall(text)))
    for said in turned:
        meant, lost = len(_HAN.findall(said)), said.count("\ufffd")
        if meant >= 2 and lost * 2 <= meant and meant * 2 >= len(_HAN.findall(text)) and said != text:
            return True
    return False
