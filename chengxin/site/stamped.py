"""盖戳表: the tables the public side reads from. A change of any of them changes the stamp its kept pages stand under.

``STAMPED`` is everything from which the public role's views and functions draw (``grants.VIEWS``, ``grants.FUNCTIONS["public"]``);
``ASIDE`` says of the others why no kept page goes stale by them. A test walks views and functions and finds what stands in neither.
"""

from typing import Any

STAMPED = (
    "catalogue_item", "catalogue_itemversion",
    "governance_draft", "governance_issue", "governance_score",
    "law_article", "law_confirmation", "law_instrument", "law_power", "law_powerarticle", "law_regime", "law_textunit", "law_textversion",
    "publicity_articleout", "publicity_articleoutchange", "publicity_articleoutfile",
    "publicity_basis", "publicity_closing", "publicity_directory", "publicity_facet", "publicity_line", "publicity_listed", "publicity_publication", "publicity_sample",
    "publicity_ledgercheckpoint", "publicity_ledgerkey", "publicity_ledgerleaf", "publicity_ledgerlog", "publicity_ledgernode", "publicity_ledgersalt", "publicity_ledgersaltkept", "publicity_ledgerseen",
    "publicity_openedition", "publicity_openfile", "publicity_openrebuild", "publicity_openremoval",
    "publicity_run", "publicity_statistic", "subjects_organ",
)  # fmt: skip
ASIDE = {
    "publicity_stamp": "the stamp itself",
    "publicity_actcount": "how often the public side was used; shown once the statistics are reckoned, which are stamped",
    "ground_instance": "what kind of instance this is, fixed at its birth; a new schema puts in a stamp of its own",
    "ground_replicastate": "how far a replica is; only /health tells it, which is never kept",
    "ground_logmark": "how far replicas are; only /health tells it, which is never kept",
    "ground_auditcheckpoint": "the audit's log grows with every act; the routes that tell of it are never kept",
    "ground_auditleaf": "the audit's log grows with every act; the routes that tell of it are never kept",
    "ground_auditlog": "the audit's log grows with every act; the routes that tell of it are never kept",
    "ground_auditnode": "the audit's log grows with every act; the routes that tell of it are never kept",
}


def apply(cursor: Any) -> None:
    """Tie the triggers to the tables, and stamp this migration: views and functions are part of what the public side reads."""
    for table in STAMPED:
        cursor.execute(f"CREATE OR REPLACE TRIGGER stamped AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION publicity_stamped()")
    cursor.execute("UPDATE publicity_statistic SET value = value WHERE false")  # fires the trigger, changes nothing
