"""接收: the body of an upload, raw or multipart, as it streams in: straight to the sealed inbox, never whole in memory."""

from dataclasses import dataclass
from typing import IO, cast

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from chengxin.collection import api as collection
from chengxin.ground.api import WrongUse


class NoLength(WrongUse):
    """缺少长度: the request does not say how long its body is. HTTP 411."""

    http_status = 411

    def __init__(self) -> None:
        super().__init__("请给出 Content-Length，不支持分块传输（Transfer-Encoding: chunked）", code="length-required")


class TooLarge(WrongUse):
    """内容过大: the body is longer than an upload may be. HTTP 413."""

    http_status = 413

    def __init__(self) -> None:
        super().__init__(f"文件超过 {settings.API_LARGEST_MB} MB，没有收取，请分批报送", code="file-too-large")


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
        raise TooLarge
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
    handler = _ToInbox(request, largest)
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
            raise TooLarge from None
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


class _ToInbox(FileUploadHandler):
    """Django's form parser gives the file piece by piece; the first one is taken, a second is a mistake."""

    def __init__(self, request: HttpRequest, largest: int) -> None:
        super().__init__(request)
        self._largest = largest
        self._laying: collection.Laying | None = None
        self.laid: collection.Laid | None = None
        self.name = ""
        self.trouble: WrongUse | None = None

    def new_file(self, *args, **words) -> None:
        super().new_file(*args, **words)
        if self.laid is not None:
            self.trouble = WrongUse("一次只能报送一个文件", code="several-files")
            raise StopUpload(connection_reset=False)
        self.name = self.file_name or ""
        self._laying = collection.Laying(largest=self._largest)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._laying is not None
        try:
            self._laying.add(raw_data)
        except WrongUse as error:
            self.trouble = TooLarge() if error.code == "file-too-large" else error
            raise StopUpload(connection_reset=True) from error

    def file_complete(self, file_size: int) -> None:
        assert self._laying is not None
        try:
            self.laid = self._laying.done()
        except WrongUse as error:
            self.trouble = error

    def forget(self) -> None:
        """The form was cut off or is wrong: nothing is kept."""
        if self.laid is not None:
            collection.discard(self.laid)
        elif self._laying is not None:
            self._laying.forget()
