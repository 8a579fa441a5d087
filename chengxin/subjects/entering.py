"""主体登记: whole columns of subjects and names on their way from a batch into the register of subjects."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.ground import names
from chengxin.ground.bulk import Portion, ask, copy_in, portion, text_of_lists

COLUMNS = ("line", "subject_id", "is_new", "kind", "code", "identity_mac", "identity_sealed", "identity_kind", "name")


@dataclass(frozen=True)
class OrganSeen:
    """An organ as rows name it: its subject, whether the district file knows it, and whether it is known by another name."""

    subject: int | None
    registered: bool
    misnamed: bool


def known(raw: psycopg.Connection, who: pa.Array, *, of_register: bool) -> pa.Table:
    """Which of these credit codes and identity digests are subjects: ``who subject_id name kind registered``.

    ``name`` is the register's latest, for decisions any where the register has told none; null where there is none.
    """
    at, ids, told, kinds, registered = ask(raw, "SELECT * FROM subjects_known(%s, %s)", [who, of_register])
    return pa.table({
        "who": who.take(pc.subtract(pa.array(at, pa.int32()), 1)), "subject_id": pa.array(ids, pa.int64()), "name": pa.array(told, pa.string()),
        "kind": pa.array(kinds, pa.string()), "registered": pa.array(registered, pa.bool_()),
    })  # fmt: skip


def prepared(arriving: pa.Table) -> Portion:
    """New subjects and names made ready to enter. ``arriving``: COLUMNS and ``with_name``, in line order."""
    told = arriving.column("with_name").combine_chunks()
    index = indexed(pc.fill_null(arriving.column("name").combine_chunks(), ""), arriving.column("code").combine_chunks())
    table = arriving.select(COLUMNS)
    for name, column in index.items():
        table = table.append_column(name, pc.if_else(told, column, None))
    return portion("subjects_arrival", table)


def indexed(told: pa.Array, codes: pa.Array) -> dict[str, pa.Array]:
    """What names are searched by: ``folded``, ``initials`` and, as the database writes lists, ``grams``."""
    forms = names.folded(told)
    return {"folded": forms, "initials": names.initials(forms), "grams": text_of_lists(names.grams(forms, codes))}


def enter(raw: psycopg.Connection, arriving: Portion, *, batch: int, received: dt.date, of_register: bool) -> None:
    """Enter what is ready, in the caller's transaction."""
    if arriving.rows:
        copy_in(raw, arriving)
        ask(raw, "SELECT subjects_enter(%s, %s, %s)", [batch, received, of_register])


def learn_organs(raw: psycopg.Connection, organs: Sequence[tuple[str, str]], *, received: dt.date, batch: int) -> list[OrganSeen]:
    """Organs by code and name, entered where nobody knows them yet, in order. A name they get goes with its ``batch``."""
    if not organs:
        return []
    ids, registered, unnamed, misnamed = ask(raw, "SELECT * FROM subjects_learn_organs(%s, %s, %s)", [[code for code, _ in organs], [name for _, name in organs], received])
    to_name = {number: (name, code) for number, name, (code, _) in zip(ids, unnamed, organs, strict=True) if name is not None}
    if to_name:
        told, codes = (pa.array(column, pa.string()) for column in zip(*to_name.values(), strict=True))
        ask(raw, "SELECT subjects_name_organs(%s, %s, %s, %s, %s, %s)", [list(to_name), *(column.to_pylist() for column in indexed(told, codes).values()), received, batch])
    return [OrganSeen(*one) for one in zip(ids, registered, misnamed, strict=True)]


def draw_sample(raw: psycopg.Connection, entered: int) -> None:
    """The sample that tells how common a fragment is keeps up with the names, after ``entered`` new subjects."""
    ask(raw, "SELECT subjects_draw_sample(%s)", [entered])
