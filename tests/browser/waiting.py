"""How long the browser's tests wait, and for what Playwright's own expectations can't wait for."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

# How many times slower than it is the browser shall seem: what counts on a fast one shows.
SLOWDOWN = float(os.environ.get("BROWSER_SLOWDOWN") or 1)
# Milliseconds, enough for a busy machine: a test that passes never waits for so long.
PATIENCE = 30_000 * SLOWDOWN
STEP = 50


def wait_until(page: Page, holds: Callable[[], object]) -> None:
    """Go on as soon as it holds; the page's events and routes are served meanwhile."""
    for _step in range(int(PATIENCE / STEP)):
        if holds():
            return
        page.wait_for_timeout(STEP)
    pytest.fail("It took too long.")
