"""迁移: brings a database up to this version of the code, as its owner: tables, functions, data, grants.

Tables by Django's migrations; functions and views are code and made anew each time; the catalogue, the
law, the district and the mandates come from their files. One advisory lock; a kill in the middle is
made good by the next run. Run as ``python -m chengxin.site.migrate``.

With ``CHENGXIN_REPLICA=1`` it makes the empty schema of a replica: the same tables, functions and views, no data of the files
(they come from the main database), and rights for the public side alone.
"""

import os
import sys
from pathlib import Path
from typing import Any

ROOMS = ("ground", "subjects", "access", "catalogue", "records", "law", "collection", "publicity", "governance")
PACKAGE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Migrate the database of this home; prints what takes long."""
    os.environ["CHENGXIN_SIDE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")
    moved = os.environ.pop("CHENGXIN_TODAY", None)  # the owner has no business day
    import django

    django.setup()
    from chengxin.ground.api import WrongUse

    try:
        run()
    except WrongUse as error:  # a definition file, of a plugin folder most likely
        print(error, file=sys.stderr)
        return error.exit_code
    if moved:
        os.environ["CHENGXIN_TODAY"] = moved
    return 0


def run() -> None:
    """The whole migration, under one lock."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from chengxin.site import acts, grants, replicated, roles, stamped

    replica = os.environ.get("CHENGXIN_REPLICA") == "1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('chengxin.migrate'))")
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        _load_functions()
        if replica:
            with connection.cursor() as cursor:
                replicated.relax(cursor)
            grants.apply_on_replica(roles.names())
        else:
            _load_data()
            with connection.cursor() as cursor:
                acts.apply(cursor)
                stamped.apply(cursor)
                replicated.publish(cursor)
            grants.apply(roles.names())
        _mark(roles.shipped_fingerprint())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(hashtext('chengxin.migrate'))")


def _load_functions() -> None:
    from django.db import connection

    from chengxin.access.api import roles
    from chengxin.catalogue.api import codesets
    from chengxin.ground.api import masking, places
    from chengxin.publicity.api import dual

    with connection.cursor() as cursor:
        before = _common_pairs(cursor)
        cursor.cursor.execute(masking.sql())
        cursor.cursor.execute(roles.sql())
        cursor.cursor.execute(places.sql())
        cursor.cursor.execute(codesets.sql())
        cursor.cursor.execute(dual.sql())
        for room in ROOMS:
            for path in sorted((PACKAGE / room / "sql").glob("*.sql")):
                cursor.cursor.execute(path.read_text(encoding="utf-8"))
    if before not in (None, list(places.places().pairs)):
        _index_again()


def _common_pairs(cursor: Any) -> list[str] | None:
    """The pairs of characters that names of this database are not searched by; None where it does not know them yet."""
    cursor.execute("SELECT to_regproc('chengxin.ground_common_pairs') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return None
    cursor.execute("SELECT ground_common_pairs()")
    return list(cursor.fetchone()[0])


def _index_again() -> None:
    """The district is another: what its names have in common changed, and with it the numbers they are searched by."""
    from chengxin.publicity import api as publicity
    from chengxin.subjects import api as subjects

    subjects.index_again()
    publicity.index_again()


def _load_data() -> None:
    from chengxin.access import api as access
    from chengxin.catalogue import api as catalogue
    from chengxin.collection import api as collection
    from chengxin.law import api as law

    catalogue.load()
    law.load()
    access.load()
    for source in collection.sources().values():
        if source.mandate:
            access.grant_mandate(
                source.code,
                power=source.mandate.power,
                proposer=source.mandate.proposer,
                approver=source.mandate.approver,
                statement=source.mandate.statement,
            )

    looks = access.CONSENT_LOOKS
    access.grant_mandate(looks.source, power=looks.power, proposer=looks.proposer, approver=looks.approver, statement=looks.statement)


def _mark(fingerprint: str) -> None:
    """Write what this instance is: its kind at birth, its day seal, the schema it now carries."""
    from django.conf import settings

    from chengxin.ground.api import Instance, digests

    inner, outer = digests.hmac_blocks(settings.HOME.secret("day").encode())
    instance, _ = Instance.objects.get_or_create(id=1, defaults={"kind": _kind_at_birth(), "seal_inner": inner, "seal_outer": outer, "mac": settings.ALGORITHMS.mac})
    instance.fingerprint, instance.seal_inner, instance.seal_outer = fingerprint, inner, outer
    instance.save()


def _kind_at_birth() -> str:
    """A demo unless CHENGXIN_DEMO=0, which makes a production instance, or CHENGXIN_INSTANCE=test."""
    if os.environ.get("CHENGXIN_INSTANCE") == "test":
        return "test"
    return "production" if os.environ.get("CHENGXIN_DEMO", "1") == "0" else "demo"


if __name__ == "__main__":
    sys.exit(main())
