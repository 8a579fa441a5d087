"""A second machine: a database that holds what is public and nothing else, as fresh as the main one, and a site that reads it."""

import json
import re
import shutil
import time
from urllib.parse import quote

import psycopg
import pytest

from chengxin.site import postgres
from chengxin.site.home import Home
from chengxin.site.replicated import REPLICATED
from tests.district import identity_number, penalty_row
from tests.replicas import DAY, Replica, bytes_of
from tests.said import NUMBER as REQUEST_NUMBER
from tests.stories.conftest import CONFIRMATION, FIRM, FIRM_ROW, SHOP, SHOP_ROW, Site
from tests.stories.crawling import crawl
from tests.waiting import eventually

CITIZEN, WORKER = (identity_number(f"1201051{stem}") for stem in ("9850505321", "9900909111"))
PHONE, DWELLING = "13912345678", "某某里7号楼3门501室"
NUMBER, FACT = "津北试罚〔2026〕8801号", "擅自改变冷藏柜的温度"
PRIVATE = (CITIZEN, WORKER, PHONE, DWELLING, "钱多多")
# What a replica writes or makes itself, and what of the schema is code.
OWN = {"django_migrations", "ground_instance", "ground_replicastate"}


@pytest.fixture(scope="module")
def pair():
    """A site that was fed with what must not come out, and its replica; both are up."""
    site = Site()
    replica = Replica(site)
    try:
        said = f"当事人的员工（身份证号{WORKER}，电话{PHONE}）{FACT}，经营超过保质期的食品。"
        person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": CITIZEN, "CF_XDR_MC": "钱多多"}
        penalties = [
            penalty_row(CF_WSH=NUMBER, CF_JDRQ="2026/10/12", CF_SY=said, CF_WFXW=FACT),
            penalty_row(CF_WSH="津北试罚〔2026〕8802号", CF_JDRQ="2026/10/13", CF_XDR_SHXYM=SHOP, CF_XDR_LB="个体工商户", CF_XDR_MC="河北区意风小吃店"),
            penalty_row(CF_WSH="津北试罚〔2026〕8803号", CF_JDRQ="2026/10/13", **person),
            *(penalty_row(CF_WSH=f"津北试罚〔2026〕89{number:02d}号", CF_JDRQ="2026/10/14") for number in range(30)),
        ]
        site.run("collect", "registrations", site.csv("登记.csv", [FIRM_ROW, SHOP_ROW | {"注册地址": f"天津市河北区{DWELLING}"}]), "--received", "2026-10-20")
        site.run("collect", "penalties", site.csv("处罚.csv", penalties), "--received", "2026-10-20")
        site.run("collect", "confirmations", site.csv("确认.csv", [CONFIRMATION]), "--received", "2026-10-20")
        site.run("publish", "--on", "2026-10-21")
        site.run("statistics", CHENGXIN_TODAY="2026-10-21")
        site.run("opendata", "--on", DAY, CHENGXIN_TODAY=DAY)
        site.serve(CHENGXIN_TODAY=DAY)
        replica.start()
        yield site, replica
    finally:
        replica.stop()
        site.stop()
        shutil.rmtree(site.home, ignore_errors=True)


def lines_of(raw: psycopg.Connection, document: str) -> int:
    return raw.execute("SELECT count(*) FROM chengxin.publicity_line WHERE document_number = %s", [document]).fetchone()[0]


def test_every_replicated_table_holds_the_same_on_both(pair):
    _, replica = pair
    assert replica.agrees()
    with replica.connect() as own:
        assert lines_of(own, NUMBER) == 1
        held = {part.table for part in REPLICATED if own.execute(f"SELECT EXISTS (SELECT 1 FROM chengxin.{part.table})").fetchone()[0]}
    assert held >= {"publicity_line", "publicity_listed", "publicity_facet", "publicity_directory", "publicity_ledgerleaf", "publicity_ledgersalt", "catalogue_item", "law_article"}


def test_what_is_drawn_by_triggers_is_not_drawn_twice(pair):
    site, replica = pair
    site.run("collect", "penalties", site.csv("又.csv", [penalty_row(CF_WSH="津北试罚〔2026〕8804号", CF_JDRQ="2026/10/14")]), "--received", "2026-10-21")
    site.run("publish", "--on", "2026-10-22")
    assert replica.agrees()
    with replica.connect() as own:
        assert (
            own.execute(
                "SELECT count(*) FROM chengxin.publicity_listed x JOIN chengxin.publicity_line l ON l.publication_id = x.line WHERE l.document_number = '津北试罚〔2026〕8804号'"
            ).fetchone()[0]
            == 1
        )
        counted = "SELECT f.lines, (SELECT count(*) FROM chengxin.publicity_listed x WHERE x.item = f.id AND x.main) FROM chengxin.publicity_facet f WHERE f.facet = 'item'"
        assert all(told == there for told, there in own.execute(counted))


def test_nothing_private_is_anywhere_in_it(pair):
    _, replica = pair
    replicated = {part.table for part in REPLICATED}
    with replica.connect() as own:
        tables = [name for (name,) in own.execute("SELECT relname FROM pg_class WHERE relnamespace = 'chengxin'::regnamespace AND relkind = 'r'")]
        filled = {name for name in tables if own.execute(f'SELECT EXISTS (SELECT 1 FROM chengxin."{name}")').fetchone()[0]}
        assert len(tables) > 100 and filled <= replicated | OWN
        for name in filled:
            told = own.execute(f'SELECT string_agg(x::text, chr(10)) FROM chengxin."{name}" x').fetchone()[0]
            assert [word for word in PRIVATE if word in told] == [], name
        for part in REPLICATED:  # columns that do not come are empty
            if part.columns:
                absent = {
                    row[0] for row in own.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", [f"chengxin.{part.table}"])
                } - set(part.columns)
                assert absent and all(own.execute(f'SELECT count("{column}") FROM chengxin.{part.table}').fetchone()[0] == 0 for column in absent), part.table
        own.execute("CHECKPOINT")
    with replica.connect_main() as main:
        main.execute("CHECKPOINT")
        assert main.execute("SELECT count(*) FROM chengxin.records_personal").fetchone()[0] > 0
    on_disk = bytes_of(replica.home)
    assert NUMBER.encode() in on_disk and [word for word in PRIVATE if word.encode() in on_disk] == []
    assert "钱多多".encode() in bytes_of(replica.site.home / "postgres")  # the search would have found it


def test_the_secrets_of_the_main_instance_are_not_there(pair):
    site, replica = pair
    sealed = "SELECT encode(seal_inner, 'hex') FROM chengxin.ground_instance"
    with replica.connect_main() as main, replica.connect() as own:
        assert main.execute(sealed).fetchone() != own.execute(sealed).fetchone()
        shared = "SELECT subconninfo FROM pg_subscription"
        assert (Home(site.home).secret("replica.password")) not in own.execute(shared).fetchone()[0]
    both = {path.name for path in (site.home / "secrets").iterdir()} & {path.name for path in (replica.home / "secrets").iterdir()}
    assert not [name for name in both if (site.home / "secrets" / name).read_bytes() == (replica.home / "secrets" / name).read_bytes()]


def test_the_role_that_feeds_it_reads_what_is_published_and_nothing_else(pair):
    _, replica = pair
    readable = {(part.table, column) for part in REPLICATED for column in part.columns or ("*",)} | {("ground_instance", column) for column in ("id", "kind", "fingerprint")}
    with replica.connect_main("replica") as feed:
        granted = feed.execute(
            """SELECT c.relname, CASE WHEN has_table_privilege(c.oid, 'SELECT') THEN '*' ELSE a.attname END FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace IN ('chengxin'::regnamespace, 'publicity'::regnamespace) AND c.relkind IN ('r', 'v', 'm', 'S') AND has_column_privilege(c.oid, a.attnum, 'SELECT')"""
        ).fetchall()
        assert set(granted) == readable
        for forbidden in ("SELECT * FROM chengxin.records_personal", "DELETE FROM chengxin.publicity_line", "SELECT chengxin.ground_today()", "CREATE TABLE chengxin.x ()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                feed.execute(forbidden)


def test_its_public_process_needs_to_write_nothing_and_cannot(pair):
    _, replica = pair
    with replica.connect("public") as reader:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader.execute("CREATE TEMPORARY TABLE x ()")
        reader.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("SELECT publicity.count_acts(ARRAY['line'], ARRAY[1])")
    for side in ("my", "desk", "worker"):
        with pytest.raises(psycopg.OperationalError):
            replica.connect(side)


def told(body: str, who: Site | Replica) -> str:
    """A page without the address of its site, the number of its request, and the time at which a feed that holds nothing was asked for."""
    body = REQUEST_NUMBER.sub("", body.replace(who.url, "").replace(f"127.0.0.1:{who.port}", ""))
    return body if "<entry>" in body else re.sub("<updated>[^<]*</updated>", "", body)


def test_every_page_of_both_sites_is_the_same(pair):
    site, replica = pair
    assert replica.agrees()
    assert eventually(lambda: replica.read(f"/data/{DAY}/datapackage.json")[0] == 200)
    more = (
        *(f"/search?q={quote(word)}" for word in ("北运宏达", FIRM, "意风", NUMBER)),
        f"/subject/{FIRM}",
        f"/publicity/penalty?subject={quote('北运')}",
        f"/data/{DAY}/datapackage.json",
    )
    here, there = (crawl(url, more=more) for url in (site.url, replica.url))
    assert len(here) > 150 and here.keys() == there.keys()
    here, there = ({path: told(body, who) for path, body in read.items() if path != "/health"} for read, who in ((here, site), (there, replica)))
    differing = [path for path, body in there.items() if body != here[path]]
    assert differing == []


def test_a_withdrawal_leaves_the_replica_within_a_second(pair):
    site, replica = pair
    assert replica.agrees()
    with replica.connect_main() as main, replica.connect() as own:
        record, line = own.execute("SELECT record_id, publication_id FROM chengxin.publicity_line WHERE document_number = %s", [NUMBER]).fetchone()
        site.run("withdraw", str(record), "--kind", "mistake", "--reason", "报错了", "--organ", "天津市河北区应急管理局")
        left = time.monotonic()  # the command has ended: on the main side it is gone
        assert lines_of(main, NUMBER) == 0
        assert eventually(lambda: lines_of(own, NUMBER) == 0, pause=0.005)
        late = time.monotonic() - left
        assert late < 1.0
        assert replica.read(f"/line/{line}")[0] == 404
        # with it goes what could confirm a guess of what it said
        assert eventually(lambda: own.execute("SELECT count(*) FROM chengxin.publicity_ledgersalt WHERE publication = %s", [line]).fetchone()[0] == 0)
    assert replica.agrees()


def test_both_sides_tell_the_lag(pair):
    site, replica = pair
    assert replica.agrees()
    own = replica.health()
    assert own["status"] == "ok" and own["replica"]["state"] == "following" and own["replicas"] == []
    assert eventually(lambda: (told := replica.health()["replica"])["behind_bytes"] == 0 and told["behind_seconds"] < 3 and "/" in told["applied"])
    assert eventually(lambda: json.loads(site.read("/health")[1])["replicas"][0]["behind_seconds"] is not None)
    (one,) = json.loads(site.read("/health")[1])["replicas"]
    assert one["connected"] and one["name"] == own["replica"]["name"] and one["behind_seconds"] < 3 and one["room_bytes"] > 1 << 30
    told = json.loads(site.run("replica", "status", "--json"))
    assert told["replica"]["state"] == "following" and told["replicas"][0]["name"] == one["name"]


def test_no_other_command_works_in_its_home(pair):
    site, replica = pair
    for words in (("publish",), ("search", "北运"), ("serve",)):
        with pytest.raises(pytest.fail.Exception, match="副本的主目录"):
            site.run(*words, CHENGXIN_HOME=str(replica.home))


def test_one_that_the_main_database_gave_up_is_copied_afresh(pair):
    site, replica = pair
    replica.stop()
    assert json.loads(replica.run("end", "--json").stdout) == {"ended": 1}
    site.run("collect", "penalties", site.csv("还有.csv", [penalty_row(CF_WSH="津北试罚〔2026〕8805号", CF_JDRQ="2026/10/14")]), "--received", "2026-10-22")
    site.run("publish", "--on", "2026-10-23")
    replica.start()
    assert eventually(lambda: replica.health()["replica"]["state"] == "lost") and "replica-lost" in replica.health()["trouble"]
    replica.stop()
    done = replica.run("fresh")
    assert done.returncode == 0, done.stderr
    replica.start()
    assert replica.agrees()
    with replica.connect() as own:
        assert lines_of(own, "津北试罚〔2026〕8805号") == 1


def test_a_feed_serves_a_second_machine_and_another_schema_is_refused(pair, tmp_path):
    site, replica = pair
    feed = tmp_path / "feed.json"
    site.run("replica", "feed", str(feed), "--site", site.url)
    assert feed.stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "r"
    with replica.connect_main() as main:
        (mark,) = main.execute("SELECT fingerprint FROM chengxin.ground_instance").fetchone()
        main.execute("UPDATE chengxin.ground_instance SET fingerprint = 'sha256:other'")
        try:
            with pytest.raises(pytest.fail.Exception, match="ended with 3(.|\n)*主库的结构与本程序不一致"):
                site.run("replica", "fresh", "--feed", str(feed), "--json", CHENGXIN_HOME=str(elsewhere))
        finally:
            main.execute("UPDATE chengxin.ground_instance SET fingerprint = %s", [mark])
    feed.chmod(0o644)
    with pytest.raises(pytest.fail.Exception, match="能被其他账户读取"):
        site.run("replica", "fresh", "--feed", str(feed), CHENGXIN_HOME=str(elsewhere))


def test_a_server_that_does_not_write_what_is_needed_is_told_how():
    site = Site()
    try:
        local = site.home / "postgres" / "local.conf"
        local.write_text(local.read_text() + "wal_level = replica\n")
        with pytest.raises(pytest.fail.Exception, match="ended with 3(.|\n)*wal_level 是 replica"):
            site.run("replica", "feed", str(site.home / "feed.json"))
        assert postgres.outside() is None
    finally:
        shutil.rmtree(site.home, ignore_errors=True)
