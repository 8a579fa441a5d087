"""补列: the columns we add to a file of returned rows (ruling 150)."""

FINDINGS = "检查发现"
BEYOND = "多出的格"  # with a number: cells beyond the last column


def is_ours(name: str) -> bool:
    """True for the name of a column that we added to a file of returned rows."""
    name = name.strip()
    return name == FINDINGS or (name.startswith(BEYOND) and name[len(BEYOND) :].isdigit())
