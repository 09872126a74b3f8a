import gzip
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import RequestFactory
from django.utils import timezone

from cms.models import SiteSettings
from cms.page_memory import PageMemory, chosen_encoding
from cms.wsgi import django_application
from tests.factories import make_editor, make_post, make_scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_tests_own_connection():
    """As Django's test client does: a request must not close the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.times = 0

    def __call__(self, environ, start_response):
        self.times += 1
        return django_application(environ, start_response)


@pytest.fixture
def django_side():
    return Counted()


@pytest.fixture
def memory(django_side):
    return PageMemory(django_side, 1_000_000)


def ask(application, path="/", method="GET", **headers):
    """Status, headers and bytes of one request through WSGI."""
    meta = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    environ = RequestFactory().generic(method, path, **meta).environ
    said = []
    parts = application(environ, lambda *words: said.append(words[:2]))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return said[0][0], dict(said[0][1]), body


def test_a_kept_page_is_the_same_page_without_asking_django(memory, django_side):
    make_post(title="Kept")
    first, second = ask(memory), ask(memory)
    assert first == second
    assert b"Kept" in second[2]
    assert django_side.times == 1


def test_a_change_shows_at_once(memory):
    post = make_post(title="Before", slug="a")
    ask(memory, "/posts/a/")
    post.title = "After"
    post.save()
    assert b"After" in ask(memory, "/posts/a/")[2]
    SiteSettings.objects.create(pk=1, name="Renamed magazine")
    assert b"Renamed magazine" in ask(memory, "/posts/a/")[2]


def test_a_scheduled_post_shows_when_its_time_comes(memory):
    post = make_scheduled(title="Tomorrow")
    assert b"Tomorrow" not in ask(memory)[2]
    with time_machine.travel(post.published_at + timedelta(seconds=1), tick=False):
        assert b"Tomorrow" in ask(memory)[2]


def test_a_reader_who_has_the_page_gets_304_with_its_headers(memory, django_side):
    etag = ask(memory)[1]["ETag"]
    status, headers, body = ask(memory, if_none_match=etag)
    assert status.startswith("304")
    assert body == b""
    assert headers["ETag"] == etag
    assert "public" in headers["Cache-Control"]
    assert django_side.times == 1


def test_head_gets_the_headers_alone(memory):
    got, head = ask(memory), ask(memory, method="HEAD")
    assert head[1] == got[1]
    assert head[2] == b""


def test_bytes_come_compressed_as_the_client_takes_them(memory):
    make_post(title="Long", body="word " * 500, slug="long")
    plain = ask(memory, "/posts/long/")[2]
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        _, headers, body = ask(memory, "/posts/long/", accept_encoding=f"deflate, {encoding}")
        assert headers["Content-Encoding"] == encoding
        assert int(headers["Content-Length"]) == len(body) < len(plain)
        assert unpack(body) == plain
        assert "Accept-Encoding" in headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.0", ""),
        ("identity", ""),
    ],
)
def test_the_encoding_is_one_the_client_takes(accepted, chosen):
    assert chosen_encoding(accepted) == chosen


def test_a_campaigns_parameters_share_the_page_and_others_do_not(memory, django_side):
    for number in range(13):
        make_post(published_at=timezone.now() - timedelta(days=number))
    ask(memory)
    ask(memory, "/?utm_source=mail&utm_campaign=x")
    assert django_side.times == 1
    assert ask(memory, "/?page=2")[2] != ask(memory)[2]


@pytest.mark.parametrize("address", ["/admin/login/", "/nope/", "/healthz", "/static/none.css"])
def test_what_is_not_for_every_reader_is_not_kept(memory, address):
    make_editor()
    ask(memory, address)
    assert not memory.pages


def test_a_post_request_is_never_answered_from_memory(memory):
    ask(memory)
    assert ask(memory, method="POST")[0].startswith("405")


def test_the_longest_unused_pages_go_first(django_side):
    memory = PageMemory(django_side, 100_000)
    posts = [make_post(body="word " * 200) for _ in range(40)]
    for post in posts:
        ask(memory, post.get_absolute_url())
    assert 0 < memory.bytes_held <= 100_000
    assert sum(page.size for page in memory.pages.values()) == memory.bytes_held
    times = django_side.times
    ask(memory, posts[-1].get_absolute_url())
    assert django_side.times == times


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_kept_page_gives_its_connection_back_to_the_pool(memory, django_side):
    make_post()
    ask(memory)
    ask(memory)
    assert django_side.times == 1
    assert connections["default"].connection is None


def test_an_encoding_that_a_client_names_does_not_file_another_page(memory):
    for number in range(13):
        make_post(title=f"Post {number:02}")
    environ = RequestFactory().get("/?page=2").environ
    foreign = environ | {"CONTENT_TYPE": "text/plain; charset=utf-16"}
    first = b"".join(memory(foreign, lambda *words: None))
    assert first == b"".join(memory(environ, lambda *words: None))
    assert b"Post 00" in first
    assert b"Post 12" not in first


def test_an_open_connection_gets_no_page_kept_for_encrypted_ones(settings):
    def says_its_scheme(environ, start_response):
        body = environ["HTTP_X_FORWARDED_PROTO"].encode()
        start_response("200 OK", [("Cache-Control", "public"), ("ETag", f'"{body}"')])
        return [body]

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    memory = PageMemory(says_its_scheme, 1_000_000)
    for said in ["https", "http", "https"]:
        assert ask(memory, x_forwarded_proto=said)[2] == said.encode()


def test_a_304_has_the_policy_too(memory):
    etag = ask(memory)[1]["ETag"]
    status, headers, body = ask(memory, if_none_match=etag)
    assert (status, body) == ("304 Not Modified", b"")
    assert "Content-Security-Policy" in headers
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(headers)


def test_a_kept_page_is_known_by_its_date_or_by_a_strong_form_of_its_tag(memory):
    make_post()
    _, headers, _ = ask(memory)
    assert ask(memory, if_modified_since=headers["Last-Modified"])[0].startswith("304")
    assert ask(memory, if_modified_since="Sat, 01 Jan 2000 00:00:00 GMT")[0].startswith("200")
    assert ask(memory, if_none_match=headers["ETag"].removeprefix("W/"))[0].startswith("304")
    other = {"if_none_match": '"other"', "if_modified_since": headers["Last-Modified"]}
    assert ask(memory, **other)[0].startswith("200")
