"""档案 archive CODE [--as-of D] [--known-on D]: what held on a day, as known on a day."""

from chengxin.doors.desk.command import UNSAID, DeskCommand, actor, day, today
from chengxin.ground.api import audit
from chengxin.records import api as records
from chengxin.subjects import api as subjects


class Command(DeskCommand):
    """档案：一个主体的全部记录，可回看任一天的事实和当时所知。"""

    help = "档案：一个主体的全部记录，可回看任一天的事实和当时所知"

    def arguments(self, parser):
        parser.add_argument("code", help="统一社会信用代码或证件号码")
        parser.add_argument("--as-of", type=day, help="事实日，默认今天")
        parser.add_argument("--known-on", type=day, help="所知日，默认今天")
        parser.add_argument("--purpose", default=UNSAID, help="目的，涉及自然人时记入查阅记录")

    def answer(self, *, code, as_of, known_on, purpose, **options):
        subject = subjects.by_code(code)
        days = {"as_of": as_of or today(), "known_on": known_on or today()}
        told = {"subject": subject.code, "kind": subject.kind} | days
        if subject.kind == subjects.Kind.PERSON:
            look = audit.commit_look(actor=actor(), subject=subject.pk, purpose=purpose, reference="archive", fields=["*"])
            person = records.of_person(subject.pk, look=look, masked=purpose == UNSAID, as_of=days["as_of"], known_on=days["known_on"])
            told |= {"subject": person["identity"].get("identity"), "name": person["identity"].get("name")}
            found = person["records"]
        else:
            if purpose != UNSAID:  # what is not public of a firm, read for a purpose
                audit.commit_look(act="read", actor=actor(), subject=subject.pk, purpose=purpose, reference="archive", fields=["*"])
            told["name"] = subjects.current_name(subject.pk)
            found = records.archive(subject.pk, as_of=days["as_of"], known_on=days["known_on"])
        return told | {"records": [{"item" if key == "item_id" else key: value for key, value in record.items()} for record in found]}

    def show(self, answer):
        self.pairs([("名称", answer["name"]), ("事实日", answer["as_of"]), ("所知日", answer["known_on"])])
        self.table(
            answer["records"], {"id": "记录", "item": "条目", "document_number": "文书号", "organ": "机关", "held_on": "事实日", "received_on": "收到日", "withdrawn_on": "撤回日"}
        )
