"""表单送达: the file of a form goes piece by piece into the sealed inbox, whichever door the form stands in."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from chengxin.collection.entrances.uploads import Laid, Laying, discard
from chengxin.ground.api import WrongUse, wording


class TooLarge(WrongUse):
    """内容过大: the file is longer than an upload may be. HTTP 413."""

    http_status = 413

    def __init__(self, largest: int) -> None:
        super().__init__(wording.Sentence.of("文件超过 %(most)s MB，没有收取，请分批报送", most=largest >> 20), code="file-too-large")


class ToInbox(FileUploadHandler):
    """表单文件: Django's form parser gives the file piece by piece; the first one is taken, a second is a mistake."""

    def __init__(self, request: HttpRequest, largest: int) -> None:
        super().__init__(request)
        self._largest = largest
        self._laying: Laying | None = None
        self.laid: Laid | None = None
        self.name = ""
        self.trouble: WrongUse | None = None

    def new_file(self, *args, **words) -> None:
        """A file of the form begins."""
        super().new_file(*args, **words)
        if self.laid is not None:
            self.trouble = WrongUse("一次只能报送一个文件", code="several-files")
            raise StopUpload(connection_reset=False)
        self.name = self.file_name or ""
        self._laying = Laying(largest=self._largest)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The next piece of it."""
        assert self._laying is not None
        try:
            self._laying.add(raw_data)
        except WrongUse as error:
            self.trouble = TooLarge(self._largest) if error.code == "file-too-large" else error
            raise StopUpload(connection_reset=True) from error

    def file_complete(self, file_size: int) -> None:
        """It has come whole."""
        assert self._laying is not None
        try:
            self.laid = self._laying.done()
        except WrongUse as error:
            self.trouble = error

    def forget(self) -> None:
        """The form was cut off or is wrong: nothing is kept."""
        if self.laid is not None:
            discard(self.laid)
        elif self._laying is not None:
            self._laying.forget()
