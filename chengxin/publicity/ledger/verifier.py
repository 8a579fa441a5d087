#!/usr/bin/env python3
"""公示留痕核验程序 verify_ledger.py: checks a public ledger of Chengxin, or any log in the C2SP formats, with nothing but Python 3.9.

    python3 verify_ledger.py https://site/ledger                     核验检查点、公钥、全部瓦片和全部条目
    python3 verify_ledger.py https://site/ledger --receipt FILE      再核验一份公示回执：确曾公示，是否已撤下
    python3 verify_ledger.py https://site/ledger --since FILE        再核验：日志以先前保存的检查点为开头
    python3 verify_ledger.py --receipt FILE --key KEY                不联网：只核验回执自身
    --key KEY   所认的公钥；不写则以日志公布的第一把公钥为准，并显示出来
    --save FILE 保存本次的检查点，下次用 --since 比对

Exit code: 0 everything holds, 1 something does not, 2 wrong use or not reachable. Written from RFC 6962, RFC 8032 and the
specifications signed-note, tlog-checkpoint, tlog-tiles of C2SP; no line of it is shared with the platform. Apache-2.0.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import urllib.request

# -- Ed25519 (RFC 8032, 5.1.7), verifying only; slow and plain ------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _recover(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(raw):
    number = int.from_bytes(raw, "little")
    y = number & (2**255 - 1)
    x = _recover(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def _add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar, point):
    made = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            made = _add(made, point)
        point = _add(point, point)
        scalar >>= 1
    return made


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    """Whether the signature is the key's."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = _times(s, BASE), _add(r, _times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# -- signed notes and checkpoints ------------------------------------------------------------------------


class Wrong(Exception):
    """Something does not hold."""


def parse_key(text):
    """Name, key hash, kind and bytes of a public key written ``name+hash+base64``."""
    name, hash_, encoded = text.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    if hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] != hash_ or len(raw) != 33:
        raise Wrong("公钥写得不对：" + text)
    return name, bytes.fromhex(hash_), raw[0], raw[1:]


class Checkpoint:
    """检查点: origin, size, root; text and signatures."""

    def __init__(self, text):
        body, blank, signed = text.rpartition("\n\n")
        if not blank:
            raise Wrong("不是检查点：没有签名")
        self.text, self.body = text, body + "\n"
        lines = self.body.split("\n")
        if len(lines) < 4 or not re.fullmatch(r"0|[1-9][0-9]*", lines[1]):
            raise Wrong("不是检查点")
        self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        self.signatures = []
        for line in signed.strip("\n").split("\n"):
            dash, name, encoded = line.split(" ")
            if dash != "\u2014":
                raise Wrong("签名行写得不对")
            raw = base64.b64decode(encoded, validate=True)
            self.signatures.append((name, raw[:4], raw[4:]))

    def signed_by(self, key):
        """Whether the key (kind 1: of the log; 4: of a witness) signed."""
        name, hash_, kind, public = parse_key(key)
        for signer, signer_hash, made in self.signatures:
            if (signer, signer_hash) == (name, hash_):
                message = self.body.encode()
                if kind == 4:
                    message = b"cosignature/v1\ntime " + str(int.from_bytes(made[:8], "big")).encode() + b"\n" + message
                    made = made[8:]
                return ed25519(public, message, made)
        return False


# -- the Merkle tree of RFC 6962 -------------------------------------------------------------------------


def sha(data):
    """SHA-256."""
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    """The hash of an entry."""
    return sha(b"\0" + entry)


def node_hash(left, right):
    """The hash over two subtrees."""
    return sha(b"\1" + left + right)


class Tree:
    """A tree that grows leaf by leaf; it keeps only the complete subtrees."""

    def __init__(self):
        self.peaks, self.size = [], 0

    def add(self, hash_):
        """One more leaf."""
        self.peaks.append((0, hash_))
        self.size += 1
        while len(self.peaks) > 1 and self.peaks[-1][0] == self.peaks[-2][0]:
            (height, left), (_, right) = self.peaks[-2:]
            self.peaks[-2:] = [(height + 1, node_hash(left, right))]

    def root(self):
        """The root over what was added."""
        if not self.peaks:
            return sha(b"")
        made = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            made = node_hash(left, made)
        return made


def included(index, size, hash_, path):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    at, last = index, size - 1
    for step in path:
        if last == 0:
            raise Wrong("包含证明太长")
        if at & 1 or at == last:
            hash_ = node_hash(step, hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("包含证明太短")
    return hash_


# -- tiles -----------------------------------------------------------------------------------------------


def tile_path(level, index, width=256):
    """tile/<L>/<N>[.p/<W>]"""
    parts = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(parts)}" + ("" if width == 256 else f".p/{width}")


def fetch(prefix, path):
    """What the log serves at a path."""
    with urllib.request.urlopen(prefix.rstrip("/") + "/" + path, timeout=60) as answer:
        return answer.read()


def walk(prefix, size, wanted):
    """Every entry of the log, checked against every tile; gives the tree, its root at the sizes ``wanted``, and what entries say."""
    tree, roots, entries = Tree(), {0: sha(b"")}, {}
    rows: list = [[]]  # rows[level]: hashes of that level's tiles, as made here
    for first in range(0, size, 256):
        width = min(256, size - first)
        hashes, packed, at = fetch(prefix, tile_path(0, first // 256, width)), fetch(prefix, tile_path("entries", first // 256, width)), 0
        if len(hashes) != 32 * width:
            raise Wrong(f"瓦片 {tile_path(0, first // 256, width)} 的长度不对")
        for n in range(width):
            length = int.from_bytes(packed[at : at + 2], "big")
            entry, at = packed[at + 2 : at + 2 + length], at + 2 + length
            if leaf_hash(entry) != hashes[32 * n : 32 * n + 32]:
                raise Wrong(f"第 {first + n} 条与瓦片中的摘要不符")
            tree.add(leaf_hash(entry))
            if tree.size in wanted:
                roots[tree.size] = tree.root()
            entries[entry] = first + n
        if at != len(packed):
            raise Wrong(f"条目包 {tile_path('entries', first // 256, width)} 的长度不对")
        rows[0].append(hashes)
    level = 0
    while len(rows[level]) > 1 or (rows[level] and len(rows[level][0]) == 256 * 32):
        above = b"".join(_over(tile) for tile in rows[level] if len(tile) == 256 * 32)
        level += 1
        rows.append([above[at : at + 256 * 32] for at in range(0, len(above), 256 * 32)])
        for index, tile in enumerate(rows[level]):
            path = tile_path(level, index, len(tile) // 32)
            if fetch(prefix, path) != tile:
                raise Wrong(f"瓦片 {path} 与其下的瓦片不符")
    return tree, roots, entries


def _over(tile):
    row = [tile[at : at + 32] for at in range(0, len(tile), 32)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


# -- what the ledger says --------------------------------------------------------------------------------


def check_receipt(receipt, keys, say):
    """A receipt by itself: text and salt make the leaf, the path leads to the root, a known key signed it. The two digests to look for."""
    salt, told = bytes.fromhex(receipt["salt"]), receipt["told"].encode()
    digest = sha(salt + told)
    entry = b"laid " + digest.hex().encode()
    point = Checkpoint(receipt["checkpoint"])
    if included(receipt["leaf"], point.size, leaf_hash(entry), [base64.b64decode(step) for step in receipt["proof"]]) != point.root:
        raise Wrong("回执的证明与检查点不符：内容、盐或者证明被改过")
    if not any(point.signed_by(key) for key in keys):
        raise Wrong("回执中的检查点没有所认公钥的签名")
    say(f"回执成立：第 {receipt['leaf']} 条，在 {point.size} 条处的检查点之前已经公示。公示的内容是：")
    say(receipt["told"].rstrip("\n"))
    return point, entry, b"closed " + sha(salt + b"closed" + digest).hex().encode()


def check_keys(listed, entries, trusted, roots):
    """Which keys sign, each named by a leaf of the log and handed over by the one before it."""
    keys: list = []
    for one in listed:
        point = Checkpoint(one["note"])
        if entries.get(b"key " + one["key"].encode()) != one["leaf"] or point.size != one["leaf"] + 1 or roots.get(point.size) != point.root:
            raise Wrong(f"日志第 {one['leaf']} 条没有写着公钥 {one['key']}")
        if not point.signed_by(one["key"]) or (keys and not point.signed_by(keys[-1])):
            raise Wrong(f"公钥 {one['key']} 的接替没有前一把公钥的签名")
        keys.append(one["key"])
    if trusted not in keys:
        raise Wrong("日志中没有所认的公钥 " + trusted)
    return keys


def read(path):
    """The text of a file."""
    with open(path, encoding="utf-8") as source:
        return source.read()


def main():
    """Check what was asked for, and say so."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("prefix", nargs="?")
    for word in ("--receipt", "--since", "--key", "--save"):
        asked.add_argument(word)
    a = asked.parse_args()
    if not a.prefix and not (a.receipt and a.key):
        asked.error("请写日志的网址；不联网时写 --receipt 和 --key")
    try:
        receipt = json.loads(read(a.receipt)) if a.receipt else None
        since = Checkpoint(read(a.since)) if a.since else None
        if not a.prefix:
            check_receipt(receipt, [a.key], print)
            print("没有联网：是否已撤下，本次没有核对")
            return 0
        point = Checkpoint(fetch(a.prefix, "checkpoint").decode())
        listed = json.loads(fetch(a.prefix, "keys"))["keys"]
        trusted = a.key or listed[0]["key"]
        print(f"日志 {point.origin}，{point.size} 条；所认公钥 {trusted}" + ("" if a.key else "（日志自己公布的，请与别处得到的比对）"))
        wanted = {point.size, *(one["leaf"] + 1 for one in listed)} | ({since.size} if since else set())
        if receipt:
            wanted.add(Checkpoint(receipt["checkpoint"]).size)
        tree, roots, entries = walk(a.prefix, point.size, wanted)
        if tree.root() != point.root:
            raise Wrong("全部条目算出的根与检查点不符")
        keys = check_keys(listed, entries, trusted, roots)
        if not point.signed_by(keys[-1]):
            raise Wrong("检查点没有所认公钥的签名")
        print(f"相符：{point.size} 条条目、全部瓦片、检查点和 {len(keys)} 把公钥")
        if since:
            if since.origin != point.origin or not any(since.signed_by(key) for key in keys):
                raise Wrong("先前保存的检查点不是这个日志的，或者没有所认公钥的签名")
            if since.size > point.size or roots[since.size] != since.root:
                raise Wrong(f"日志不以先前保存的 {since.size} 条为开头：被截短、改写，或者对不同的人出示了不同的日志")
            print(f"相符：日志以先前保存的 {since.size} 条为开头")
        if receipt:
            proven, entry, mark = check_receipt(receipt, keys, print)
            if entries.get(entry) != receipt["leaf"] or roots.get(proven.size) != proven.root:
                raise Wrong("回执所说的那一条不在这个日志里")
            closed = next((place for told, place in entries.items() if told.startswith(mark)), None)
            print("尚未撤下" if closed is None else f"已经撤下：第 {closed} 条")
        if a.save:
            with open(a.save, "w", encoding="utf-8") as sink:
                sink.write(point.text)
            print("已保存检查点 " + a.save)
    except Wrong as error:
        print(f"不符：{error}")
        return 1
    except (OSError, ValueError, KeyError, IndexError) as error:
        print(f"不能核验：{error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
