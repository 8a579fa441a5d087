"""检索重建: the forms and numbers names are searched by, made anew for all; when the district, and so what its names have in common, is another."""

from django.db import connection

_ROWS = 50_000
_ASK = "SELECT n.id, n.name, s.code FROM subjects_name n JOIN subjects_subject s ON s.id = n.subject_id WHERE n.id > %s ORDER BY n.id LIMIT %s"
_SET = """
UPDATE subjects_name n SET folded = q.folded, initials = q.initials, grams = q.grams::integer[]
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS q(id, folded, initials, grams) WHERE n.id = q.id
"""


def index_again() -> int:
    """Make them anew, in the caller's transaction, as the owner. Returns how many names."""
    import pyarrow as pa  # late: only this needs columns here

    from chengxin.subjects.entering import indexed

    done = last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ASK, [last, _ROWS])
            rows = cursor.fetchall()
            if not rows:
                return done
            numbers, told, codes = (list(column) for column in zip(*rows, strict=True))
            made = indexed(pa.array(told, pa.string()), pa.array(codes, pa.string()))
            cursor.execute(_SET, [numbers, *(made[column].to_pylist() for column in ("folded", "initials", "grams"))])
            done, last = done + len(numbers), numbers[-1]
