"""docs/words.md knows every word that the models use."""


def rows_of(text: str) -> list[list[str]]:
    """The cells of every table row of a Markdown text."""
    return [[cell.strip().strip("`") for cell in line.strip("| ").split("|")] for line in text.splitlines() if line.startswith("|")]


def missing(models: list[type], rows: list[list[str]]) -> list[str]:
    """Models without a row that names both the class and its Chinese term; fields likewise."""
    known = {(row[0], row[1]) for row in rows if len(row) > 1}
    absent = [m.__name__ for m in models if (m.__name__, str(m._meta.verbose_name)) not in known]
    for model in models:
        for field in model._meta.get_fields():
            if getattr(field, "column", None) and field.name != "id" and (field.name, str(field.verbose_name)) not in known:
                absent.append(f"{model.__name__}.{field.name}")
    return absent


def test_every_model_and_field_is_in_the_glossary(models, root):
    assert missing(models, rows_of((root / "docs" / "words.md").read_text(encoding="utf-8"))) == []


def test_every_model_has_a_chinese_name_of_its_own(models):
    for model in models:
        name = str(model._meta.verbose_name)
        assert any("\u4e00" <= character <= "\u9fff" for character in name), model
        assert (model.__doc__ or "").startswith(f"{name}: "), f"{model.__name__}: the docstring begins with the Chinese term and a colon"


def test_every_field_has_a_chinese_name(models):
    for model in models:
        for field in model._meta.get_fields():
            if getattr(field, "column", None) and field.name != "id":
                assert any("\u4e00" <= character <= "\u9fff" for character in str(field.verbose_name)), f"{model.__name__}.{field.name}"


def test_a_forgotten_word_is_noticed(models):
    assert models[0].__name__ in missing(models, [])
