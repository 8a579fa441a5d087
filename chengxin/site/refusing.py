"""网关拒收: what the gateway refuses before the application sees it (an address too long, a head that is none), said as the house says it."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{advice}</p><p><a href="/">回到首页</a></p></main></body>
</html>
"""
_SAID = {
    414: ("网址太长", "网址（汉字按编码后计）超过了 4,000 个字符，本站没有处理。请缩短检索的文字或减少筛选条件，再试一次。"),
    431: ("请求头太长", "浏览器随网址送来的内容太多，本站没有处理。请清除本站的 Cookie，再试一次。"),
    500: ("本站出错了", "这是本站的问题，不是您的问题。已经记录，请稍后再试。"),
}
_OTHERWISE = ("请求有误", "浏览器送来的请求不完整，本站没有处理。请重新打开网页，再试一次。")


class Worker(ThreadWorker):
    """gunicorn's worker of threads. It judges, logs and counts what it refuses; the page is ours."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Its answer is taken down instead of sent: the status is kept, the English is not."""
        told = _Draft()
        super().handle_error(req, told, addr, exc)
        try:
            client.settimeout(1)
            client.sendall(told.answer())
        except OSError as error:  # nobody listens any more
            self.log.debug("the refusal was not sent: %s", error)


class _Draft:
    """In place of the socket: what gunicorn says."""

    def __init__(self) -> None:
        self.text = b""

    def gettimeout(self) -> float:
        """As of a socket that waits for nothing."""
        return 0.0

    def send(self, text: bytes) -> int:
        """Take down some of it."""
        self.text += text
        return len(text)

    sendall = send

    def answer(self) -> bytes:
        """The same status with our page."""
        status = self.text.split(b"\r\n", 1)[0].removeprefix(b"HTTP/1.1 ")
        title, advice = _SAID.get(int(status[:3]), _OTHERWISE)
        page = _PAGE.format(title=title, advice=advice).encode()
        head = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: %d\r\n\r\n"
        return head % (status, len(page)) + page
