"""脱敏: how a value is shown to those who may not see it whole."""


def identity(value: str) -> str:
    """An identity number with its first and last character only."""
    return value[:1] + "*" * max(len(value) - 2, 1) + value[-1:] if value else ""


def person_name(value: str) -> str:
    """A natural person's name with its first character only."""
    return value[:1] + "*" * max(len(value) - 1, 1) if value else ""
