"""机关存疑: organs that the rows of a file name and that are to be looked at: which, in how many rows, where first.

Only the register of subjects knows them, so they are found when rows join the history (rulings 10, 516, 525). Each is a notice of the batch.
"""

from collections.abc import Mapping

from chengxin.collection.quality import Quality
from chengxin.ground.api import wording
from chengxin.records.api import Figures, OddOrgan
from chengxin.subjects import api as subjects

_FINDINGS = {"organ-not-registered": "strange", "organ-name-differs": "misnamed", "organ-not-sender": "another"}
_TOLD = 10  # of each kind, those of most rows
_LONGEST = 60
_SAID = {
    "organ-not-registered": "本区机关名录里没有：%(organs)s。",
    "organ-name-differs": "名称与名录里的不同：%(organs)s。",
    "organ-not-sender": "作出决定的不是报送机关：%(organs)s。",
}
_said = wording.Sentence.of


def noticed(joined: Figures, rows: int) -> Quality:
    """The notices, of so many rows that went on: how many rows each kind is in, and the first lines of some organs."""
    found = Quality()
    for code, odd in _by_finding(joined).items():
        found.add(code, "", rows, sum(organ.rows for organ in odd))
        found.example(code, [organ.line for organ in odd])
    return found


def notes(joined: Figures) -> dict[str, object]:
    """For the batch to keep: by finding, how many organs (``organs``) and those of most rows (``most``: name, code, rows, the first line, and the official name of the code)."""
    found = _by_finding(joined)
    official = subjects.organ_names([organ.subject for organ in found.get("organ-name-differs", ()) if organ.subject is not None])
    told = {code: {"organs": len(odd), "most": [_kept(organ, official if code == "organ-name-differs" else {}) for organ in odd[:_TOLD]]} for code, odd in found.items()}
    return {"odd_organs": told} if told else {}


def sentences(told: Mapping) -> list[str]:
    """One for each finding, from what ``notes`` kept."""
    return [_said(_SAID[code], organs=wording.Several.of([*map(_sentence, kept["most"]), *_more(kept)])) for code, kept in told.items()]


def _by_finding(joined: Figures) -> dict[str, list[OddOrgan]]:
    ordered = sorted(joined.odd_organs.values(), key=lambda organ: (-organ.rows, organ.line))
    return {code: odd for code, kind in _FINDINGS.items() if (odd := [organ for organ in ordered if getattr(organ, kind)])}


def _kept(organ: OddOrgan, official: Mapping[int, subjects.OrganName]) -> dict[str, object]:
    known = official.get(organ.subject) if organ.subject is not None else None
    code = "" if organ.code.startswith("#") else organ.code  # a name that rows tell without a code (510)
    return {"name": organ.name[:_LONGEST], "code": code, "rows": organ.rows, "line": organ.line, "official": known.name if known else ""}


def _sentence(kept: Mapping) -> str:
    if kept["official"]:
        return _said("“%(name)s”（%(code)s），名录里是“%(official)s”，%(rows)s 行，第 %(line)s 行起", **kept)
    if not kept["code"]:
        return _said("“%(name)s”，%(rows)s 行，第 %(line)s 行起", **kept)
    if not kept["name"]:
        return _said("没有名称（%(code)s），%(rows)s 行，第 %(line)s 行起", **kept)
    return _said("“%(name)s”（%(code)s），%(rows)s 行，第 %(line)s 行起", **kept)


def _more(kept: Mapping) -> list[str]:
    return [_said("等 %(count)s 个机关", count=kept["organs"])] if kept["organs"] > len(kept["most"]) else []
