"""归一: full width to half width, blanks and invisible characters away. Raised figures and other scripts stay (ruling 121)."""

# Blanks, tabs and characters nobody sees, as files and keyboards really bring them.
BLANKS = " \t\r\n\v\f\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
HALF_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FOLD = HALF_WIDTH | dict.fromkeys(map(ord, BLANKS))


def code_form(text: str, *, without: str = "") -> str:
    """A code as it is compared: half width, capitals, no blanks, and none of the separators in ``without``."""
    folded = text.translate(_FOLD)
    return "".join(letter for letter in folded if letter not in without).upper()
