"""接收: the body of an upload, raw or multipart, as it streams in: straight to the sealed inbox, never whole in memory."""

from dataclasses import dataclass
from typing import IO, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from chengxin.collection import api as collection
from chengxin.ground.api import WrongUse


class NoLength(WrongUse):
    """缺少长度: the request does not say how long its body is. HTTP 411."""

    http_status = 411

    def __init__(self) -> None:
        super().__init__("请给出 Content-Length，不支持分块传输（Transfer-Encoding: chunked）", code="length-required")


@dataclass(frozen=True)
class Received:
    """What came: laid down, with the name it was sent under and the form fields beside it."""

    laid: collection.Laid
    file_name: str
    fields: dict[str, str]


def received(request: HttpRequest) -> Received:
    """The one file of a request. Raises NoLength, TooLarge, WrongUse."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise NoLength
    largest = settings.API_LARGEST_MB << 20
    if int(length) > largest + (1 << 20):  # a form may add a little
        raise collection.TooLarge(largest)
    if request.content_type == "multipart/form-data":
        return _of_form(request, largest)
    if request.content_type == "application/x-www-form-urlencoded":
        raise WrongUse("请把文件作为请求体，或用 multipart/form-data 报送", code="bad-content-type")
    counted = _Counted(request)
    laid = _laid(cast("IO[bytes]", counted), largest)
    if counted.size != int(length):
        collection.discard(laid)
        raise WrongUse("请求体没有传完，没有收取", code="body-cut-off")
    return Received(laid, "", {})


def _of_form(request: HttpRequest, largest: int) -> Received:
    handler = collection.ToInbox(request, largest)
    request.upload_handlers = [handler]
    try:
        fields = {name: str(value) for name, value in request.POST.items()}
    except (MultiPartParserError, OSError):
        handler.forget()
        raise WrongUse("表单没有传完或写法有误，没有收取", code="body-cut-off") from None
    if handler.trouble:
        handler.forget()
        raise handler.trouble
    if handler.laid is None:
        raise WrongUse("表单中没有文件，请把文件放在 file 一栏", code="file-missing")
    return Received(handler.laid, handler.name, fields)


def _laid(stream: IO[bytes], largest: int) -> collection.Laid:
    try:
        return collection.lay_down(stream, largest=largest)
    except WrongUse as error:
        if error.code == "file-too-large":
            raise collection.TooLarge(largest) from None
        raise
    except OSError:
        raise WrongUse("请求体没有传完，没有收取", code="body-cut-off") from None


class _Counted:
    """A request's body as a stream that knows how much was read."""

    def __init__(self, request: HttpRequest) -> None:
        self._request, self.size = request, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._request.read(size)
        self.size += len(piece)
        return piece
