"""依据入库: instruments, articles, powers and regimes from YAML into the tables, at every migration.

Idempotent. Warrants point at powers and articles, so those are brought up to date and never
deleted; regimes, class rules and terms are made anew.
"""

import difflib
from collections.abc import Iterable
from pathlib import Path

import yaml

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.ground.api import WrongUse, digests
from chengxin.law.models import Article, ClassRule, Instrument, Measure, Power, PowerArticle, Regime, Term

DATA = Path(__file__).parent / "data"


def load() -> None:
    """Bring the stored law up to the files. Raises KeyError where a power names an unknown article, WrongUse where an item of a district does."""
    _check_citations()
    _load_instruments()
    _load_measures()
    for path in sorted((DATA / "powers").glob("*.yaml")):
        _load_power(yaml.safe_load(path.read_text(encoding="utf-8")))


def article_codes() -> set[str]:
    """The ids of all articles on file, for the catalogue's citations."""
    return {_article_code(entry["code"], article) for entry in _instruments() for article in entry["articles"]}


def articles_by_code(codes: Iterable[str]) -> list[dict[str, str]]:
    """The cited articles as the files tell them (instrument, number, label, summary, source), for those who may not read the tables."""
    told = {
        _article_code(entry["code"], article): {"instrument": entry["name"], "number": entry.get("number", "")} | {key: article[key] for key in ("label", "summary", "source")}
        for entry in _instruments()
        for article in entry["articles"]
    }
    return [told[code] for code in codes if code in told]


def _check_citations() -> None:
    """Nothing is collected on an article that is not on file."""
    known = article_codes()
    for item in catalogue.items().values():
        if strange := [str(code) for code in item.basis if code not in known]:
            near = sorted({match for code in strange for match in difflib.get_close_matches(code, known, n=3, cutoff=0.3)})
            hint = f"，是否指 {'、'.join(near)}" if near else ""
            said = f"basis: 依据文件中没有 {'、'.join(strange)}{hint}。写作 文件代码#条号，如 tj-2020-social-credit#第十条，见 chengxin/law/data/instruments.yaml"
            raise WrongUse(f"定义文件有误：{item.path}\n  {said}", code="bad-definition", details=[said])


def _instruments() -> list[dict]:
    return yaml.safe_load((DATA / "instruments.yaml").read_text(encoding="utf-8"))


def _article_code(instrument: str, article: dict) -> str:
    return f"{instrument}#{article['label']}" if article["label"] else instrument


def _load_instruments() -> None:
    for entry in _instruments():
        instrument, _ = Instrument.objects.update_or_create(
            code=entry["code"],
            defaults={key: entry.get(key) for key in ("in_force_from", "in_force_to")} | {key: entry.get(key, "") for key in ("name", "number", "issuer", "source")},
        )
        for article in entry["articles"]:
            code = _article_code(entry["code"], article)
            wording = f"{entry['name']}{article['label']}{article['summary']}".encode()
            Article.objects.update_or_create(
                code=code,
                defaults={
                    "instrument": instrument,
                    "label": article["label"],
                    "summary": article["summary"],
                    "source": article["source"],
                    "digest": digests.kept_or_new(Article.objects.filter(code=code).values_list("digest", flat=True).first(), wording),
                },
            )


def _load_power(data: dict) -> None:
    cited = [entry if isinstance(entry, dict) else {"article": entry, "regimes": [""]} for entry in data["articles"]]
    for regime in data["regimes"]:
        cited += [{"article": article, "regimes": [regime["code"]]} for article in regime["articles"]]
    sources = dict(Article.objects.values_list("code", "source"))
    verified = all(sources[entry["article"]].startswith("S") for entry in cited)
    power, _ = Power.objects.update_or_create(code=data["code"], defaults=_of_power(data) | {"verified": verified})
    PowerArticle.objects.filter(power=power).delete()
    for seq, entry in enumerate(cited):
        for regime in entry["regimes"]:
            PowerArticle.objects.create(power=power, article_id=entry["article"], regime=regime, seq=seq)
    for model in (ClassRule, Term):
        model.objects.filter(regime__power=power).delete()
    Regime.objects.filter(power=power).delete()
    for regime in data["regimes"]:
        _load_regime(power, regime)


def _load_measures() -> None:
    for entry in yaml.safe_load((DATA / "measures.yaml").read_text(encoding="utf-8")):
        told = {key: entry.get(key) for key in ("in_force_from", "in_force_to")} | {key: entry.get(key, "") for key in ("name", "category", "targets", "source")}
        Measure.objects.update_or_create(code=entry["code"], defaults=told)


def _of_power(data: dict) -> dict[str, object]:
    """The columns of a power; who holds it is told by office and stored by the organ that holds the office in this district."""
    told = {key: data[key] for key in ("name", "kind", "may_touch", "needs_items", "least_facts", "needs_steps", "span", "exit", "remedy")}
    told |= {"on_disputed": data.get("on_disputed", False), "procedure": data.get("procedure", ""), "person_steps": data.get("person_steps", []), "measure": data.get("measure")}
    told |= {"in_force_from": data.get("in_force", {}).get("from"), "in_force_to": data.get("in_force", {}).get("to")}
    held = data["held_by"]
    offices = access.district()["offices"]
    return told | ({"held_by": held, "holders": []} if isinstance(held, str) else {"held_by": "holders", "holders": [offices[office] for office in held["offices"]]})


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
