"""货架 shelf [--on DAY]: what the public sees on a day, from the history of publication (rulings 27, 35)."""

import csv
import json

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.command import DeskCommand, as_json, day, today
from chengxin.ground.api import cells
from chengxin.publicity import api as publicity

COLUMNS = ("id", "item", "document_number", "subject", "organ", "public_from", "term_ends")


class Command(DeskCommand):
    """货架：公众在某一天看到的公示信息。"""

    help = "货架：公众在某一天看到的公示信息"

    def arguments(self, parser):
        parser.add_argument("--on", type=day, help="哪一天，默认今天")
        parser.add_argument("--item", help="只看一个条目")
        parser.add_argument("--format", choices=("csv", "json"), dest="layout", help="csv 或 json")

    def answer(self, *, on, item, layout, **options):
        on = on or today()
        if item:
            catalogue.item(item)  # a wrong word is told, and is no empty shelf
        records = [
            {
                "id": line["id"],
                "item": line["item"],
                "document_number": line["document_number"],
                "subject": line["code"],
                "subject_name": line["subject"],
                "organ": line["organ_code"] or line["organ"],
                "organ_name": line["organ"],
                "public_from": line["public_from"],
                "term_ends": line["term_ends"],
                "fields": line["fields"],
            }
            for line in publicity.shelf(on=on, item=item)
        ]
        self.layout = layout
        return {"day": on, "records": records}

    def show(self, answer):
        if self.layout == "json":
            self.stdout.write(as_json(answer))
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow([*COLUMNS, "fields"])
        for record in answer["records"]:
            writer.writerow([cells.inert(value) if isinstance(value := record[name], str) else value for name in COLUMNS] + [json.dumps(record["fields"], ensure_ascii=False)])
