"""Public lists and details with many lines on the shelf: p50, p95 and the longest, for every combination of filters.

``python -m bench.public_lists [--rows N] [--json]``. Aim: p95 under 40 ms with a million lines. The lines are made in the database by a
few statements, not by the whole journey; the shelf's own triggers draw the lists from them. Organs, kinds, industries and streets are
uneven and hang together, as real ones do: the largest organ has a third of all lines, the smallest a few dozen; each organ gives a few
kinds only and knows a few industries; some stopped years ago.
"""

import argparse
import itertools
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import psycopg.types.json

from bench import measuring

FILTERS = ("organ", "kind", "days", "sector", "street", "subject")
KINDS = ("罚款", "警告", "没收违法所得", "责令停产停业", "通报批评", "吊销许可证件", "暂扣许可证件", "降低资质等级", "限制开展生产经营活动", "限制从业")
STREETS = ("光复道街道", "望海楼街道", "鸿顺里街道", "新开河街道", "铁东路街道", "建昌道街道", "宁园街道", "王串场街道", "江都路街道", "月牙河街道")
WORDS = "宏达瑞丰恒信嘉禾永盛明德同创华泰安顺鼎新汇川博雅启航正元卓越和润云帆锦程金辉立信"
ON, ORGANS, EACH = "2026-11-20", 40, 12
_FILL = """
CREATE TEMP TABLE chance AS SELECT n, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e FROM generate_series(1, %(rows)s) n;
INSERT INTO subjects_subject (id, kind, code, first_received_on)
    SELECT 1000000 + n, 'organ', NULL, '2020-01-01' FROM generate_series(1, %(organs)s) n;
INSERT INTO subjects_organ (subject_id, official_name, aliases, in_district_file) SELECT 1000000 + n, '天津市河北区测量第' || n || '局', '{}', false FROM generate_series(1, %(organs)s) n;
INSERT INTO subjects_subject (id, kind, code, first_received_on)
    SELECT 2000000 + n, 'enterprise', '91120105' || lpad(n::text, 10, '0'), '2020-01-01' FROM generate_series(1, %(subjects)s) n;
INSERT INTO publicity_placed (subject_id, sector, street)
    SELECT 2000000 + n, chr(65 + least(floor(power(random(), 2) * 20)::integer, 19)), (%(streets)s::text[])[1 + floor(power(random(), 1.7) * 10)::integer] FROM generate_series(1, %(subjects)s) n;
INSERT INTO publicity_directory (subject_id, kind, code, name, folded, initials, grams, public_until)
    SELECT s.id, s.kind, s.code, x.name, ground_folded(x.name), '', ground_pairs(ground_folded(x.name)), 'infinity' FROM subjects_subject s CROSS JOIN LATERAL (
        SELECT '天津市' || string_agg(substr(%(words)s, 1 + floor(random() * length(%(words)s))::integer, 1), '')
            || (ARRAY['商贸', '科技', '建筑工程', '餐饮管理', '物业服务', '食品', '物流'])[1 + s.id %% 7] || '有限公司' AS name FROM generate_series(1, 2 + (s.id %% 3)::integer)
    ) x WHERE s.kind = 'enterprise';
SELECT ground_draw_sample('publicity_directory', 'publicity_sample');
"""
# An organ's number falls off steeply; its kinds are three neighbours; its firms come from a quarter of all; organs of odd number over 30 stopped in 2024.
_LINES = """
INSERT INTO publicity_basis (digest, told) VALUES (ground_digest((%(basis)s::jsonb)::text), %(basis)s);
CREATE TEMP TABLE made AS SELECT n, o.organ, (%(kinds)s::text[])[1 + ((o.organ + floor(power(b, 2) * 3)::integer) %% 10)] || CASE WHEN a > 0.9 THEN ';警告' ELSE '' END AS kinds,
    2000001 + ((o.organ %% 4) * (%(subjects)s / 4) + floor(power(c, 1.5) * (%(subjects)s / 4))::integer) %% %(subjects)s AS subject,
    CASE WHEN o.organ > 30 AND o.organ %% 2 = 1 THEN date '2024-01-01' ELSE date '2026-11-10' END - floor(d * 1000)::integer AS day, e
    FROM chance CROSS JOIN LATERAL (SELECT 1 + least(floor(power(chance.e, 3) * %(organs)s)::integer, %(organs)s - 1) AS organ) o;
INSERT INTO records_record (id, item_id, organ_id, organ_code, document_number, party, subject_id, of_person, batch, source)
    SELECT n, 'penalty', 1000000 + organ, '', '津测罚〔2026〕' || n || '号', '', subject, false, 1, 'penalties' FROM made;
ANALYZE records_record;
INSERT INTO publicity_publication (id, record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields)
    SELECT n, n, n, 'penalty', 'adverse', subject, n, '', day, day, day + 1090, '{}' FROM made;
INSERT INTO publicity_line (record_id, publication_id, item, nature, subject_id, warrant, organ_name, document_number, held_on, public_from, laid_on, corrected, disputed, term_ends, severity, repair, basis_id, warranted, fields)
    SELECT m.n, m.n, 'penalty', 'adverse', m.subject, m.n, '天津市河北区测量第' || m.organ || '局', '津测罚〔2026〕' || m.n || '号', m.day, m.day, m.day, false, false, m.day + 1090, '一般失信', '[]', (SELECT max(id) FROM publicity_basis), %(warranted)s,
        jsonb_build_object('CF_XDR_MC', d.name, 'CF_XDR_SHXYM', d.code, 'CF_XDR_LB', '法人及非法人组织', 'CF_WSH', '津测罚〔2026〕' || m.n || '号', 'CF_WFXW', '经营超过保质期的食品', 'CF_CFLB', m.kinds,
            'CF_SY', repeat('当事人经营超过保质期的食品，经查证属实。', 6), 'CF_YJ', '《中华人民共和国食品安全法》第一百二十四条', 'CF_NR', '罚款人民币伍仟元整', 'CF_NR_FK', '0.500000', 'CF_JDRQ', to_char(m.day, 'YYYY/MM/DD'))
    FROM made m JOIN publicity_directory d ON d.subject_id = m.subject;
"""
_BASIS = {
    "power": "公示行政处罚信息", "exit": "公示期满自动撤下；可以申请修复。", "remedy": "可以向作出决定的机关提出异议。",
    "articles": [{"instrument": "《信用修复管理办法》", "number": "国家发展和改革委员会令第36号", "label": "第十条", "summary": "一般失信信息公示一年。", "source": "S10"}],
}  # fmt: skip
_WARRANTED = {"digest": "sha256:" + "0" * 64, "by_statement": True, "asked_on": ON, "steps": {"notice": ON, "decision": ON, "service": ON}}


def fill(raw: psycopg.Connection, rows: int) -> float:
    """Make the lines; the seconds that the shelf's triggers and indexes took together with the lines themselves."""
    import time

    said = {
        "rows": rows, "organs": ORGANS, "subjects": max(rows // 4, 400) // 4 * 4, "streets": list(STREETS), "words": WORDS, "kinds": list(KINDS),
        "basis": psycopg.types.json.Jsonb(_BASIS), "warranted": psycopg.types.json.Jsonb(_WARRANTED),
    }  # fmt: skip
    raw.execute("SET session_replication_role = replica")  # neither records nor warrants are made
    raw.execute("ALTER TABLE publicity_line ENABLE ALWAYS TRIGGER listed")
    raw.execute("SELECT setseed(0.5)")
    for statement in _FILL.split(";\n"):
        if statement.strip():
            raw.execute(statement, said)
    began = time.monotonic()
    for statement in _LINES.split(";\n"):
        if statement.strip():
            began = time.monotonic()
            raw.execute(statement, said)
    seconds = time.monotonic() - began
    raw.execute("ALTER TABLE publicity_line ENABLE TRIGGER listed")
    raw.execute("VACUUM (ANALYZE) publicity_listed, publicity_line, publicity_directory, publicity_facet")
    return seconds


def values(raw: psycopg.Connection) -> dict[str, tuple[list[str], list[str]]]:
    """For each filter its commonest values and its rarest."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for facet in ("organ", "kind", "sector", "street"):
        ordered = [row[0] for row in raw.execute("SELECT value FROM publicity_facet WHERE item = 'penalty' AND facet = %s AND lines > 0 ORDER BY lines DESC", [facet])]
        found[facet] = ordered[:3], ordered[-3:]
    found["days"] = ["2024-03-01..2026-11-20", "2025-01-01..2026-11-20", "..2026-06-30"], ["2026-03-02..2026-03-04", "2024-05-06..2024-05-06", "2026-10-01..2026-10-07"]
    codes = [row[0] for row in raw.execute("SELECT code FROM publicity_directory ORDER BY subject_id LIMIT 2")]
    found["subject"] = ["商贸", "宏达", "天津", "宏达商"], [*codes, "宏达瑞丰"]
    return found


def asked(known: dict[str, tuple[list[str], list[str]]], chosen: tuple[str, ...], chance: random.Random) -> Iterator[str]:
    """Addresses of a combination: common values, rare ones and a mixture, the first page and one from the middle."""
    for number in range(EACH):
        said: dict[str, str] = {}
        for name in chosen:
            common, rare = known[name]
            value = chance.choice((common, rare, common + rare)[number % 3])
            if name == "days":
                said["from"], said["to"] = value.split("..")
            else:
                said[name] = value
        if number >= EACH // 2:
            said["after"] = f"2025-0{chance.randint(1, 9)}-15_{chance.randint(1, 1000)}"
        yield f"/publicity/penalty?{urlencode(said)}"


def measure(rows: int) -> list[dict]:
    """Fill a home, serve its public side, ask."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "superuser"), autocommit=True, options="-c search_path=chengxin,publicity") as raw:
            told: list[dict] = [{"what": "lines laid and listed", "seconds": round(fill(raw, rows), 1)}]
            known, lines = values(raw), shown(raw)
            raw.execute("CHECKPOINT")
        return told + _pages(known, lines)


def shown(raw: psycopg.Connection) -> list[int]:
    """Some lines, of any age, whose term runs on."""
    return [row[0] for row in raw.execute("SELECT record_id FROM publicity_line WHERE term_ends > '2027-01-01' ORDER BY md5(record_id::text) LIMIT 2000")]


def _pages(known: dict[str, tuple[list[str], list[str]]], lines: list[int]) -> list[dict]:
    chance, told, every = random.Random(7), [], []
    with measuring.served("public") as base:
        for _ in range(8):
            measuring.fetch(f"{base}/publicity/penalty")
        for count in range(len(FILTERS) + 1):
            for chosen in itertools.combinations(FILTERS, count):
                paths = list(asked(known, chosen, chance))
                took = measuring.times([lambda path=path: measuring.fetch(base + path) for path in paths])
                every += took
                p50, p95 = measuring.of(took)
                slowest = max(zip(took, paths, strict=True))
                told.append({"what": "+".join(chosen) or "no filter", "p50": round(p50, 1), "p95": round(p95, 1), "max": round(max(took), 1), "slowest": slowest[1]})
        for what, paths in (
            ("detail", [f"/line/{line}" for line in lines[:200]]),
            ("organ", [f"/organ/{1000000 + chance.randint(1, ORGANS)}" for _ in range(60)]),
            ("columns", ["/publicity"] * 30),
            ("feed", ["/publicity/penalty.atom"] * 20),
            ("API list", [f"/api/v1/publicity/lines?item=penalty&organ={organ}" for organ in known["organ"][0] * 10]),
        ):
            took = measuring.times([lambda path=path: measuring.fetch(base + path) for path in paths])
            p50, p95 = measuring.of(took)
            told.append({"what": f"page: {what}", "p50": round(p50, 1), "p95": round(p95, 1), "max": round(max(took), 1)})
    p50, p95 = measuring.of(every)
    told.append({"what": f"all {len(every)} list pages", "p50": round(p50, 1), "p95": round(p95, 1), "max": round(max(every), 1)})
    return told


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.public_lists")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    said = parser.parse_args()
    with measuring.own_home("worker"):
        told = measure(said.rows)
    for row in told:
        if "seconds" in row:
            print(f"{row['what']}: {row['seconds']} s")
        else:
            print(f"{row['what']:<42} p50 {row['p50']:>7.1f} ms  p95 {row['p95']:>7.1f} ms  max {row['max']:>7.1f} ms  {row.get('slowest', '') if row['p95'] > 40 else ''}")
    if said.json:
        said.json.write_text(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
