"""Histories made from a seed: a few organs send rows of many items about a few parties, late, wrong, twice, under one number; officers withdraw, settle, class, dispute, read."""

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.district import EMERGENCY, MARKET, credit_code, identity_number
from tests.stories.oracle import definitions

FIRST = dt.date(2022, 9, 5)
ORGANS = (EMERGENCY, MARKET)
FIRMS = tuple((credit_code(f"91120105MA{n:07d}"), f"天津市试验{n}号有限公司", "法人及非法人组织") for n in range(5)) + (
    (credit_code("91120105103789250"), "天津市老字号有限公司", "法人及非法人组织"),
    (credit_code("51120105MJ0000001"), "天津市河北区试验协会", "法人及非法人组织"),
)
SHOPS = tuple((credit_code(f"92120105MA{n:07d}"), f"河北区试验{n}号小吃店", "个体工商户") for n in range(3))
PEOPLE = tuple((identity_number(f"12010519{80 + n}0307123"), f"自然人{n}", "自然人") for n in range(3))
PHONE, NUMBER = "13912345678", identity_number("12010519900307223")
TEXTS = (
    "当事人经营超过保质期的食品。", "位于河北区中山路12号3号楼2门501室的门店。", f"联系人电话{PHONE}。", f"身份证号{NUMBER}的员工。", f"员工证号 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}，tel{PHONE}。",
    "自2026年1月2日起。", "依据《城市道路管理条例》第四十二条。",
)  # fmt: skip
DOUBTFUL = ("王某，女，汉族。", "现住河北区某某里3号楼2门501室。", "账号6222020200012345678。", "联系电话 1381 2345 678。")
KINDS = ("罚款", "警告", "其他-通报批评", "警告;罚款", "其他-吊销许可证件", "没收违法所得、没收非法财物", "暂扣或者吊销许可证、暂扣或者吊销执照", "责令停产停业", "其他-限制从业")
SOURCES = {
    "penalties": "CF", "licences": "XK", "registrations": "REG", "honours": "RY", "confirmations": "QR", "rewards": "JL", "tax_credit_a": "NS", "education_institutions": "JY",
    "social_organisations": "SZ", "inspection_bodies": "ZJ", "procurement_agencies": "CG", "public_investment_projects": "XM", "used_car_appraisers": "EC", "technology_centres": "JZ", "exit_entry_agencies": "CR",
    "inspections": "JC", "serious_lists": "MD", "coercions": "QZ", "benefits": "JF",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A file."""

    source: str
    received: dt.date
    content: bytes


@dataclass(frozen=True)
class Mistake:
    """A file sent by mistake, among whose rows are older ones again; its batch is taken back on that day."""

    source: str
    received: dt.date
    content: bytes
    day: dt.date


@dataclass(frozen=True)
class Published:
    """A run."""

    day: dt.date


@dataclass(frozen=True)
class Chance:
    """Something an officer does on a day about a record; which record, the driver chooses by ``lot`` of those that it fits."""

    what: str  # withdraw, classify, dispute, undispute, also, instead, read
    day: dt.date
    word: str
    lot: float


def history(seed: int, *, rounds: int, mistakes: float = 0) -> Iterator[Sent | Published | Chance | Mistake]:
    """What happens, in its order; ``mistakes``: after that share of the files another one, by mistake."""
    chance, day, sent, run = random.Random(seed), FIRST, {}, FIRST
    slip = random.Random(f"mistakes of {seed}")
    for number in range(rounds):
        day += dt.timedelta(days=chance.choice((0, 1, 2, 9, 30, 45)))
        for source in dict.fromkeys(["penalties"] * (chance.random() < 0.8) + ["registrations"] * (chance.random() < 0.3) + chance.choices(list(SOURCES), k=2)):
            received = day if chance.random() < 0.9 else max(FIRST, day - dt.timedelta(days=chance.randrange(1, 20)))
            made = [row for _ in range(chance.randint(2, 6)) for row in _rows(chance, source, received, sent.setdefault(source, []))]
            yield Sent(source, received, _file(made, chance))
            if slip.random() < mistakes:
                wrong = [row for _ in range(slip.randint(2, 6)) for row in _rows(slip, source, received, list(sent[source]))]
                run = max(day, run)
                yield Mistake(source, received, _file(wrong, slip), run)
        if chance.random() < 0.6 and day >= run:
            yield Published(run := day)
        for _ in range(chance.choice((0, 1, 2, 3, 4))):
            what = chance.choice(("withdraw", "classify", "classify", "dispute", "undispute", "also", "also", "instead", "read", "read"))
            yield Chance(what, max(day, run), chance.choice(("轻微", "一般", "严重", "特定严重")), chance.random())
    yield Published(max(day, run) + dt.timedelta(days=1))


def _rows(chance: random.Random, source: str, received: dt.date, sent: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """A new row, or an older one again: the same, corrected, with other blanks, under another party's code; or one that comes back."""
    item = definitions.items()[definitions.sources()[source].item]
    roles = item.versions[-1].roles
    fate = chance.random()
    before = [row for row in sent if row[roles["held_on"]].replace("/", "-") <= received.isoformat()]
    if before and fate < 0.45:
        row = dict(chance.choice(before))
        if fate < 0.20:
            row |= _texts(chance, item, DOUBTFUL if chance.random() < 0.2 else TEXTS)
            if "fine" in roles:
                row |= _sanction(chance, roles)
        elif fate < 0.28 and "document_number" in roles and not row.get(roles.get("identity", ""), ""):
            row |= _party(chance, item, FIRMS + SHOPS)
        elif fate < 0.34:
            row = {code: f" {value}\u3000" for code, value in row.items()}
        elif fate < 0.40:
            row[roles["name"]] += "（更名）"
        yield row
        if fate >= 0.28:
            return
    else:
        row = _new(chance, item, received, source)
        if fate > 0.93:
            spoil = chance.choice(("name", "held_on", "subject_code"))
            row[roles[spoil]] = {"name": " ", "held_on": "2023/02/30", "subject_code": "91120105MA000000"}[spoil]
        yield row
    if not fate > 0.93:
        sent.append(row)


def _new(chance: random.Random, item: definitions.Item, received: dt.date, source: str) -> dict[str, str]:
    version = item.versions[-1]
    row, roles = dict.fromkeys(version.elements, ""), version.roles
    for code, element in version.elements.items():
        kind = element["type"]
        if kind == "date" and (element.get("mandatory") or chance.random() < 0.5):
            row[code] = "2099/12/31"
        elif kind in ("name", "choice") or (kind == "text" and element.get("mandatory")):
            row[code] = f"试验{element['name']}"[:10]
        elif kind == "code" and element.get("mandatory"):
            row[code] = MARKET[1]
        elif kind == "amount":
            row[code] = "0.500000"
    decided = received - dt.timedelta(days=chance.choice((0, 3, 9, 30, 200, 1000)))
    row[roles["held_on"]] = f"{decided:%Y/%m/%d}"
    row |= _texts(chance, item, DOUBTFUL if chance.random() < 0.08 else TEXTS)
    row |= _party(chance, item, FIRMS + SHOPS + (PEOPLE if item.persons else ()))
    if "document_number" in roles:
        row[roles["document_number"]] = str(decided.year) if item.number_for_all else f"津北{SOURCES[source]}〔{decided.year}〕{chance.randrange(10**6)}号"
    if "organ_code" in roles:
        row[roles["organ_name"]], row[roles["organ_code"]] = chance.choice(ORGANS)
    if "licence_kind" in roles:
        row[roles["licence_kind"]] = "普通"
        row[roles["valid_from"]] = row[roles["held_on"]]
    if "fine" in roles:
        row |= _sanction(chance, roles)
        row[roles["given_end"]] = f"{decided + dt.timedelta(days=chance.randrange(1, 1200)):%Y/%m/%d}" if chance.random() < 0.15 else ""
        row[roles["remarks"]] = "；".join(["领域：食品"] * (chance.random() < 0.3) + ["程序：简易程序"] * (chance.random() < 0.1))
    if item.code == "honour":
        row["RY_TYS"] = "同意〔2022〕1号"
    return row


def _texts(chance: random.Random, item: definitions.Item, among: tuple[str, ...]) -> dict[str, str]:
    texts = [code for code, element in item.versions[-1].elements.items() if element.get("public") == "text"]
    return dict.fromkeys(texts, "无") | {code: chance.choice(TEXTS) for code in texts} | ({chance.choice(texts): chance.choice(among)} if texts else {})


def _sanction(chance: random.Random, roles: dict[str, str]) -> dict[str, str]:
    kinds = chance.choice(KINDS)
    return {roles["kinds"]: kinds, roles["fine"]: f"{chance.randrange(1, 90) / 10:.6f}" if "罚款" in kinds else ""}


def _party(chance: random.Random, item: definitions.Item, among: tuple) -> dict[str, str]:
    """The cells that say whom a row is about."""
    roles = item.versions[-1].roles
    code, name, kind = chance.choice(among if "subject_kind" in roles else FIRMS + SHOPS)
    told = {roles["name"]: name, roles["subject_code"]: "" if kind == "自然人" else code}
    if "subject_kind" in roles:
        told[roles["subject_kind"]] = kind
    if "identity" in roles:
        told |= {roles["identity"]: code if kind == "自然人" else "", roles["identity_kind"]: "身份证" if kind == "自然人" else ""}
    leader = next((element for element, said in item.versions[-1].elements.items() if said.get("public") == "organisations"), None)
    street = next((element for element, said in item.versions[-1].elements.items() if said.get("public") == "street"), None)
    return told | ({leader: chance.choice(("李明", "王芳"))} if leader else {}) | ({street: f"天津市河北区中山路{chance.randrange(1, 90)}号2门501室"} if street else {})


def _file(rows: list[dict[str, str]], chance: random.Random) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(chance.choice(("utf-8", "utf-8-sig")))
