"""网关日志: how gunicorn writes its log: in the lines of the house; and after each answer is sent, the line and the figures of the request."""

import logging
import sys
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from chengxin.site.observing.lines import Line


class Log(Logger):
    """gunicorn's log. Its own formats name addresses and paths, and are not used."""

    def setup(self, cfg: Any) -> None:
        """One handler, to the log of the side, for what gunicorn has to say and for requests."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(Line())
            log.addHandler(handler)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """The request's line; its time is that of the whole answer, sent to the end. Also of what gunicorn refuses by itself."""
        from chengxin.site.observing import figures  # in the process that answers, not in the one that starts it

        note = environ.get("chengxin.about") or {"route": "refused"}
        method = environ.get("REQUEST_METHOD", "")
        method = method if method in figures.METHODS else "other"
        status, seconds = int(str(resp.status).split(maxsplit=1)[0]), request_time.total_seconds()
        told = note | {"method": method, "status": status, "ms": round(seconds * 1000, 1), "bytes": getattr(resp, "sent", 0)}
        self.access_log.info("request", extra={"told": told})
        figures.count(Line().side, note.get("route", "none"), method, status, seconds)

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """Nothing: no format of an administrator's may ask for an address or a path."""
        return {}
