"""Addresses as people write them: with a slash behind them they lead to the page, and nowhere else."""

import pytest
from django.test import Client, override_settings


@pytest.fixture
def reader(district):
    with override_settings(ROOT_URLCONF="chengxin.site.urls_public"), district.side("public"):
        yield Client(HTTP_HOST="credit.example.cn")


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/statistics/", "/statistics"),
        ("/publicity/penalty/?page=2&street=a%20b", "/publicity/penalty?page=2&street=a%20b"),
        ("/en/statistics//", "/en/statistics"),
        ("/api/v1/catalogue/", None),  # programs are told
        ("/subject/91120105MA0000001X/", "/subject/91120105MA0000001X"),
        ("/en", "/en/"),
        ("/large/statistics/", "/large/statistics"),
        ("/large/en", "/large/en/"),
        ("/nowhere/", None),
        ("/ledger/tile/0/999", None),  # answered: there is no such tile, with a slash or without
        ("/news/999999", None),
    ],
)
def test_a_slash_at_the_end(reader, asked, leads_to):
    answer = reader.get(asked)
    assert (answer.status_code, answer.get("Location")) == ((404, None) if leads_to is None else (301, leads_to))


@pytest.mark.parametrize("path", ["//credit.example.com/", "//credit.example.com/statistics/", "///statistics/"])
def test_nobody_is_led_to_another_site(reader, path):
    assert reader.get("/", PATH_INFO=path).status_code == 404


def test_nothing_that_is_sent_is_led_elsewhere(reader):
    assert reader.post("/statistics/").status_code == 404
