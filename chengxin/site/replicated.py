"""副本范围: what a replica gets, in one place: the tables the public pages read, by their public columns, and nothing else.

The publication of the main database is made from this table at each migration, and so are the rights of the role that
reads it. What a public view or function needs and does not find here is missing on a replica, and a test that crawls both
sides finds it; what stands here is public, or says nothing about anybody, and ``why`` says which.
"""

from dataclasses import dataclass
from typing import Any

PUBLICATION = "chengxin_public"
#: What the role of a replica may read besides: of which kind and schema its main database is.
ABOUT = ("ground_instance", ("id", "kind", "fingerprint"))


@dataclass(frozen=True)
class Part:
    """一张表: a table of which a replica gets rows, with the columns it gets (none named: all) and why they may go there."""

    table: str
    why: str
    columns: tuple[str, ...] = ()


_LAW = "the law, which is public"
_LEDGER = "the public ledger: salted digests and signed heads"
_AUDIT = "the audit's log as the public may prove it: salted digests and signed heads, no entry"
_OPEN = "which open files are on offer; how many rows left them, never which"
REPLICATED = (
    Part("publicity_line", "the shelf: masked, self-contained, only what is public now"),
    Part("publicity_basis", "what is told beside lines"),
    Part("publicity_listed", "drawn from the shelf"),
    Part("publicity_facet", "drawn from the shelf"),
    Part("publicity_directory", "the names of what is public; never a natural person"),
    Part("publicity_sample", "drawn from the directory"),
    Part("publicity_stamp", "that something public changed, in the transactions that changed it; never what"),
    Part("publicity_run", "the days publication ran for", ("id", "on_day")),
    Part("publicity_statistic", "figures of the public pages"),
    Part("publicity_articleout", "articles that are out"),
    Part("publicity_articleoutfile", "articles that are out"),
    Part("publicity_articleoutchange", "articles that are out"),
    Part("publicity_openedition", _OPEN),
    Part("publicity_openfile", _OPEN),
    Part("publicity_openrebuild", _OPEN),
    Part("publicity_openremoval", _OPEN),
    Part("publicity_ledgerlog", _LEDGER),
    Part("publicity_ledgerkey", _LEDGER),
    Part("publicity_ledgerleaf", _LEDGER),
    Part("publicity_ledgernode", _LEDGER),
    Part("publicity_ledgercheckpoint", _LEDGER),
    Part("publicity_ledgerseen", _LEDGER),
    Part("publicity_ledgersalt", "salts of what is public now, as its receipts tell them; that of a removed line goes as its removal is logged"),
    Part("ground_auditlog", _AUDIT),
    Part("ground_auditcheckpoint", _AUDIT, ("size", "at", "root", "peaks", "note")),
    Part("ground_auditnode", _AUDIT),
    Part("ground_auditleaf", _AUDIT, ("id", "hash")),
    Part("governance_draft", "which bulletin a score is of", ("id", "period", "begins_on", "version")),
    Part("governance_issue", "which bulletin a score is of", ("draft_id", "year", "number", "known_on", "issued_on")),
    Part("governance_score", "the public board of punctuality"),
    Part("subjects_organ", "names of public bodies", ("subject_id", "official_name")),
    Part("catalogue_item", "the catalogue, which is public"),
    Part("catalogue_itemversion", "the catalogue, which is public"),
    Part("law_instrument", _LAW),
    Part("law_article", _LAW),
    Part("law_textversion", _LAW, ("id", "instrument_id", "version", "in_force_from", "in_force_to", "source", "title", "digest", "imported_on")),
    Part("law_textunit", _LAW, ("id", "version_id", "seq", "kind", "label", "title", "number", "branch", "path", "wording", "paragraphs", "digest")),
    Part("law_power", _LAW),
    Part("law_powerarticle", _LAW),
    Part("law_regime", _LAW),
    Part("law_confirmation", "whether a basis was confirmed for a demonstration only", ("id", "power_id", "demo")),
)


def publish(cursor: Any) -> None:
    """On the main database, at each migration: the publication and the rights of the role behind it are what stands above."""
    cursor.execute("SELECT FROM pg_publication WHERE pubname = %s", [PUBLICATION])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE PUBLICATION {PUBLICATION}")
    cursor.execute(f"ALTER PUBLICATION {PUBLICATION} SET TABLE {', '.join(_named(part) for part in REPLICATED)}")
    grant(cursor)


def grant(cursor: Any) -> None:
    """The role of replicas, where there is one, may read what is published, and what tells it of which schema it is."""
    cursor.execute("SELECT current_database()")
    role = f"{cursor.fetchone()[0]}_replica"
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        return
    cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA chengxin, publicity FROM "{role}"')
    for table, columns in (*((part.table, part.columns) for part in REPLICATED), ABOUT):
        cursor.execute(f'GRANT SELECT{f" ({_listed(columns)})" if columns else ""} ON chengxin.{table} TO "{role}"')


def relax(cursor: Any) -> None:
    """On a replica: columns that do not come are empty there, also where the main database demands them; it has looked at each row."""
    for part in REPLICATED:
        if not part.columns:
            continue
        cursor.execute(
            "SELECT attname, attnum, attnotnull FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (%s)",
            [f"chengxin.{part.table}", list(part.columns)],
        )
        absent = cursor.fetchall()
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c' AND conkey && %s::smallint[]",
            [f"chengxin.{part.table}", [number for _, number, _ in absent]],
        )
        for (constraint,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE chengxin.{part.table} DROP CONSTRAINT "{constraint}"')
        for column, _, demanded in absent:
            mild = f', ALTER COLUMN "{column}" DROP NOT NULL'
            cursor.execute(f'ALTER TABLE chengxin.{part.table} ALTER COLUMN "{column}" DROP DEFAULT{mild if demanded else ""}')


def _named(part: Part) -> str:
    return f"chengxin.{part.table}{f' ({_listed(part.columns)})' if part.columns else ''}"


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
