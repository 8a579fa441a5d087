"""The pages and files of the public ledger: what a reader sees, what a program gets, and what whoever holds a receipt is told."""

import base64
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from chengxin.ground import merkle
from chengxin.publicity import api as publicity
from chengxin.publicity.ledger import heads, tiles
from chengxin.publicity.ledger.sealing import sha256
from tests.rooms.test_ledger import line_of, sound, three_lines, withdraw

ledger = publicity.ledger


@pytest.fixture
def told(district):
    return three_lines(district)


def page(district, path: str, data=None, **more):
    with district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        client = Client()
        return client.post(path, data, **more) if data is not None else client.get(path, **more)


def test_tiles_are_served_and_make_the_checkpoint(told):
    head = heads.parse(page(told, "/ledger/checkpoint").content.decode()).head
    tile = page(told, f"/ledger/tile/0/000.p/{head.size}")
    assert tile.status_code == 200 and tile["Content-Type"] == "application/octet-stream" and "immutable" in tile["Cache-Control"]
    assert merkle.root(head.size, merkle.among(merkle.levels(tile.content, sha256)), sha256) == head.root
    bundle = page(told, f"/ledger/tile/entries/000.p/{head.size}").content
    assert b"".join(merkle.leaf(one, sha256) for one in tiles.unpacked(bundle)) == tile.content
    assert page(told, "/ledger/tile/0/000.p/2").content == tile.content[:64]
    for missing in ("0/000", "0/000.p/5", "0/001", "1/000", "1/000.p/1", "8/000", "63/x999/999", "64/000", "x", "entries/000", "entries/x001/000.p/1", "0/" + "x999/" * 20 + "999"):
        assert page(told, f"/ledger/tile/{missing}").status_code == 404, missing
    answer = page(told, "/ledger/checkpoint")
    assert page(told, "/ledger/checkpoint", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert [one["leaf"] for one in page(told, "/ledger/keys").json()["keys"]] == [0]
    assert page(told, "/ledger/verify_ledger.py").content.startswith(b"#!/usr/bin/env python3")


def test_the_page_of_a_line(told):
    number = line_of(told, "甲2")
    text = page(told, f"/ledger/line/{number}").content.decode()
    receipt = page(told, f"/ledger/line/{number}/receipt.json").json()
    assert "相符" in text and receipt["salt"][:4] in text and base64.b64decode(receipt["proof"][0])
    assert f'href="/ledger/line/{number}"' in page(told, f"/line/{number}").content.decode()
    withdraw(told, "甲2")
    for gone in (f"/ledger/line/{number}", f"/ledger/line/{number}/receipt.json", "/ledger/line/0", f"/ledger/line/{2**64}", f"/ledger/line/{2**64}/receipt.json"):
        assert page(told, gone).status_code == 404


def test_whoever_holds_something_is_told_what_it_is(told):
    number = line_of(told, "甲2")
    receipt = page(told, f"/ledger/line/{number}/receipt.json").content.decode()
    code = json.loads(receipt)["salt"]
    grouped = " ".join(code[at : at + 4] for at in range(0, 32, 4))

    def asked(**data) -> tuple[int, str]:
        answer = page(told, "/ledger/check", data)
        return answer.status_code, answer.content.decode()

    assert "公示过，没有撤下" in asked(receipt=receipt)[1]
    assert "公示过，没有撤下" in asked(line=str(number), code=grouped)[1]
    assert "回执被改过" in asked(receipt=receipt.replace("5000", "500"))[1]
    assert "不能证明公示过" in asked(line=str(number), code="0" * 32)[1]
    for wrong in (
        {"receipt": "{}"},
        {"receipt": "x"},
        {"receipt": "[" * 3000},
        {"receipt": '"\\ud800"'},
        {"line": "x", "code": code},
        {"line": "1", "code": "x"},
        {},
        {"line": "９", "code": code},
        {"receipt": receipt.replace(code, "zz")},
    ):
        status, text = asked(**wrong)
        assert status == 400 and 'role="alert"' in text, wrong
    withdraw(told, "甲2")
    status, text = asked(receipt=receipt)
    assert status == 200 and "从 2026-05-22 起不再公示" in text and "撤回" in text
    assert "从 2026-05-22 起不再公示" in asked(line=str(number), code=grouped)[1]
    assert "不再公示" in asked(file=SimpleUploadedFile("receipt.json", receipt.encode()))[1]
    assert asked(file=SimpleUploadedFile("x.json", b"\xff\xfe"))[0] == 400


def test_before_the_first_publication(district):
    assert page(district, "/ledger/checkpoint").status_code == 404
    assert "还没有检查点" in page(district, "/ledger").content.decode()
    with district.side("worker"):
        ledger.sequence_all()
    assert ledger.head().size == 1 and sound()
    assert page(district, "/ledger").status_code == 200 and "1 条" in page(district, "/ledger").content.decode()
