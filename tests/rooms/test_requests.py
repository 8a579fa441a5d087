"""A form is answered once: sent twice, by two at once, changed, refused or cut off in the middle."""

import threading
import uuid
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import connections

from chengxin.access.models import Post
from chengxin.ground.requests import FIELD
from chengxin.subjects import api as subjects
from tests.desk import administrators, browser, desk


@pytest.fixture
def at(district):
    administrators()
    organ = subjects.organ("区应急局").pk
    with district.side("desk"), desk():
        yield SimpleNamespace(
            district=district, form=lambda **more: {FIELD: str(uuid.uuid4()), "organ": organ, "role": "clerk", "title": "报送一岗", "begins_on": "2026-11-20", **more}
        )


def posts() -> int:
    return Post.objects.filter(title__startswith="报送").count()


def test_the_same_form_again_is_told_the_first_answer(at):
    form, client = at.form(), browser("admin-a")
    answers = [client.post("/people/posts", form) for _ in range(3)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/people/posts?done=post")] * 3
    assert posts() == 1


def test_a_used_key_opens_nothing_else(at):
    form = at.form()
    browser("admin-a").post("/people/posts", form)
    changed = browser("admin-a").post("/people/posts", form | {"title": "报送二岗"})
    another = browser("admin-b").post("/people/posts", form)
    for answer in (changed, another):
        assert answer.status_code == 409 and "已经提交过" in answer.content.decode()
    assert posts() == 1


def test_what_was_refused_leaves_the_key_free(at):
    form, client = at.form(role="no-such-role"), browser("admin-a")
    assert client.post("/people/posts", form).status_code == 422
    assert client.post("/people/posts", form | {"role": "clerk"}).status_code == 302 and posts() == 1


def test_a_form_without_a_key_does_nothing(at):
    for key in ("", "x", "1" * 500):
        answer = browser("admin-a").post("/people/posts", at.form(**{FIELD: key}))
        assert answer.status_code == 400 and "请求键" in answer.content.decode()
    assert posts() == 0


def test_a_page_that_is_shown_once_is_not_told_again(at):
    form, client = at.form(name="韩一", login="han.yi"), browser("admin-a")
    first = client.post("/people/new", form)
    assert first.status_code in (200, 302)
    again = client.post("/people/new", form)
    assert again.status_code == (409 if first.status_code == 200 else 302)
    assert "secret" not in again.content.decode()


def test_cut_off_in_the_middle_nothing_was_done_and_the_same_form_does_it(at):
    form, client = at.form(), browser("admin-a", raise_request_exception=False)
    with patch("django.http.response.HttpResponseRedirectBase.__init__", side_effect=MemoryError):  # after the act, before its answer
        assert client.post("/people/posts", form).status_code == 500
    assert posts() == 0
    assert client.post("/people/posts", form).status_code == 302 and posts() == 1


def test_two_at_the_same_moment(at):
    form, answers = at.form(), []
    clients = [browser("admin-a") for _ in range(4)]
    gate = threading.Barrier(len(clients))

    def send(client):
        gate.wait()
        answers.append(client.post("/people/posts", form))
        connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one["Location"] for one in answers] == ["/people/posts?done=post"] * 4 and posts() == 1
