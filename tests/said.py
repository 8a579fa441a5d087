"""What a page says, compared: what every answer draws anew, the number of its request, is left out, and so are the addresses asked for."""

import re

from django.http import HttpResponse

NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}(?![0-9A-Za-z])")  # of a request


def said(answer: HttpResponse, *addresses: str) -> str:
    """The text of ``answer`` without the number of its request and the ``addresses``."""
    text = NUMBER.sub("", answer.content.decode())
    for address in addresses:
        text = text.replace(address, "")
    return text
