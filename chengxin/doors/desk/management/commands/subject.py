"""主体 subject CODE: a subject's names, kind, register status, relations, and what is public about it now."""

from chengxin.doors.desk.command import UNSAID, DeskCommand, actor, today
from chengxin.ground.api import audit, masking
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """主体：一个主体的名称、类别和正在公示的信息。"""

    help = "主体：一个主体的名称、类别和正在公示的信息"

    def arguments(self, parser):
        parser.add_argument("code", help="统一社会信用代码或证件号码")
        parser.add_argument("--purpose", default=UNSAID, help="目的，涉及自然人时记入查阅记录")

    def answer(self, *, code, purpose, **options):
        subject = subjects.by_code(code)
        told = {"id": subject.pk, "kind": subject.kind, "code": subject.code, "first_received": subject.first_received_on}
        if subject.kind == subjects.Kind.PERSON:
            look = audit.commit_look(actor=actor(), subject=subject.pk, purpose=purpose, reference="subject", fields=["name", "identity"])
            identity = records.of_person(subject.pk, look=look, as_of=today(), known_on=today())["identity"]
            return told | {"name": masking.person_name(identity["name"]), "identity": identity["identity"], "lines": []}
        names = [{"name": n["name"], "received": n["received_on"], "from_register": n["from_register"]} for n in subjects.names_of(subject.pk)]
        return told | {
            "name": subjects.current_name(subject.pk),
            "names": names,
            "status": records.register_status(subject.pk),
            "relations": subjects.relations_of(subject.pk),
            "lines": publicity.lines_of(subject.pk),
        }

    def show(self, answer):
        self.pairs([("名称", answer["name"]), ("代码", answer["code"] or answer.get("identity")), ("类别", subjects.KIND_LABELS[answer["kind"]])])
        if answer.get("status"):
            self.pairs([("登记状态", f"{answer['status']['status']}（{answer['status']['received'].isoformat()} 收到）")])
        past = [n["name"] for n in answer.get("names", ()) if n["name"] != answer["name"]]
        if past:
            self.pairs([("曾用名", "、".join(dict.fromkeys(past)))])
        for relation in answer.get("relations", ()):
            until = f" 至 {relation['until'].isoformat()}" if relation["until"] else ""
            self.pairs([(relation["label"], f"{relation['name']}（{relation['code']}），自 {relation['since'].isoformat()}{until}，依据 {relation['reference']}")])
        if answer["lines"]:
            columns = {
                "item_name": "条目",
                "document_number": "文书号",
                "organ_name": "机关",
                "held_on": "决定日",
                "public_from": "公示自",
                "term_ends": "公示至",
                "earliest_repair": "最早修复",
            }
            self.table(answer["lines"], columns)
        else:
            self.stdout.write("没有正在公示的信息")
