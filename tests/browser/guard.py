"""What a page must not do while a test looks at it."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Route

LOCAL_SCHEMES = {"data", "blob", "about"}


class Guard:
    """Notes down every trouble of a browser context's pages, and lets no request out."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.problems: list[str] = []
        self.allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Expect problems that match this regular expression, such as `status of 404`."""
        self.allowed.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        """Listen to all that happens in the context from now on."""
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.note(f"script error: {error.error}"))
        context.on("requestfailed", self.failed)
        context.route(lambda url: not self.is_ours(url), self.refuse)

    def is_ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in LOCAL_SCHEMES or parts.netloc == self.host

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            address = message.location.get("url", "")
            self.note(f"console: {message.text} ({address})")

    def failed(self, request: Request) -> None:
        # Leaving a page before its images are there is no trouble.
        if self.is_ours(request.url) and request.failure != "net::ERR_ABORTED":
            self.note(f"failed load: {request.url}: {request.failure}")

    def refuse(self, route: Route) -> None:
        self.note(f"request to another host: {route.request.url}")
        route.abort()

    def note(self, problem: str) -> None:
        if not any(pattern.search(problem) for pattern in self.allowed):
            self.problems.append(problem)
