"""核实依据: an officer confirms the articles of a power that we know from memory only, with their full text on file."""

import itertools
import re
from pathlib import Path

from django.db import Error, connection, transaction
from django.db.models import Q

from chengxin.access import api as access
from chengxin.ground.api import Instance, NotFound, Refusal, WrongUse, audit, database, digests, files
from chengxin.law.library import marks
from chengxin.law.library.articles import wording
from chengxin.law.library.documents import Document, Unreadable, decoded, documents
from chengxin.law.library.importing import Said, import_texts, name_key
from chengxin.law.library.lines import read
from chengxin.law.library.numerals import read_label
from chengxin.law.library.splitting import find_article
from chengxin.law.models import Article, Confirmation, Instrument, Power, PowerArticle

_EXCERPT = re.compile(r"[（(](?:节录|摘录|节选|摘编|全文)[）)]\s*$")


def confirm(power: str, path: Path, *, officer: access.Officer, actor: str, demo: bool = False, keep_text: bool = True, post: str | None = None) -> dict[str, object]:
    """Confirm every article of ``power`` from memory that the file at ``path`` holds; the power is verified with its last one.

    A text that is whole is imported too, where the caller may (``keep_text``). Raises NotFound, WrongUse for a file that cannot be read, and
    Refusal (``officer-not-active``, ``already-verified``, ``article-not-in-text``, ``demo-in-production``).
    """
    found = Power.objects.filter(code=power).first()
    if found is None:
        raise NotFound(f"没有权力“{power}”，见 chengxin law powers")
    if not officer.active:
        raise Refusal(["officer-not-active"], f"{officer.name}（{officer.handle}）不在岗，不能核实")
    if demo and Instance.objects.filter(kind="production").exists():
        raise Refusal(["demo-in-production"], "正式实例不能作演示核实")
    missing = _waiting(found)
    if not missing:
        raise Refusal(["already-verified"], f"{found.name}的依据已经核实，没有待核实的条文")
    text = _text(path)
    held = [(article, told) for article in missing if (told := _wording_in(text, article))]
    if not held:
        needed = "；".join(f"《{article.instrument.name}》{article.label}" for article in missing)
        raise Refusal(["article-not-in-text"], f"{path.name} 中没有待核实的条文。需要：{needed}。文本应以文件名称为题（或在题下单写文号），条文在行首写作“第几条”")
    named = list({article.instrument_id: article.instrument for article, _ in held}.values())
    imported, notice = _imported(path, text, named, actor) if keep_text else (False, "")
    with transaction.atomic():
        digest, size = files.digest_of(path)
        files.store(path, digest, size)
        verified = False
        for article, told in held:
            verified = _confirm_one(found, article, digest, told, officer, demo)
            audit.record_act("law.confirm", actor=actor, post=post, organ=officer.organ_id, reference=f"power:{found.code}")
    remaining = [article.code for article in missing if article not in [one for one, _ in held]]
    confirmed = [{"article": article.code, "instrument": article.instrument.name, "label": article.label, "digest": digests.digest(told.encode())} for article, told in held]
    answer = {"power": found.code, "name": found.name, "verified": verified, "confirmed": confirmed, "remaining": remaining, "file": digest, "officer": officer.handle}
    return answer | {"imported": imported, "notice": notice, "demo": demo}


def waiting(power: str) -> list[dict[str, str]]:
    """The articles of ``power`` that are from memory and not confirmed yet."""
    return [
        {"code": one.code, "instrument": one.instrument_id, "instrument_name": one.instrument.name, "label": one.label, "summary": one.summary}
        for one in _waiting(Power(code=power))
    ]


def confirmations(power: str) -> list[dict[str, object]]:
    """Every confirmation of a power's articles: which article, by whom, when, for a demonstration or in earnest."""
    return [
        {"article": c.article_id, "digest": c.digest, "file": c.file.digest, "officer": c.officer.handle, "confirmed_on": c.confirmed_on, "demo": c.demo}
        for c in Confirmation.objects.filter(power=power).select_related("file", "officer").order_by("id")
    ]


def _waiting(power: Power) -> list[Article]:
    done = Confirmation.objects.filter(power=power).values_list("article_id", flat=True)
    from_memory = PowerArticle.objects.filter(power=power).exclude(from_memory="").values_list("article_id", flat=True)
    cited = Article.objects.filter(powerarticle__power=power).filter(~Q(source__startswith="S") | Q(code__in=list(from_memory))).exclude(code__in=list(done))
    return list(cited.select_related("instrument").distinct().order_by("code"))


def _text(path: Path) -> str:
    try:
        return decoded(path.read_bytes())
    except FileNotFoundError as error:
        raise WrongUse(f"找不到文件：{path}", code="no-such-file") from error
    except (OSError, Unreadable) as error:
        raise WrongUse(f"{path.name}：{error}", code="law-text") from error


def _wording_in(text: str, article: Article) -> str | None:
    """The article's wording in a text that is one of its instrument; None where it is not there."""
    try:
        parts = documents(text)
    except Unreadable:
        return None
    for part in parts:
        if not _is_of(part, article.instrument):
            continue
        if not article.label:
            whole = wording(read(part.text))
            if len(marks.squeezed(whole)) > len(marks.squeezed(article.instrument.name)) + 20:  # more than a title
                return whole
            continue
        unit = find_article(part.text, read_label(article.label) or article.label)
        if unit and any(paragraph["text"] or paragraph["items"] or paragraph["tables"] for paragraph in unit.paragraphs):
            return unit.wording
    return None


def _is_of(part: Document, instrument: Instrument) -> bool:
    """Whether a text is one of the instrument: by its front matter, its title, or its number before the first article. To mention it is not enough."""
    if part.said.get("code"):
        return part.said["code"] == instrument.code
    lines = read(part.text)
    head = [part.said.get("name", ""), *(line.plain for line in itertools.takewhile(lambda line: not (line.opening and line.opening.kind == "article"), lines))]
    titles = {name_key(told) for line in head for told in (line, _EXCERPT.sub("", line))}
    number = marks.squeezed(instrument.number)
    return name_key(instrument.name) in titles or bool(number and any(marks.squeezed(line).strip("（）()") == number for line in head))


def _imported(path: Path, text: str, instruments: list[Instrument], actor: str) -> tuple[bool, str]:
    """Whether the text could be taken into the library as a whole; else why not."""
    try:
        if any(sum(_is_of(part, instrument) for instrument in instruments) != 1 for part in documents(text)):
            return False, "文件已留存，全文没有导入文本库：文件中还有其他文本"
        import_texts([path], said=Said(instrument=instruments[0].code if len(instruments) == 1 else None), actor=actor)
    except WrongUse as error:
        return False, f"文件已留存，全文没有导入文本库：{str(error).partition(chr(10))[2].strip() or error}"
    return True, ""


def _confirm_one(power: Power, article: Article, file: str, told: str, officer: access.Officer, demo: bool) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT law_confirm(%s, %s, %s, %s, %s, %s, %s)", [power.code, article.code, file, told, digests.digest(told.encode()), officer.pk, demo])
            return cursor.fetchone()[0]
    except Error as error:
        if database.answer(error)[0] == "CX041":
            raise Refusal(["already-verified"], f"{power.name}的依据刚刚由他人核实，或人员已不在岗；请再看 chengxin law powers") from error
        raise
