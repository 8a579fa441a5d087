"""附件: a file that comes in by a form, and one that is handed out."""

from typing import IO, cast

from django.http import HttpRequest, HttpResponse

_KINDS = {
    b"%PDF-": ("application/pdf", "pdf"), b"\x89PNG": ("image/png", "png"), b"\xff\xd8": ("image/jpeg", "jpg"), b"PK\x03\x04": ("application/octet-stream", "zip"),
}  # fmt: skip


def attachment(content: bytes, name: str) -> HttpResponse:
    """A kept file as it is handed out: of the kind its content says, never opened as a page of ours."""
    kind, ending = next((told for start, told in _KINDS.items() if content.startswith(start)), ("application/octet-stream", "bin"))
    if ending == "zip":
        ending = "ofd" if b"OFD.xml" in content else "docx" if b"word/" in content else "zip"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if kind == "application/pdf" else "attachment"}; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def document(request: HttpRequest, field: str = "document") -> tuple[str, IO[bytes]] | None:
    """The file of a form, where one was chosen."""
    sent = request.FILES.get(field)
    return (sent.name or "", cast(IO[bytes], sent)) if sent else None
