"""Digests, MACs and ciphers: the standards' own examples, old and new values side by side (rulings 32, 132)."""

import base64
import hashlib
import hmac

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers import algorithms as ciphers
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as some

from chengxin.ground import algorithms, digests
from chengxin.ground.api import WrongUse

KEY = bytes(range(32))
BOTH = [algorithms.INTERNATIONAL, algorithms.NATIONAL]


def as_sm3(data: bytes) -> bytes:
    return bytes.fromhex(digests.digest(data, name="sm3").removeprefix("sm3:"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_as_in_its_standard(text, told):
    """GB/T 32905-2016, appendix A."""
    assert digests.digest(text, name="sm3") == f"sm3:{told}"


def test_sm4_as_in_its_standard():
    """GB/T 32907-2016, appendix A: one block once, and a million times over."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    engine = Cipher(ciphers.SM4(key), modes.ECB()).encryptor()
    assert engine.update(key).hex() == "681edf34d206965e86b3e94f536e4246"
    block = key
    for _ in range(1_000_000):
        block = engine.update(block)
    assert block.hex() == "595298c7c6fd271f0402f804c33d3f66"


def test_sm4_gcm_as_in_rfc_8998():
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8)
    sealing = Cipher(ciphers.SM4(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    assert (sealing.update(plain) + sealing.finalize()).hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert sealing.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_what_the_house_seals_by_sm4_is_sm4_gcm_under_the_derived_key():
    sealed = digests.seal("sm4-gcm", KEY, b"plain", context=b"c")
    derived = bytes.fromhex(digests.mac(KEY, "sm4-gcm key", name="hmac-sm3").partition(":")[2])[:16]
    opening = Cipher(ciphers.SM4(derived), modes.GCM(sealed[:12], sealed[-16:])).decryptor()
    opening.authenticate_additional_data(b"c")
    assert opening.update(sealed[12:-16]) + opening.finalize() == b"plain"


@given(some.binary(min_size=1, max_size=100), some.text(max_size=50))
def test_macs_are_hmac_by_definition(key, text):
    assert digests.mac(key, text, name="hmac-sha256") == "hmac-sha256:" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    block = (as_sm3(key) if len(key) > 64 else key).ljust(64, b"\0")
    inner = as_sm3(bytes(b ^ 0x36 for b in block) + text.encode())
    assert digests.mac(key, text, name="hmac-sm3") == "hmac-sm3:" + as_sm3(bytes(b ^ 0x5C for b in block) + inner).hex()


@pytest.mark.parametrize("writing", BOTH)
@pytest.mark.parametrize("reading", BOTH)
def test_reading_follows_the_stored_name_and_never_the_setting(writing, reading):
    with override_settings(ALGORITHMS=writing):
        sealed, text, name = digests.encrypt(KEY, b"plain", context=b"c"), digests.seal_text(KEY, "号码"), digests.digest(b"data")
    assert text.startswith(f"{writing.cipher}:") and name.startswith(f"{writing.digest}:")
    with override_settings(ALGORITHMS=reading):
        assert digests.decrypt(KEY, sealed, context=b"c") == b"plain"
        assert digests.is_sealed(text) and digests.open_text(KEY, text) == "号码"
        assert digests.matches(name, b"data") and not digests.matches(name, b"date")
        assert digests.kept_or_new(name, b"data") == name
        assert digests.kept_or_new(name, b"date") == digests.digest(b"date")
        assert name in digests.every_digest(b"data")


@pytest.mark.parametrize("chosen", BOTH)
@given(plain=some.binary(max_size=300), place=some.integers(0, 1000), bit=some.integers(0, 7))
def test_a_changed_bit_or_another_context_does_not_open(chosen, plain, place, bit):
    with override_settings(ALGORITHMS=chosen):
        sealed = digests.encrypt(KEY, plain, context=b"c")
    assert digests.decrypt(KEY, sealed, context=b"c") == plain
    changed = bytearray(sealed)
    changed[place % len(sealed)] ^= 1 << bit
    for wrong, context in ((bytes(changed), b"c"), (sealed, b"d"), (sealed[:-1], b"c"), (b"", b"c")):
        with pytest.raises(InvalidTag):
            digests.decrypt(KEY, wrong, context=context)


def test_bytes_sealed_before_they_named_their_cipher_still_open():
    """Nonce and ciphertext without a mark, also where the nonce looks like one."""
    for nonce in (b"\x07" * 12, b"\x00CX\x01" + b"\x05" * 8, b"\x00CX\x02" + b"\x05" * 8):
        old = nonce + AESGCM(KEY).encrypt(nonce, b"old", b"c")
        assert digests.decrypt(KEY, old, context=b"c") == b"old"
        with pytest.raises(InvalidTag):
            digests.decrypt(KEY, old, context=b"d")
    nonce = b"\x07" * 12
    assert digests.open_text(KEY, "aes-256-gcm:" + base64.b64encode(nonce + AESGCM(KEY).encrypt(nonce, b"x", b"text")).decode()) == "x"


def test_a_plain_text_is_not_taken_for_a_sealed_one():
    assert not any(map(digests.is_sealed, ["aes-256-gcm", "sm3:00", "备注：无", "", None, 5]))


@pytest.mark.parametrize(
    ("said", "suite"),
    [
        (None, algorithms.INTERNATIONAL),
        ("", algorithms.INTERNATIONAL),
        ("国际", algorithms.INTERNATIONAL),
        ("国密", algorithms.NATIONAL),
        ("national", algorithms.NATIONAL),
        ("sm3, hmac-sha256，sm4-gcm", algorithms.Suite("sm3", "hmac-sha256", "sm4-gcm")),
    ],
)
def test_the_setting(said, suite):
    chosen = algorithms.chosen({} if said is None else {algorithms.VARIABLE: said})
    assert chosen == suite and algorithms.unavailable(chosen) == []
    assert algorithms.chosen({algorithms.VARIABLE: str(chosen)}) == chosen


@pytest.mark.parametrize("said", ["国秘", "md5,hmac-md5,rc4", "sm3,hmac-sm3", "sm4-gcm,hmac-sm3,sm3"])
def test_a_setting_that_names_nothing_known_is_wrong_use(said):
    with pytest.raises(WrongUse) as told:
        algorithms.chosen({algorithms.VARIABLE: said})
    assert told.value.code == "bad-algorithms" and said in str(told.value)
    with pytest.raises(ValueError):
        digests.digest(b"", name="md5")


def test_the_blocks_of_the_day_seal_are_hmac_sha256():
    for key in (b"k", b"k" * 64, b"k" * 65):
        inner, outer = digests.hmac_blocks(key)
        assert hashlib.sha256(outer + hashlib.sha256(inner + b"2026-11-20").digest()).digest() == hmac.new(key, b"2026-11-20", hashlib.sha256).digest()
