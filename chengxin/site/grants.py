"""权限表: what each database role may do, in one place (rooms grant nothing themselves).

Everything is taken away first and then given back, so that the table below is the whole truth. No
role may write warrants, powers, the shelf or the history: those are reached only through the
security-definer functions listed for the role.
"""

from typing import Any

from django.db import connection

READ_BY_STAFF = (
    "subjects_subject", "subjects_name", "subjects_organ", "subjects_relation", "subjects_relationend", "access_officer", "access_officer_now", "access_appointed", "access_in_post", "access_mandate", "catalogue_item", "catalogue_itemversion", "catalogue_versionproposal", "catalogue_versionapproval", "catalogue_versionrejection",
    "records_record", "records_version", "records_personal", "records_hold", "records_open_hold", "records_settlement", "records_withdrawal", "records_revocation", "records_standing", "records_mark", "records_classing",
    "law_instrument", "law_article", "law_power", "law_powerarticle", "law_regime", "law_classrule", "law_term", "law_warrant", "law_warrantfact", "law_grounds", "law_refused",
    "law_textversion", "law_textunit", "law_keptsummary", "law_wordingset", "law_confirmation",
    "law_lettertemplate", "law_lettertemplateapproval", "law_lettercounter", "law_letter", "law_service", "law_servicesigner",
    "law_case", "law_caseact", "law_casestand", "law_casepresence",
    "collection_batch", "collection_erasure", "collection_consignment", "collection_consignmentresult", "collection_consignmentclosing", "collection_mending", "collection_mended", "collection_tomend", "collection_revokeask", "collection_revokeanswer", "publicity_run", "publicity_publication", "publicity_closing", "publicity_line", "publicity_directory",
    "publicity_ledgerlog", "publicity_ledgerkey", "publicity_ledgerleaf", "publicity_ledgersalt", "publicity_ledgersaltkept", "publicity_ledgereverysalt", "publicity_ledgerforgotten", "publicity_ledgernode", "publicity_ledgercheckpoint", "publicity_ledgerround", "publicity_ledgerseen",
    "publicity_article", "publicity_articleversion", "publicity_articlefile", "publicity_articleact", "publicity_articlestand",
    "publicity_basis", "publicity_doubt", "publicity_reading",
    "governance_caseload", "governance_gapask", "governance_gapanswer", "governance_draft", "governance_remark", "governance_reply", "governance_issue", "governance_score", "governance_watch",
    "ground_event", "ground_delivery", "ground_storedfile", "ground_calendartable", "ground_calendarday",
)  # fmt: skip
# Who acts. The sides of staff and of the command line read it; secrets among it are hashed, keyed or sealed.
READ_OF_PEOPLE = (
    "access_person", "access_account", "access_post", "access_appointment", "access_appointmentdecision", "access_handover", "access_activation", "access_activationuse",
    "access_agentmandate", "access_agentmandateend", "access_consent", "access_consentend",
    "access_lookquestion", "access_lookanswer", "access_countervisit", "access_accountclosing", "access_identity", "access_message",
)  # fmt: skip
ADDED_OF_PEOPLE = (
    "access_person", "access_account", "access_post", "access_appointment", "access_appointmentdecision", "access_handover", "access_activation", "access_activationuse",
    "access_password", "access_totpsecret", "access_totpuse", "access_recoverycode", "access_recoveryuse",
    "access_passkey", "access_passkeyuse", "access_passkeyremoval",
)  # fmt: skip
OPENING = ("access_password", "access_totpsecret", "access_totpuse", "access_recoverycode", "access_recoveryuse", "access_passkey", "access_passkeyuse", "access_passkeyremoval")
READ_OF_AUDIT = ("ground_auditentry", "ground_auditlog", "ground_auditleaf", "ground_auditnode", "ground_auditcheckpoint")
# role → privilege → tables
TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "desk": {
        "SELECT": (*READ_BY_STAFF, *READ_OF_PEOPLE, *READ_OF_AUDIT, *OPENING, "access_attempt"),
        "INSERT": (
            *ADDED_OF_PEOPLE,
            "access_session",
            "access_attempt",
            "access_agentmandate",
            "access_lookanswer",
            "access_countervisit",
            "catalogue_versionproposal",
            "subjects_relation",
            "subjects_relationend",
            "governance_caseload",
            "governance_gapanswer",
            "governance_draft",
            "governance_remark",
            "governance_reply",
            "governance_issue",
            "governance_score",
            "ground_event",
            "ground_storedfile",
            "ground_filekey",
        ),
    },
    "worker": {
        "SELECT": (
            *READ_BY_STAFF,
            *READ_OF_PEOPLE,
            *READ_OF_AUDIT,
            *OPENING,
            "ground_filekey",
            "access_accesskey",
            "access_accesskeyrevocation",
            "access_mailing",
            "access_mail_due",
            "publicity_openedition",
            "publicity_openfile",
            "publicity_openrebuild",
            "publicity_open_row",
        ),
        "INSERT": (
            *ADDED_OF_PEOPLE,
            "access_agentmandate",
            "access_mailing",
            "records_arrival",
            "subjects_arrival",
            "collection_batch",
            "collection_quarantined",
            "collection_consignment",
            "collection_consignmentresult",
            "collection_consignmentclosing",
            "collection_revokeanswer",
            "access_accesskey",
            "access_accesskeyrevocation",
            "governance_gapask",
            "governance_draft",
            "governance_watch",
            "ground_event",
            "ground_delivery",
            "ground_storedfile",
            "ground_filekey",
            "ground_calendartable",
            "ground_calendarday",
        ),
    },
    "my": {"SELECT": ("access_agentmandate", "access_agentmandateend", "access_consent", "access_consentend", "ground_calendartable", "ground_calendarday")},
    "public": {},
}
# Rows of a table that a role sees, where not all: what stands in the column must be the subject its session acts for. Every other role
# that may touch the table sees all of it.
ROWS: dict[str, dict[str, str]] = {
    "my": dict.fromkeys(("access_agentmandate", "access_agentmandateend", "access_consent", "access_consentend"), "subject_id = (SELECT access_my_subject())"),
}
# Columns that may be written or read where the whole table may not.
_JOURNAL = (
    ("INSERT", "ground_auditentry", "act, actor, post, organ_ref, subject_ref, purpose, reference, fields"),
    # Not what a returned row says: that is given by collection_returned after a committed look.
    ("SELECT", "collection_quarantined", "id, batch_id, line, findings, of_person, identity_mac"),
    ("SELECT", "ground_instance", "id, kind, created_at, fingerprint, mac"),
)
# What an organ says of its records (records/sql/said.sql). The number is the database's to give: the latest has the highest.
_SAID = (
    ("INSERT", "records_withdrawal", "record_id, kind, reason, organ_id, withdrawn_on, based_on, document_id, recorded_at"),
    ("INSERT", "records_settlement", "hold_id, outcome, organ_id, settled_on, recorded_at"),
    ("INSERT", "records_classing", "record_id, severity, reason, organ_id, decided_on, recorded_at"),
    ("INSERT", "records_mark", "record_id, disputed, marked_on, reference, recorded_at"),
)
# The desk keeps letters: it may see that a file has a key, never the key.
COLUMNS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "desk": (
        *_JOURNAL,
        *_SAID,
        ("SELECT", "ground_filekey", "file_id"),
        ("SELECT", "access_session", "id, account_id, side, stage, chosen_id, subject_id, address, agent, begun_at, seen_at, expires_at, ended_at"),
    ),
    "worker": _JOURNAL,
}
REQUESTS = ("ground_request_begin(uuid, text, text, text)", "ground_request_end(uuid, integer, text)")
LEDGER = (
    "publicity.ledger_head(bigint)", "publicity.ledger_hashes(integer, bigint, integer)", "publicity.ledger_entries(bigint, integer)", "publicity.ledger_keys()",
    "publicity.ledger_of_line(bigint)", "publicity.ledger_about(bigint, bytea, text)", "publicity.ledger_seen(text)",
)  # fmt: skip
# Figures about organs: counts only (chengxin/governance/sql).
REACHED_BY_STAFF = (
    "governance_reckon(date, date, date, text[], integer[], date[], integer[], text[], text[], bigint)", "governance_reporters(date, date, text[])",
    "governance_reported(date, date, text[], bigint)", "governance_shortfalls(date, date, text[], bigint)", "governance_asked(bigint, date)", "governance_tell(bigint[], text[], text[], date)",
    "records_number_key(text)", "records_twins(bigint)", "records_twins_of(bigint)",
)  # fmt: skip
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "public": ("publicity.search(text, integer, integer)", "publicity.listed(text, text, text, text, text, date, date, text, date, bigint, boolean, integer, boolean)", "publicity.count_acts(text[], integer[])", "publicity.stamp()", "ground_today()", "publicity.replication()", "publicity.audit_head(bigint)", "publicity.audit_nodes(integer, bigint, integer)", *LEDGER),
    "my": (
        *REQUESTS, "ground_today()", "publicity.replication()", "access_my_session()", "access_my_subject()", "access_mandate_agent(text, text, date, date)", "access_end_mandate(bigint)",
        "access_give_consent(bigint, text, text, date)", "access_withdraw_consent(bigint)", "access_my_mandates()", "access_my_consents()", "access_my_receiver(text)",
        "access_attempts(text, text)", "access_my_attempted(text, text, boolean, text, text)", "access_my_opening(text)",
        "access_my_begin(text, bigint, text, text, text, integer, text)", "access_my_seen(text)", "access_my_choose(text, bigint)", "access_my_end(text, bigint)", "access_my_sessions(text)",
        "access_my_step(text, bigint)", "access_my_activate(bigint, text, text)", "access_my_secrets(text, text, text, text)", "access_my_close(text)",
        "access_my_look(text, text, text, text[])", "access_my_looks(bigint, integer)", "access_my_own_looks()", "access_my_question(bigint, text, date)",
        "access_my_messages(integer)", "access_my_messages_read(bigint)", "access_my_mailwish()", "access_my_wish_mail(text, text[])",
        "access_my_arrive(text, text, text, text, text, text, text)", "access_my_began_by(text, text, text, text)", "access_my_ended_there(text, text, text, text, text)", "records_mine(bigint)", "publicity_mine()", "access_draft_keep(text, bigint, bigint, text, text)", "access_draft_of(text, text)", "access_draft_end(text, text)", "access_my_held()", "access_my_consent_look(text, bigint)", "publicity_consented(bigint, bigint)", "publicity_consented_lines(bigint)", "law_my_letters()", "law_my_letter(bigint, bigint)",
    ),
    "desk": (
        *REQUESTS, *REACHED_BY_STAFF, "access_staff_mailwish(text)", "access_staff_wish_mail(text, text, text[])", "ground_today()", "ground_folded(text)", "ground_lock_file(text)", "subjects_current_name(bigint)", "subjects_person_by_mac(text)", "subjects_search(text, integer, integer)",
        "records_of_person(bigint, bigint)", "records_withdrawal_key(bigint, bigint)", "law_ask_once(text, bigint, bigint, bigint, bigint, bigint[], jsonb, date, date, date)",
        "law_try(jsonb)", "law_may(text, bigint, bigint, bigint, bigint, bigint[], jsonb, date, date, date)",
        "publicity_take_down(bigint, date, text)", "publicity_make_due(bigint[])", "publicity_enqueue_freed(bigint)", "publicity_reconsider(bigint, date)", "publicity_unread(bigint, bigint, integer)", "publicity_read(bigint, bigint, jsonb, text, text, date)",
        "catalogue_approve(bigint, bigint)", "catalogue_reject(bigint, bigint, text)", "publicity_shelf_on(date)", "publicity_repair_when(bigint[], date)", "publicity_whatif(jsonb, date)", "law_state(bigint[], date)", "collection_erase(bigint, bigint, text)", "publicity.search(text, integer, integer)",
        "law_wording(text, date)", "law_confirm(text, text, text, text, text, bigint, boolean)", "collection_returned(bigint, bigint[], integer[])",
        "ground_health()", "publicity.replication()", "publicity_health()", "publicity_replicas()", "publicity_ledger_health()", "publicity.ledger_head(bigint)", "publicity.audit_head(bigint)", "law_template_propose(text, text, text, date, text, bigint)", "law_template_approve(bigint, bigint)", "law_letter_number(bigint, text, integer)",
        "law_letter_issue(jsonb)", "law_letter_serve(jsonb, jsonb)", "law_letter_facts(bigint[])", "law_letter_key(bigint, bigint)",
        "law_case_act(jsonb)", "law_case_hold(bigint, integer)", "law_case_basis(text, bigint[], date)", "law_case_seen(bigint, bigint)", "law_case_key(bigint, bigint)",
        "access_roles()", "access_posts_of(bigint)", "access_session_seen(text)", "access_session_end(text, bigint)", "access_session_end_all(bigint)", "access_session_choose(text, bigint)", "access_consented(bigint, bigint, text)",
        "access_attempts(text, text)", "access_looks(bigint, bigint, integer)", "access_visited(bigint, bigint)", "access_visit_mandate(bigint, bigint, text, text, date, date)", "access_visit_end_mandate(bigint, bigint, bigint)",
        "access_visit_question(bigint, bigint, bigint, text, date)",
        "access_sign_in(text)", "collection_submit(text, uuid, text, text, bigint, text, text)",
        "access_session_acts(text, text)", "collection_submit_by(text, uuid, text, text, bigint, text, text, bigint, integer[])",
        "collection_give_up(text, bigint, integer[], text)", "collection_ask_revoke(text, bigint, text)", "access_draft_keep(text, bigint, bigint, text, text)", "access_draft_of(text, text)", "access_draft_end(text, text)",
        "publicity_article_act(jsonb)", "publicity_article_attach(jsonb, bytea)", "publicity_article_rests(text)",
        "access_filter_keep(text, text, text, text)", "access_filters_of(text, text)", "access_filter_end(text, bigint)",
    ),
    "worker": (
        *REACHED_BY_STAFF, "governance_gaps(integer[], text[], date, integer)", "access_roles()", "access_posts_of(bigint)", "access_session_end_all(bigint)", "access_consented(bigint, bigint, text)", "access_attempts(text, text)", "publicity_tell_repairs(date)",
        "ground_audit_append(text, text, bigint, bigint[], bytea[], integer[], bigint[], bytea[], bytea, bytea, timestamp with time zone, text, bigint, text)",
        *LEDGER, "publicity_ledger_lay(bigint, integer)", "publicity_ledger_key(bigint, integer, text, text)", "publicity_ledger_health()",
        "publicity_ledger_seal(bigint, bytea, bytea, text, integer[], bigint[], bytea[])", "publicity_ledger_saw(text, bigint, bytea, text, text, text)",
        "publicity.audit_head(bigint)", "publicity.audit_nodes(integer, bigint, integer)", "collection_returned(bigint, bigint[], integer[])", "ground_today()", "ground_folded(text)", "ground_lock_file(text)", "subjects_current_name(bigint)", "subjects_person_by_mac(text)",
        "subjects_known(text[], boolean)", "subjects_enter(bigint, date, boolean)", "subjects_draw_sample(bigint)", "subjects_search(text, integer, integer)", "subjects_learn_organs(text[], text[], date)", "subjects_name_organs(bigint[], text[], text[], text[], date, bigint)",
        "law_wording(text, date)", "law_keep_text(jsonb)", "law_confirm(text, text, text, text, text, bigint, boolean)",
        "records_register_facts(bigint[], text, text)", "records_corrected(bigint[], text)",
        "records_known(text, boolean, text[], bigint[], text[], text[], text[], text[], text[], text)", "records_removed_apart(bigint, text, text, date)", "records_changed_since(bigint, timestamp with time zone, text, boolean, bigint[])", "records_received_before(bigint, date)", "records_lay(bigint, text, bigint, text, date, bigint)",
        "records_begin()", "records_hold_clashes(bigint, text, text[], text[], date)", "records_revoke(bigint, text, date)", "publicity_drop_batch(bigint)", "records_dangling()", "publicity_enqueue(bigint)", "publicity_mark_line(bigint)", "publicity_publish(date, bigint, integer)", "publicity_place(bigint)", "publicity_end_terms(date)", "publicity_shelf_on(date)", "publicity_reckon(date, date[], date[])",
        "ground_mark_log()", "publicity_open_removed(text, date)", "publicity_open_enter(date, integer, bigint, date, jsonb, text[])",
    ),
}  # fmt: skip
# Views of what concerns nobody: also the worker reads the catalogue and the law there.
OPEN_VIEWS = (
    "publicity.catalogue_version", "publicity.library_instrument", "publicity.library_article", "publicity.library_text", "publicity.library_unit", "publicity.library_power", "publicity.library_basis", "publicity.statistic",
    "publicity.open_edition", "publicity.open_file", "publicity.open_rebuild",
)  # fmt: skip
VIEWS = (
    *OPEN_VIEWS,
    "publicity.line",
    "publicity.subject",
    "publicity.figures",
    "publicity.instance",
    "publicity.facet",
    "publicity.organ",
    "publicity.punctuality",
    "publicity.punctuality_figures",
    "publicity.article",
    "publicity.article_file",
    "publicity.article_change",
)
# Sequences a role draws from in its own inserts.
SEQUENCES = {"desk": ("records_classing", "records_mark", "subjects_relation"), "worker": ("collection_batch", "subjects_subject", "records_record", "records_version")}


def apply_on_replica(names: dict[str, str]) -> None:
    """On a replica only the public side may do anything, and it writes nothing: not even how often an act was done."""
    with connection.cursor() as cursor:
        _take_away(cursor, names)
        for function in FUNCTIONS["public"]:
            if not function.startswith("publicity.count_acts"):
                cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{names["public"]}"')
        cursor.execute(f'GRANT SELECT ON {", ".join(VIEWS)} TO "{names["public"]}"')


def _take_away(cursor: Any, names: dict[str, str]) -> None:
    everyone = ", ".join(f'"{name}"' for name in names.values())
    for schema in ("chengxin", "publicity"):
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM PUBLIC, {everyone}")


def apply(names: dict[str, str]) -> None:
    """Bring the grants of the database up to this table. ``names``: side → database role."""
    with connection.cursor() as cursor:
        _take_away(cursor, names)
        for role, privileges in TABLES.items():
            for privilege, tables in privileges.items():
                cursor.execute(f'GRANT {privilege} ON {", ".join(tables)} TO "{names[role]}"')
        for role, grants in COLUMNS.items():
            for privilege, table, columns in grants:
                cursor.execute(f'GRANT {privilege} ({columns}) ON {table} TO "{names[role]}"')
        for role, functions in FUNCTIONS.items():
            for function in functions:
                cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{names[role]}"')
        for role, tables in SEQUENCES.items():
            for table in tables:
                cursor.execute(f"SELECT pg_get_serial_sequence('{table}', 'id')")
                cursor.execute(f'GRANT USAGE ON SEQUENCE {cursor.fetchone()[0]} TO "{names[role]}"')
        cursor.execute(f'GRANT SELECT ON {", ".join(VIEWS)} TO "{names["public"]}", "{names["desk"]}"')
        cursor.execute(f'GRANT SELECT ON {", ".join(OPEN_VIEWS)} TO "{names["worker"]}", "{names["my"]}"')
        cursor.execute(f'GRANT SELECT ON publicity.instance, publicity.figures TO "{names["my"]}"')
        _grant_jobs(cursor, names["worker"])
        _limit_rows(cursor, names)


def _limit_rows(cursor: Any, names: dict[str, str]) -> None:
    """Row-level security: the policies are made anew from ``ROWS``."""
    for table in sorted({table for rows in ROWS.values() for table in rows}):
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = to_regclass(%s)", [table])
        for (policy,) in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON {table}')
        for role, name in names.items():
            rows = ROWS.get(role, {}).get(table, "true")
            cursor.execute(f'CREATE POLICY rows_of_{role} ON {table} TO "{name}" USING ({rows}) WITH CHECK ({rows})')


def _grant_jobs(cursor: Any, worker: str) -> None:
    """The worker owns the job queue's tables in all but name."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'chengxin' AND c.relname LIKE 'procrastinate%%' AND c.relkind = 'r'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO "{worker}"')
    cursor.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'chengxin' AND c.relname LIKE 'procrastinate%%' AND c.relkind = 'S'"
    )
    for (sequence,) in cursor.fetchall():
        cursor.execute(f'GRANT USAGE ON SEQUENCE {sequence} TO "{worker}"')
    cursor.execute("SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'chengxin' AND p.proname LIKE 'procrastinate%%'")
    for (function,) in cursor.fetchall():
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{worker}"')
