"""The verbs of the desk's command line and the side (database role) each runs as.

Plain data, so that the console script can choose the role before anything is imported.
"""

VERBS: dict[str, str] = {
    "collect": "worker",
    "watch": "worker",
    "publish": "worker",
    "statistics": "worker",
    "opendata": "worker",
    "quarantine": "desk",
    "returned": "desk",
    "batches": "desk",
    "batch": "desk",
    "shelf": "desk",
    "withdraw": "desk",
    "revoke": "worker",
    "settle": "desk",
    "classify": "desk",
    "search": "desk",
    "subject": "desk",
    "relate": "desk",
    "archive": "desk",
    "warrant": "desk",
    "law": "desk",
    "letter": "desk",
    "letters": "desk",
    "deliver": "desk",
    "may": "desk",
    "repair": "desk",
    "looks": "desk",
    "erase": "desk",
    "sources": "desk",
    "catalogue": "desk",
    "template": "desk",
    "officers": "desk",
    "staff": "worker",
    "api-key": "worker",
    "api-keys": "worker",
    "calendar": "worker",
    "files": "worker",
    "audit": "worker",
    "ledger": "worker",
    "bulletin": "desk",
    "govern": "desk",
}
# Words of a verb that run as another side than the verb.
SUB_VERBS: dict[tuple[str, str], str] = {
    ("law", "import"): "worker",
    ("law", "confirm"): "worker",
    ("govern", "round"): "worker",
}
