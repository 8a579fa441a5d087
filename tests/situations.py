"""Situations of the law that a lawyer can read: people, subject, facts and steps are made for the asking and thrown away."""

import datetime as dt
import json
from itertools import count

from tests.district import credit_code

_N = count(1)
_STEMS = {"enterprise": "91120105MA0{:06d}", "individual-business": "92120105MA0{:06d}", "organisation": "52120105MJ0{:06d}", "organ": "11120105MB0{:06d}"}


def ask(district, situation: dict) -> dict[str, object]:
    """The kernel's answer: ``warrant`` with term_ends and earliest_repair, or ``refused`` with the codes."""
    day = _day(situation["day"])
    with district.connect("owner", options="-c search_path=chengxin,publicity") as raw, raw.transaction(force_rollback=True):
        organ = _organ(raw, situation["organ"])
        subject = _subject(raw, situation["subject"]["kind"])
        records = [_fact(raw, fact, subject=subject, organ=_organ(raw, fact.get("organ", situation["organ"])), day=day) for fact in situation["facts"]]
        people = {name: _officer(raw, name) for name in set(situation["officers"].values())}
        first = next((_day(f["published"]) for f in situation["facts"] if f.get("published")), day)
        steps = json.dumps({step: _day(on).isoformat() for step, on in situation["steps"].items()})
        warrant, codes = raw.execute(
            "SELECT warrant, codes FROM law_ask_once(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [situation["ask"], subject, organ, people[situation["officers"]["proposer"]], people[situation["officers"]["approver"]], records, steps, day, first],
        ).fetchone()
        if warrant is None:
            return {"refused": sorted(codes)}
        ends, repair = raw.execute("SELECT ends_on, repair FROM law_warrant WHERE id = %s", [warrant]).fetchone()
        ruling = [entry for entry in repair if entry["from"] is None or _day(entry["from"]) <= day][-1]
        return {"warrant": {"term_ends": ends, "earliest_repair": _day(ruling["earliest"]) if ruling["earliest"] else None}}


def expected(situation: dict) -> dict[str, object]:
    """What the situation expects, in the form of ``ask``'s answer."""
    wanted = situation["expect"]
    if "refused" in wanted:
        return {"refused": sorted(wanted["refused"])}
    return {"warrant": {key: _day(value) if value else None for key, value in wanted["warrant"].items() if key in ("term_ends", "earliest_repair")}}


def _day(value) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def _organ(raw, word: str) -> int:
    return raw.execute("SELECT subject_id FROM subjects_organ WHERE official_name = %s OR %s = ANY (aliases)", [word, word]).fetchone()[0]


def _officer(raw, name: str) -> int:
    return raw.execute("INSERT INTO access_officer (handle, name, active) VALUES (%s, %s, true) RETURNING id", [f"case-{name}", name]).fetchone()[0]


def _subject(raw, kind: str) -> int:
    code = credit_code(_STEMS[kind].format(next(_N))) if kind in _STEMS else None
    return raw.execute("INSERT INTO subjects_subject (kind, code, first_received_on) VALUES (%s, %s, '2019-01-01') RETURNING id", [kind, code]).fetchone()[0]


def _fact(raw, fact: dict, *, subject: int, organ: int, day: dt.date) -> int:
    traits = {"kinds": fact["kinds"], "procedure": fact["procedure"]} | ({"field": fact["field"]} if fact["field"] else {})
    decided = _day(fact["decided"])
    number = f"案例{next(_N)}号"
    record = raw.execute(
        "INSERT INTO records_record (item_id, organ_id, organ_code, document_number, party, subject_id, of_person, batch, source)"
        " VALUES (%s, %s, '', %s, %s, %s, false, 0, 'penalties') RETURNING id",
        [fact["item"], organ, number, str(subject), subject],
    ).fetchone()[0]
    raw.execute(
        "INSERT INTO records_version (record_id, item_version_id, of_person, held_on, values, traits, digest, received_on, batch, line)"
        " SELECT %s, id, false, %s, '{}', %s, 'sha256:', %s, 0, 1 FROM catalogue_itemversion WHERE item_id = %s",
        [record, decided, json.dumps(traits), min(decided, day), fact["item"]],
    )
    if fact["disputed"]:
        raw.execute("INSERT INTO records_mark (record_id, disputed, marked_on, reference) VALUES (%s, true, %s, '异议')", [record, decided])
    if fact["class"]:
        raw.execute(
            "INSERT INTO records_classing (record_id, severity, reason, organ_id, decided_on) VALUES (%s, %s, '认定', %s, %s)",
            [record, fact["class"], organ, decided],
        )
    return record
