"""What the tests of the audit's log share: acts, heads, a superuser, verifying with heads in hand."""

import psycopg
from django.db import connection

from chengxin.ground.api import audit, auditlog
from chengxin.ground.auditlog import checkpoints, verifying

OF_LOG = ("ground_auditlog", "ground_auditleaf", "ground_auditnode", "ground_auditcheckpoint")
COLUMNS = "act, actor, post, organ_ref, subject_ref, purpose, reference, fields"
SOUND = "'look', '某', '', NULL, 1, '核对', '', '{}'"


def acts(count: int) -> list[int]:
    return [audit.record_act("test", actor="命令行:王", reference=f"n:{n}", purpose='试,“{"}”') for n in range(count)]


def head() -> checkpoints.Note:
    return checkpoints.parse(auditlog.latest())


def superuser(district) -> psycopg.Connection:
    """Who may do everything; triggers do not fire for them."""
    return district.connect("superuser", options="-c search_path=chengxin,publicity -c session_replication_role=replica")


def verify(*outside: checkpoints.Note) -> verifying.Report:
    """As the command does, with heads in hand instead of on a disk."""
    from chengxin.ground.auditlog.log import public_key

    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as raw:
        return verifying.Verifying(raw, [public_key()]).run(list(outside))


def keep(district) -> tuple:
    """A district with a thousand entries in the log, three heads of it kept elsewhere, and three entries that wait."""
    heads = []
    for part in (300, 400, 300):
        acts(part)
        auditlog.sequence_all()
        heads.append(head())
    acts(3)
    return district, heads


def code_of(report: verifying.Report) -> set[str]:
    return set(report.counts)


def places(report: verifying.Report, code: str, what: str = "entry") -> list:
    return [one[what] for one in report.findings if one["code"] == code]
