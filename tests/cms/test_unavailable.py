"""A database or a disk that fails: a sentence, and what an editor typed."""

import errno

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "A long sentence that somebody wrote & would not like to lose."


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def fail_with(error: Exception):
    def fail(*_args, **_options):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OSError(errno.ENOSPC, "No space left"), 503),
        (RuntimeError("our mistake, not a locked door"), 500),
    ],
)
def test_an_editor_gets_back_what_was_typed(client, monkeypatch, error, status):
    client.force_login(factories.make_editor())
    monkeypatch.setattr(Post, "save", fail_with(error))
    address = reverse("admin:posts_post_add")
    values = {"title": "Short <title>", "body": TEXT, "csrfmiddlewaretoken": "a-token"}
    answer = client.post(address, values)
    page = answer.content.decode()
    assert answer.status_code == status
    assert answer.has_header("Retry-After") == (status == 503)
    assert "no-store" in answer["Cache-Control"]
    assert TEXT.replace("&", "&amp;") in page
    assert 'name="title" value="Short &lt;title&gt;"' in page
    assert 'name="csrfmiddlewaretoken" value="a-token"' in page
    assert f'action="{address}"' in page
    assert "locked" not in page


def test_no_password_comes_back(client, monkeypatch):
    monkeypatch.setattr(
        "django.contrib.auth.forms.authenticate", fail_with(OperationalError("gone"))
    )
    answer = client.post(reverse("admin:login"), {"username": "somebody", "password": "hidden!"})
    assert answer.status_code == 503
    assert "hidden!" not in answer.content.decode()


def test_readers_are_asked_to_come_back(client, monkeypatch):
    monkeypatch.setattr("cms.generation.current", fail_with(OperationalError("gone")))
    answer = client.get("/")
    assert answer.status_code == 503
    assert "<form" not in answer.content.decode()


def test_other_mistakes_stay_mistakes(client, monkeypatch):
    monkeypatch.setattr("cms.generation.current", fail_with(OSError(errno.ENOENT, "no file")))
    assert client.get("/").status_code == 500


def test_a_page_is_shown_though_its_session_can_not_be_written(client, monkeypatch):
    client.force_login(factories.make_editor())
    client.post(reverse("admin:posts_tag_add"), {"name": "Leads"})  # leaves a message
    monkeypatch.setattr(Session, "save", fail_with(OperationalError("disk is full")))
    answer = client.get(reverse("admin:posts_tag_changelist"))
    assert answer.status_code == 200
    assert "Leads" in answer.content.decode()
