"""Chromium for the tests: a page that listens for trouble, and axe."""

import os
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import tools
from tests.browser.axe import violations
from tests.browser.guard import Guard
from tests.browser.waiting import PATIENCE, SLOWDOWN

# Chromium talks to nobody but the pages' own server.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium, without pages."""
    for tool in (tools.CHROMIUM, tools.FONTS, tools.AXE_CORE):
        if tool.missing:
            pytest.skip(f"{tool.name} is not here. To run this: {tool.install}")
    # Playwright keeps an event loop on this thread, in which Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.chromium(), args=FLAGS)
        prepare_contexts(browser)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def prepare_contexts(browser: Browser) -> None:
    """Make every context patient and without motion, and its pages as slow as was asked for."""
    make_context = browser.new_context

    def new_context(**options) -> BrowserContext:
        # What moves is measured by chance.
        context = make_context(**{"reduced_motion": "reduce"} | options)
        context.set_default_timeout(PATIENCE)
        if SLOWDOWN > 1:
            context.on("page", slow_down)
        return context

    browser.new_context = new_context


def slow_down(page: Page) -> None:
    """Let the page compute slower and hear from its server later."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    conditions = {"latency": 20 * SLOWDOWN, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})


@pytest.fixture
def site(live_server, settings):
    """The address of a real server of this test's database."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    yield live_server.url
    wait_for_the_server()


def wait_for_the_server() -> None:
    """
    Let the server end what the closed pages still asked for, at most 10 seconds long.

    An autosave on its way would come into the emptied database of the next test.
    """
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(
        "process_request_thread" in thread.name for thread in threading.enumerate()
    ):
        time.sleep(0.02)


@pytest.fixture
def guard(site):
    """What the page must not do, noted down; `guard.allow(...)` names what a test expects."""
    return Guard(urlsplit(site).netloc)


@pytest.fixture
def page(chromium, site, guard):
    """
    A fresh page; relative addresses lead to the test's server.

    The test fails at its end for script errors, messages of the kind error in the console (which
    is where a broken content security policy shows), failed loads, and requests to other hosts.
    """
    context = chromium.new_context(
        base_url=site, viewport={"width": 1280, "height": 900}, locale="en", timezone_id="UTC"
    )
    guard.watch(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    if guard.problems:
        pytest.fail("The page had trouble:\n" + "\n".join(guard.problems), pytrace=False)


@pytest.fixture
def sign_in(page, site, settings):
    """`sign_in(user)` lets the page in as this user, past the sign-in form."""

    def enter(user) -> None:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "domain": urlsplit(site).hostname,
                    "path": settings.SESSION_COOKIE_PATH,
                }
            ]
        )

    return enter


@pytest.fixture
def axe():
    """`axe(page)` fails with what axe finds wrong, each finding with its element and cure."""

    def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
        __tracebackhide__ = True
        if found := violations(page, without=without):
            pytest.fail(f"axe, on {page.url}:\n" + "\n".join(found), pytrace=False)

    return check
