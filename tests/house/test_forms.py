"""Every form of those who sign in carries its key, and the token against forms from elsewhere."""

import re

import pytest
from django.conf import settings

FORMS = [
    (path, form)
    for folder in ("desk/templates", "my/templates", "templates")
    for path in sorted((settings.BASE / "doors" / folder).rglob("*.html"))
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE)
]


def test_there_are_forms():
    assert len(FORMS) >= 15


@pytest.mark.parametrize(("path", "form"), FORMS, ids=[path.name for path, _ in FORMS])
def test_a_form_carries_its_key(path, form):
    assert "{% csrf_token %}" in form and "{% request_key %}" in form
