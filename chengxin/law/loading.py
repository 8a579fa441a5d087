"""依据入库: instruments, articles, powers and regimes from YAML into the tables, at every migration.

Idempotent. Warrants point at powers and articles, so those are brought up to date and never
deleted; regimes, class rules and terms are made anew.
"""

import difflib
from pathlib import Path

from django.db import connection

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.ground.api import WrongUse, digests, written
from chengxin.law import checking
from chengxin.law.letters import templates
from chengxin.law.library import data as library
from chengxin.law.models import Article, ClassRule, Instrument, KeptSummary, Measure, Power, PowerArticle, Regime, Term

DATA = Path(__file__).parent / "data"


def load() -> None:
    """Bring the stored law up to the files. Raises WrongUse where a file says what cannot be, and stores nothing then."""
    _check_citations()
    powers = checking.power_files()
    _load_instruments()
    _load_measures()
    for power in powers.values():
        _load_power(power)
    templates.load_shipped()


def _check_citations() -> None:
    """Nothing is collected on an article that is not on file."""
    known = library.article_codes()
    for item in catalogue.items().values():
        if strange := [str(code) for code in item.basis if code not in known]:
            near = sorted({match for code in strange for match in difflib.get_close_matches(code, known, n=3, cutoff=0.3)})
            hint = f"，是否指 {'、'.join(near)}" if near else ""
            said = f"basis: 依据文件中没有 {'、'.join(strange)}{hint}。写作 文件代码#条号，如 tj-2020-social-credit#第十条，见 chengxin law instruments"
            raise WrongUse(f"定义文件有误：{item.path}\n  {said}", code="bad-definition", details=[said])


def _load_instruments() -> None:
    for entry in library.instruments().values():
        told = {"name": entry.name, "level": entry.level, "number": entry.number or "", "issuer": entry.issuer or "", "replaces": list(entry.replaces), "note": entry.note}
        days = {"in_force_from": entry.in_force_from, "in_force_to": entry.in_force_to}
        instrument, _ = Instrument.objects.update_or_create(code=entry.code, defaults=told | days | {"source": entry.source})
        for article in entry.articles:
            wording = f"{entry.name}{article.label}{article.summary}"
            digest = digests.kept_or_new(Article.objects.filter(code=article.code).values_list("digest", flat=True).first(), wording.encode())
            Article.objects.update_or_create(
                code=article.code,
                defaults={"instrument": instrument, "label": article.label, "summary": article.summary, "source": article.source, "digest": digest},
            )
            KeptSummary.objects.get_or_create(digest=digest, defaults={"article": article.code, "text": wording})


def _load_power(data: dict) -> None:
    cited = [_citation(entry, [""]) for entry in data["articles"]]
    for regime in data["regimes"]:
        cited += [_citation(entry, [regime["code"]]) for entry in regime["articles"]]
    power, _ = Power.objects.update_or_create(code=data["code"], defaults=_of_power(data) | {"verified": False})
    PowerArticle.objects.filter(power=power).delete()
    for seq, entry in enumerate(cited):
        for regime in entry["regimes"]:
            PowerArticle.objects.create(power=power, article_id=entry["article"], regime=regime, seq=seq, from_memory=entry["from_memory"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE law_power SET verified = law_verified(code) WHERE code = %s", [power.code])
    for model in (ClassRule, Term):
        model.objects.filter(regime__power=power).delete()
    Regime.objects.filter(power=power).delete()
    for regime in data["regimes"]:
        _load_regime(power, regime)


def _citation(entry: dict | str, regimes: list[str]) -> dict:
    told = entry if isinstance(entry, dict) else {"article": entry}
    return {"regimes": regimes, "from_memory": ""} | told


def _load_measures() -> None:
    for entry in written.parsed((DATA / "measures.yaml").read_text(encoding="utf-8")):
        told = {key: entry.get(key) for key in ("in_force_from", "in_force_to")} | {key: entry.get(key, "") for key in ("name", "category", "targets", "source")}
        Measure.objects.update_or_create(code=entry["code"], defaults=told)


def _of_power(data: dict) -> dict[str, object]:
    """The columns of a power; who holds it is told by office and stored by the organ that holds the office in this district."""
    told = {key: data[key] for key in ("name", "kind", "may_touch", "needs_items", "least_facts", "needs_steps", "span", "exit", "remedy")}
    told |= {"on_disputed": data.get("on_disputed", False), "procedure": data.get("procedure", ""), "person_steps": data.get("person_steps", []), "measure": data.get("measure")}
    told |= {"in_force_from": data.get("in_force", {}).get("from"), "in_force_to": data.get("in_force", {}).get("to")}
    held = data["held_by"]
    offices = access.district()["offices"]
    return told | (
        {"held_by": held, "holders": []} if isinstance(held, str) else {"held_by": "holders", "holders": [offices[office] for office in held["offices"] if office in offices]}
    )


def _load_regime(power: Power, data: dict) -> None:
    regime = Regime.objects.create(
        power=power,
        code=data["code"],
        in_force_from=data["in_force"].get("from"),
        in_force_to=data["in_force"].get("to"),
        unit_classes=data["unit_classes"],
        reads=data.get("reads", {}),
        never_repair=data["never_repair"],
    )
    for seq, rule in enumerate(data["classes"]):
        ClassRule.objects.create(regime=regime, seq=seq, **rule)
    for term in data["terms"]:
        Term.objects.create(regime=regime, **term)
