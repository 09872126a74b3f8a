"""The server is killed, not asked to stop: what it said it has, it has, and one goes on."""

import http.client
import json
import random
import re
import threading
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.cms.sites import ask, manage, scratch_site
from tests.cms.test_serve import Served

BEGIN = """
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from posts.models import Post
user = get_user_model().objects.create_superuser("ada", password="correct horse battery")
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
session["_auth_user_hash"] = user.get_session_auth_hash()
session.create()
post = Post.objects.create(title="On tea", body="Old words.")
print(session.session_key, post.pk)
"""
READ = """
import json
from posts.models import Autosave, Post
post = Post.objects.get()
print(json.dumps({
    "autosave": [row.fields["body"][0] for row in Autosave.objects.in_use()],
    "body": post.changes.state["body"] if post.changes else post.body,
    "public": post.body if post.is_published else "",
    "revisions": [revision.state["body"] for revision in post.revisions.all()],
}))
"""
ROUNDS = 3


@pytest.fixture
def place(tmp_path):
    """A site of its own, with an editor's session and a draft: environment, session, number."""
    with scratch_site(tmp_path) as environment:
        migrated = manage(environment, "migrate", "-v", "0")
        assert migrated.communicate(timeout=300)[0] == ""
        session, number = ask(environment, BEGIN).split()
        yield environment, session, number


@pytest.fixture
def serve(place):
    """`serve()` starts the site's server; it is gone when the test ends."""
    started = []

    def start() -> Served:
        started.append(Served(place[0]))
        started[-1].wait_until_ready()
        return started[-1]

    yield start
    for server in started:
        server.kill_all()


def test_one_goes_on_where_one_was(place, serve, chromium):
    environment, session, number = place
    server = serve()
    site = environment["SITE_URL"]
    context = chromium.new_context(base_url=site)
    cookie = {"name": "sessionid", "value": session, "url": f"{site}/admin/"}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"/admin/posts/post/{number}/change/")
    body, state = page.locator("#id_body"), page.locator(".save-state")
    body.press("Control+End")
    body.press_sequentially(" Before.")
    expect(state).to_contain_text("autosaved")
    server.kill_all()
    body.press_sequentially(" After.")
    expect(state).to_contain_text("It is kept in this browser.")
    # One more, into a server that is gone: the browser shows its own page.
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("chrome-error://**")
    serve()
    page.goto(f"/admin/posts/post/{number}/change/")
    page.get_by_role("link", name="Go on with it").click()
    expect(body).to_have_value("Old words. Before. After.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. It is a draft")).to_be_visible()
    context.close()
    found = json.loads(ask(environment, READ))
    assert (found["body"], found["autosave"]) == ("Old words. Before. After.", [])


def value_in(html: str, name: str) -> str:
    """The value of an input of a form."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"|name="{name}" value="([^"]*)"', html)
    return (found[1] or found[2] or "") if found else ""


class Writer(threading.Thread):
    """Autosaves, saves and publishes as fast as the server answers; knows what it was told."""

    def __init__(self, environment: dict[str, str], session: str, number: str, count: int) -> None:
        super().__init__(daemon=True)
        self.port, self.number = int(environment["PORT"]), number
        self.site = environment["SITE_URL"]
        self.cookie = f"sessionid={session}; csrftoken={'a' * 32}"
        self.told: dict[str, int] = {}
        self.sent = count

    def run(self) -> None:
        try:
            while True:
                self.write(random.choice(["autosave", "autosave", "_save", "_publish"]))
        except (OSError, http.client.HTTPException):
            return

    def write(self, what: str) -> None:
        self.sent += 1
        page = f"/admin/posts/post/{self.number}/"
        opened = self.ask("GET", f"{page}change/")[1]
        fields = {
            "title": "On tea",
            "slug": "on-tea",
            "body": f"Words {self.sent}.",
            "csrfmiddlewaretoken": "a" * 32,
            "version": value_in(opened, "version"),
            "published_at": value_in(opened, "published_at"),
            "sequence": str(self.sent),
            "page": "one" if what == "autosave" else "two",
        }
        address = f"{page}autosave/" if what == "autosave" else f"{page}change/"
        status, _text = self.ask("POST", address, urlencode(fields | {what: "1"}))
        if status in (200, 302) and (what == "autosave" or status == 302):
            self.told[what] = self.sent

    def ask(self, method: str, address: str, sent: str = "") -> tuple[int, str]:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "Cookie": self.cookie,
            "Origin": self.site,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            client.request(method, address, sent, headers)
            answer = client.getresponse()
            return answer.status, answer.read().decode()
        finally:
            client.close()


def test_what_was_acknowledged_is_there(place, serve):
    environment, session, number = place
    sent, told = 0, {}
    for _round in range(ROUNDS):
        server = serve()
        writer = Writer(environment, session, number, sent)
        writer.start()
        while not writer.told and writer.is_alive():
            time.sleep(0.01)
        time.sleep(random.uniform(0, 3))
        server.kill_all()
        writer.join(150)
        sent, told = writer.sent, told | writer.told
        found = json.loads(ask(environment, READ))
        numbers = [int(text.split()[1][:-1]) for text in found["revisions"] if "Words" in text]
        saved = max(told.get("_save", 0), told.get("_publish", 0))
        if saved:
            assert int(found["body"].split()[1][:-1]) >= saved
            assert {told.get("_save", saved), told.get("_publish", saved)} <= set(numbers)
        if "_publish" in told:
            assert int(found["public"].split()[1][:-1]) >= told["_publish"]
        if "autosave" in told:
            kept = [int(text.split()[1][:-1]) for text in found["autosave"]]
            assert max(kept) >= told["autosave"]
    assert told
