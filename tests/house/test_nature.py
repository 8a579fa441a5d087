"""Every model says what its rows can do to a subject, and none that can hurt stands without a warrant."""

import re

import pytest

KEY = re.compile(r"FOREIGN KEY \(warrant(?:_id)?, subject_id, term_ends\) REFERENCES law_warrant \(id, subject_id, ends_on\)")


def adverse(models: list[type]) -> list[type]:
    """The models whose rows weigh on somebody."""
    return [model for model in models if model.NATURE == "adverse"]


def check_warranted(model: type) -> None:
    """An adverse model has a warrant, a subject and a last day."""
    names = {field.name for field in model._meta.get_fields()}
    assert {"warrant", "subject", "term_ends"} <= names, f"{model.__name__} is adverse and has no warrant, subject or last day"


def bound_tables(root) -> set[str]:
    """The tables that SQL binds to a warrant of the same subject and the same last day."""
    found = set()
    for path in (root / "chengxin").rglob("*.sql"):
        for statement in path.read_text(encoding="utf-8").split(";"):
            altered = re.search(r"ALTER TABLE (\w+)\s+ADD CONSTRAINT", statement)
            if altered and KEY.search(statement):
                found.add(altered.group(1))
    return found


def test_no_model_is_silent(models):
    from chengxin.ground.api import Nature

    assert [m.__name__ for m in models if not isinstance(getattr(m, "NATURE", None), Nature)] == []


def test_adverse_models_have_a_warrant(models):
    assert adverse(models)
    for model in adverse(models):
        check_warranted(model)


def test_adverse_tables_are_bound_to_the_warrant_by_the_database(models, root):
    assert {model._meta.db_table for model in adverse(models)} == bound_tables(root)


def test_an_adverse_model_without_a_warrant_is_noticed(models):
    benign = next(model for model in models if model.NATURE == "benign")
    with pytest.raises(AssertionError, match="no warrant"):
        check_warranted(benign)
