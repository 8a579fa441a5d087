"""Writes the parts of the manual that are drawn from the code: docs/reference/*.md and the tables of docs/words.md.

Run ``python tools/reference.py`` to write them, ``python tools/reference.py --check`` to learn which are
stale (exit code 1). ``tests/house/test_reference.py`` does the latter. No database is needed.
Long because every page of the manual that is drawn from the code has its drawing here.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

ROOT = Path(__file__).resolve().parent.parent
HEAD = "<!-- Written by tools/reference.py; do not edit. -->\n"
BEGIN, END = "<!-- tables: begin (tools/reference.py) -->", "<!-- tables: end -->"
ROOMS = ("ground", "subjects", "access", "catalogue", "records", "law", "collection", "publicity", "governance")


def set_up() -> None:
    """Make Django's models importable, without a database and without touching a home that is in use."""
    import django
    from django.apps import apps

    if apps.ready:
        return
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")
    with tempfile.TemporaryDirectory(prefix="chengxin-reference-") as home:
        environment = {"CHENGXIN_SIDE": "owner", "CHENGXIN_TODAY": "", "CHENGXIN_HOME": home, "DATABASE_URL": ""}
        with mock.patch.dict(os.environ, environment):
            django.setup()


def project_models() -> list[Any]:
    """Every model of our own rooms, in the order of the rooms."""
    from django.apps import apps

    found = [model for model in apps.get_models() if model.__module__.startswith("chengxin.")]
    return sorted(found, key=lambda model: (_rank(model._meta.app_label), model.__module__))


def _rank(label: str) -> int:
    return ROOMS.index(label) if label in ROOMS else len(ROOMS)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + " --- |" * (lines[0].count("|") - 1))
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return str(value if value is not None else "").replace("|", "\\|").replace("\n", " ").strip()


def roles() -> str:
    """The table of database roles and their rights, from chengxin/site/grants.py."""
    from chengxin.site import grants

    sides = sorted({*grants.TABLES, *grants.COLUMNS, *grants.FUNCTIONS, *grants.SEQUENCES}, key=["public", "my", "desk", "worker"].index)
    text = HEAD + "# Database roles and their rights\n\n"
    text += "Drawn from `chengxin/site/grants.py`, which first takes everything away and then gives back what stands here.\n"
    text += "`owner` owns all tables and functions and is used by migrations only; no process that serves anybody signs in as it.\n\n"
    names = sorted({t for rights in grants.TABLES.values() for tables in rights.values() for t in tables})
    letters = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "delete"}
    text += "## Tables\n\n" + table(
        ["table", *sides],
        [[f"`{name}`", *(", ".join(letters[p] for p, tables in grants.TABLES.get(s, {}).items() if name in tables) or "—" for s in sides)] for name in names],
    )
    text += "\nEvery table that is not listed is closed to all four. No right to change or delete is given on any table of ours.\n"
    text += "\n## Single columns\n\n" + table(
        ["role", "right", "table", "columns"],
        [[s, letters[p], f"`{t}`", columns] for s in sides for p, t, columns in grants.COLUMNS.get(s, ())],
    )
    text += "\n## Functions\n\n" + table(["function", *sides], _ticks({s: grants.FUNCTIONS.get(s, ()) for s in sides}, sides))
    text += "\n## Sequences\n\n" + table(["table whose numbers are drawn", *sides], _ticks({s: grants.SEQUENCES.get(s, ()) for s in sides}, sides))
    text += "\n## Views\n\n`public` and `desk` may read " + ", ".join(f"`{view}`" for view in grants.VIEWS) + ".\n"
    text += "\nThe tables of the job queue (`procrastinate_…`) belong to `worker` in all but name: it reads, adds, changes and deletes there.\n"
    return text


def _ticks(given: dict[str, tuple[str, ...]], sides: list[str]) -> list[list[str]]:
    names = sorted({name for of_side in given.values() for name in of_side})
    return [[f"`{name}`", *("yes" if name in given[side] else "—" for side in sides)] for name in names]


def checks() -> str:
    """The list of intake checks by level, from the modules of chengxin/collection/checks."""
    from chengxin.collection import messages
    from chengxin.collection.checks import LEVELS, level_of, register

    heads = {
        "field": "Of one cell, before the row joins.",
        "record": "Of several cells of a row, before it joins.",
        "dataset": "Of a whole file, after its rows have joined: counted, with lines to look at first.",
        "history": "Of what arrived beside what was known of its subject before: counted, with lines to look at first.",
    }
    text = HEAD + "# Checks on arriving rows\n\n"
    text += "Within a level in the order in which findings are told. *quarantine* returns the row to its organ; *notice* is counted and the row goes on. "
    text += "Of each check a batch keeps how many rows it applied to and how many failed (`chengxin batch ID --json`, `quality`). "
    text += "Source marks: [sources.md](../sources.md). A district adds checks of its own: [how](../how-to/add-a-source.md#5-a-check-of-your-own).\n"
    for level in LEVELS:
        text += f"\n## {level}\n\n{heads[level]}\n\n"
        text += table(["code", "action", "source", "items", "rule", "what the organ reads"], [_check(check) for check in register.every() if level_of(check) == level])
    text += "\n## Found in reading\n\nOf any item; each returns its row (ruling 151).\n\n"
    text += table(["code", "what the organ reads"], [[f"`{code}`", message] for code, message in messages.OF_READING.items()])
    text += "\n## Of the batch\n\nCounted and told; no row is held back.\n\n"
    return text + table(["code", "what the organ reads"], [[f"`{code}`", message] for code, message in messages.OF_THE_BATCH.items()])


def _check(check: Any) -> list[str]:
    from chengxin.catalogue.api import items
    from chengxin.collection.checks import rule_of, source_of

    fitting = [item.code for item in items().values() if any(check.targets(version) for version in item.versions)]
    told = ", ".join(fitting) if len(fitting) <= len(items()) // 2 else ", ".join(["all", *(f"not {code}" for code in items() if code not in fitting)])
    return [f"`{check.CODE}`", check.ACTION, source_of(check), told, rule_of(check), check.MESSAGE]


def catalogue() -> str:
    """The items of the catalogue and its code sets, from chengxin/catalogue."""
    from chengxin.catalogue import codesets
    from chengxin.catalogue.api import classes, items

    text = HEAD + "# The catalogue\n\nDrawn from `chengxin/catalogue/items/`. Marks: [sources.md](../sources.md). `chengxin catalogue ITEM` shows the elements of one.\n"
    for entry in (c for c in classes() if not c.parent):
        rows = [
            [
                f"`{i.code}`",
                i.name,
                i.nature,
                i.power,
                i.openness,
                "、".join(i.subjects),
                ", ".join(i.providers.get("offices", ())) or "each row",
                i.cycle["value"],
                len(i.versions[-1].elements),
                ", ".join(v.version for v in i.versions),
            ]
            for i in items().values()
            if i.category == entry.name
        ]
        text += f"\n## {entry.number} {entry.name}\n\nEditions {', '.join(map(str, entry.editions))}; source {entry.source}.\n\n"
        text += table(["item", "name", "nature", "power", "openness", "subjects", "provided by", "cycle", "elements", "versions"], rows) if rows else "No item yet.\n"
    text += "\n## Code sets\n\n" + table(
        ["set", "name", "origin", "values", "from memory", "in force"],
        [
            [f"`{s.name}`", s.title, s.origin, len(s.values), sum(v.source == "M" for v in s.values) or "", f"{s.valid_from or ''} – {s.valid_to or ''}" if s.mark else ""]
            for s in codesets.sets().values()
        ],
    )
    return text


def powers() -> str:
    """Powers, regimes, terms and instruments, from chengxin/law/data."""
    data = ROOT / "chengxin" / "law" / "data"
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((data / "instruments").glob("*.yaml"))]
    instruments = [entry | {"level": told["level"]} for told in files for entry in told["instruments"]]
    text = (
        HEAD
        + "# Powers and the law they rest on\n\nDrawn from `chengxin/law/data/`. Source marks are explained in [sources.md](../sources.md); the steps of each procedure: [procedures](procedures.md).\n"
    )
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((data / "powers").rglob("*.yaml"))]
    sources = {f"{i['code']}#{a['label']}" if a["label"] else i["code"]: a["source"] for i in instruments for a in i["articles"]}
    text += f"\nAll {len(found)}. *To verify* (待核实): the basis, or what the power takes from it, is from memory; until a legal officer has confirmed it with the text on file (`chengxin law confirm`), there is no warrant.\n\n"
    text += table(
        ["power", "name", "kind", "whom it may touch", "who holds it", "procedure", "basis"],
        [
            [
                f"`{p['code']}`",
                p["name"],
                p["kind"],
                ", ".join(p["may_touch"]),
                _holder(p),
                p["procedure"],
                "to verify" if _unverified(p, sources) else "verified",
            ]
            for p in found
        ],
    )
    for power in found:
        text += _power(power)
    text += "\n## Instruments and articles\n\n" + table(
        ["id", "level", "instrument", "number", "in force", "article", "our summary", "source"],
        [
            [
                f"`{i['code']}`",
                i["level"],
                i["name"],
                i.get("number"),
                f"{i.get('in_force_from') or ''} – {i.get('in_force_to') or ''}",
                a["label"] or "—",
                a["summary"],
                a["source"],
            ]
            for i in instruments
            for a in i["articles"]
        ],
    )
    return text


def _holder(power: dict) -> str:
    held = power["held_by"]
    return held if isinstance(held, str) else "the organs of the offices " + ", ".join(held["offices"])


def _citations(power: dict) -> list[dict]:
    every = [*power["articles"], *(entry for regime in power["regimes"] for entry in regime["articles"])]
    return [entry if isinstance(entry, dict) else {"article": entry} for entry in every]


def _unverified(power: dict, sources: dict[str, str]) -> bool:
    return any(entry.get("from_memory") or not sources[entry["article"]].startswith("S") for entry in _citations(power))


def _cited(entry: dict | str) -> str:
    if isinstance(entry, str):
        return f"`{entry}`"
    regimes = f" (regimes {', '.join(entry['regimes'])})" if "regimes" in entry else ""
    return f"`{entry['article']}`{regimes}" + (f" (from memory: {entry['from_memory']})" if "from_memory" in entry else "")


def procedures() -> str:
    """The step tables of all procedures with their diagrams, from chengxin/law/data/procedures.yaml."""
    from chengxin.law.api import STEPS, procedures

    text = (
        HEAD
        + "# Procedures\n\nDrawn from `chengxin/law/data/procedures.yaml`. Source marks: [sources.md](../sources.md); *M* is from memory (待核实), *ours* a setting of this platform and no law. "
    )
    text += "The n-th working day is still in time (ruling 6). A dashed box may be left out; a dotted arrow is a limit counted from another step than the one before. "
    text += f"Steps a warrant may ask for: {', '.join(f'`{code}` {name}' for code, name in STEPS.items())}.\n"
    for one in procedures().values():
        text += f"\n## `{one.code}` {one.name}\n\n```mermaid\nflowchart TD\n{_diagram(one)}```\n\n"
        text += table(
            ["step", "name", "by", "after", "within", "not before", "may be left out", "letter", "basis", "source"],
            [
                [
                    f"`{s.code}`",
                    s.name,
                    s.by,
                    ", ".join(s.rule.after),
                    _limit(s.rule.within, s.within_source),
                    _limit(s.rule.waits, s.waits_source),
                    "yes" if s.rule.optional else "",
                    s.letter,
                    s.basis,
                    s.source,
                ]
                for s in one.steps
            ],
        )
    return text


def _limit(limit: Any, source: str) -> str:
    if limit is None:
        return ""
    unless = f", unless {limit.unless} is done" if limit.unless else ""
    return f"{limit.count} {limit.unit.replace('_', ' ')} from {limit.of}{unless} ({source})"


def _diagram(one: Any) -> str:
    lines = []
    for step in one.steps:
        lines.append(f'    {step.code}["{step.name}<br/>{step.by}"]')
        lines += [f"    style {step.code} stroke-dasharray: 5 5"] if step.rule.optional else []
        for limit, source, words in ((step.rule.within, step.within_source, "{}内"), (step.rule.waits, step.waits_source, "满{}后")):
            if limit:
                told = words.format(f"{limit.count}个{'工作日' if limit.unit == 'working_days' else '月'}")
                lines.append(f'    {limit.of} -.->|"{told}（{source}）"| {step.code}')
        lines += [f"    {before} --> {step.code}" for before in step.rule.after]
    return "".join(f"{line}\n" for line in lines)


def _power(power: dict) -> str:
    text = f"\n## `{power['code']}` {power['name']}\n\n"
    articles = [_cited(entry) for entry in power["articles"]]
    text += table(
        ["question", "answer"],
        [
            ["whom it may touch", ", ".join(power["may_touch"])],
            ["kind", power["kind"]],
            ["who holds it", _holder(power)],
            ["facts it needs", f"{power['least_facts']} or more of {', '.join(power['needs_items']) or 'any item'}" if power["least_facts"] else "none"],
            ["in force", " – ".join(str(power.get("in_force", {}).get(key, "")) for key in ("from", "to"))],
            ["procedure", f"[`{power['procedure']}`](procedures.md)"],
            ["steps it needs", ", ".join(power["needs_steps"]) or "none"],
            *([["of natural persons besides", ", ".join(power["person_steps"])]] if power.get("person_steps") else []),
            *([["natural persons by", f"`{power['persons_by']}`"]] if power.get("persons_by") else []),
            *([["entry of the list of measures", power["measure"]]] if power.get("measure") else []),
            ["also on disputed facts", "yes" if power.get("on_disputed") else "no"],
            ["kind of term", power["span"] + (f" by `{power['lifelong_by']}`" if power.get("lifelong_by") else "")],
            ["exit", power["exit"]],
            ["remedy", power["remedy"]],
            ["articles at all times", "; ".join(articles) or "by regime"],
        ],
    )
    for regime in power["regimes"]:
        force = regime["in_force"]
        text += f"\n### Regime {regime['code']}: {force.get('from', '…')} to {force.get('to', '…')}\n\n"
        text += f"Articles: {', '.join(_cited(a) for a in regime['articles'])}. " if regime["articles"] else ""
        text += f"Classes the unit may decide: {'、'.join(regime['unit_classes']) or 'none'}. No early repair: {'、'.join(regime['never_repair']) or 'none'}.\n\n"
        text += "Until the unit decides, the first rule that fits gives the class:\n\n"
        text += "".join(f"{n}. {_rule(rule)}\n" for n, rule in enumerate(regime["classes"], 1))
        text += "\n" + table(
            ["class", "shown as", "published or in force", "counted from", "at least, months", "last day, months", "earliest repair, months"],
            [
                [t["severity"], t["label"], "yes" if t["published"] else "no", t["counted_from"], t.get("shortest_months"), t.get("longest_months"), t.get("repair_months", "none")]
                for t in regime["terms"]
            ],
        )
    return text


def _rule(rule: dict) -> str:
    words = {"procedure": "procedure is", "all_kinds_in": "every kind is one of", "any_kind_is": "any kind is", "any_kind_begins": "any kind begins with", "field_in": "field is"}
    told = [f"{words[key]} {'、'.join([value] if isinstance(value, str) else value)}" for key, value in rule.items() if key in words]
    return f"{rule['severity']}: {' and '.join(told) or 'otherwise'}"


def word_tables() -> str:
    """The tables of models and of field names, from the models themselves."""
    models = project_models()
    text = "## Models\n\n" + table(
        ["English identifier", "官方中文", "meaning", "where"],
        [[f"`{m.__name__}`", m._meta.verbose_name, _meaning(m), f"`{m.__module__.removeprefix('chengxin.')}`"] for m in models],
    )
    fields: dict[tuple[str, str], list[str]] = {}
    for model in models:
        for field in model._meta.get_fields():
            if getattr(field, "column", None) and field.name != "id":
                fields.setdefault((field.name, str(field.verbose_name)), []).append(f"{model._meta.app_label}.{model.__name__}")
    text += "\n## Fields\n\n" + table(
        ["English identifier", "官方中文", "where"],
        [[f"`{name}`", label, ", ".join(where)] for (name, label), where in sorted(fields.items())],
    )
    return text


def _meaning(model: Any) -> str:
    sentence = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    return sentence.removeprefix(f"{model._meta.verbose_name}: ")


def words() -> str:
    """docs/words.md with its tables made anew."""
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{word_tables()}\n{END}{after}"


def openapi() -> str:
    """The document of the HTTP API, from chengxin/doors/api."""
    from chengxin.doors.api import reference

    return reference.as_text()


def rights() -> str:
    """What each role may do, and by which routes, from chengxin/access/roles.py and the routes of every side."""
    from django.urls import URLResolver, get_resolver

    from chengxin.access.api import roles

    def walk(patterns: Any, before: str) -> Iterable[tuple[str, str]]:
        for entry in patterns:
            whole = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, whole)
            else:
                yield entry.callback.act, whole

    routes: dict[str, list[str]] = {}
    for side, module in (("public", "chengxin.site.urls_public"), ("desk", "chengxin.site.urls_desk")):
        for act, route in walk(get_resolver(module).url_patterns, ""):
            routes.setdefault(act, []).append(f"{side} `/{route.replace(ANY_REST, '…')}`")
    text = (
        HEAD
        + "# Who may do what\n\nDrawn from `chengxin/access/roles.py`. Every route names its act, and every request is asked of this table (`tests/rooms/test_rights.py` asks every route in every role). "
    )
    text += "What the law allows is another question, answered by the kernel: [powers](powers.md).\n\n## Roles\n\n*Officer*: the kernel counts the holder of such a post among the officers of law. *Alone*: held with no other role at the same time.\n\n"
    text += table(
        ["role", "官方中文", "what it is for", "holds a post", "officer", "alone"],
        [[f"`{r.code}`", r.name, r.description, *("yes" if x else "" for x in (r in roles.POST_ROLES, r.officer, r.alone))] for r in roles.ROLES.values()],
    )
    text += "\n## Acts\n\n*Records*: it shows or touches records of subjects. An act without a route has no page yet.\n\n"
    return text + table(
        ["act", "官方中文", "records", "by", "routes"],
        [
            [
                f"`{a.code}`",
                a.name,
                "yes" if a.records else "",
                ", ".join(f"`{r.code}`" for r in roles.ROLES.values() if a.code in r.acts),
                "; ".join(sorted(routes.get(a.code, []))),
            ]
            for a in roles.ACTS.values()
        ],
    )


ANY_REST = r"^[\s\S]*$"  # the last route of an API, which answers whatever is left
PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/openapi.json": openapi,
    "chengxin/doors/api/static/api/openapi.json": openapi,  # the same, as it is served
    "docs/reference/roles.md": roles,
    "docs/reference/rights.md": rights,
    "docs/reference/checks.md": checks,
    "docs/reference/powers.md": powers,
    "docs/reference/procedures.md": procedures,
    "docs/reference/catalogue.md": catalogue,
    "docs/words.md": words,
}


def stale() -> list[str]:
    """The pages that no longer say what the code says."""
    set_up()
    return [name for name, page in PAGES.items() if not (ROOT / name).is_file() or (ROOT / name).read_text(encoding="utf-8") != page()]


def main() -> int:
    """Write the stale pages, or only name them with ``--check``."""
    found = stale()
    for name in found:
        print(name)
        if "--check" not in sys.argv:
            (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
    return 1 if found and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
