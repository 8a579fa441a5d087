"""导入文本: full texts of laws come in: split exactly, the file kept by its digest, all or nothing."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import Error, connection, transaction

from chengxin.ground.api import SeveralFound, WrongUse, audit, database, digests, files
from chengxin.law.library import marks
from chengxin.law.library.data import LEVELS
from chengxin.law.library.documents import Document, Unreadable, day_of_force, decoded, documents
from chengxin.law.library.numerals import read_label
from chengxin.law.library.splitting import Split, Unsplittable, joined, split
from chengxin.law.models import Instrument, TextVersion

LARGEST = 20 << 20
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Said:
    """另行说明: what is said of a text besides its front matter, and goes before it."""

    instrument: str | None = None
    version: str | None = None
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    source: str | None = None
    omits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """导入结果: what became of one version; ``state`` is imported or unchanged."""

    instrument: str
    name: str
    version: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    articles: int
    units: int
    digest: str
    file: str
    state: str
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Ready:
    """A version that has been read and split, before it is stored."""

    path: Path
    file: str
    size: int
    part: int
    instrument: dict[str, str]
    version: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    source: str
    split: Split
    notices: list[str]

    @property
    def told(self) -> str:
        """The version in the words of a message."""
        return f"{self.instrument['name']}（{self.version}）"


def import_texts(paths: Sequence[Path], *, said: Said | None = None, actor: str) -> list[Imported]:
    """Take in every version in the files. The same bytes again change nothing.

    Raises WrongUse, which tells every fault at once and how to mend it; then nothing of any file is stored.
    """
    said = said or Said()
    known = _KnownInstruments()
    done: dict[int, Imported] = {}
    ready: dict[int, _Ready] = {}
    faults: list[str] = []
    place = 0
    for path in paths:
        try:
            data, digest, size = _bytes_of(path)
            texts = documents(decoded(data))
            if len(texts) > 1 and (said.version or said.in_force_from or said.in_force_to):
                raise Unreadable("文件含有多个版本，版本名和施行日应写在各自的文首，不能另行指定")
        except Unreadable as error:
            faults.append(f"{path.name}：{error}")
            continue
        for part, text in enumerate(texts):
            place += 1
            try:
                before = _stored(digest, part, text, said)
                if before:
                    done[place] = before
                else:
                    ready[place] = _read(path, digest, size, part, text, said, known)
            except (Unreadable, Unsplittable) as error:
                faults += [f"{path.name}：{line}" for line in str(error).split("\n")]
    faults += _conflicts(list(ready.values()))
    if faults:
        raise WrongUse("法律文本没有导入：\n" + "\n".join(f"  {fault}" for fault in faults), code="law-text", details=faults)
    with transaction.atomic():
        for number, one in ready.items():
            done[number] = _keep(one, actor)
    return [done[number] for number in sorted(done)]


def complete(version: TextVersion) -> bool:
    """Whether nothing of the text was lost: the units joined are the text in the kept file, and each unit's wording is all it says.

    Raises FileNotFoundError or FileDamaged where the file itself is gone or changed.
    """
    content = files.content(version.file.digest)
    if content is None:
        return False
    text = documents(decoded(content))[version.part].text
    units = list(version.units.order_by("seq"))
    return "".join(unit.original for unit in units) == text and all(
        marks.squeezed(unit.wording) == marks.squeezed("".join(marks.plain(line) for line in re.split(r"\r\n|\n|\r", unit.original)))
        and digests.matches(unit.digest, unit.wording.encode())
        for unit in units
    )


def name_key(name: str) -> str:
    """A law's name as it is compared: 中华人民共和国, 《》, blanks and an edition in brackets do not count."""
    name = re.sub(r"[《》〈〉<>\s]", "", name).replace("(", "（").replace(")", "）")
    name = re.sub(r"（\d{4}(?:[-年./]?\d{1,2}[-月./]?\d{0,2}日?|年?(?:修[正订]|版|年版|修[正订]版))?）$", "", name)
    return name.removeprefix("中华人民共和国")


class _KnownInstruments:
    """Instruments on file, found by code or by the title of a text."""

    def __init__(self) -> None:
        self._by_code = {i.code: i for i in Instrument.objects.all()}

    def resolve(self, word: str | None, said: dict[str, Any], titles: Sequence[str]) -> dict[str, str]:
        """The instrument a text belongs to; one that is not on file yet is made of what the text says."""
        code = word or said.get("code")
        if code and (found := self._by_code.get(code)):
            return {"code": found.code, "name": found.name, "source": found.source}
        names = [said["name"]] if said.get("name") else list(titles)
        name = names[0] if names else ""
        if not code:
            same: list[Instrument] = []
            for name in names:
                same = [i for i in self._by_code.values() if name_key(i.name) == name_key(name)]
                if same:
                    break
            else:
                name = names[0] if names else ""
            if len(same) > 1:
                raise SeveralFound(f"名称为“{name}”的文件不止一个，请用 --instrument 指定：{'、'.join(i.code for i in same)}", details=[i.code for i in same])
            if same:
                return {"code": same[0].code, "name": same[0].name, "source": same[0].source}
            code = f"text-{hashlib.sha256(name_key(name).encode()).hexdigest()[:10]}"
        if not _CODE.fullmatch(code) or len(code) > 60:
            raise Unreadable(f"文件代码“{code}”应由小写字母、数字和 - 组成，最长 60")
        if not name or len(name) > 200:
            raise Unreadable("没有找到名称，请在文首写 name: 文件名称")
        level = said.get("level", "")
        if level and level not in LEVELS:
            raise Unreadable(f"level 应为 {'、'.join(LEVELS)} 之一，现为“{level}”")
        source = said.get("source", "")
        made = {"code": code, "name": name, "number": said.get("number", "")[:100], "issuer": said.get("issuer", "")[:200], "level": level}
        return made | {"source": source if re.fullmatch(r"S\d+", source) else "M"}


def _bytes_of(path: Path) -> tuple[bytes, str, int]:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"文件超过 {LARGEST >> 20} MB，不像一部法律的文本")
        data = path.read_bytes()
        digest, size = files.digest_of(path)
    except FileNotFoundError as error:
        raise WrongUse(f"找不到文件：{path}", code="no-such-file") from error
    except OSError as error:
        raise Unreadable(f"文件无法读取：{error.strerror}") from error
    if not digests.matches(digest, data):
        raise Unreadable("文件正在被改写，请稍后再试")
    return data, digest, size


def _stored(digest: str, part: int, text: Document, said: Said) -> Imported | None:
    """What these bytes became when they came before. Raises Unreadable where something else is said of them now."""
    version = TextVersion.objects.filter(file__digest=digest, part=part).select_related("instrument", "file").first()
    if version is None:
        return None
    told = {"instrument": said.instrument, "version": said.version, "in_force_from": said.in_force_from, "in_force_to": said.in_force_to, "source": said.source}
    was = {"instrument": version.instrument_id, "version": version.version, "in_force_from": version.in_force_from, "in_force_to": version.in_force_to, "source": version.source}
    differing = [f"{key} {was[key]}（现称 {told[key]}）" for key in told if told[key] is not None and told[key] != was[key]]
    if differing:
        raise Unreadable(f"这份文本已经导入，不得改动；当时是：{'，'.join(differing)}")
    kinds = list(version.units.values_list("kind", flat=True))
    return Imported(
        version.instrument_id, version.instrument.name, version.version, version.in_force_from, version.in_force_to, kinds.count("article"), len(kinds), version.digest, digest, "unchanged",
        list(text.notices),
    )  # fmt: skip


def _read(path: Path, digest: str, size: int, part: int, text: Document, said: Said, known: _KnownInstruments) -> _Ready:
    told = text.said
    made = split(text.text, omits=frozenset(read_label(label) or label for label in (*said.omits, *told.get("omits", ()))), first_line=text.first_line)
    if joined(made.units) != text.text:
        raise AssertionError(f"{path}: the units are not the text")
    instrument = known.resolve(said.instrument, told, made.titles)
    begins = said.in_force_from or told.get("in_force_from")
    notices = [*text.notices, *made.notices]
    if begins is None:
        head = "".join(unit.wording for unit in made.units if unit.kind in ("head", "preamble"))
        begins, why = day_of_force("\n".join(unit.wording for unit in made.articles[-3:]), head)
        if begins is None:
            raise Unreadable(f"不知道这一版自哪一天起施行：{why}。请用 --from YYYY-MM-DD 或在文首写 in_force_from: YYYY-MM-DD")
        notices.append(why)
    ends = said.in_force_to or told.get("in_force_to")
    if ends is not None and ends < begins:
        raise Unreadable(f"失效日 {ends.isoformat()} 早于施行日 {begins.isoformat()}")
    version = said.version or told.get("version") or begins.isoformat()
    source = said.source or told.get("source") or ""
    if len(version) > 40 or len(source) > 40:
        raise Unreadable("版本名和出处最长 40 字")
    return _Ready(path, digest, size, part, instrument, version, begins, ends, source, made, notices)


def _conflicts(ready: list[_Ready]) -> list[str]:
    """What cannot stand beside what is on file, or beside another version in the same import."""
    told = []
    beside: list[tuple[str, str, dt.date, dt.date | None, str]] = [
        (code, version, begins, ends, "库中") for code, version, begins, ends in TextVersion.objects.values_list("instrument_id", "version", "in_force_from", "in_force_to")
    ]
    for one in ready:
        for code, version, begins, ends, where in beside:
            if code != one.instrument["code"]:
                continue
            if version == one.version and begins == one.in_force_from:
                told.append(f"{one.path.name}：{one.told}自 {begins.isoformat()} 起施行的一版{where}已有，文字不同；版本一经导入不得改动。若是另一版，请用 --from 写明它的施行日")
            elif version == one.version:
                told.append(f"{one.path.name}：{one.told}在{where}已有同名版本，文字不同；版本一经导入不得改动，请另起版本名（--version）")
            elif begins == one.in_force_from:
                told.append(f"{one.path.name}：{one.told}自 {begins.isoformat()} 起施行，{where}的 {version} 版也是；请核对施行日")
            elif (begins < one.in_force_from and ends and ends >= one.in_force_from) or (begins > one.in_force_from and one.in_force_to and one.in_force_to >= begins):
                span = f"{begins.isoformat()} 至 {ends.isoformat() if ends else '……'}"
                told.append(f"{one.path.name}：{one.told}的施行期与{where}的 {version} 版（{span}）重叠，请核对施行日和失效日")
        beside.append((one.instrument["code"], one.version, one.in_force_from, one.in_force_to, "本次导入"))
    return told


def _keep(one: _Ready, actor: str) -> Imported:
    files.store(one.path, one.file, one.size)
    whole = digests.digest("\n".join(unit.wording for unit in one.split.units).encode())
    units = [
        asdict(unit) | {"seq": seq, "digest": digests.digest(unit.wording.encode()), "title": unit.title[:200], "path": [step[:200] for step in unit.path]}
        for seq, unit in enumerate(one.split.units, 1)
    ]
    document = {
        "instrument": one.instrument, "version": one.version, "in_force_from": one.in_force_from.isoformat(), "in_force_to": one.in_force_to.isoformat() if one.in_force_to else None,
        "source": one.source, "title": one.split.title, "file": one.file, "part": one.part, "digest": whole, "imported_by": actor, "units": units,
    }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT law_keep_text(%s::jsonb)", [json.dumps(document, ensure_ascii=False)])
            number = cursor.fetchone()[0]
    except Error as error:
        if database.answer(error)[0] == "CX040":
            raise WrongUse(f"{one.told}没有导入：另一个导入刚刚存入了同一版本或施行期重叠的版本，请再试一次", code="law-text") from error
        raise
    audit.record_act("law.import", actor=actor, reference=f"law-text:{number}")
    return Imported(
        one.instrument["code"], one.instrument["name"], one.version, one.in_force_from, one.in_force_to, len(one.split.articles), len(one.split.units), whole, one.file, "imported",
        one.notices,
    )  # fmt: skip


__all__ = ["Imported", "Said", "complete", "import_texts", "name_key"]
