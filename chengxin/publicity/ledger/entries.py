"""叶与凭证: what a leaf is made from. Pure, and written apart from the database's functions, which verifying does not believe.

- ``laid <digest>``: digest = SHA-256(salt ‖ text of what was shown).
- ``closed <mark> <detail>``: mark = SHA-256(salt ‖ "closed" ‖ digest of the laid leaf); detail = SHA-256(salt ‖ text of when and why).
- ``key <public key>``: from here on this key signs.

Whoever holds the salt and the text finds the first alone, and whether the second is there; whoever does not, finds nothing.
"""

import hashlib
import re

LAID, CLOSED, KEY = "laid", "closed", "key"
_LINE = re.compile(r"chengxin\.publicity/1 laid\nline ([0-9]{1,18})\n")
# The texts as expressions over a row of the publication (p) and of the closing (c), with nothing but what PostgreSQL itself brings.
TOLD = """concat('chengxin.publicity/1 laid', chr(10), 'line ', p.id, chr(10), 'record ', p.record_id, chr(10), 'item ', p.item, chr(10), 'severity ', p.severity, chr(10),
 'public from ', p.public_from, chr(10), 'laid on ', p.laid_on, chr(10),
 'last day ', coalesce(p.term_ends::text, '-'), chr(10), 'warrant ', coalesce(p.warrant_id::text, '-'), chr(10), 'fields ', p.fields, chr(10))"""
TOLD_CLOSED = """concat('chengxin.publicity/1 closed', chr(10), 'line ', c.publication_id, chr(10), 'closed on ', c.closed_on, chr(10), 'why ', c.why, chr(10),
 'replaced by ', coalesce(CASE WHEN c.why = 'replaced' THEN (SELECT min(q.id) FROM chengxin.publicity_publication q
 JOIN chengxin.publicity_publication o ON o.id = c.publication_id AND o.record_id = q.record_id WHERE q.id > c.publication_id) END::text, '-'), chr(10))"""


def digest(salt: bytes, told: bytes) -> bytes:
    """The salted digest of a text."""
    return hashlib.sha256(salt + told).digest()


def mark(salt: bytes, laid: bytes) -> bytes:
    """By which the holder of a salt finds that the publication left."""
    return hashlib.sha256(salt + b"closed" + laid).digest()


def entry(kind: str, first: bytes | None, second: bytes | None, key: str | None) -> bytes:
    """The bytes of a leaf as they are hashed and served."""
    return f"{kind} {key or ''}{first.hex() if first else ''}{' ' + second.hex() if second else ''}".encode()


def line_of(told: str) -> int | None:
    """Which publication a text is of."""
    found = _LINE.match(told)
    return int(found.group(1)) if found else None


def salt_of(text: str) -> bytes | None:
    """A verification code as typed: 32 hexadecimal figures, with or without blanks and dashes."""
    plain = re.sub(r"[\s-]", "", text)
    return bytes.fromhex(plain) if re.fullmatch(r"[0-9a-fA-F]{32}", plain) else None
