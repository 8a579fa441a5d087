"""GB 18030: Python's codec follows the edition of 2000; the editions of 2005 and 2022 moved nineteen characters out of private use.

Read as the Unicode committee recommends and browsers do: the new characters for the old bytes, and no
private-use character for any four-byte code.
"""

#: Private-use code point of the old mapping → the character of the later ones.
MOVED = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16,
    0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6,
    0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB,
}  # fmt: skip
_BACK = {new: old for old, new in MOVED.items()}


def to_utf8(data: bytes, errors: str = "strict") -> bytes:
    """The bytes of the edition of 2022 as UTF-8."""
    text = data.decode("gb18030", errors)
    made = text.encode("utf-8", "replace")
    # In UTF-8 this byte leads private-use characters and nothing else; looking for it spares a table for every character.
    return text.translate(MOVED).encode("utf-8", "replace") if b"\xee" in made else made


def encoded(text: str) -> bytes:
    """``text`` in the bytes of the edition of 2022."""
    return text.translate(_BACK).encode("gb18030", errors="replace")
