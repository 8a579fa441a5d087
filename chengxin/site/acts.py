"""行为表: the tables whose new rows are acts. None of them is added to without an entry of the same transaction.

``DEMANDED``: the database does not commit the row unless the actor's entry is there. ``NOTED``: rows by the million, or
rows that follow from something else; where the transaction has no entry the database writes one itself, one a statement.
Other tables hold what an act brings with it, or working papers; ``NO_ACT`` says why for each that a role may add to, and
a house test sees to it that none is forgotten.
"""

from typing import Any

DEMANDED = (
    "access_accesskey", "access_accesskeyrevocation",
    "catalogue_versionproposal", "catalogue_versionapproval",
    "collection_batch", "collection_erasure",
    "ground_calendartable",
    "publicity_run",
    "records_classing", "records_mark", "records_revocation", "records_settlement", "records_withdrawal",
    "subjects_relation", "subjects_relationend",
)  # fmt: skip
NOTED = {"law_warrant": ("authorise", "id"), "publicity_closing": ("close", "publication_id"), "collection_consignment": ("arrive", "id")}  # act, key
NO_ACT = {
    "ground_auditentry": "the entries themselves",
    "ground_event": "tells of an act",
    "ground_delivery": "tells that a room has heard of an act",
    "ground_storedfile": "the original of a batch",
    "ground_filekey": "comes with its file",
    "ground_calendarday": "comes with its table",
    "records_arrival": "rows of a batch on their way in",
    "subjects_arrival": "rows of a batch on their way in",
    "collection_quarantined": "rows of a batch",
    "collection_consignmentresult": "tells what became of a consignment",
    "collection_consignmentclosing": "tells that a consignment's sender was told",
}


def apply(cursor: Any) -> None:
    """Tie the triggers to the tables of acts."""
    for table in DEMANDED:
        cursor.execute(f"DROP TRIGGER IF EXISTS acted ON {table}")
        cursor.execute(f"CREATE CONSTRAINT TRIGGER acted AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ground_acted()")
    for table, (act, key) in NOTED.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS noted ON {table}")
        cursor.execute(f"CREATE TRIGGER noted AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ground_noted('{act}', '{key}')")
