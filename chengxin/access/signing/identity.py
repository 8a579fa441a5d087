"""统一身份认证: signing in by the city's identity: OpenID Connect, authorization code with PKCE (decision 0028).

What stands between leaving and coming back travels sealed in a cookie: state, nonce, verifier, where to go on. An answer counts once. The
issuer says who somebody is: a name and an identity number. What they may do here is ours to say. The clients of its
protocol are loaded by who signs in, not by every command.
"""

import base64
import hashlib
import os
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import transaction

from chengxin.access.errors import SignInTrouble, told
from chengxin.access.signing import attempts, own
from chengxin.access.signing.attempts import Place
from chengxin.access.signing.sealing import opened, sealed
from chengxin.ground.api import Refusal, digests, identifiers, keys
from chengxin.ground.api import database as sql
from chengxin.subjects import api as subjects

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

AWAY, SKEW, FRESH = 600, 60, 3600  # seconds: to come back; two clocks may differ; what the issuer says of itself is kept
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_ENDED = "http://schemas.openid.net/event/backchannel-logout"
_WAITED = 10.0  # seconds for each of connecting, sending and reading


@dataclass(frozen=True)
class Issuer:
    """签发方: whose word counts, and who we are to it. ``number_claim``, ``name_claim``: where it tells identity number and name."""

    address: str
    client: str
    secret: str
    number_claim: str
    name_claim: str
    scope: str


@dataclass(frozen=True)
class Arrived:
    """已到: a whole session, where to go on, and what signs out at the issuer too."""

    key: str
    device: str
    to: str
    out: str


def issuer() -> Issuer | None:
    """As the environment says; None where no identity is configured."""
    address, client = os.environ.get("CHENGXIN_IDENTITY_ISSUER", ""), os.environ.get("CHENGXIN_IDENTITY_CLIENT", "")
    if not address or not client:
        return None
    path = os.environ.get("CHENGXIN_IDENTITY_SECRET_FILE", "")
    claim = os.environ.get
    return Issuer(
        address, client, Path(path).read_text(encoding="utf-8").strip() if path else "",
        claim("CHENGXIN_IDENTITY_NUMBER_CLAIM", "identity_number"), claim("CHENGXIN_IDENTITY_NAME_CLAIM", "name"), claim("CHENGXIN_IDENTITY_SCOPE", "openid identity"),
    )  # fmt: skip


def configured() -> bool:
    """Whether there is a way by the city's identity."""
    return issuer() is not None


def leave(*, back: str, to: str) -> tuple[str, str]:
    """Where to send the browser, and the sealed cookie it comes back with. Raises SignInTrouble where the issuer does not answer."""
    who = _issuer()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code", "client_id": who.client, "redirect_uri": back, "scope": who.scope, "state": state, "nonce": nonce,
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    cookie = sealed("identity", {"state": state, "nonce": nonce, "verifier": verifier, "back": back, "to": to, "issuer": who.address}, seconds=AWAY)
    return f"{_said(who)['authorization_endpoint']}?{urlencode(asked)}", cookie


def arrive(answer: dict[str, str], cookie: str, place: Place) -> Arrived:
    """Come back: the answer is ours, of this browser, of this issuer, and fresh. Raises SignInTrouble."""
    who, left = _issuer(), opened("identity", cookie)
    mac, where = attempts.name_mac("identity"), attempts.source("identity", place)
    try:
        if left is None or left["issuer"] != who.address or not secrets.compare_digest(left["state"].encode(), answer.get("state", "").encode()):
            raise SignInTrouble("identity-stale", "这次登录已经过期，或者不是从这个浏览器开始的。请重新登录")
        if answer.get("iss", who.address) != who.address or ("iss" not in answer and _said(who).get("authorization_response_iss_parameter_supported")):
            raise SignInTrouble("identity-mixed", "登录的答复不是来自市统一身份认证。请重新登录")
        if answer.get("error") or not answer.get("code"):
            raise SignInTrouble("identity-refused", "市统一身份认证没有完成登录。您可以重试，或者用本站账户登录")
        said, token = _exchanged(who, answer["code"], left)
        account = _account(who, said, left["nonce"])
    except SignInTrouble:
        own.note(mac, where, held=False, act="identity-failed", login=None)
        raise
    with transaction.atomic():
        key = own.begin(account, whole=True, place=place)
        began = [own.proof(key), who.address, _sid_mac(who, said)]
        sql.fetch_value("SELECT access_my_began_by(%s, %s, %s, %s)", [*began, keys.proof("|".join(("began-by", *began)))])
    return Arrived(key, own.known_from_now(f"identity-{account}"), left["to"], sealed("identity-out", token if len(token) < 2400 else "", seconds=86400))


def ended_there(token: str) -> int:
    """后台注销 (OpenID Connect Back-Channel Logout 1.0): the issuer says that somebody's session is over there; those that began by it end here. How many.

    The token names us, is the issuer's, of now, says that it is about this event, whom or which session it means, and counts once. An
    identity token is none: it carries a nonce and no event. Raises SignInTrouble.
    """
    who = _issuer()
    said, now = _claims(who, token, types=("logout+jwt", "JWT", None)), time.time()
    audience, events = said.get("aud"), said.get("events")
    named = audience if isinstance(audience, list) else [audience]
    good = (
        said.get("iss") == who.address and who.client in named and "nonce" not in said and isinstance(events, dict) and isinstance(events.get(_ENDED), dict)
        and isinstance(said.get("iat"), int | float) and now - AWAY - SKEW < said["iat"] < now + SKEW and isinstance(said.get("exp"), int | float) and said["exp"] > now - SKEW
        and isinstance(said.get("jti"), str) and said["jti"] and (said.get("sub") or said.get("sid")) and all(isinstance(said.get(name, ""), str) for name in ("sub", "sid"))
    )  # fmt: skip
    if not good:
        raise SignInTrouble("identity-forged", "注销的通知不能核验")
    meant = [
        who.address,
        digests.mac(keys.access_key(), f"identity:{said['sub']}") if said.get("sub") else "",
        _sid_mac(who, said),
        digests.mac(keys.access_key(), f"ended:{who.address}:{said['jti']}"),
    ]
    try:
        with told(), transaction.atomic():
            return sql.fetch_value("SELECT access_my_ended_there(%s, %s, %s, %s, %s)", [*meant, keys.proof("|".join(("ended-there", *meant)))])
    except Refusal as refusal:
        raise SignInTrouble(refusal.codes[0], str(refusal)) from None


def way_out(cookie: str, *, back: str) -> str | None:
    """Where to sign out at the issuer too, where one came by it and it has such a place."""
    who, token = issuer(), opened("identity-out", cookie)
    if who is None or token is None:
        return None
    try:
        to = _said(who).get("end_session_endpoint")
    except SignInTrouble:
        return None
    asked = {"client_id": who.client, "post_logout_redirect_uri": back} | ({"id_token_hint": token} if token else {})
    return f"{to}?{urlencode(asked)}" if to else None


def _issuer() -> Issuer:
    found = issuer()
    if found is None:
        raise SignInTrouble("no-identity", "本站没有接入市统一身份认证，请用本站账户登录")
    return found


def _exchanged(who: Issuer, code: str, left: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The claims of the token that the code stands for, and the token."""
    said = {"grant_type": "authorization_code", "code": code, "redirect_uri": left["back"], "code_verifier": left["verifier"], "client_id": who.client}
    response = _asked("POST", _said(who)["token_endpoint"], data=said, auth=(who.client, who.secret) if who.secret else None)
    token = response.get("id_token", "")
    return _claims(who, token), token


def _claims(who: Issuer, token: str, *, types: tuple[str | None, ...] = ("JWT", None)) -> dict[str, Any]:
    """What a token of one of these ``types`` says, by a key of the issuer's; where no key fits, the keys are asked for anew, for they change."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    for again in (False, True):
        try:
            read = jwt.decode(token, _keys(who, again=again), algorithms=ALGORITHMS)
            if read.header.get("typ") in types:
                return dict(read.claims)
            break
        except (JoseError, ValueError):
            continue
    raise SignInTrouble("identity-forged", "登录的答复不能核验。请重新登录")


def _sid_mac(who: Issuer, said: dict[str, Any]) -> str:
    """What the issuer calls its session, as a keyed digest; empty where it names none."""
    return digests.mac(keys.access_key(), f"sid:{who.address}:{said['sid']}") if said.get("sid") else ""


def _account(who: Issuer, said: dict[str, Any], nonce: str) -> int:
    """The account of whom the claims name. Raises SignInTrouble."""
    audience, now = said.get("aud"), time.time()
    named = audience if isinstance(audience, list) else [audience]
    good = (
        said.get("iss") == who.address and who.client in named and (len(named) == 1 or said.get("azp") == who.client) and said.get("nonce") == nonce
        and isinstance(said.get("exp"), int | float) and said["exp"] > now - SKEW and isinstance(said.get("iat"), int | float) and now - AWAY - SKEW < said["iat"] < now + SKEW
    )  # fmt: skip
    if not good or not said.get("sub"):
        raise SignInTrouble("identity-forged", "登录的答复不能核验。请重新登录")
    number, name = subjects.compact(str(said.get(who.number_claim) or ""))[:18], " ".join(str(said.get(who.name_claim) or "").split())
    if not identifiers.identity_number.is_valid(number) or not name:
        raise SignInTrouble("identity-without-number", "市统一身份认证没有给出有效的姓名和身份证号码，不能登录。请先在那里完成实名认证")
    macs = [digests.mac(keys.access_key(), f"identity:{said['sub']}"), digests.mac(keys.access_key(), f"nonce:{nonce}"), digests.mac(keys.identity_key(), number)]
    whole = base64.b64encode(digests.encrypt(keys.identity_key(), number.encode(), context=b"identity")).decode()
    try:
        with told(), transaction.atomic():
            return sql.fetch_value(
                "SELECT access_my_arrive(%s, %s, %s, %s, %s, %s, %s)", [who.address, *macs, whole, name, keys.proof("|".join(("arrive", who.address, *macs, name)))]
            )
    except Refusal as refusal:
        raise SignInTrouble(refusal.codes[0], str(refusal)) from None


_lock = threading.Lock()
_kept: dict[str, tuple[float, Any]] = {}


def _said(who: Issuer) -> dict[str, Any]:
    """What the issuer says of itself; it must name itself as we do."""
    said = _once(f"{who.address.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != who.address:
        raise SignInTrouble("identity-mixed", "市统一身份认证的配置不符，不能登录。请用本站账户登录")
    return said


def _keys(who: Issuer, *, again: bool) -> "KeySet":
    from joserfc.jwk import KeySet

    return KeySet.import_key_set(_once(_said(who)["jwks_uri"], again=again))  # type: ignore[arg-type]


def _once(address: str, *, again: bool = False) -> dict[str, Any]:
    with _lock:
        at, said = _kept.get(address, (0.0, None))
        if said is None or time.monotonic() - at > FRESH or (again and time.monotonic() - at > 5):
            said = _asked("GET", address)
            _kept[address] = (time.monotonic(), said)
        return said


def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    import httpx

    try:
        response = httpx.request(method, address, timeout=_WAITED, follow_redirects=False, **more)
        if response.status_code != 200 or len(response.content) > 1 << 20:
            raise SignInTrouble("identity-refused", "市统一身份认证没有完成登录。您可以重试，或者用本站账户登录")
        return response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignInTrouble("identity-away", "市统一身份认证暂时没有答复。请稍后再试，或者用本站账户登录") from error
