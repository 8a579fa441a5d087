"""Reads of collection: batches with their figures, returned rows with their findings. A natural person's row is a look (ruling 30)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from chengxin.catalogue import api as catalogue
from chengxin.collection import header, rechecking, returning
from chengxin.collection.actions import figures
from chengxin.collection.added import BEYOND
from chengxin.collection.messages import message_of
from chengxin.collection.models import Batch, Quarantined
from chengxin.collection.revoking import revoked_days
from chengxin.collection.sources.definitions import source
from chengxin.collection.telling import sentences
from chengxin.collection.their_words import TheirWords
from chengxin.ground.api import NotFound, audit, database, digests, keys
from chengxin.subjects import api as subjects

_EXAMPLES = 5
#: What a batch without its own record of it was: those of the first version.
_FIRST_FORM = {"kind": "csv", "encoding": "utf-8-sig", "separator": ",", "line_end": "\r\n"}


def batches(source_code: str | None = None) -> list[dict[str, object]]:
    """Every batch, the latest first, with its figures. Raises NotFound for an unknown source."""
    found = Batch.objects.order_by("-pk")
    if source_code is not None:
        found = found.filter(source=source(source_code).code)
    revoked = revoked_days([batch.pk for batch in found])
    return [figures(batch) | {"file_name": batch.file_name, "revoked_on": revoked.get(batch.pk)} for batch in found]


def batch(number: int) -> dict[str, object]:
    """One batch: figures, findings by code and column with examples of lines, what was taken for granted in words. Raises NotFound.

    Holds no value of any row, so that reading it is no look.
    """
    found = _batch(number)
    origin = source(found.source)
    theirs = TheirWords.of(found)

    def as_told(code: str, column: str) -> dict[str, object]:
        return {"code": code, "field": column, "column": theirs.column(column), "message": theirs.message(column, message_of(code))}

    told = [as_told(code, column) | {"count": count, "lines": lines, "returned": True} for code, column, count, lines in _returned_by_code(number)]
    seen = {row["code"] for row in told}
    for code, count in found.findings.items():
        if code not in seen:
            noticed = found.quality.get(code, {})
            column = next(iter(noticed["elements"])) if len(noticed.get("elements", ())) == 1 else ""
            told.append(as_told(code, column) | {"count": count, "lines": noticed.get("lines", []), "returned": False})
    return figures(found) | {
        "file_name": found.file_name,
        "source_name": origin.name,
        "organ": subjects.current_name(found.organ.pk) if found.organ else None,
        "recorded_at": found.recorded_at,
        "revoked_on": revoked_days([number]).get(number),
        "by_code": told,
        "quality": found.quality,
        "told": sentences(found.notes, found.findings),
    }


def returned_rows(number: int, *, actor: str, purpose: str, organ: int | None = None, post: str | None = None, lines: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """The quarantined rows of batch ``number``: line, original values by header, findings; of these ``lines`` only. Raises NotFound.

    Before anything of a natural person is opened, the look is committed; the database demands it. ``organ``: for whom the reader acts.
    """
    found = _batch(number)
    of_people = Quarantined.objects.filter(batch=found, of_person=True)
    people = list((of_people if lines is None else of_people.filter(line__in=lines)).order_by("line").values_list("line", "identity_mac"))
    known = subjects.persons_by_mac([mac for _, mac in people if mac])
    seen = [(known.get(mac), f"quarantine:{found.pk}:{line}") for line, mac in people]
    looks = audit.commit_looks(seen, actor=actor, purpose=purpose, fields=["*"], organ=organ, post=post)
    rows = database.fetch("SELECT line, sealed, findings FROM collection_returned(%s, %s::bigint[], %s::integer[])", [found.pk, looks, lines if lines is None else list(lines)])
    theirs = TheirWords.of(found)
    return [
        {
            "line": row["line"],
            "values": _opened(found, row["line"], row["sealed"]),
            "findings": [finding | {"message": theirs.message(finding["field"], finding["message"])} for finding in row["findings"]],
        }
        for row in rows
    ]


def give_back(number: int, out: Path, *, actor: str, purpose: str, organ: int | None = None, post: str | None = None, lines: Sequence[int] | None = None) -> dict[str, object]:
    """Write the returned rows of a batch to ``out`` in the form they came in (ruling 150). Raises NotFound, WrongUse.

    Reading them is a look as above.
    """
    rows, form = rows_to_give_back(number, actor=actor, purpose=purpose, organ=organ, post=post, lines=lines)
    returning.write(rows, form, out)
    return {"batch": number, "file": str(out), "rows": len(rows), "kind": returning.suffix(form).lstrip(".")}


def rows_to_give_back(
    number: int, *, actor: str, purpose: str, organ: int | None = None, post: str | None = None, lines: Sequence[int] | None = None
) -> tuple[list[returning.GivenBack], dict[str, Any]]:
    """The returned rows of a batch with the cells at fault, and the form they came in. Reading them is a look as above. Raises NotFound."""
    found = _batch(number)
    rows = returned_rows(number, actor=actor, purpose=purpose, organ=organ, post=post, lines=lines)
    form = found.written_as or _first_form(rows)
    origin = source(found.source)
    version = catalogue.item(origin.item).version_on(found.received_on)
    places = header.mapped(tuple(form["header"]), version, origin).columns if rows else {}
    theirs = TheirWords.of(found)
    return [_given_back(row, form, places, theirs) for row in rows], form


def _given_back(row: dict, form: dict, places: dict[str, int], theirs: TheirWords) -> returning.GivenBack:
    values: dict[str, str] = row["values"]
    columns: list[str] = form["columns"]
    cells = [values.get(name, "") for name in columns]
    at_fault: dict[int, str] = {}
    told, unseen = [], []
    for finding in row["findings"]:
        column, message = finding["field"], finding["message"]
        place = places.get(column, columns.index(column) if column in columns else None)
        shown = theirs.column(column)
        told.append(f"{shown}：{message}" if shown else message)
        if finding["code"] in rechecking.UNSEEN:
            unseen.append((finding["code"], rechecking.code_of(form["header"], cells, place)))
        if place is not None:
            at_fault[place] = f"{at_fault[place]}\n{message}" if place in at_fault else message
    beyond = [text for name, text in values.items() if name not in columns and name.startswith(BEYOND)]
    return returning.GivenBack(
        row["line"], cells, beyond, f"第 {row['line']} 行：" + "；".join(told), at_fault, tuple(unseen), rechecking.may_stand([finding["code"] for finding in row["findings"]])
    )


def _first_form(rows: list[dict]) -> dict:
    columns = list(rows[0]["values"]) if rows else []
    return _FIRST_FORM | {"header": columns, "columns": columns}


def _batch(number: int) -> Batch:
    found = Batch.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(f"没有批次 {number}")
    return found


def _returned_by_code(number: int) -> list[tuple[str, str, int, list[int]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f->>'code', f->>'field', count(*), (array_agg(q.line ORDER BY q.line))[1:%s]
                FROM collection_quarantined q CROSS JOIN LATERAL jsonb_array_elements(q.findings) f
                WHERE q.batch_id = %s GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
            [_EXAMPLES, number],
        )
        return cursor.fetchall()


def _opened(found: Batch, line: int, sealed: bytes) -> dict[str, str]:
    return json.loads(digests.decrypt(keys.file_key(), bytes(sealed), context=f"quarantined:{found.pk}:{line}".encode()))


def batches_of(organ: int, *, number: int | None = None, before: int | None = None, limit: int = 100) -> list[dict[str, object]]:
    """The batches that an organ sent, the latest first: one of them, or those before a number."""
    found = Batch.objects.filter(organ_id=organ).order_by("-pk")
    if number is not None:
        found = found.filter(pk=number)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [figures(batch) | {"file_name": batch.file_name} for batch in found[:limit]]
