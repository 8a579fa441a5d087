"""Every code of the kernel's refusals has a sentence and an article on file, or says that the rule is ours."""

import re
from pathlib import Path

import chengxin.law
from chengxin.law.library.data import article_codes
from chengxin.law.refusals import ARTICLES, OURS, SENTENCES, because


def test_the_codes_of_the_database_and_of_the_sentences_are_the_same():
    body = (Path(chengxin.law.__file__).parent / "sql" / "authorise.sql").read_text(encoding="utf-8")
    given = set(re.findall(r"(?:THEN ARRAY\[|THEN )'([a-z]+(?:-[a-z]+)+)'", body))
    assert given == SENTENCES.keys() == ARTICLES.keys()


def test_every_article_is_on_file():
    assert {article for article in ARTICLES.values() if article} <= article_codes()


def test_each_is_told_with_its_sentence_and_its_basis():
    told = {one["code"]: one for one in because(SENTENCES)}
    assert told.keys() == SENTENCES.keys()
    assert all(one["sentence"] == SENTENCES[code] and (one["basis"].startswith("《") or one["basis"] == OURS) for code, one in told.items())
