import pytest
from django.urls import reverse

from cms.network import client_address
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"]
)
def test_a_login_leads_to_the_desk_and_not_to_another_site(client, elsewhere):
    editor = factories.make_editor()
    values = {"username": editor.username, "password": "correct horse battery", "next": elsewhere}
    assert client.post(reverse("admin:login"), values).url == reverse("admin:index")


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 2001:db8::7", "2001:db8::7"),
        ("unknown", "127.0.0.1"),
        ("198.51.100.7:4711", "127.0.0.1"),
        ("fe80::1%eth0", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_its_own_word_counts_if_it_is_an_address(rf, settings, forwarded, address):
    settings.BEHIND_PROXY = True
    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


def test_without_a_proxy_nobody_else_is_believed(rf, settings):
    settings.BEHIND_PROXY = False
    request = rf.get("/", headers={"x-forwarded-for": "198.51.100.7"})
    assert client_address(request) == "127.0.0.1"


def test_guessing_passwords_ends_whatever_address_is_claimed(client):
    statuses = [
        client.post(
            reverse("admin:login"),
            {"username": "victim", "password": f"guess {number}"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        ).status_code
        for number in range(12)
    ]
    assert statuses[-1] == 429


def test_the_sessions_cookie_is_for_the_admin_and_no_script(client):
    editor = factories.make_editor()
    values = {"username": editor.username, "password": "correct horse battery"}
    client.post(reverse("admin:login"), values)
    cookie = client.cookies["sessionid"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")
