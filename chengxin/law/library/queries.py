"""法律库的读: the law of any day, from the views that every side may read; warrants only where the tables may be read."""

import datetime as dt
from typing import Any

from chengxin.ground.api import NotFound, SeveralFound, database
from chengxin.law.library.data import LEVELS
from chengxin.law.library.differences import differences, likeness, nearest, readable
from chengxin.law.library.importing import name_key
from chengxin.law.library.numerals import ARTICLE, number_of, numeral, read_label
from chengxin.law.library.splitting import KINDS

HOLDERS = {"deciding-organ": "作出决定的机关", "any-organ": "任何机关", "nobody": "公共管理机构不得行使"}
_INSTRUMENTS = """
SELECT i.*, (SELECT count(*) FROM publicity.library_article a WHERE a.instrument = i.code) AS articles,
    (SELECT count(*) FROM publicity.library_text t WHERE t.instrument = i.code) AS texts,
    (SELECT min(t.in_force_from) FROM publicity.library_text t WHERE t.instrument = i.code) AS first_text,
    EXISTS (SELECT 1 FROM publicity.library_text t WHERE t.instrument = i.code AND t.in_force_from <= %(on)s AND coalesce(t.in_force_to, 'infinity') >= %(on)s) AS text_in_force,
    ARRAY(SELECT b.code FROM publicity.library_instrument b WHERE i.code = ANY (b.replaces) ORDER BY b.code)::text[] AS replaced_by
FROM publicity.library_instrument i WHERE %(code)s::text IS NULL OR i.code = %(code)s
"""
_POWERS = """
SELECT p.code, p.name, p.kind, p.held_by, p.holders, p.may_touch, p.procedure, p.needs_steps, p.person_steps, p.span, p.verified, p.demo, p.in_force_from, p.in_force_to,
    coalesce(p.in_force_from <= %(on)s, true) AND coalesce(p.in_force_to >= %(on)s, true) AS in_force,
    (SELECT jsonb_agg(jsonb_build_object('article', a.code, 'instrument', i.code, 'instrument_name', i.name, 'number', i.number, 'label', a.label, 'source', a.source, 'from_memory', pa.from_memory, 'regime', pa.regime,
            'applies', coalesce(pa.in_force_from <= %(on)s, true) AND coalesce(pa.in_force_to >= %(on)s, true)) ORDER BY pa.seq, pa.regime)
        FROM publicity.library_basis pa JOIN publicity.library_article a ON a.code = pa.article JOIN publicity.library_instrument i ON i.code = a.instrument WHERE pa.power = p.code) AS articles
FROM publicity.library_power p
WHERE %(article)s::text IS NULL OR EXISTS (SELECT 1 FROM publicity.library_basis pa WHERE pa.power = p.code AND (pa.article = %(article)s OR starts_with(pa.article, %(article)s || '第')))
ORDER BY p.code
"""
_VERSIONS = "SELECT t.* FROM publicity.library_text t WHERE t.instrument = %s ORDER BY t.in_force_from"
_UNITS = "SELECT u.* FROM publicity.library_unit u WHERE u.version = %s ORDER BY u.seq"
_LAST_WARRANTS = """
SELECT w.id, w.power_id AS power, p.name AS power_name, w.asked_on, w.ends_on, s.wordings[array_position(s.articles::text[], %(article)s)] AS digest
FROM law_grounds g JOIN law_warrant w ON w.grounds_id = g.digest JOIN law_power p ON p.code = w.power_id LEFT JOIN law_wordingset s ON s.digest = g.wording
WHERE g.articles @> ARRAY[%(article)s]::varchar[] ORDER BY w.id DESC LIMIT 10
"""


def instruments(*, on: dt.date) -> list[dict[str, Any]]:
    """Every instrument by level, with whether it is in force ``on`` that day."""
    rows = [_in_force(row, on) for row in database.fetch(_INSTRUMENTS, {"on": on, "code": None})]
    return sorted(rows, key=lambda row: (LEVELS.index(row["level"]) if row["level"] in LEVELS else len(LEVELS), row["code"]))


def instrument(word: str, *, on: dt.date) -> dict[str, Any]:
    """One instrument by code, name or number, with its articles as we summarise them and its text versions. Raises NotFound, SeveralFound."""
    code = _code_of(word)
    (row,) = database.fetch(_INSTRUMENTS, {"on": on, "code": code})
    told = _in_force(row, on)
    told["articles"] = database.fetch("SELECT a.code, a.label, a.summary, a.source FROM publicity.library_article a WHERE a.instrument = %s", [code])
    told["articles"].sort(key=lambda article: _place(article["label"]))
    versions = database.fetch(_VERSIONS, [code])
    told["texts"] = [_version(version) | {"in_force": _covers(version, on)} for version in versions]
    named = {
        row["code"]: row["name"]
        for row in database.fetch("SELECT i.code, i.name FROM publicity.library_instrument i WHERE i.code = ANY (%s)", [told["replaces"] + told["replaced_by"]])
    }
    return told | {key: [{"code": other, "name": named.get(other, other)} for other in told[key]] for key in ("replaces", "replaced_by")}


def text(word: str, *, on: dt.date) -> dict[str, Any]:
    """The full text of an instrument as it was in force ``on`` a day: every unit in order. Raises NotFound where none is on file for that day."""
    found = instrument(word, on=on)
    version = next((v for v in found["texts"] if v["in_force"]), None)
    if version is None:
        on_file = "、".join(f"{v['version']}（{v['in_force_from']} 至 {v['in_force_to'] or '今'}）" for v in found["texts"]) or "没有"
        raise NotFound(f"没有《{found['name']}》在 {on.isoformat()} 施行的文本；现有版本：{on_file}。导入：chengxin law import 文件")
    units = [{key: unit[key] for key in ("kind", "label", "title", "path", "wording")} for unit in database.fetch(_UNITS, [version["id"]])]
    return {
        "instrument": found["code"],
        "name": found["name"],
        "on": on,
        **{key: version[key] for key in ("version", "in_force_from", "in_force_to", "source", "digest")},
        "units": units,
    }


def sections(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles of a text under the headings they stand under."""
    sections: list[dict[str, Any]] = []
    for unit in units:
        if unit["kind"] != "article":
            continue
        if not sections or sections[-1]["path"] != unit["path"]:
            sections.append({"path": unit["path"], "articles": []})
        sections[-1]["articles"].append({"label": unit["label"], "title": unit["title"]})
    return sections


def beside(units: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What of a text stands beside its articles, under what it is called: the notes below the title, a preamble, annexes."""
    told = []
    for unit in units:
        if unit["kind"] in ("head", "preamble", "annex", "note"):
            name = " ".join(unit["wording"].split("\n")[:2]).replace("： ", "：") if unit["kind"] == "annex" else KINDS[unit["kind"]]
            told.append({"name": name if len(name) <= 40 else f"{name[:40]}……", "wording": unit["wording"]})
    return told


def one_bracket(number: str) -> str:
    """A number with a day of its own, 令第36号（2025年11月20日）, as it stands inside the brackets after a title: 令第36号，2025年11月20日."""
    return number.replace("（", "，").replace("）", "")


def article(word: str, number: str, *, on: dt.date, warrants: bool = False) -> dict[str, Any]:
    """One article: our summary, its wording ``on`` that day, its history over the versions, and every power and warrant resting on it.

    ``number``: 48, 四十八, 第四十八条. ``warrants``: count them and tell the last ones, for those who may read the tables.
    Raises NotFound, SeveralFound.
    """
    found = instrument(word, on=on)
    versions = [(version, database.fetch(_UNITS, [version["id"]])) for version in found["texts"]]
    label = _label(number, found, versions)
    code = f"{found['code']}#{label}" if label else found["code"]
    summaries = [a for a in found["articles"] if a["label"] == label or (label and a["label"].startswith(f"{label}第"))]
    history = _history(label, versions)
    now = next((step for step in history if step["in_force"] and step["present"]), None)
    told: dict[str, Any] = {key: found[key] for key in ("name", "number", "level", "state", "summaries_from")}
    told |= {"instrument": found["code"], "article": label, "code": code, "on": on}
    told |= {"summary": summaries[0]["summary"] if summaries else None, "source": summaries[0]["source"] if summaries else None, "parts": summaries[1:]}
    told |= {"to_verify": bool(summaries) and not summaries[0]["source"].startswith("S")}
    told |= {"wording": now["wording"] if now else None, "version": now["version"] if now else None, "digest": _digest(code, on) if warrants else (now or {}).get("digest")}
    told |= {
        "path": now["path"] if now else [],
        "title": now["title"] if now else "",
        "paragraphs": now["paragraphs"] if now else [],
        "text_on_file": any(step["in_force"] for step in history),
    }
    told |= {"history": history, "powers": [power | {"applies": _rests_on(power, code)} for power in powers(on=on, article=code)]}
    if warrants:
        last = database.fetch(_LAST_WARRANTS, {"article": code})
        count = (
            database.fetch_value("SELECT count(*) FROM law_warrant w JOIN law_grounds g ON g.digest = w.grounds_id WHERE g.articles @> ARRAY[%s]::varchar[]", [code]) if last else 0
        )
        told["warrants"] = {"count": count, "last": last}
    return told


def powers(*, on: dt.date, article: str | None = None) -> list[dict[str, Any]]:
    """Every power with its holder, whom it may touch, its articles and whether they are verified (``demo``: for a demonstration); ``article``: only those resting on it."""
    rows = database.fetch(_POWERS, {"on": on, "article": article})
    return [
        row | {"holder": HOLDERS.get(row["held_by"]) or "、".join(row["holders"]) or "本区没有这样的机关", "articles": row["articles"] or [], "to_verify": not row["verified"]}
        for row in rows
    ]


def _rests_on(power: dict[str, Any], code: str) -> bool:
    """Whether a power rests on the article on the day it was asked for: an article may be the basis of some of its regimes only."""
    return power["in_force"] and any(basis["applies"] for basis in power["articles"] if basis["article"] == code or basis["article"].startswith(f"{code}第"))


def wording_of(digest: str) -> dict[str, Any]:
    """What a digest stands for: an article of a text version, a whole version, or a summary as it was. Raises NotFound."""
    found = database.fetch(
        "SELECT v.instrument_id AS instrument, u.label AS article, v.version, u.wording, 'text' AS kind FROM law_textunit u JOIN law_textversion v ON v.id = u.version_id WHERE u.digest = %(digest)s"
        " UNION ALL SELECT v.instrument_id, '', v.version, v.title, 'version' FROM law_textversion v WHERE v.digest = %(digest)s"
        " UNION ALL SELECT split_part(k.article, '#', 1), split_part(k.article, '#', 2), '', k.text, 'summary' FROM law_keptsummary k WHERE k.digest = %(digest)s",
        {"digest": digest},
    )
    if not found:
        raise NotFound(f"没有文字摘要为 {digest} 的条文")
    return found[0]


def wordings_behind(warrant: int) -> list[dict[str, Any]]:
    """The wordings a warrant rests on, article by article; empty for a warrant given before they were kept apart."""
    rows = database.fetch(
        "SELECT u.article, u.digest FROM law_warrant w JOIN law_grounds g ON g.digest = w.grounds_id JOIN law_wordingset s ON s.digest = g.wording CROSS JOIN LATERAL unnest(s.articles, s.wordings) AS u(article, digest) WHERE w.id = %s",
        [warrant],
    )
    return [
        {"article": row["article"], "digest": row["digest"]} | {key: value for key, value in wording_of(row["digest"]).items() if key in ("version", "wording", "kind")}
        for row in rows
    ]


def _code_of(word: str) -> str:
    known = database.fetch("SELECT i.code, i.name, i.number FROM publicity.library_instrument i")
    key = name_key(word)
    found = [row["code"] for row in known if row["code"] == word] or [
        row["code"] for row in known if name_key(row["name"]) == key or (row["number"] and name_key(row["number"]) == key)
    ]
    if len(found) > 1:
        raise SeveralFound(f"“{word}”不止一个文件，请用代码：{'、'.join(found)}", details=found)
    if not found:
        near = [f"{row['code']}（{row['name']}）" for row in known if len(key) > 1 and key in name_key(row["name"])][:5]
        raise NotFound(f"没有法律文件“{word}”" + (f"，是否指 {'、'.join(near)}" if near else "，见 chengxin law instruments"))
    return found[0]


def _label(number: str, found: dict[str, Any], versions: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> str:
    known = {article["label"] for article in found["articles"]} | {unit["label"] for _, units in versions for unit in units if unit["kind"] == "article"}
    read = read_label(number)
    tried = [read, number.strip(), numeral(int(number)) if number.isascii() and number.isdigit() and 0 < int(number) < 100 else None]
    label = next((one for one in tried if one is not None and (one in known or any(other.startswith(f"{one}第") for other in known))), None)
    if label is None:
        there = sorted(filter(None, known), key=_place)
        on_file = "没有分条的内容" if not there else "、".join(there) if len(there) <= 12 else f"{there[0]} 至 {there[-1]}，共 {len(there)} 条"
        raise NotFound(f"《{found['name']}》库中没有{read or number}；现有：{on_file}")
    return label


def _history(label: str, versions: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    earlier: list[dict[str, Any]] = []
    for version, units in versions:
        unit = next((u for u in units if u["kind"] == "article" and u["label"] == label), None)
        if not label and units:
            unit = {"wording": "\n".join(u["wording"] for u in units), "digest": version["digest"], "path": [], "title": "", "paragraphs": []}
        step: dict[str, Any] = {key: version[key] for key in ("version", "in_force_from", "in_force_to", "in_force", "source")} | {"present": unit is not None}
        step |= {key: unit[key] if unit else None for key in ("wording", "digest", "path", "title", "paragraphs")}
        step |= {"changed": None, "differences": [], "readable": "", "moved_from": None}
        if before and unit:
            step["changed"] = before["wording"] != unit["wording"]
        origin = _moved_from(label, unit["wording"], before, earlier) if earlier and unit and label and (before is None or step["changed"]) else None
        compared = origin or (before if step["changed"] else None)  # an article of a new number is compared with what it was, not with another one's old words
        if unit and compared:
            step["moved_from"] = origin["label"] if origin else None
            step["differences"] = differences(compared["wording"], unit["wording"])
            step["readable"] = readable(step["differences"])
        told.append(step)
        before, earlier = (unit or None), units
    return told


def _moved_from(label: str, wording: str, before: dict[str, Any] | None, earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The article of the earlier version that says much the same under another number, where the one of this number does not."""
    bare = wording.removeprefix(label)
    if before and likeness(before["wording"].removeprefix(label), bare) >= 0.5:
        return None
    others = [u for u in earlier if u["kind"] == "article" and u["label"] != label]
    origin = nearest(bare, [u["wording"].removeprefix(u["label"]) for u in others], least=0.7)
    return None if origin is None else others[origin]


def _digest(code: str, on: dt.date) -> str | None:
    return database.fetch_value("SELECT law_wording(%s, %s)", [code, on])


def _version(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("id", "version", "in_force_from", "in_force_to", "source", "title", "digest", "imported_on")}


def _covers(version: dict[str, Any], on: dt.date) -> bool:
    return version["in_force_from"] <= on and (version["in_force_to"] is None or on <= version["in_force_to"])


def _in_force(row: dict[str, Any], on: dt.date) -> dict[str, Any]:
    """With whether it is in force, None where our sources do not tell the day, and from which day our summaries hold where that is later."""
    own, first_text, has_text, ends = row["in_force_from"], row.pop("first_text"), row.pop("text_in_force"), row["in_force_to"]
    earlier = bool(has_text and own and on < own)  # an older version is on file: what we say of the instrument is not said of it
    begins = first_text if earlier else own or first_text
    if has_text:
        state, in_force = "施行", True
    elif ends and on > ends:
        state, in_force = "已失效", False
    elif begins is None:
        state, in_force = "施行日待核实", None
    else:
        state, in_force = ("施行", True) if begins <= on else ("尚未施行", False)
    return row | {"in_force_from": begins, "in_force": in_force, "state": state, "to_verify": not row["source"].startswith("S"), "summaries_from": own if earlier else None}


def _place(label: str) -> tuple[int, int, str]:
    found = ARTICLE.match(label)
    return ((number_of(found.group(1)) or 0), (number_of(found.group(2)) or 0 if found.group(2) else 0), label) if found else (0, 0, label)
