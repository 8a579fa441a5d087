"""文字差异: what changed between two wordings, in pieces a person reads."""

import difflib
import re
from collections.abc import Sequence
from typing import Any

_WORDS = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)


def differences(before: str, after: str) -> list[dict[str, str]]:
    """The later wording as pieces: ``same``, ``gone`` (only before), ``new`` (only after). Joined without ``gone`` they are ``after``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    told: list[dict[str, str]] = []
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(steps, 1):
        if tag == "equal" and told and place < len(steps) and b - a < 2 and told[-1]["kind"] != "same" and "\n" not in old[a:b]:
            told += [{"kind": "gone", "text": "".join(old[a:b])}, {"kind": "new", "text": "".join(new[c:d])}]  # one character between two changes only confuses
        elif tag == "equal":
            told.append({"kind": "same", "text": "".join(old[a:b])})
        else:
            told += [{"kind": kind, "text": text} for kind, text in (("gone", "".join(old[a:b])), ("new", "".join(new[c:d]))) if text]
    return _without_crumbs(_merged(told))


def readable(pieces: list[dict[str, str]], *, around: int = 12) -> str:
    """The pieces in one line: unchanged text shortened, 〔删：…〕 and 〔增：…〕."""
    told = []
    for place, piece in enumerate(pieces):
        text = piece["text"].replace("\n", "")
        if piece["kind"] == "same":
            before, after = (text[:around] if place else ""), (text[-around:] if place < len(pieces) - 1 else "")
            told.append(text if len(text) <= 2 * around else f"{before}……{after}")
        else:
            told.append(f"〔{'删' if piece['kind'] == 'gone' else '增'}：{text}〕")
    return "".join(told)


def likeness(one: str, other: str) -> float:
    """How much two wordings have in common, 0 to 1."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def nearest(wording: str, others: Sequence[str], *, least: float) -> int | None:
    """Which of the others is most like the wording, the first of equals; None where none is as like as ``least``.

    The long comparison is made only where a count of characters leaves a chance.
    """
    matcher = difflib.SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wording)
    found, best = None, least
    for place, other in enumerate(others):
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        ratio = matcher.ratio()
        if ratio > best or (found is None and ratio == best):
            found, best = place, ratio
        if best == 1.0:
            break
    return found


def _without_crumbs(pieces: list[dict[str, str]]) -> list[dict[str, str]]:
    """Without unchanged words shorter than the changes on both their sides: 机关, 依法 left standing between two sentences that share nothing else.

    A line break stays, so that paragraphs stay side by side.
    """
    while True:
        crumb = next((k for k, piece in enumerate(pieces) if piece["kind"] == "same" and piece["text"].strip("\n") and _is_crumb(pieces, k)), None)
        if crumb is None:
            return pieces
        text = pieces[crumb]["text"]
        pieces = _merged([*pieces[:crumb], {"kind": "gone", "text": text}, {"kind": "new", "text": text}, *pieces[crumb + 1 :]])


def _is_crumb(pieces: list[dict[str, str]], place: int) -> bool:
    sides = (pieces[max(0, place - 2) : place], pieces[place + 1 : place + 3])
    longest = [0, 0]
    for k, side in enumerate(sides):
        for piece in reversed(side) if k == 0 else side:
            if piece["kind"] == "same":
                break
            longest[k] = max(longest[k], len(piece["text"]))
    return len(pieces[place]["text"]) <= min(longest)


def _merged(pieces: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Within a run of changes first everything gone, then everything new."""
    told: list[dict[str, str]] = []
    run = {"gone": "", "new": ""}
    for piece in [*pieces, {"kind": "same", "text": ""}]:
        if piece["kind"] != "same":
            run[piece["kind"]] += piece["text"]
            continue
        told += [{"kind": kind, "text": text} for kind, text in run.items() if text]
        run = {"gone": "", "new": ""}
        if piece["text"]:
            told.append({"kind": "same", "text": piece["text"]})
    return told
