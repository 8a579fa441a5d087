"""What holds after every attempt, looked at as superuser and reckoned apart from the constraints and the kernel's own text."""

import json

from django.apps import apps

from tests.rules.oracle import Fact, reckon
from tests.sql.besieged import Besieged

GROWING = {"law_warrant", "law_warrantfact", "law_refused", "law_grounds", "law_wordingset"}  # by questions rightly answered; what stood in them stays
FIXED_ROOMS = ("law", "access", "catalogue")
KEPT_ROOMS = ("ground", "records", "publicity", "subjects")
FLEETING = {
    "publicity_due", "publicity_case", "publicity_directory", "publicity_sample", "publicity_listed", "publicity_facet", "publicity_placed", "subjects_sample", "subjects_name", "publicity_line", "records_arrival", "subjects_arrival", "ground_delivery",
    "publicity_articlestand", "publicity_statistic", "publicity_actcount", "publicity_stamp",
}  # fmt: skip


ROLES = ("public", "my", "desk", "worker")


def models_of(*rooms: str) -> list[type]:
    return [model for model in apps.get_models() if model._meta.app_label in rooms and hasattr(model, "NATURE")]


def adverse_models() -> list[type]:
    """The models whose rows weigh on somebody, found by walking."""
    found = [model for model in apps.get_models() if getattr(model, "NATURE", None) == "adverse"]
    assert found
    return found


class Holding:
    """A copy of what there was, and the questions asked of what there is."""

    def __init__(self, stage: Besieged) -> None:
        self.stage = stage
        self.raw = stage.district.connect("superuser", options="-c search_path=chengxin")
        open_to_some = "SELECT c.relname FROM pg_class c, unnest(%s::text[]) r WHERE c.relnamespace::regnamespace::text = 'chengxin' AND c.relkind = 'r' AND has_any_column_privilege('chengxin_' || r, c.oid, 'INSERT')"
        added_to = {table for (table,) in self.raw.execute(open_to_some, [list(ROLES)]).fetchall()}
        self.fixed = {m._meta.db_table for m in models_of(*FIXED_ROOMS)} - GROWING - added_to
        assert not {m._meta.db_table for m in [*adverse_models(), *models_of("law")]} & added_to
        self.growing = GROWING | {m._meta.db_table for m in models_of(*KEPT_ROOMS)} - FLEETING
        self.raw.execute("CREATE SCHEMA kept")
        for table in sorted(self.fixed | self.growing):
            self.raw.execute(f"CREATE TABLE kept.{table} AS SELECT t::text AS said FROM {table} t")
        self.rights = self._rights()
        self.lines = self._one("SELECT array_agg(record_id ORDER BY record_id) FROM publicity_line")
        self.judged = self._one("SELECT coalesce(max(id), 0) FROM law_warrant")
        assert self.lines and self._one("SELECT count(*) FROM publicity_publication WHERE nature = 'adverse'") >= 3

    def check(self) -> None:
        """Raises AssertionError that names what does not hold."""
        self._nothing_rewritten()
        self._adverse_rows_are_warranted()
        self._new_warrants_would_be_given_again()
        self._nothing_left_early()
        self._articles_have_two()
        assert self._rights() == self.rights
        assert self._one("SELECT count(*) FROM law_ask") == 0
        assert self._one("SELECT count(*) FROM subjects_subject WHERE code LIKE 'TRY%'") == 0
        assert self._one("SELECT count(*) FROM records_record WHERE document_number LIKE 'TRY%'") == 0
        assert self._one("SELECT count(*) FROM publicity_directory WHERE kind = 'person'") == 0
        assert self._one("SELECT count(*) FROM records_record r JOIN subjects_subject s ON s.id = r.subject_id WHERE r.of_person <> (s.kind = 'person')") == 0
        assert self._one("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0, "a lock was left held"
        assert self._one("SELECT count(*) FROM pg_prepared_xacts") == 0
        assert self._one("SELECT count(*) FROM pg_largeobject_metadata") == 0
        assert self._one("SELECT count(*) FROM pg_class WHERE relpersistence = 't'") == 0

    def _nothing_rewritten(self) -> None:
        parts = [
            f"SELECT '{table}' AS of, (SELECT count(*) FROM (SELECT said FROM kept.{table} EXCEPT ALL SELECT t::text FROM {table} t) gone) AS gone,"
            f" (SELECT count(*) FROM {table}) - (SELECT count(*) FROM kept.{table}) AS more"
            for table in sorted(self.fixed | self.growing)
        ]
        for table, gone, more in self.raw.execute(" UNION ALL ".join(parts)).fetchall():
            assert gone == 0, f"{gone} rows of {table} are no longer what they were"
            assert more == 0 or table in self.growing, f"{table} has {more} rows more"

    def _adverse_rows_are_warranted(self) -> None:
        for model in adverse_models():
            table, columns = model._meta.db_table, {f.column for f in model._meta.concrete_fields}
            warrant = "warrant_id" if "warrant_id" in columns else "warrant"
            fits = [
                "w.subject_id = a.subject_id",
                "w.ends_on = a.term_ends",
                "w.span = 'term'",
                "w.begins_on = w.asked_on",
                "w.ends_on >= w.begins_on",
                "w.proposer_id <> w.approver_id",
            ]
            fits.append("(SELECT count(*) FROM access_officer o WHERE o.id IN (w.proposer_id, w.approver_id) AND o.active AND o.person_id IS DISTINCT FROM a.subject_id) = 2")
            fits.append("(SELECT s.kind FROM subjects_subject s WHERE s.id = a.subject_id) <> 'person'")
            if "record_id" in columns:
                fits.append(
                    "(SELECT array_agg(f.record_id) FROM law_warrantfact f JOIN records_version v ON v.id = f.version_id AND v.record_id = f.record_id WHERE f.warrant_id = w.id) = ARRAY[a.record_id]"
                )
                fits.append("EXISTS (SELECT 1 FROM records_record r WHERE r.id = a.record_id AND r.subject_id = a.subject_id AND r.organ_id = w.organ_id)")
            if "item" in columns:
                fits.append("w.power_id = (SELECT i.power FROM catalogue_item i WHERE i.code = a.item)")
            only = "a.nature <> 'benign'" if "nature" in columns else "true"
            bad = self.raw.execute(f"SELECT a FROM {table} a LEFT JOIN law_warrant w ON w.id = a.{warrant} WHERE {only} AND NOT coalesce({' AND '.join(fits)}, false)").fetchall()
            assert bad == [], f"{table}: adverse without a warrant that fits"
        ends = """
            SELECT p.id, p.term_ends, p.public_from, v.held_on, v.traits, coalesce((SELECT c.severity FROM records_classing c JOIN records_record r ON r.id = c.record_id
                WHERE c.record_id = p.record_id AND c.organ_id = r.organ_id AND c.decided_on <= w.asked_on AND c.recorded_at <= w.recorded_at ORDER BY c.id DESC LIMIT 1), '')
            FROM publicity_publication p JOIN records_version v ON v.id = p.version_id JOIN law_warrant w ON w.id = p.warrant_id WHERE p.item = 'penalty'
        """
        for publication, told, first, decided, traits, unit in self.raw.execute(ends).fetchall():
            given = traits.get("given_end")
            fact = Fact(
                decided, tuple(traits.get("kinds", ())), traits.get("procedure") or "一般程序", unit, traits.get("field") or "", first.fromisoformat(given) if given else None
            )
            wanted = reckon(fact, first)
            assert (told, wanted.unfit) == (wanted.ends, False), f"publication {publication} ends on another day than the law says"

    def _new_warrants_would_be_given_again(self) -> None:
        # An operator may run publication for a day to come (its lines are shown from that day on); officers may not act on one.
        fit = """
            SELECT w.id, w.power_id, w.subject_id, w.organ_id, w.proposer_id, w.approver_id, array(SELECT f.record_id FROM law_warrantfact f WHERE f.warrant_id = w.id ORDER BY 1),
                CASE WHEN w.by_statement THEN NULL ELSE w.steps END, w.asked_on, w.first_day, w.ends_on,
                (w.asked_on <= ground_today() OR w.by_statement) AND isfinite(w.asked_on) AND coalesce(isfinite(w.first_day), true) AND coalesce(w.first_day <= w.asked_on, true) AND w.begins_on = w.asked_on
                AND po.active AND ap.active AND po.id <> ap.id AND po.person_id IS DISTINCT FROM w.subject_id AND ap.person_id IS DISTINCT FROM w.subject_id
                AND s.kind = ANY (p.may_touch) AND p.verified
                AND (SELECT count(*) FROM law_warrantfact f WHERE f.warrant_id = w.id) >= p.least_facts
                AND NOT EXISTS (SELECT 1 FROM law_warrantfact f JOIN records_record r ON r.id = f.record_id JOIN records_version v ON v.id = f.version_id
                    WHERE f.warrant_id = w.id AND (r.subject_id IS DISTINCT FROM w.subject_id OR v.record_id <> r.id OR v.received_on > w.asked_on OR p.held_by = 'deciding-organ' AND r.organ_id IS DISTINCT FROM w.organ_id
                        OR EXISTS (SELECT 1 FROM records_withdrawal x WHERE x.record_id = r.id AND x.recorded_at < w.recorded_at)))
                AND NOT EXISTS (SELECT 1 FROM unnest(p.needs_steps) n(step) WHERE w.steps ->> n.step !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' OR w.steps ->> n.step IS NULL OR w.steps ->> n.step > w.asked_on::text) AS fits
            FROM law_warrant w JOIN law_power p ON p.code = w.power_id JOIN subjects_subject s ON s.id = w.subject_id JOIN access_officer po ON po.id = w.proposer_id JOIN access_officer ap ON ap.id = w.approver_id
            WHERE w.id > %s ORDER BY w.id
        """
        for warrant, power, subject, organ, proposer, approver, records, steps, on, first, ends, fits in self.raw.execute(fit, [self.judged]).fetchall():
            assert fits, f"warrant {warrant} should not exist: {self.raw.execute('SELECT to_jsonb(w) FROM law_warrant w WHERE id = %s', [warrant]).fetchone()}"
            question = [power, subject, organ, proposer, approver, records, json.dumps(steps) if steps is not None else None, on, first, ends]
            told = self._one("SELECT law_may(%s, %s, %s, %s, %s, %s::bigint[], %s::jsonb, %s, %s, CASE WHEN (SELECT kind FROM law_power WHERE code = %s) = 'publication' THEN NULL ELSE %s::date END)",
                             *question[:9], power, ends)  # fmt: skip
            assert told["codes"] is None, f"warrant {warrant} would be refused: {told['codes']}"
            assert str(told["warrant"]["ends_on"]) >= str(ends), f"warrant {warrant} lasts longer than the power allows"
            self.judged = warrant

    def _articles_have_two(self) -> None:
        alone = """
            SELECT p.article_id, p.number FROM publicity_articleact p JOIN publicity_articleact w ON w.article_id = p.article_id AND w.kind IN ('write', 'submit') AND w.number < p.number AND w.officer_id = p.officer_id
            WHERE p.kind = 'publish' AND w.number > coalesce((SELECT max(x.number) FROM publicity_articleact x WHERE x.article_id = p.article_id AND x.kind = 'publish' AND x.number < p.number), 0)
            UNION ALL SELECT t.article_id, 0 FROM publicity_articlestand t WHERE t.shown_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM publicity_articleact p WHERE p.article_id = t.article_id AND p.kind = 'publish' AND p.version_id = t.shown_id)
        """
        assert self.raw.execute(alone).fetchall() == [], "an article is public that nobody else has seen"

    def _nothing_left_early(self) -> None:
        gone = """
            SELECT p.id, c.why FROM publicity_closing c JOIN publicity_publication p ON p.id = c.publication_id
            WHERE NOT coalesce(isfinite(c.closed_on) AND c.closed_on >= p.laid_on AND (c.closed_on <= greatest(ground_today() + 1, p.laid_on) OR c.why IN ('replaced', 'refused', 'doubtful')) AND CASE c.why
                WHEN 'ended' THEN p.term_ends < ground_today() AND c.closed_on = p.term_ends + 1
                WHEN 'withdrawn' THEN EXISTS (SELECT 1 FROM records_withdrawal x WHERE x.record_id = p.record_id)
                    OR EXISTS (SELECT 1 FROM records_revocation x JOIN records_version v ON v.batch = x.batch WHERE v.id = p.version_id)
                WHEN 'doubtful' THEN EXISTS (SELECT 1 FROM publicity_doubt d WHERE d.record_id = p.record_id)
                WHEN 'held' THEN EXISTS (SELECT 1 FROM records_hold h WHERE h.record_id = p.record_id)
                WHEN 'replaced' THEN EXISTS (SELECT 1 FROM publicity_publication n WHERE n.record_id = p.record_id AND n.id > p.id)
                WHEN 'refused' THEN EXISTS (SELECT 1 FROM law_refused f WHERE p.record_id = ANY (f.records)) END, false)
        """
        assert self.raw.execute(gone).fetchall() == [], "a line left without a reason on file, or on another day"
        lost = "SELECT p.record_id FROM publicity_publication p WHERE NOT EXISTS (SELECT 1 FROM publicity_closing c WHERE c.publication_id = p.id) AND NOT EXISTS (SELECT 1 FROM publicity_line l WHERE l.publication_id = p.id)"
        assert self.raw.execute(lost).fetchall() == [], "a line is gone and nothing says so"

    def _rights(self) -> object:
        return self.raw.execute(
            "SELECT (SELECT array_agg(c.oid::regclass::text || c.relowner::text || coalesce(c.relacl::text, '') || c.relrowsecurity ORDER BY c.oid) FROM pg_class c WHERE c.relnamespace::regnamespace::text IN ('chengxin', 'publicity', 'public')),"
            " (SELECT array_agg(p.oid::regprocedure::text || p.proowner || coalesce(p.proacl::text, '') || md5(p.prosrc) ORDER BY p.oid) FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ('chengxin', 'publicity', 'public') OR p.proname LIKE '%advisory%'),"
            " (SELECT array_agg(t::text ORDER BY t.oid) FROM pg_trigger t), (SELECT array_agg(n::text ORDER BY n.oid) FROM pg_namespace n), (SELECT array_agg(k::text ORDER BY k.oid) FROM pg_constraint k),"
            " (SELECT array_agg(concat_ws(',', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolconfig) ORDER BY oid) FROM pg_roles), (SELECT count(*) FROM pg_auth_members)"
        ).fetchone()

    def _one(self, sql: str, *parameters: object) -> object:
        return self.raw.execute(sql, parameters or None).fetchone()[0]
