"""来源地址: where a request comes from. A proxy is believed where it is named (``CHENGXIN_PROXIES``); else its header is whatever somebody wrote."""

import ipaddress
from collections.abc import Iterable
from typing import Any

from chengxin.ground.errors import WrongUse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def proxies(text: str) -> tuple[Network, ...]:
    """The networks of ``text``, parted by commas. Raises WrongUse (``bad-proxies``)."""
    try:
        return tuple(ipaddress.ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise WrongUse(f"CHENGXIN_PROXIES 应为以逗号分隔的地址或网段，现为“{text}”。", code="bad-proxies") from error


def of(environ: dict[str, Any], trusted: Iterable[Network]) -> str:
    """The address of whoever asks: the nearest that is no trusted proxy. What stands before it in the header is not looked at."""
    nearest = str(environ.get("REMOTE_ADDR") or "")
    told = [one.strip() for one in str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    while told and _among(nearest, trusted):
        last = told.pop()
        if _read(last) is None:
            break
        nearest = last
    return nearest


def network(address: str) -> str:
    """What of an address belongs to one household or office: of IPv4 all of it, of IPv6 the first 64 bits. Empty for none, and for this machine."""
    found = _read(address)
    if found is None or found.is_loopback:
        return ""
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _among(address: str, trusted: Iterable[Network]) -> bool:
    found = _read(address)
    return found is not None and any(found in one for one in trusted)


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
