"""What ground carries for itself agrees with the catalogue, and tells where it was found."""

import csv
import re

MARK = re.compile(r"^(S\d+(/S\d+)*|M|ours)$")


def test_the_registered_pairs_are_those_of_the_catalogue():
    from chengxin.catalogue.api import code_set
    from chengxin.ground.api import identifiers

    assert identifiers.credit_code.pairs() == code_set("USCC_ORGTYPE")
    assert {pair[0] for pair in identifiers.credit_code.pairs()} == identifiers.credit_code.DEPARTMENTS.keys()


def test_every_kind_of_document_has_its_identifier():
    from chengxin.catalogue.api import code_set
    from chengxin.ground.api import identifiers

    assert {name for name in code_set("ID_KIND_DP") if not name.endswith("-")} == identifiers.OF_DOCUMENTS.keys()


def test_every_row_of_data_has_a_mark(root):
    marks = {}
    for path in (root / "chengxin" / "ground" / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            marks[path.name] = [row.get("source") or row.get("mark") or "" for row in csv.DictReader(stream)]
    assert len(marks) == 4 and all(marks.values())
    assert {name: mark for name, told in marks.items() for mark in told if not MARK.match(mark)} == {}
