"""Files for measuring: fragments people ask for, penalties with planted defects and what should become of each line."""

import collections
import csv
import random
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import making

COMMON, QUERIES = 100, 1000


def queries(raw: psycopg.Connection, rows: int) -> list[str]:
    """A thousand queries, the same for the same names: the hundred commonest fragments, then fragments, whole names, codes and parts of them, initials."""
    told = [row[0] for row in raw.execute("SELECT name FROM subjects_name ORDER BY id LIMIT 20000").fetchall()]
    pairs = collections.Counter(name[i : i + 2] for name in told for i in range(len(name) - 1))
    chance = random.Random(7)
    asked = [pair for pair, _ in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))[:COMMON]]
    while len(asked) < 600:
        name, size = chance.choice(told), chance.choice((2, 3, 4, 5))
        start = chance.randrange(max(1, len(name) - size))
        asked.append(name[start : start + size])
    asked += [chance.choice(told) for _ in range(200)]
    for _ in range(50):
        code = making.code(chance.randrange(rows))
        asked += [code, code[:12], code[8:17]]
    asked += [chance.choice(("hdrf", "jhys", "byhd", "tjhx", "rfhx", "cssm")) for _ in range(QUERIES - len(asked))]
    return asked


@dataclass(frozen=True)
class Planted:
    """A file and the lines in which a defect was planted, by defect."""

    path: Path
    rows: int
    lines: dict[int, str]


_DEFECTS = {
    "code-check-digit": lambda row: row | {"CF_XDR_SHXYM": row["CF_XDR_SHXYM"][:-1] + ("0" if row["CF_XDR_SHXYM"][-1] != "0" else "1")},
    "code-short": lambda row: row | {"CF_XDR_SHXYM": row["CF_XDR_SHXYM"][:17]},
    "code-forbidden-letter": lambda row: row | {"CF_XDR_SHXYM": row["CF_XDR_SHXYM"][:9] + "I" + row["CF_XDR_SHXYM"][10:]},
    "date-impossible": lambda row: row | {"CF_JDRQ": "2026/02/30"},
    "date-text": lambda row: row | {"CF_JDRQ": "去年"},
    "date-in-future": lambda row: row | {"CF_JDRQ": "2027/01/05"},
    "missing-name": lambda row: row | {"CF_XDR_MC": ""},
    "missing-document-number": lambda row: row | {"CF_WSH": ""},
    "kind-unknown": lambda row: row | {"CF_XDR_LB": "公司"},
    "fine-missing": lambda row: row | {"CF_CFLB": "罚款", "CF_NR_FK": ""},
    "fine-not-a-number": lambda row: row | {"CF_CFLB": "罚款", "CF_NR_FK": "五千"},
    "organ-code-missing": lambda row: row | {"CF_CFJGDM": ""},
}


def planted_penalties(path: Path, rows: int) -> Planted:
    """Sound penalties, one line in a hundred with one defect."""
    plain = path.with_suffix(".plain.csv")
    making.penalties(plain, rows, rows)
    chance, lines = random.Random(9), {}
    with plain.open(newline="", encoding="utf-8") as source, path.open("w", newline="", encoding="utf-8") as sink:
        reader = csv.DictReader(source)
        writer = csv.DictWriter(sink, reader.fieldnames or [])
        writer.writeheader()
        for line, row in enumerate(reader, 1):
            if chance.random() < 0.01:
                lines[line] = chance.choice(list(_DEFECTS))
                row = _DEFECTS[lines[line]](row)
            writer.writerow(row)
    plain.unlink()
    return Planted(path, rows, lines)
