"""Attempts to harm, made by walking the models and the catalog and by drawing at random from a seed.

long because every way in is one entry of a list that is read side by side.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.sql.besieged import Besieged, call
from tests.sql.holding import Holding, adverse_models, models_of

FUNCTIONS = """
SELECT n.nspname || '.' || quote_ident(p.proname), p.proname, array(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t), has_function_privilege(%s, p.oid, 'EXECUTE')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN ('chengxin', 'publicity') AND p.prokind = 'f' AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) ORDER BY 1, p.oid
"""
WITHOUT_CONDITION = {"records_revoke", "publicity_drop_batch"}  # a sender may take back what it sent: only asked about batches there are not


@dataclass(frozen=True)
class Attempt:
    """``wanted``: ``denied`` (something of it raises), ``nothing`` (raises or answers null), ``harmless`` (what holds tells)."""

    kind: str
    target: str
    statements: tuple[str, ...]
    wanted: str = "denied"


class Attempts:
    """Everything tried as one role."""

    def __init__(self, stage: Besieged, holding: Holding, role: str, seed: int) -> None:
        self.stage, self.raw, self.role = stage, holding.raw, role
        self.database_role = f"chengxin_{role}"
        self.random = random.Random(f"{seed}:{role}")

    def __iter__(self) -> Iterator[Attempt]:
        yield from self.on_tables()
        yield from self.on_functions()
        yield from self.on_the_session()
        if self.role in ("desk", "worker"):
            yield from self.with_wrong_ingredients()
            yield from self.half_of_a_warrant()
        if self.role == "desk":
            yield from self.in_an_organs_name()
            yield from self.days_moved()
            yield from self.tried_and_cut_off()
        if self.role == "worker":
            yield from self.arriving()

    # -- the tables --------------------------------------------------------------------------------

    def targets(self) -> list[str]:
        """Adverse models, all of law, and whatever ground keeps of acts and looks."""
        watched = [m for m in models_of("ground") if "audit" in m._meta.db_table or "look" in m._meta.db_table or m.__name__ == "Instance"]
        shelf = [
            m
            for m in models_of("publicity", "records", "access")
            if m._meta.db_table in ("publicity_run", "publicity_closing", "records_record", "records_version", "records_hold", "access_officer", "access_mandate")
        ]
        return sorted({m._meta.db_table for m in [*adverse_models(), *models_of("law"), *watched, *shelf]})

    def on_tables(self) -> Iterator[Attempt]:
        for table in self.targets():
            columns = self.raw.execute(
                "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), has_column_privilege(%s, a.attrelid, a.attnum, 'INSERT') FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
                [self.database_role, f"chengxin.{table}"],
            ).fetchall()
            for kind, statements in self._writes(table, [(name, kind) for name, kind, _ in columns], open_columns=[name for name, _, may in columns if may]):
                yield Attempt(kind, table, (statements,) if isinstance(statements, str) else statements, "harmless" if kind in ("grant", "maintain") else "denied")

    def _writes(self, table: str, columns: list[tuple[str, str]], *, open_columns: list[str]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        name = f'chengxin."{table}"'
        names = ", ".join(f'"{c}"' for c, _ in columns)
        first, (some, some_kind) = columns[0][0], self.random.choice(columns)
        values = [", ".join(self.literal(kind, column) for column, kind in columns) for _ in range(4)]
        for row in values:
            yield "insert", f"INSERT INTO {name} ({names}) OVERRIDING SYSTEM VALUE VALUES ({row})"
            yield "insert", f"WITH made AS (INSERT INTO {name} ({names}) OVERRIDING SYSTEM VALUE VALUES ({row}) RETURNING *) SELECT count(*) FROM made"
        yield "insert", f"INSERT INTO {name} ({names}) VALUES ({values[0]}) ON CONFLICT DO NOTHING"
        yield "insert", f'INSERT INTO {name} ({names}) VALUES ({values[1]}) ON CONFLICT ("{first}") DO UPDATE SET "{some}" = excluded."{some}"'
        yield "insert", f"INSERT INTO {name} SELECT (jsonb_populate_record(t, jsonb_build_object('{some}', {self.literal(some_kind, some)}))).* FROM {name} t LIMIT 1"
        yield "insert", f"INSERT INTO {name} TABLE {name}"
        yield "insert", f"EXPLAIN ANALYZE INSERT INTO {name} ({names}) VALUES ({values[2]})"
        yield "insert", (f"PREPARE {table} AS INSERT INTO {name} ({names}) VALUES ({values[3]})", f"EXECUTE {table}")
        if not open_columns:
            yield "insert", f"INSERT INTO {name} DEFAULT VALUES"
            yield "insert", f"COPY {name} FROM STDIN"
        for column, kind in columns:
            yield "update", f'UPDATE {name} SET "{column}" = {self.literal(kind, column)}'
            if column not in open_columns:
                yield "insert", f'INSERT INTO {name} ("{column}") VALUES ({self.literal(kind, column)})'
        yield "update", f'UPDATE {name} SET "{some}" = DEFAULT WHERE false'
        yield "update", f'UPDATE ONLY {name} t SET "{first}" = s."{first}" FROM {name} s'
        yield "update", f'WITH x AS (UPDATE {name} SET "{some}" = {self.literal(some_kind, some)} RETURNING 1) SELECT count(*) FROM x'
        yield "update", f'WITH x AS (SELECT 1), y AS (DELETE FROM {name} RETURNING 1) UPDATE {name} SET "{first}" = "{first}" WHERE EXISTS (TABLE y)'
        yield "delete", f"DELETE FROM {name}"
        yield "delete", f'DELETE FROM {name} WHERE "{first}" IS NULL'
        yield "delete", f"DELETE FROM {name} t USING {name} s WHERE s.ctid = t.ctid"
        yield "delete", f"WITH x AS (DELETE FROM {name} RETURNING *) SELECT * FROM x"
        yield "truncate", f"TRUNCATE {name}"
        yield "truncate", f"TRUNCATE {name} RESTART IDENTITY CASCADE"
        for then in (f"INSERT ({names}) VALUES ({values[0]})", "DO NOTHING"):
            yield "merge", f"MERGE INTO {name} t USING (SELECT 1) s(x) ON false WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN {then}"
        yield "merge", f'MERGE INTO {name} t USING (SELECT 1) s(x) ON true WHEN MATCHED THEN UPDATE SET "{some}" = {self.literal(some_kind, some)}'
        yield "lock", f"SELECT 1 FROM {name} FOR {self.random.choice(('UPDATE', 'NO KEY UPDATE', 'SHARE', 'KEY SHARE'))}"
        yield "lock", ("BEGIN", f"LOCK TABLE {name} IN {self.random.choice(('SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE', 'SHARE'))} MODE", "COMMIT")
        yield "lock", ("BEGIN", f"DECLARE c CURSOR FOR SELECT * FROM {name} FOR UPDATE", "FETCH c", f"DELETE FROM {name} WHERE CURRENT OF c", "COMMIT")
        yield "copy", f"COPY {name} FROM '/dev/null'"
        yield "copy", f"COPY {name} FROM PROGRAM 'echo'"
        for change in (
            "DISABLE TRIGGER ALL", "DISABLE TRIGGER USER", "DISABLE RULE x", "DISABLE ROW LEVEL SECURITY", f'OWNER TO "{self.database_role}"', "SET UNLOGGED", "SET SCHEMA public", f"RENAME TO hostile_{table[:20]}",
            f'DROP COLUMN "{some}" CASCADE', f'ALTER COLUMN "{some}" DROP NOT NULL', f"ALTER COLUMN \"{some}\" SET DEFAULT NULL", "ADD CHECK (true) NOT VALID", "INHERIT publicity.line",
        ):  # fmt: skip
            yield "alter", f"ALTER TABLE {name} {change}"
        for object_ in (
            f"CREATE RULE hostile AS ON DELETE TO {name} DO INSTEAD NOTHING", f"CREATE TRIGGER hostile BEFORE INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            f"CREATE POLICY hostile ON {name} USING (true)", f"CREATE INDEX hostile ON {name} ((1))", f"CREATE STATISTICS hostile ON {', '.join(repr(c)[1:-1] for c, _ in columns[:2])} FROM {name}",
            f"CREATE TEMP VIEW {table} AS SELECT * FROM {name}", f"CREATE TEMP TABLE {table} (LIKE {name} INCLUDING ALL)", f"CREATE TABLE public.{table} AS TABLE {name}", f"SELECT * INTO pg_temp.{table} FROM {name}",
            f"DROP TABLE {name} CASCADE", f"DROP TRIGGER append_only ON {name}", f"COMMENT ON TABLE {name} IS 'hostile'", f"REINDEX TABLE {name}", f"CLUSTER {name}",
        ):  # fmt: skip
            yield "create", object_
        yield "grant", f'GRANT ALL ON {name} TO "{self.database_role}"'
        yield "grant", f"GRANT INSERT ({names}) ON {name} TO PUBLIC WITH GRANT OPTION"
        yield "maintain", f"VACUUM {name}"
        yield "maintain", f"ANALYZE {name}"
        (sequence,) = self.raw.execute("SELECT pg_get_serial_sequence(%s, %s)", [f"chengxin.{table}", first]).fetchone()
        if sequence:
            yield "sequence", f"SELECT setval('{sequence}', 1)"
            yield "sequence", f"SELECT setval('{sequence}', 9223372036854775807)"
            yield "sequence", f"ALTER SEQUENCE {sequence} RESTART"

    # -- the functions -----------------------------------------------------------------------------

    def on_functions(self) -> Iterator[Attempt]:
        for name, plain, kinds, open_to_role in self.raw.execute(FUNCTIONS, [self.database_role]).fetchall():
            if plain.startswith("procrastinate"):
                continue  # the queue is the worker's own; nothing of the law is in it
            for number in range(30 if open_to_role else 6):
                arguments = [f"{'999999999' if plain in WITHOUT_CONDITION and kind == 'bigint' else self.literal(kind, '')}::{kind}" for kind in kinds]
                statement = f"SELECT {name}({', '.join(arguments)})" if number % 3 or open_to_role else f"SELECT * FROM {name}({', '.join(arguments)})"
                yield Attempt(
                    "open-function" if open_to_role else "closed-function", plain, (statement,), "harmless" if open_to_role else "nothing"
                )  # a strict function of NULL is not even called

    def with_wrong_ingredients(self) -> Iterator[Attempt]:
        """The right question with one ingredient wrong, and then more of them."""
        s, r, o = self.stage.subjects, self.stage.records, self.stage.officers
        day = self.stage.day
        steps = self.stage.right_ask()["steps"]
        wrong: dict[str, list[object]] = {
            "power": ["publish-gossip", "", None, "PUBLISH-PENALTY", "publish-penalty ", "erase"],
            "subject": [s["other"], s["person"], s["organ"], s["abroad"], None, 0, -1, 2**62],
            "organ": [s["abroad"], s["own"], s["person"], None, 0, -1, 2**62],
            "proposer": [o["second"], o["gone"], o["party"], None, 0, -1, 2**62],
            "approver": [o["first"], o["gone"], o["party"], None, 0, -1, 2**62],
            "records": [[], None, [2**62], [-1], [None], [r["公示号"], 2**62], [r["公示号"], r["公示号"]], [r["公示号"], r["他家号"]], [r["公示号"], r["外号"]], [r["公示号"], r["撤回号"]], [r["公示号"], r["异议号"]],
                        [r["撤回号"]], [r["异议号"]], [r["他家号"]], [r["外号"]], [r["自然人号"]], [r["过期号"]], [r["警告号"]], [r["公示号"], None]],
            "steps": [None, {}, [], "notice", 1, {"notice": True}]
            + [{k: v for k, v in steps.items() if k != step} for step in steps]
            + [steps | {step: told} for step in steps for told in (day(0).isoformat(), day(-1).isoformat(), "today", "yesterday", "epoch", "-infinity", "now", "0001-01-01 BC", "1/1/2026", "20260101", "", None, [], {"on": "x"}, 1, True)],
            "on": [None, "infinity", "-infinity", day(-1).isoformat(), day(-30).isoformat(), "9999-12-31", "0001-01-01", day(58).isoformat(), day(400).isoformat(), "0044-03-15 BC"],
            "first": ["infinity", "-infinity"],
            "end": ["infinity", "-infinity", day(2).isoformat(), "0001-01-01"],
        }  # fmt: skip
        neutral = {"first": [day(0).isoformat(), day(-400).isoformat(), day(500).isoformat(), "9999-12-31", None], "end": ["9999-12-31", day(-10).isoformat(), None]}
        for key, values in wrong.items():
            for value in values:
                yield Attempt("one-wrong", key, (call(self.stage.right_ask() | {key: value}),), "nothing")
        for _ in range(400):
            keys = self.random.sample(sorted(wrong), self.random.randint(2, 5))
            said = self.stage.right_ask() | {key: self.random.choice(wrong[key]) for key in keys}
            yield Attempt("several-wrong", "+".join(keys), (call(said),), "nothing")
        for _ in range(60):
            said = self.stage.right_ask() | {key: self.random.choice(values) for key, values in neutral.items()}
            yield Attempt("days-of-its-own", "first+end", (call(said),), "harmless")
            yield Attempt(
                "another-power", "power", (call(said | {"power": self.random.choice(self.stage.powers), "records": self.random.choice([[], [r["公示号"]]])}),), "harmless"
            )

    def half_of_a_warrant(self) -> Iterator[Attempt]:
        """Savepoints, deferred constraints and the warrant's number used before it is whole."""
        right, wrong = call(self.stage.right_ask()), call(self.stage.right_ask() | {"subject": self.stage.subjects["other"]})
        own, record = self.stage.subjects["other"], self.stage.records["他家号"]
        line = f"INSERT INTO chengxin.publicity_line (record_id, publication_id, item, nature, subject_id, warrant, public_from, laid_on, term_ends, fields, disputed, corrected, organ_name, document_number, severity, repair, warranted) SELECT {record}, 1, 'penalty', 'adverse', {own}, max(id), now(), now(), '9999-12-31', '{{}}', false, false, '', '', '', '[]', '{{}}' FROM chengxin.law_warrant"
        for _ in range(12):
            middle = self.random.sample([right, wrong, line, "SELECT 1/0", "SET CONSTRAINTS ALL DEFERRED", f"UPDATE chengxin.law_warrant SET subject_id = {own}", "DELETE FROM chengxin.law_refused",
                f"INSERT INTO chengxin.law_warrantfact (warrant_id, record_id, version_id) SELECT max(id), {record}, {self.stage.versions['他家号']} FROM chengxin.law_warrant",
                f"SELECT chengxin.publicity_reconsider({record}, '{self.stage.today}')", "LOCK TABLE chengxin.law_ask", "SET LOCAL session_replication_role = replica"], 6)  # fmt: skip
            games = [part for one in middle for part in ("SAVEPOINT half", one, self.random.choice(("ROLLBACK TO half", "ROLLBACK TO half", "RELEASE half")))]
            yield Attempt(
                "savepoints", "", ("BEGIN", *games, line, "ROLLBACK TO half", self.random.choice(("COMMIT", "ROLLBACK", "PREPARE TRANSACTION 'half'", "COMMIT AND CHAIN")))
            )

    # -- what the desk may write -------------------------------------------------------------------

    def in_an_organs_name(self) -> Iterator[Attempt]:
        """Said of a record by an organ that is not its own, without a reason, in no known word, or under a number of one's own."""
        s, r, today = self.stage.subjects, self.stage.records, self.stage.today
        strangers = [s["abroad"], s["own"], s["person"], "NULL", -1]
        hold = self.raw.execute("SELECT id FROM records_hold ORDER BY id LIMIT 1").fetchone()[0]
        for record in [*r.values(), 2**62, -1, "NULL"]:
            foreign = [s["organ"]] if record == r["外号"] else strangers
            for organ in foreign:
                for table, columns, values in (
                    (
                        "records_classing",
                        "record_id, severity, reason, organ_id, decided_on",
                        f"{record}, '{self.random.choice(('严重', '特定严重', '一般', '轻微'))}', '理由', {organ}, '{today}'",
                    ),
                    ("records_withdrawal", "record_id, kind, reason, organ_id, withdrawn_on", f"{record}, 'annulled', '理由', {organ}, '{today}'"),
                ):
                    yield Attempt("in-an-organs-name", table, (f"INSERT INTO chengxin.{table} ({columns}) VALUES ({values})",))
                    yield Attempt("in-an-organs-name", table, ("BEGIN", f"INSERT INTO chengxin.{table} ({columns}) VALUES ({values})", f"SELECT chengxin.publicity_reconsider({record}, '{today}')", f"SELECT chengxin.publicity_take_down({record}, '{today}', 'withdrawn')", "COMMIT"))  # fmt: skip
        for organ in strangers:
            for outcome in ("also", "instead"):
                yield Attempt(
                    "in-an-organs-name",
                    "records_settlement",
                    (f"INSERT INTO chengxin.records_settlement (hold_id, outcome, organ_id, settled_on) VALUES ({hold}, '{outcome}', {organ}, '{today}')",),
                )
        own, record = s["organ"], r["公示号"]
        for severity, reason, day in (
            ("极重", "理由", today),
            ("", "理由", today),
            ("严重", "", today),
            ("严重", "  ", today),
            ("严重", "理由", "infinity"),
            ("严重", "理由", "-infinity"),
            ("严重", "理由", None),
        ):
            told = f"'{day}'" if day else "NULL"
            yield Attempt(
                "ill-said",
                "records_classing",
                (f"INSERT INTO chengxin.records_classing (record_id, severity, reason, organ_id, decided_on) VALUES ({record}, '{severity}', '{reason}', {own}, {told})",),
            )
            yield Attempt(
                "ill-said",
                "records_mark",
                (f"INSERT INTO chengxin.records_mark (record_id, disputed, marked_on, reference) VALUES ({record}, false, {told}, '{'' if day == today else '异议'}')",),
            )
            yield Attempt(
                "ill-said",
                "records_settlement",
                (f"INSERT INTO chengxin.records_settlement (hold_id, outcome, organ_id, settled_on) VALUES ({hold}, '{severity}', {own}, {told})",),
            )
        for table, columns, values in (
            ("records_classing", "record_id, severity, reason, organ_id, decided_on", f"{record}, '严重', '理由', {own}, '{today}'"),
            ("records_mark", "record_id, disputed, marked_on, reference", f"{r['异议号']}, false, '{today}', '异议'"),
        ):
            for number in (1, 2**62, -(2**62), 0):
                yield Attempt("numbered", table, (f"INSERT INTO chengxin.{table} (id, {columns}) OVERRIDING SYSTEM VALUE VALUES ({number}, {values})",))
        for column, value in (("at", "'2020-01-01'"), ("xact", "1"), ("side", "'chengxin_owner'"), ("id", "1")):
            for act in ("look", "publish", "withdraw"):
                yield Attempt(
                    "forged-entry",
                    "ground_auditentry",
                    (f"INSERT INTO chengxin.ground_auditentry (act, actor, purpose, reference, fields, {column}) VALUES ('{act}', 'x', '', '', '{{}}', {value})",),
                )
        for topic in ("collection.collected", "collection.revoked", "records.marked", "law.confirmed", "x"):
            for payload in ('{"batch": 1}', f'{{"record": {record}}}', "{}", "[]"):
                yield Attempt("false-event", "ground_event", (f"INSERT INTO chengxin.ground_event (topic, payload) VALUES ('{topic}', '{payload}')",), "harmless")

    def days_moved(self) -> Iterator[Attempt]:
        """The shelf's functions with arbitrary days and reasons."""
        days = ["infinity", "-infinity", "0001-01-01", "9999-12-31", *(self.stage.day(n).isoformat() for n in (400, 51, 50, 49, 30, 1, 0, -1, -40))]
        for record in self.stage.records.values():
            for day in days:
                for why in ("withdrawn", "held", "ended", "replaced", "refused", "over", "", None):
                    if self.random.random() < 0.35:
                        told = f"'{why}'" if why is not None else "NULL"
                        yield Attempt("taken-down", "publicity_take_down", (f"SELECT chengxin.publicity_take_down({record}, '{day}', {told})",), "harmless")
                yield Attempt("reconsidered", "publicity_reconsider", (f"SELECT chengxin.publicity_reconsider({record}, '{day}')",), "harmless")
            yield Attempt(
                "enqueued", "publicity_enqueue", (f"SELECT chengxin.publicity_make_due(ARRAY[{record}::bigint]), chengxin.publicity_enqueue_freed({record})",), "harmless"
            )

    def tried_and_cut_off(self) -> Iterator[Attempt]:
        """What is tried is never kept: also when it breaks in the middle, is cancelled, or runs out of time."""
        right = self.stage.right_case()
        cases = [right] * 40
        for key in right:
            cases += [right | {key: value} for value in (None, [], {}, "x", -1, "infinity")]
        for key in right["facts"][0]:
            cases += [right | {"facts": [right["facts"][0], right["facts"][0] | {key: value}]} for value in (None, "x", "infinity", [], {}, True)]
        for number, case in enumerate(cases):
            told = json.dumps(case, ensure_ascii=False).replace("'", "''")
            ask = f"SELECT chengxin.law_try('{told}')"
            time = ("BEGIN", f"SET LOCAL statement_timeout = '{1 + number % 12}ms'")
            yield Attempt("tried", "law_try", (*time, ask, "COMMIT") if number % 2 or number < 40 else (ask,), "harmless")
            if number < 40:
                yield Attempt("tried", "law_try", ("BEGIN", ask, f"SELECT {1 if number % 2 else '1/0'}", "SAVEPOINT a", ask, "ROLLBACK TO a", "COMMIT"), "harmless")
                may = call(self.stage.right_ask()).replace("law_ask_once", "law_may").replace("SELECT warrant", "SELECT *")
                yield Attempt("tried", "law_may", (*time, may, "COMMIT"), "harmless")
        change = json.dumps([{"power": "publish-penalty", "may_touch": ["person"], "regime": "2026", "terms": [{"severity": "轻微", "published": True, "longest_months": 999}]}])
        for number in range(20):
            yield Attempt("tried", "publicity_whatif", ("BEGIN", f"SET LOCAL statement_timeout = '{1 + number}ms'", f"SELECT count(*) FROM chengxin.publicity_whatif('{change}', '{self.stage.today}')", call(self.stage.right_ask() | {"subject": self.stage.subjects["person"]}), "COMMIT"), "harmless")  # fmt: skip

    # -- what the worker may write -----------------------------------------------------------------

    def arriving(self) -> Iterator[Attempt]:
        """Rows in the waiting room that refer to what is not so; laid down in the same transaction."""
        r, s, v = self.stage.records, self.stage.subjects, self.stage.versions
        version, item_version = "nextval('chengxin.records_version_id_seq')", "(SELECT max(id) FROM chengxin.catalogue_itemversion WHERE item_id = 'penalty')"
        right = {
            "version_id": version, "line": "1", "record_id": str(r["公示号"]), "is_new": "false", "subject_id": str(s["own"]), "of_person": "false", "organ_id": str(s["organ"]), "organ_code": "''",
            "document_number": "'公示号'", "party": "''", "held_on": f"'{self.stage.day(60)}'", "values": "'{}'", "traits": "'{}'", "digest": "'sha256:'", "corrects_id": "NULL",
        }  # fmt: skip
        wrong = [
            {"of_person": "true"}, {"subject_id": str(s["other"])}, {"subject_id": str(s["person"])}, {"subject_id": "NULL"}, {"subject_id": str(2**62)}, {"record_id": str(r["他家号"])}, {"record_id": str(r["自然人号"])},
            {"record_id": str(r["自然人号"]), "subject_id": str(s["person"])}, {"record_id": str(2**62)}, {"is_new": "true"}, {"is_new": "true", "record_id": str(2**62)}, {"version_id": str(2**62)},
            {"version_id": str(v["公示号"])}, {"corrects_id": str(v["他家号"])}, {"corrects_id": str(2**62)}, {"organ_id": str(2**62)}, {"is_new": "true", "record_id": "nextval('chengxin.records_record_id_seq')", "subject_id": str(s["person"])},
        ]  # fmt: skip
        for change in wrong:
            for item, lays in (
                ("penalty", item_version),
                ("penalty", str(2**62)),
                ("licence", item_version),
                ("penalty", "(SELECT max(id) FROM chengxin.catalogue_itemversion WHERE item_id <> 'penalty')"),
            ):
                row = right | change
                insert = _insert("records_arrival", row)
                yield Attempt(
                    "arrival", "records_arrival", ("BEGIN", insert, f"SELECT chengxin.records_lay(1, '{item}', {lays}, 'penalties', '{self.stage.today}', {s['organ']})", "COMMIT")
                )
        for item in ("licence", "registration", "x"):
            insert = _insert("records_arrival", right)
            yield Attempt("arrival", "records_arrival", ("BEGIN", insert, f"SELECT chengxin.records_lay(1, '{item}', (SELECT max(id) FROM chengxin.catalogue_itemversion WHERE item_id = '{item}'), 'penalties', '{self.stage.today}', NULL)", "COMMIT"))  # fmt: skip
        known = {
            "line": "1",
            "subject_id": "nextval('chengxin.subjects_subject_id_seq')",
            "is_new": "true",
            "kind": "'enterprise'",
            "code": "NULL",
            "identity_mac": "NULL",
            "name": "'甲'",
        }
        for change in (
            {"identity_mac": "'hmac:1'", "identity_sealed": "''", "identity_kind": "''"}, {"kind": "'person'"}, {"kind": "'person'", "code": "'91120105MA0000001X'", "identity_mac": "'hmac:1'", "identity_sealed": "''"},
            {"kind": "'nobody'"}, {"subject_id": str(2**62)}, {"subject_id": str(s["own"])}, {"is_new": "false", "subject_id": str(2**62)},
        ):  # fmt: skip
            row = known | change
            insert = _insert("subjects_arrival", row)
            yield Attempt("arrival", "subjects_arrival", ("BEGIN", insert, f"SELECT chengxin.subjects_enter(1, '{self.stage.today}', true)", "COMMIT"))
        for day in ("infinity", "-infinity", "0001-01-01", self.stage.day(51).isoformat()):
            yield Attempt("run", "publicity_publish", (f"SELECT chengxin.publicity_publish('{day}')",))
        for day in ("infinity", "9999-12-31", self.stage.day(-400).isoformat(), self.stage.day(-1).isoformat(), self.stage.today.isoformat()):
            yield Attempt("run", "publicity_end_terms", (f"SELECT chengxin.publicity_end_terms('{day}')",), "harmless")
        for setting in ("standard_conforming_strings = off", "datestyle = 'SQL, DMY'", "datestyle = 'German'", "intervalstyle = 'sql_standard'", "timezone = 'Pacific/Kiritimati'", "row_security = off", "search_path = pg_temp, public, chengxin", "transform_null_equals = on"):  # fmt: skip
            yield Attempt("run", "publicity_publish", (f"SET {setting}", f"SELECT chengxin.publicity_publish('{self.stage.today}')"), "harmless")

    # -- the session and the server ----------------------------------------------------------------

    def on_the_session(self) -> Iterator[Attempt]:
        """Shadows, other roles, locks, messages, things outside the schemas."""
        owner, today = "chengxin_owner", self.stage.today
        for name in ("law_warrant", "law_ask", "publicity_line", "ground_instance", "access_officer"):
            yield Attempt("shadow", name, (f"CREATE TEMP TABLE {name} (id bigint)", f"INSERT INTO {name} VALUES (1)"))
            yield Attempt("shadow", name, (f"CREATE TEMP VIEW {name} AS SELECT 1 AS id",))
            yield Attempt("shadow", name, ("SET search_path = pg_temp, chengxin", f"CREATE TABLE {name} (id bigint)"))
        for function, body in (
            ("now()", "SELECT '2020-01-01'::timestamptz"),
            ("ground_today()", "SELECT '2020-01-01'::date"),
            ("law_days(chengxin.law_class[], date, date, date)", "SELECT NULL"),
            ("isfinite(date)", "SELECT true"),
            ("least(date, date)", "SELECT $1"),
        ):
            for schema in ("pg_temp", "public", "chengxin", "publicity", "pg_catalog"):
                yield Attempt(
                    "shadow",
                    function,
                    (f"CREATE OR REPLACE FUNCTION {schema}.{function} RETURNS {'date' if 'date' in body else 'text'} LANGUAGE sql SECURITY DEFINER AS $f$ {body} $f$",),
                )
        for operator in ("<", "=", ">=", "~"):
            for schema in ("pg_temp", "public", "chengxin"):
                yield Attempt("shadow", operator, (f"CREATE OPERATOR {schema}.{operator} (LEFTARG = date, RIGHTARG = date, FUNCTION = date_ne)",))
        for statement in (
            f"SET ROLE {owner}", "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", f"SET SESSION AUTHORIZATION {owner}", *(f"SET ROLE chengxin_{r}" for r in ("public", "my", "desk", "worker") if r != self.role),
            f'GRANT {owner} TO "{self.database_role}"', f'ALTER ROLE "{self.database_role}" SUPERUSER', f"ALTER ROLE {owner} PASSWORD 'x'", f"ALTER ROLE {owner} SET search_path = public", f"REASSIGN OWNED BY {owner} TO CURRENT_USER", f"DROP OWNED BY {owner}",
            "SET session_replication_role = replica", "SET allow_system_table_mods = on", "SET plpgsql.variable_conflict = use_column", "SET zero_damaged_pages = on", "SET log_statement = 'none'", "LOAD 'plpgsql'",
            "DO $$ BEGIN PERFORM 1; END $$", "DO LANGUAGE plpgsql $$ BEGIN DELETE FROM chengxin.law_warrant; END $$", "CREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN 1; END'",
            f"ALTER FUNCTION chengxin.law_authorise(uuid) OWNER TO {self.database_role}", "ALTER FUNCTION chengxin.law_authorise(uuid) SECURITY INVOKER", "ALTER FUNCTION chengxin.law_authorise(uuid) SET search_path = pg_temp", "DROP FUNCTION chengxin.law_authorise(uuid)",
            "CREATE OR REPLACE FUNCTION chengxin.ground_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", "GRANT EXECUTE ON FUNCTION chengxin.law_authorise(uuid) TO PUBLIC; SELECT chengxin.law_authorise(gen_random_uuid())",
            "ALTER DEFAULT PRIVILEGES FOR ROLE chengxin_owner GRANT ALL ON TABLES TO PUBLIC", "CREATE SCHEMA chengxin_2", "ALTER SCHEMA chengxin RENAME TO chengxin_old", "COMMENT ON SCHEMA publicity IS 'x'", "CREATE EXTENSION dblink", "CREATE EXTENSION IF NOT EXISTS pg_visibility",
            "SELECT lo_from_bytea(0, 'x')", "SELECT lo_create(0)", "SELECT lo_creat(-1)", "SELECT lo_import('/etc/hostname')", "SELECT lo_put(1, 0, 'x')", "SELECT lo_unlink(1)",
            "BEGIN; PREPARE TRANSACTION 'left'", "UPDATE pg_catalog.pg_proc SET prosecdef = false", "DELETE FROM pg_catalog.pg_trigger", "UPDATE pg_class SET relacl = NULL", "INSERT INTO pg_auth_members SELECT * FROM pg_auth_members",
            "SELECT pg_read_file('PG_VERSION')", "SELECT * FROM pg_authid", "ALTER SYSTEM SET fsync = off", "CREATE DATABASE hostile", "DROP DATABASE postgres", "CREATE EVENT TRIGGER h ON ddl_command_end EXECUTE FUNCTION x()", "SELECT pg_promote()", "SELECT pg_create_restore_point('x')",
        ):  # fmt: skip
            yield Attempt("server", "", (statement,))
        for day in (self.stage.day(400), self.stage.day(-400), today, "9999-12-31"):
            for proof in ("", ".", ".x", "." + "0" * 64):
                yield Attempt("moved-day", "ground_today", (f"SET chengxin.day = '{day}{proof}'", "SELECT chengxin.ground_today()"))
        if self.role != "worker":
            for lock in (
                "pg_advisory_lock",
                "pg_advisory_lock_shared",
                "pg_try_advisory_lock",
                "pg_advisory_xact_lock",
                "pg_try_advisory_xact_lock",
                "pg_advisory_unlock",
                "pg_advisory_xact_lock_shared",
            ):
                for key in ("hashtext('publicity')", "hashtext('records_joining')", "hashtext('outbox:publicity.drop')", "hashtext('chengxin.migrate')"):
                    yield Attempt("lock", lock, (f"SELECT {lock}({key})",))
        for view in ("line", "subject", "figures", "instance", *(v for v in ("library_power", "library_article", "library_basis", "library_text"))):
            for write in ("DELETE FROM publicity.{0}", "UPDATE publicity.{0} SET {1} = {1}", "INSERT INTO publicity.{0} SELECT * FROM publicity.{0}", "TRUNCATE publicity.{0}", "WITH x AS (DELETE FROM publicity.{0} RETURNING 1) TABLE x", "DROP VIEW publicity.{0}", "CREATE OR REPLACE VIEW publicity.{0} AS SELECT 1 AS id", "ALTER VIEW publicity.{0} RESET (security_barrier)", "MERGE INTO publicity.{0} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE"):  # fmt: skip
                column = {"figures": "today", "instance": "kind", "line": "id", "subject": "id", "library_basis": "power", "library_text": "id"}.get(view, "code")
                yield Attempt("view", view, (write.format(view, column),))
        for number in range(12):
            payload = self.random.choice(("x", "{}", '{"type": "job_inserted", "job_id": 1}', '{"type": "abort_job_requested", "job_id": 1}', "a" * 7000))
            yield Attempt(
                "message",
                "notify",
                (
                    f"LISTEN channel{number}",
                    f"NOTIFY \"procrastinate_any_queue_v1\", '{payload}'",
                    f"SELECT pg_notify('procrastinate_queue_v1#default', '{payload}')",
                    "UNLISTEN *",
                ),
                "harmless",
            )

    # -- values --------------------------------------------------------------------------------------

    def literal(self, kind: str, column: str) -> str:
        """A hostile value of a type: of the district's own numbers, days and words where there are some, and of the edges."""
        s = self.stage
        pick = self.random.choice
        if kind in ("bigint", "integer", "smallint"):
            own = {
                "warrant": s.warrants,
                "warrant_id": s.warrants,
                "record_id": list(s.records.values()),
                "subject_id": list(s.subjects.values()),
                "version_id": list(s.versions.values()),
            }.get(column)
            edges = (
                [0, -1, 1, 2, 2**31 - 1]
                if kind != "bigint"
                else [0, -1, 1, 2**62, *s.warrants, *s.records.values(), *s.subjects.values(), *s.officers.values(), *s.versions.values()]
            )
            return str(pick(own or edges)) if self.random.random() > 0.05 else "NULL"
        if kind == "date":
            return pick(["NULL", "'infinity'", "'-infinity'", "'0001-01-01'", "'9999-12-31'", *(f"'{s.day(n)}'" for n in (1500, 400, 60, 50, 1, 0, -1, -400))])
        if kind.startswith("timestamp"):
            return pick(["'2020-01-01'", "now()", "'infinity'"])
        if kind == "boolean":
            return pick(["true", "false", "NULL"])
        if kind == "uuid":
            return pick(["gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'", "NULL"])
        if kind == "bytea":
            return pick(["''", "'\\x00'", "NULL"])
        if kind in ("jsonb", "json"):
            whole = [
                {},
                [],
                None,
                1,
                "x",
                s.right_case(),
                s.right_ask(),
                s.right_ask() | {"subject_id": s.subjects["person"], "organ_id": s.subjects["organ"], "kind": "decision", "day": str(s.today)},
                [{"power": p, "may_touch": ["person"]} for p in s.powers[:2]],
            ]
            return "'" + json.dumps(pick(whole), ensure_ascii=False).replace("'", "''") + "'"
        if kind.endswith("[]"):
            inner = [self.literal(kind[:-2], column) for _ in range(self.random.randint(0, 3))]
            return pick([f"ARRAY[{', '.join(inner)}]::{kind}", "'{}'", "NULL"]) if "(" not in kind else "'{}'"
        words = [
            "",
            "x",
            "adverse",
            "benign",
            "penalty",
            "publish-penalty",
            "erase",
            "withdrawn",
            "held",
            "ended",
            "严重",
            "term",
            "lifelong",
            "momentary",
            "M",
            "S1",
            "sha256:00",
            "一般程序",
            "'' OR true --",
            "pg_temp",
            *s.powers[:8],
        ]
        limit = int(kind.split("(")[1].rstrip(")")) if "character varying(" in kind else 200
        return "NULL" if self.random.random() < 0.05 else "'" + pick(words)[:limit].replace("'", "''") + "'"


def _insert(table: str, row: dict[str, str]) -> str:
    columns = ", ".join(f'"{column}"' for column in row)
    return f"INSERT INTO chengxin.{table} ({columns}) VALUES ({', '.join(row.values())})"
