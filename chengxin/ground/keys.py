"""密钥: the instance's own keys, read from owner-only files, never from the database."""

import functools
import hashlib
import hmac

from django.conf import settings


@functools.cache
def identity_key() -> bytes:
    """The 256-bit key under which identity numbers are looked up and encrypted."""
    return hashlib.sha256(b"identity:" + settings.HOME.secret("identity").encode()).digest()


@functools.cache
def file_key() -> bytes:
    """The 256-bit key that wraps each stored file's own key."""
    return hashlib.sha256(b"file:" + settings.HOME.secret("identity").encode()).digest()


@functools.cache
def access_key() -> bytes:
    """The 256-bit key under which the keys of organs' systems are looked up."""
    return hashlib.sha256(b"access:" + settings.HOME.secret("identity").encode()).digest()


@functools.cache
def request_key() -> bytes:
    """The 256-bit key under which what a form asked for is told apart from what it asks for now."""
    return hashlib.sha256(b"request:" + settings.HOME.secret("identity").encode()).digest()


@functools.cache
def audit_seed() -> bytes:
    """The 256-bit seed of the key that signs the heads of the audit's log."""
    return hashlib.sha256(b"audit:" + settings.HOME.secret("audit").encode()).digest()


def signing_seed(name: str) -> bytes:
    """The 256-bit seed of the signing key whose secret is called ``name``; made at first use. Not kept in memory, for it may be replaced."""
    return hashlib.sha256(b"signing:" + settings.HOME.secret(name).encode()).digest()


def has_secret(name: str) -> bool:
    """Whether there is a secret of that name; asking makes none."""
    return (settings.HOME.secrets / name).is_file()


def destroy_secret(name: str) -> None:
    """Remove a secret that is no longer used."""
    (settings.HOME.secrets / name).unlink(missing_ok=True)


def proof(text: str) -> str:
    """本实例的密封: by which the database knows that a process of this instance said ``text`` (``ground_sealed``)."""
    return hmac.new(settings.HOME.secret("day").encode(), text.encode(), hashlib.sha256).hexdigest()
