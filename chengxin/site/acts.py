"""行为表: the tables whose new rows are acts. None of them is added to without an entry of the same transaction.

``DEMANDED``: the database does not commit the row unless the actor's entry is there. ``NOTED``: rows by the million, or
rows that follow from something else; where the transaction has no entry the database writes one itself, one a statement.
Other tables hold what an act brings with it, or working papers; ``NO_ACT`` says why for each that a role or a guarded
function adds to, and a test sees to it that none is forgotten.
"""

from typing import Any

DEMANDED = (
    "access_accesskey", "access_accesskeyrevocation",
    "access_person", "access_account", "access_post", "access_appointment", "access_appointmentdecision", "access_handover",
    "access_activation", "access_password", "access_totpsecret", "access_recoverycode", "access_session", "access_attempt", "access_passkey", "access_passkeyremoval",
    "access_agentmandate", "access_agentmandateend", "access_consent", "access_consentend",
    "access_lookquestion", "access_lookanswer", "access_countervisit", "access_accountclosing", "access_identity",
    "catalogue_versionproposal", "catalogue_versionapproval", "catalogue_versionrejection",
    "collection_batch", "collection_erasure", "collection_revokeask",
    "governance_caseload", "governance_gapanswer", "governance_draft", "governance_remark", "governance_reply", "governance_issue",
    "ground_calendartable",
    "law_caseact", "law_confirmation", "law_letter", "law_lettertemplate", "law_lettertemplateapproval", "law_service", "law_textversion",
    "publicity_articleact", "publicity_articlefile", "publicity_reading", "publicity_run",
    "records_classing", "records_mark", "records_revocation", "records_settlement", "records_withdrawal",
    "subjects_relation", "subjects_relationend",
)  # fmt: skip
NOTED = {"law_warrant": ("authorise", "id"), "publicity_closing": ("close", "publication_id"), "collection_consignment": ("arrive", "id")}  # act, key
WITH_THE_PRODUCT = {"law_lettertemplate": "shipped"}  # the column that says so; that is nobody's act
NO_ACT = {
    "publicity_basis": "what is told of a power beside the lines that rest on it",
    "publicity_doubt": "follows from what came, in the run that considers it",
    "governance_gapask": "a question that follows from what came",
    "governance_score": "comes with its bulletin",
    "governance_watch": "figures of a day",
    "ground_auditentry": "the entries themselves",
    "ground_logmark": "where the database's log was at a time",
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
    "collection_tomend": "drawn from the rows of a batch and their mendings",
    "collection_mending": "comes with the upload or the giving up it is part of",
    "collection_revokeanswer": "tells what became of an ask",
    "access_savedfilter": "kept by an account for itself",
    "access_draft": "kept for an account that could not send it",
    "ground_lookuse": "that a look was used",
    "ground_request": "comes with the act it asks for",
    "ground_requestanswer": "comes with the act that was asked for",
    "ground_auditlog": "the log of the entries",
    "ground_auditleaf": "the log of the entries",
    "ground_auditnode": "the log of the entries",
    "ground_auditcheckpoint": "the log of the entries",
    "catalogue_itemversion": "comes with its approval",
    "subjects_subject": "rows of a batch",
    "subjects_person": "rows of a batch",
    "subjects_name": "rows of a batch",
    "subjects_organ": "rows of a batch",
    "records_record": "rows of a batch",
    "records_version": "rows of a batch",
    "records_personal": "rows of a batch",
    "records_hold": "comes with a batch",
    "publicity_article": "comes with the act that opens it",
    "publicity_articleversion": "comes with the act that writes it",
    "publicity_stamp": "that something public changed; follows from what did",
    "publicity_statistic": "reckoned from what is there",
    "publicity_openedition": "files made from what is public",
    "publicity_openfile": "comes with its edition",
    "publicity_openrebuild": "comes with its edition",
    "publicity_openremoval": "follows from a withdrawal or a closing",
    "publicity_actcount": "how often the public side was used; nobody's act in particular",
    "publicity_articlestand": "where an article stands after its last act",
    "law_case": "comes with the act that opens it",
    "law_casestand": "where a case stands after its last act",
    "law_casepresence": "who has a case open; nothing rests on it",
    "law_ask": "emptied when it is answered",
    "law_refused": "what the kernel would not do",
    "access_officer": "situations that are tried, rolled back; a holder's comes with the approval of the appointment",
    "access_message": "tells of an act, or of a day that came",
    "access_messageread": "that somebody opened a list",
    "access_mailwish": "comes with its entry from the subjects' side",
    "access_mailing": "tells that a message went out",
    "access_identityuse": "comes with the sign-in it is part of",
    "access_identitysession": "comes with the sign-in it is part of",
    "access_activationuse": "comes with the password",
    "access_totpuse": "comes with the attempt it is part of",
    "access_recoveryuse": "comes with the attempt it is part of",
    "access_passkeyuse": "comes with the attempt it is part of",
    "law_classrule": "what a changed rule would do; rolled back",
    "law_regime": "what a changed rule would do; rolled back",
    "law_term": "what a changed rule would do; rolled back",
    "law_warrantfact": "comes with its warrant",
    "law_grounds": "comes with its warrant",
    "law_instrument": "comes with the product, or with the text that is imported under it",
    "law_wordingset": "comes with its warrant",
    "law_textunit": "comes with its text version",
    "law_lettercounter": "comes with its letter",
    "law_servicesigner": "comes with its service",
    "publicity_due": "what a run is to consider",
    "publicity_case": "what a run considers",
    "publicity_publication": "comes with its run",
    "publicity_line": "comes with its run",
    "publicity_directory": "the names of what is public",
    "publicity_ledgerlog": "the log of the history of publication",
    "publicity_ledgerkey": "the log's first key; the others come with the entry of their rotation",
    "publicity_ledgerleaf": "the log of the history of publication",
    "publicity_ledgersalt": "the log of the history of publication",
    "publicity_ledgersaltkept": "the log of the history of publication",
    "publicity_articleout": "drawn from the articles that are out",
    "publicity_articleoutfile": "drawn from the articles that are out",
    "publicity_articleoutchange": "drawn from the articles that are out",
    "publicity_ledgerforgotten": "comes with the erasure it is part of",
    "publicity_ledgernode": "the log of the history of publication",
    "publicity_ledgercheckpoint": "the log of the history of publication",
    "publicity_ledgerround": "the log of the history of publication",
    "publicity_ledgerseen": "comes with the entry of the witnessing",
    "publicity_listed": "drawn from the shelf",
    "publicity_facet": "drawn from the shelf",
    "publicity_placed": "drawn from the shelf and from what a batch tells of industries",
}


def apply(cursor: Any) -> None:
    """Tie the triggers to the tables of acts."""
    for table in DEMANDED:
        cursor.execute(f"DROP TRIGGER IF EXISTS acted ON {table}")
        unless = f"WHEN (NOT NEW.{WITH_THE_PRODUCT[table]})" if table in WITH_THE_PRODUCT else ""
        cursor.execute(f"CREATE CONSTRAINT TRIGGER acted AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {unless} EXECUTE FUNCTION ground_acted()")
    for table, (act, key) in NOTED.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS noted ON {table}")
        cursor.execute(f"CREATE TRIGGER noted AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ground_noted('{act}', '{key}')")
