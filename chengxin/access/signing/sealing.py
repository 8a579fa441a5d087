"""密封: small things the browser carries for us: nobody can read, change, or use one in the place of another."""

import base64
import json
import time
from typing import Any

from cryptography.exceptions import InvalidTag

from chengxin.ground.api import digests, keys


def sealed(kind: str, said: Any, *, seconds: int) -> str:
    """``said`` sealed as one of ``kind``, good for so many seconds."""
    text = json.dumps([kind, time.time() + seconds, said])
    return base64.urlsafe_b64encode(digests.encrypt(keys.access_key(), text.encode())).decode().rstrip("=")


def opened(kind: str, text: str) -> Any:
    """What was sealed as one of ``kind``; None where it was not by us, as another kind, or too long ago."""
    if not text or len(text) > 4000:
        return None
    try:
        found = json.loads(digests.decrypt(keys.access_key(), base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, InvalidTag, IndexError):
        return None
    of, until, said = found
    return said if of == kind and until > time.time() else None
