"""The tree of RFC 9162 against the definitions written out, and against vectors computed by hand with hashlib alone."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.ground import digests, merkle

H = digests.raw_hash("sha256")
# The eight entries that implementations of Certificate Transparency are tried with, and roots over the first n of them.
ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def mth(entries: list[bytes]) -> bytes:
    """Merkle Tree Hash, word for word after 2.1.1."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH, word for word after 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return [*path(m, entries[:k]), mth(entries[k:])] if m < k else [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF, word for word after 2.1.4.1."""
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return [*subproof(m, entries[:k], whole), mth(entries[k:])] if m <= k else [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def tree(entries: list[bytes]) -> merkle.NodeAt:
    return merkle.among(merkle.levels(b"".join(merkle.leaf(entry, H) for entry in entries), H))


def some(count: int) -> list[bytes]:
    return [b"%d" % n for n in range(count)]


@pytest.mark.parametrize("count", range(9))
def test_the_known_roots(count):
    known = bytes.fromhex(ROOTS[count])
    assert mth(ENTRIES[:count]) == known
    assert merkle.root(count, tree(ENTRIES), H) == known
    assert merkle.grow(merkle.Range(), [merkle.leaf(e, H) for e in ENTRIES[:count]], H).range.root(H) == known


def test_every_proof_of_small_logs_is_that_of_the_definition():
    for n in range(1, 34):
        entries = some(n)
        nodes = tree(entries)
        for m in range(n):
            assert merkle.inclusion(m, n, nodes, H) == path(m, entries)
        for m in range(1, n + 1):
            assert merkle.consistency(m, n, nodes, H) == (subproof(m, entries, True) if m < n else [])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=6))
def test_growing_in_parts_is_the_same_as_at_once(parts):
    entries = some(sum(parts))
    leaves = [merkle.leaf(entry, H) for entry in entries]
    grown, kept = merkle.Range(), []
    for part in parts:
        more = merkle.grow(grown, leaves[grown.size : grown.size + part], H)
        kept += more.nodes
        grown = merkle.Range.unpacked(more.range.size, more.range.packed())
        assert grown.root(H) == merkle.root(grown.size, tree(entries[: grown.size]), H)
    made = merkle.levels(b"".join(leaves), H)
    assert sorted(kept) == [(8, n, made[8][n * 32 : n * 32 + 32]) for n in range(len(entries) >> 8)]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 600), st.data())
def test_proofs_hold_and_false_ones_do_not(n, data):
    entries = some(n)
    nodes = tree(entries)
    whole = mth(entries)
    index, old = data.draw(st.integers(0, n - 1)), data.draw(st.integers(1, n))
    audit, proof = merkle.inclusion(index, n, nodes, H), merkle.consistency(old, n, nodes, H)
    leaf, before = merkle.leaf(entries[index], H), merkle.root(old, nodes, H)
    assert merkle.included(index, n, leaf, audit, whole, H)
    assert merkle.consistent(old, n, before, whole, proof, H)
    assert not merkle.included(index, n, merkle.leaf(b"another", H), audit, whole, H)
    assert not merkle.consistent(old, n, before, H(b"another"), proof, H)
    assert not merkle.consistent(old, n, H(b"another"), whole, proof, H)
    assert merkle.consistent(0, n, merkle.empty(H), whole, [], H)
    assert not merkle.consistent(0, n, whole, whole, [], H)
    for steps, check in ((audit, lambda steps: merkle.included(index, n, leaf, steps, whole, H)), (proof, lambda steps: merkle.consistent(old, n, before, whole, steps, H))):
        if steps:
            at = data.draw(st.integers(0, len(steps) - 1))
            assert not check([*steps[:at], H(steps[at]), *steps[at + 1 :]])
            assert not check(steps[:-1])
        assert not check([*steps, whole])


def test_sm3_makes_a_log_of_its_own():
    h = digests.raw_hash("sm3")
    leaves = [merkle.leaf(entry, h) for entry in ENTRIES]
    made = merkle.grow(merkle.Range(), leaves, h).range
    assert made.root(h) == merkle.root(8, merkle.among(merkle.levels(b"".join(leaves), h)), h) != bytes.fromhex(ROOTS[8])
    assert "sm3:" + h(b"abc").hex() == digests.digest(b"abc", name="sm3")


def test_peaks_of_another_size_are_refused():
    with pytest.raises(ValueError):
        merkle.Range.unpacked(3, b"\0" * 32)
