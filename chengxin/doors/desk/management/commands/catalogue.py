"""资源目录 catalogue: the items, one item with its elements or as a schema, and how a district changes one."""

from collections.abc import Callable
from pathlib import Path

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.doors.desk.command import DeskCommand, actor, day, today
from chengxin.ground.api import WrongUse

SCHEMAS = {"frictionless": catalogue.frictionless, "json": catalogue.json_schema, "csvw": catalogue.csvw}
WORDS = "\n".join(
    (
        "catalogue                        全部条目",
        "catalogue ITEM [--on 日] [--form 表式] [--schema frictionless|json|csvw]",
        "catalogue compare ITEM V1 V2     两个版本的差异",
        "catalogue propose FILE --by 经办 --reason 理由",
        "catalogue approve ITEM VERSION --by 批准",
        "catalogue reject PROPOSAL --by 批准 --reason 理由",
        "catalogue proposals              提案及其结果",
    )
)


class Command(DeskCommand):
    """资源目录：条目、要素、数据模式；条目的提案、比较和批准。"""

    help = "资源目录：条目及其要素，版本的提案、比较和批准"

    def arguments(self, parser):
        parser.add_argument("words", nargs="*", metavar="条目或动作", help=WORDS)
        parser.add_argument("--on", type=day, help="哪一天有效的版本，默认今天")
        parser.add_argument("--form", help="分表的代码")
        parser.add_argument("--schema", choices=sorted(SCHEMAS), help="输出数据模式（总是 JSON）")
        parser.add_argument("--by", help="经办或批准人员的工号或姓名，见 chengxin officers")
        parser.add_argument("--reason", default="", help="提案或者退回的理由")

    def answer(self, *, words, on, form, schema, by, reason, **options):
        acts: dict[str, tuple[Callable[..., object], int]] = {
            "propose": (self._propose, 1),
            "approve": (self._approve, 2),
            "reject": (self._reject, 1),
            "compare": (self._compare, 3),
            "proposals": (self._proposals, 0),
        }
        if not words:
            return [_head(entry) for entry in sorted(catalogue.items().values(), key=_place)]
        verb, rest = words[0], words[1:]
        if verb in acts:
            act, wanted = acts[verb]
            if len(rest) != wanted:
                raise WrongUse(f"用法：\n{WORDS}", code="wrong-arguments")
            return act(*rest, by=by, reason=reason)
        if rest:
            raise WrongUse(f"用法：\n{WORDS}", code="wrong-arguments")
        entry = catalogue.item(verb)
        version = entry.version_on(on or today())
        if schema:
            return SCHEMAS[schema](entry, version, form)
        told = {"version": version.version, "in_force_from": version.in_force_from, "digest": version.digest, "versions": [v.version for v in entry.versions]}
        told["forms"] = [{"form": f.code, "name": f.name, "elements": len(f.elements), "source": f.source} for f in version.forms]
        return _head(entry) | told | {"elements": [_told(entry, version, e) for e in version.of_form(form)], "checks": collection.checks_of(version)}

    def show(self, answer):
        if isinstance(answer, list) and (not answer or "item" in answer[0] and "elements" in answer[0]):
            labels = {"item": "条目", "name": "名称", "category": "国家基础目录类别", "providers": "提供单位", "cycle": "报送周期", "openness": "公开范围", "elements": "要素数"}
            self.table([row | {"providers": _providers(row["providers"]), "cycle": row["cycle"]["value"]} for row in answer], labels)
        elif isinstance(answer, list):
            self.table(answer, {"item": "条目", "version": "版本", "in_force_from": "生效日", "proposer": "经办", "approver": "批准", "rejected_by": "退回", "reason": "理由"})
        elif "differences" in answer:
            self.stdout.write("\n".join(answer["differences"] or ["没有差异"]))
        elif "elements" in answer:
            self.pairs(
                (label, answer[key]) for key, label in (("name", "条目"), ("version", "版本"), ("in_force_from", "自"), ("openness", "公开范围"), ("note", "说明")) if answer[key]
            )
            self.table(answer["elements"], {"code": "代码", "name": "要素", "notation": "类型长度", "must": "必填", "code_set": "代码集", "masking": "公开方式", "source": "出处"})
            self.stdout.write("检查：")
            words = {"quarantine": "退回", "notice": "提示"}
            self.table(
                [c | {"action": words[c["action"]], "elements": "、".join(c["elements"])} for c in answer["checks"]],
                {"code": "代码", "level": "层级", "action": "处理", "elements": "要素", "message": "提示语", "source": "出处"},
            )
        elif "told" in answer:
            self.stdout.write(answer["told"])
        else:
            super().show(answer)

    def _propose(self, path, *, by, reason):
        made = catalogue.propose(Path(path), proposer=_officer(by), reason=reason, on=today(), actor=actor())
        told = f"已提案：{made.item.name} {made.version} 版，自 {made.in_force_from} 起；经办 {catalogue.named(made.proposer)}。批准：chengxin catalogue approve {made.item_id} {made.version} --by 工号"
        return {"proposal": made.pk, "item": made.item_id, "version": made.version, "in_force_from": made.in_force_from, "proposer": catalogue.named(made.proposer), "told": told}

    def _approve(self, item, version, *, by, **rest):
        done = catalogue.approve(item, version, approver=_officer(by), on=today(), actor=actor())
        made = done.item_version
        told = f"已批准：{item} {version} 版，自 {made.in_force_from} 起用于检查和模板；经办 {catalogue.named(done.proposer)}，批准 {catalogue.named(done.approver)}。"
        told_of = {"proposer": catalogue.named(done.proposer), "approver": catalogue.named(done.approver), "approved_on": done.approved_on}
        return {"item": item, "version": version, "in_force_from": made.in_force_from, **told_of, "told": told}

    def _reject(self, number, *, by, reason):
        if not (number.isascii() and number.isdigit()):
            raise WrongUse(f"“{number}”不是提案编号，见 chengxin catalogue proposals", code="wrong-arguments")
        done = catalogue.reject(int(number), officer=_officer(by), reason=reason, actor=actor())
        told = f"已退回：{done.proposal.item.name} {done.proposal.version} 版；{catalogue.named(done.officer)}：{done.reason}"
        return {"proposal": done.proposal_id, "rejected_by": catalogue.named(done.officer), "rejected_on": done.rejected_on, "reason": done.reason, "told": told}

    def _compare(self, item, before, after, **rest):
        entry = catalogue.item(item)
        return {"item": item, "from": before, "to": after, "differences": catalogue.differences(entry.version(before), entry.version(after))}

    def _proposals(self, **rest):
        return catalogue.proposals()


def _officer(word: str | None) -> access.Officer:
    if not word:
        raise WrongUse("请用 --by 写明人员的工号或姓名，见 chengxin officers")
    return access.officer(word)


def _place(entry: catalogue.Item) -> tuple[int, str]:
    """Where an item stands: in the order of the national classes."""
    names = [c.name for c in catalogue.classes()]
    return names.index(entry.category), entry.code


def _head(entry: catalogue.Item) -> dict[str, object]:
    keys = ("name", "category", "act", "nature", "power", "openness", "subjects", "providers", "cycle", "publicity", "retention", "basis", "resources", "note")
    latest = entry.version_on(today())
    return {"item": entry.code, **{key: getattr(entry, key) for key in keys}, "elements": len(latest.elements)}


def _told(entry: catalogue.Item, version: catalogue.ItemVersion, element: catalogue.Element) -> dict[str, object]:
    keys = (
        "code",
        "name",
        "type",
        "mandatory",
        "longest",
        "longest_mark",
        "code_set",
        "personal",
        "public",
        "sealed",
        "unit",
        "rule",
        "source",
        "example",
        "notation",
        "must",
        "masking",
    )
    condition = element.condition
    when = {"element": condition.element, "is_not" if condition.negated else "is": condition.values, "mark": condition.mark} if condition else None
    roles = [role for role, code in version.roles.items() if code == element.code]
    return {key: getattr(element, key) for key in keys} | {"openness": entry.openness_of(element), "mandatory_when": when, "roles": roles}


def _providers(providers: dict) -> str:
    offices = access.district()["offices"]
    named = [offices.get(office, office) for office in providers.get("offices", [])]
    return "、".join(named) or "每行写明机关"
