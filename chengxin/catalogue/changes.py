"""条目变更: a new version is proposed by one officer, approved by another and stored beside the shipped ones, or rejected with a reason and proposed again."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef

from chengxin.access import api as access
from chengxin.catalogue import current, grammar
from chengxin.catalogue.definitions import Item, ItemVersion, read_version
from chengxin.catalogue.drafting import drafted
from chengxin.catalogue.loading import columns
from chengxin.catalogue.models import VersionApproval, VersionProposal, VersionRejection
from chengxin.catalogue.rules import Objection, objections
from chengxin.ground.api import NotFound, Refusal, WrongUse, audit, database, written

_WITH = ("item", "proposer__organ", "versionapproval__approver__organ", "versionrejection__officer__organ")
# What a district changes in an item is its elements; whom it may harm and how far it is open stays with the product's law.
_UNTOUCHED = ("name", "category", "nature", "power", "openness", "key", "subjects", "basis")


def propose(path: Path, *, proposer: access.Officer, reason: str, on: dt.date, actor: str) -> VersionProposal:
    """File the one new version in the file at ``path`` as a proposal. Raises as ``propose_text``."""
    if not path.is_file():
        raise WrongUse(f"找不到文件：{path}", code="no-such-file")
    return propose_text(path.read_text(encoding="utf-8"), path, proposer=proposer, reason=reason, on=on, actor=actor)


def checked(text: str, where: Path | str, *, on: dt.date) -> tuple[Item, dict, ItemVersion]:
    """What ``text`` would change, if it may: the item, the new version as written and as read. Nothing is stored.

    Raises DefinitionError for a text that is no definition, WrongUse where it holds no or several new
    versions, and Refusal with every reason where the version may not be.
    """
    data = grammar.parsed(text, where, _faults)
    item = current.item(data["item"])
    raw, version = _the_new_one(item, data, where)
    _refuse(objections(item, version, on=on), f"{item.name} {version.version} 版")
    return item, raw, version


def propose_text(text: str, where: Path | str, *, proposer: access.Officer, reason: str, on: dt.date, actor: str, post: str | None = None) -> VersionProposal:
    """File the one new version in ``text`` as a proposal; ``where`` names it in messages. Raises as ``checked``."""
    if not reason.strip():
        raise WrongUse("提案应当说明理由（--reason）")
    if not proposer.active:
        raise Refusal(["same-officer"], f"{named(proposer)} 不在岗，不能提案")
    item, raw, version = checked(text, where, on=on)
    with transaction.atomic():
        proposal = VersionProposal.objects.create(
            item_id=item.code,
            version=version.version,
            definition=yaml.safe_dump(raw, allow_unicode=True, sort_keys=False),
            reason=reason.strip(),
            proposer=proposer,
            proposed_on=on,
            **columns(version),
        )
        audit.record_act("catalogue.propose", actor=actor, post=post, organ=proposer.organ_id, reference=f"proposal:{proposal.pk}")
    return proposal


def approve(item: str, version: str, *, approver: access.Officer, on: dt.date, actor: str, post: str | None = None, seen: int | None = None) -> VersionApproval:
    """Approve the latest proposal of that version; it is read by from its day on. ``seen``: the proposal the approver read.

    Raises NotFound, or Refusal: for the same or an absent officer, and with every reason that has come
    up against the version since it was proposed.
    """
    proposal = VersionProposal.objects.filter(item_id=item, version=version).select_related(*_WITH).order_by("-pk").first()
    if proposal is None:
        raise NotFound(f"没有 {item} 的 {version} 版提案，见 chengxin catalogue proposals")
    if seen is not None and seen != proposal.pk:
        raise Refusal(["proposal-moved"], f"{version} 版在这之后又有新的提案（{proposal.proposed_on.isoformat()}，{named(proposal.proposer)}）。请打开最新的一份再批准")
    if rejection := rejection_of(proposal):
        raise Refusal(["proposal-rejected"], f"这份提案已由 {named(rejection.officer)} 退回：{rejection.reason}")
    if approver.pk == proposal.proposer_id or not approver.active or not proposal.proposer.active:
        raise Refusal(["same-officer"], f"经办与批准应为两名在岗的人员；经办为 {named(proposal.proposer)}")
    definition = current.item(item)
    _refuse(objections(definition, read_version(item, written.parsed(proposal.definition)), on=on), f"{definition.name} {version} 版")
    with _first(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_approve(%s, %s)", [proposal.pk, approver.pk])
        audit.record_act("catalogue.approve", actor=actor, post=post, organ=approver.organ_id, reference=f"proposal:{proposal.pk}")
    current.refresh()
    return VersionApproval.objects.get(proposal=proposal)


def reject(number: int, *, officer: access.Officer, reason: str, actor: str, post: str | None = None) -> VersionRejection:
    """退回: another officer does not approve a proposal and says why; its author may mend it and propose it again.

    Raises NotFound; WrongUse without a reason; Refusal for one's own proposal, an absent officer, and one that was approved or rejected already.
    """
    found, _ = proposal(number)
    if not reason.strip():
        raise WrongUse("请写明退回的理由，提出人看得到")
    if officer.pk == found.proposer_id or not officer.active:
        raise Refusal(["same-officer"], f"由另一名在岗的人员退回；经办为 {named(found.proposer)}")
    if rejection_of(found) or hasattr(found, "versionapproval"):
        raise _settled()
    with _first(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_reject(%s, %s, %s)", [found.pk, officer.pk, reason.strip()])
        audit.record_act("catalogue.reject", actor=actor, post=post, organ=officer.organ_id, reference=f"proposal:{found.pk}")
    return VersionRejection.objects.select_related("officer__organ").get(proposal=found)


def waiting_for_approval(*, but: int | None = None) -> list[VersionProposal]:
    """Proposals that are neither approved nor rejected and could still be in force in time, the earliest day first; ``but`` this officer's own."""
    rows = VersionProposal.objects.filter(versionapproval=None, versionrejection=None).select_related("item", "proposer__organ").order_by("in_force_from", "pk")
    return list(rows.exclude(proposer=but) if but else rows)


def sent_back(officer: int | None, *, since: dt.date) -> list[VersionRejection]:
    """Proposals of this officer's that were rejected since a day and are followed by no other of their item."""
    later = VersionProposal.objects.filter(item=OuterRef("proposal__item"), pk__gt=OuterRef("proposal_id"))
    rows = VersionRejection.objects.filter(proposal__proposer=officer, rejected_on__gte=since).exclude(Exists(later))
    return list(rows.select_related("proposal__item", "officer__organ").order_by("-pk"))


def rejection_of(found: VersionProposal) -> VersionRejection | None:
    """That a proposal was rejected, by whom and why; None where it was not."""
    return getattr(found, "versionrejection", None)


def written_as(found: VersionProposal) -> str:
    """A proposal as the text a new one begins with."""
    return drafted(found.item_id, written.parsed(found.definition))


def proposals() -> list[dict[str, object]]:
    """Every proposal with what became of it, the latest first."""
    return [_told(p) for p in VersionProposal.objects.select_related(*_WITH).order_by("-pk")]


def _told(p: VersionProposal) -> dict[str, object]:
    approval, rejection = getattr(p, "versionapproval", None), rejection_of(p)
    return {
        "proposal": p.pk,
        "item": p.item_id,
        "version": p.version,
        "in_force_from": p.in_force_from,
        "reason": p.reason,
        "proposer": named(p.proposer),
        "proposed_on": p.proposed_on,
        "approver": named(approval.approver) if approval else None,
        "approved_on": approval.approved_on if approval else None,
        "rejected_by": named(rejection.officer) if rejection else None,
        "rejected_on": rejection.rejected_on if rejection else None,
        "rejected_because": rejection.reason if rejection else None,
    }


def proposal(number: int) -> tuple[VersionProposal, ItemVersion]:
    """One proposal and the version it would make. Raises NotFound."""
    found = VersionProposal.objects.filter(pk=number).select_related(*_WITH).first()
    if found is None:
        raise NotFound(f"没有编号为 {number} 的提案")
    return found, read_version(found.item_id, written.parsed(found.definition))


def objections_now(found: VersionProposal, version: ItemVersion, *, on: dt.date) -> list[str]:
    """What stands against a proposal on the day ``on``, a sentence each."""
    return [one.message for one in objections(current.item(found.item_id), version, on=on)]


def named(officer: access.Officer) -> str:
    """An officer by organ, post and handle, as far as access knows them."""
    organ = f"{officer.organ.official_name} " if officer.organ else ""
    return f"{organ}{officer.name}（{officer.handle}）"


def _settled() -> Refusal:
    return Refusal(["proposal-moved"], "这份提案刚才已由他人批准或者退回，请打开看现在的情况")


@contextmanager
def _first() -> Iterator[None]:
    """Of two officers at the same moment one is first; the database tells the other so."""
    try:
        yield
    except DatabaseError as error:
        if database.answer(error)[0] == "CX006":
            raise _settled() from error
        raise


def _faults(data: dict) -> Iterator[grammar.Fault]:
    """A proposal is an item's file with its code and versions; what else it says must be what is on file."""
    code = data.get("item")
    if not isinstance(code, str) or code not in current.items():
        yield ("item",), f"目录中没有条目“{code}”；新条目放进外挂目录，见 docs/how-to/add-a-source.md"
        return
    if not isinstance(data.get("versions"), list):
        yield (), "缺少 versions:（新版本的清单）"
        return
    item = current.item(code)
    for key in _UNTOUCHED:
        if key in data and data[key] != _on_file(item, key):
            yield (key,), "提案只能改版本；这一项与目录不同，请删去或改回"
    for number, version in enumerate(data["versions"]):
        yield from grammar.faults_of_version(version, ("versions", number), key=item.key, public=item.openness == "社会公开", persons=item.of_persons)


def _on_file(item: Item, key: str) -> object:
    value = getattr(item, key)
    return list(value) if isinstance(value, tuple) else value


def _the_new_one(item: Item, data: dict, where: Path | str) -> tuple[dict, ItemVersion]:
    known = {v.version: v for v in item.versions}
    new = []
    for raw in data["versions"]:
        version = read_version(item.code, raw)
        if version.version not in known:
            new.append((raw, version))
        elif known[version.version].digest != version.digest:
            raise Refusal(["version-exists"], f"{item.name}的 {version.version} 版已有数据依此读入，不得改动，请另起版本名")
    if len(new) != 1:
        raise WrongUse(f"{where} 中应恰有一个新版本，现有 {len(new)} 个；目录已有：{'、'.join(known)}")
    return new[0]


def _refuse(found: list[Objection], what: str) -> None:
    if found:
        raise Refusal(sorted({o.code for o in found}), f"{what}不能采用：\n" + "\n".join(f"  {o.message}" for o in found))
