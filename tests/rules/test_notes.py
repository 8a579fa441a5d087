"""Signed notes, cosignatures and tile paths against the examples of others: Go's sumdb/note, RFC 8032, the text of tlog-tiles."""

import hashlib
import importlib.util
from pathlib import Path

import pytest

from chengxin.ground import notes
from chengxin.ground.errors import WrongUse
from chengxin.publicity.ledger import heads, tiles
from chengxin.publicity.ledger.tiles import Tile

# The example of golang.org/x/mod/sumdb/note: a public key, a private seed, and a note.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
RFC_8032 = [  # section 7.1: public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
]  # fmt: skip


def standalone():
    """The one-file verifier, as somebody who downloaded it has it."""
    spec = importlib.util.spec_from_file_location("verify_ledger", Path(heads.__file__).parent / "verifier.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = standalone()


@pytest.mark.parametrize(("key", "text"), [(NEUMANN, NOTE), (FOO, FOO_NOTE)])
def test_notes_of_others_are_read_written_and_verified(key, text):
    note, known = notes.parse(text), notes.PublicKey.parse(key)
    assert str(known) == key and str(note) == text
    assert note.signers([known]) == [known]
    assert notes.Note(note.body + "more\n", note.signatures).signers([known]) == []
    name, hash_, kind, public = VERIFIER.parse_key(key)
    assert (name, hash_, kind, public) == (known.name, known.hash, 1, known.raw)
    (one,) = note.signatures
    assert VERIFIER.ed25519(public, note.body.encode(), one.made)
    assert not VERIFIER.ed25519(public, note.body.encode() + b"x", one.made)


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_verifiers_own_arithmetic_is_that_of_the_rfc(public, message, signature):
    told = [bytes.fromhex(text) for text in (public, message, signature)]
    assert VERIFIER.ed25519(*told)
    for at in (0, 31, 32, 63):
        wrong = bytearray(told[2])
        wrong[at] ^= 1
        assert not VERIFIER.ed25519(told[0], told[1], bytes(wrong))


def test_the_verifier_agrees_with_the_library_on_our_own():
    signer = notes.Signer("example.com/log", hashlib.sha256(b"seed").digest())
    witness = notes.Signer("witness.example.com/w1", hashlib.sha256(b"other").digest(), notes.COSIGNATURE)
    body = heads.Head("example.com/log", 20852163, hashlib.sha256(b"r").digest()).body()
    note = notes.Note(body, (signer.sign(body),)).also(witness.cosign(body, at=1679315147))
    assert notes.parse(str(note)) == note
    assert note.signers([signer.public(), witness.public()]) == [signer.public(), witness.public()]
    point = VERIFIER.Checkpoint(str(note))
    assert (point.origin, point.size) == ("example.com/log", 20852163)
    assert point.signed_by(str(signer.public())) and point.signed_by(str(witness.public()))
    later = notes.Note(body, (note.signatures[0], notes.Signature(witness.name, witness.public().hash, (1679315148).to_bytes(8) + note.signatures[1].made[8:])))
    assert later.signers([witness.public()]) == [] and not VERIFIER.Checkpoint(str(later)).signed_by(str(witness.public()))


@pytest.mark.parametrize("wrong", [
    "", "no note", "a\n1\n", NOTE[:-1], NOTE.replace("— ", "- "), NOTE.replace("x08g", "x08g "), "\n\n" + NOTE.split("\n\n")[1], NOTE.replace("If", "I\tf"), NOTE + "— x AAAA\n",
])  # fmt: skip
def test_what_is_no_note_is_none(wrong):
    with pytest.raises(ValueError):
        notes.parse(wrong)


def test_a_signature_under_a_known_name_that_does_not_hold_spoils_the_note():
    known, note = notes.PublicKey.parse(FOO), notes.parse(FOO_NOTE)
    spoiled = notes.Note(note.body, (notes.Signature(known.name, known.hash, bytes(64)),))
    other = notes.Signer("somebody", b"s" * 32)
    assert spoiled.also(other.sign(note.body)).signers([known, other.public()]) == []
    assert note.also(notes.Signature("unknown", b"1234", bytes(64))).signers([known]) == [known]


@pytest.mark.parametrize("wrong", ["", "a", "a+b+c", NEUMANN.replace("c74f", "c74e"), NEUMANN[:-4], " " + NEUMANN.replace("Peter", "Peter "), NEUMANN.replace("ARpc", "Axpc")])
def test_what_is_no_key_is_none(wrong):
    with pytest.raises(WrongUse):
        notes.PublicKey.parse(wrong)


@pytest.mark.parametrize(("tile", "path"), [
    (Tile(0, 0), "tile/0/000"), (Tile(3, 1234067), "tile/3/x001/x234/067"), (Tile(0, 273, 112), "tile/0/273.p/112"), (Tile(1, 1, 17), "tile/1/001.p/17"),
    (Tile(None, 999), "tile/entries/999"), (Tile(None, 1000, 1), "tile/entries/x001/000.p/1"),
])  # fmt: skip
def test_tiles_are_called_as_the_specification_says(tile, path):
    assert tile.path == path and Tile.parse(path) == tile
    assert VERIFIER.tile_path("entries" if tile.level is None else tile.level, tile.index, tile.width) == path


@pytest.mark.parametrize("path", [
    "tile/00/000", "tile/64/000", "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/0/x001/1", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/001/002",
    "tile/entries/000.p/", "tile/-1/000", "tile/0/０００", "tile/0/" + "x001/" * 60 + "001", "",
])  # fmt: skip
def test_nothing_else_is_a_tile(path):
    assert Tile.parse(path) is None


def test_a_bundle_is_read_whole_or_not_at_all():
    packed = b"\0\x02ab\0\0\0\x01c"
    assert tiles.unpacked(packed) == [b"ab", b"", b"c"]
    for cut in (1, 3, 5, len(packed) - 1):
        with pytest.raises(ValueError):
            tiles.unpacked(packed[:cut])


def test_checkpoints_one_after_the_other():
    signer = notes.Signer("log", b"s" * 32)
    made = [str(notes.Note(body, (signer.sign(body),))) for body in (heads.Head("log", n, bytes(32)).body() for n in (1, 2, 300))]
    for between in ("", "\n", "\n\n"):
        assert [one.head.size for one in heads.parse_all(between.join(made))] == [1, 2, 300]
    for wrong in ("log\n1\nAAAA\n", made[0].replace("log\n1\n", "log\n01\n"), made[0].replace("log\n1\n", "log\n-1\n"), ""):
        with pytest.raises(WrongUse):
            heads.parse_all(wrong)
