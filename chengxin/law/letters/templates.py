"""文书模板: which text a letter is set by, and how a legal officer changes it: one proposes, another approves.

A template is tried before it is taken: its words, then on made-up letters in the press, where it must come to
an end and tell every obligatory part. Old letters keep the version they were made by.
"""

import datetime as dt
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Q

from chengxin.access import api as access
from chengxin.ground.api import NotFound, Refusal, WrongUse, audit, digests, written
from chengxin.law.letters import press, rules, sample
from chengxin.law.letters.errors import told
from chengxin.law.letters.kinds import LetterKind, kinds
from chengxin.law.models import LetterTemplate

FOLDER = Path(__file__).parent / "templates"
LONGEST = 200_000
PARTS = {
    "title": "标题（#title）", "addressee": "主送（#addressee）", "articles": "依据（#articles）", "term": "期限（#term）", "exit": "退出（#exit）", "remedy": "救济（#remedy）",
    "organ": "落款（#signature）", "repair": "修复（#repair）", "reason": "理由（#reason）", "intent": "拟作出的决定（#intent）", "statement": "陈述、申辩和听证（#statement）", "letter": "所述文书（#about）",
}  # fmt: skip


def load_shipped() -> None:
    """Bring the shipped templates into the tables, each version once; at every migration."""
    index = written.parsed((FOLDER / "index.yaml").read_text(encoding="utf-8"))
    for kind in kinds():
        source = (FOLDER / f"{kind}.typ").read_text(encoding="utf-8")
        stored, made = LetterTemplate.objects.get_or_create(
            kind=kind, label=index["version"], defaults={"source": source, "digest": digest_of(source), "shipped": True, "effective_on": index["effective_on"]}
        )
        if not made and stored.digest != digest_of(source):
            raise RuntimeError(f"template {kind} changed: give templates/index.yaml a new version")


def digest_of(source: str) -> str:
    """The digest by which a template is known; the database reckons the same, so it is SHA-256 whatever the setting."""
    return digests.digest(source.encode(), name="sha256")


def current(kind: LetterKind, on: dt.date) -> LetterTemplate:
    """The template a letter of that day is set by: this district's latest approved, else the latest shipped."""
    taken = Q(shipped=True) | Q(approval__isnull=False)
    found = LetterTemplate.objects.filter(taken, kind=kind.code, effective_on__lte=on).order_by("shipped", "-effective_on", "-pk").first()
    if found is None:
        raise NotFound(f"{on.isoformat()} 没有可用的{kind.name}模板")
    return found


def check(kind: LetterKind, source: str) -> None:
    """Raises TemplateFault where the text cannot be used for this kind, by line."""
    if len(source.encode()) > LONGEST:
        raise press.TemplateFault([(None, f"模板超过 {LONGEST:,} 字节")])
    if faults := rules.faults_of(source):
        raise press.TemplateFault(list(faults))
    for case in sample.CASES:
        printed = press.set_document(source, sample.data(kind.code, case), on=sample.DAY, ask_parts=True)
        if missing := [PARTS[part] for part in kind.must_tell if part not in printed.told]:
            raise press.TemplateFault([(None, f"缺少必备部分：{'、'.join(missing)}")])


def propose(kind: LetterKind, path: Path, *, officer: access.Officer, effective_on: dt.date, reason: str, actor: str) -> LetterTemplate:
    """File ``path`` as a template of ``kind``. Raises TemplateFault, WrongUse, Refusal."""
    if not path.is_file():
        raise WrongUse(f"找不到文件：{path}", code="no-such-file")
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WrongUse(f"模板应为 UTF-8 文本：{path}", code="file-kind") from error
    if not reason.strip():
        raise WrongUse("提案应当说明理由（--reason）")
    check(kind, source)
    with told(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT law_template_propose(%s, %s, %s, %s, %s, %s)", [kind.code, source, digest_of(source), effective_on, reason.strip(), officer.pk])
        made = cursor.fetchone()[0]
        audit.record_act("letter-template.propose", actor=actor, organ=officer.organ_id, reference=f"template:{made}")
    return LetterTemplate.objects.get(pk=made)


def approve(template: int, *, officer: access.Officer, actor: str) -> LetterTemplate:
    """Approve a proposed template; tried again, for the layout may have changed meanwhile. Raises NotFound, TemplateFault, Refusal."""
    proposed = LetterTemplate.objects.filter(pk=template, shipped=False).select_related("proposer").first()
    if proposed is None:
        raise NotFound(f"没有编号为 {template} 的模板提案，见 chengxin law template list")
    assert proposed.proposer is not None
    if officer.pk == proposed.proposer_id:
        raise Refusal(["same-officer"], f"经办与批准应为两名在岗的人员；经办为 {proposed.proposer.handle}（{proposed.proposer.name}）")
    check(kinds()[proposed.kind], proposed.source)
    with told(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT law_template_approve(%s, %s)", [template, officer.pk])
        audit.record_act("letter-template.approve", actor=actor, organ=officer.organ_id, reference=f"template:{template}")
    return LetterTemplate.objects.select_related("approval").get(pk=template)


def source(template: int) -> str:
    """The text of one version, to be changed and proposed anew. Raises NotFound."""
    found = LetterTemplate.objects.filter(pk=template).values_list("source", flat=True).first()
    if found is None:
        raise NotFound(f"没有编号为 {template} 的模板，见 chengxin law template list")
    return found


def listed(on: dt.date) -> list[dict[str, object]]:
    """Every version of every kind, the latest first, and which one is used on ``on``."""
    used = {current(kind, on).pk for kind in kinds().values()}
    rows = LetterTemplate.objects.select_related("proposer", "approval__approver").order_by("kind", "-effective_on", "-pk")
    return [
        {
            "template": row.pk, "kind": row.kind, "name": kinds()[row.kind].name if row.kind in kinds() else row.kind, "version": row.label, "effective_on": row.effective_on,
            "state": "随产品提供" if row.shipped else "已批准" if hasattr(row, "approval") else "待批准", "used": row.pk in used,
            "proposer": row.proposer.name if row.proposer else None, "approver": row.approval.approver.name if hasattr(row, "approval") else None, "reason": row.reason, "digest": row.digest,
        }
        for row in rows
    ]  # fmt: skip
