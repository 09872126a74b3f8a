"""
The pictures in README and docs, made anew: `make screenshots`.

Starts a site of its own with the sample content, photographs it in Chromium, and ends it.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = secrets.token_urlsafe(16)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            env=os.environ
            | {
                "VAR_DIR": f"{folder}/var",
                "STORAGE_URL": f"{folder}/media",
                "PORT": str(port),
                "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            },
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=FLAGS
                )
                photograph(browser, f"http://127.0.0.1:{port}")
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def photograph(browser: Browser, site: str) -> None:
    wide = browser.new_page(viewport={"width": 1280, "height": 860})
    phone = browser.new_page(viewport={"width": 360, "height": 720}, device_scale_factor=2)
    dark = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="dark")
    take(wide, f"{site}/", "listing")
    take(phone, f"{site}/posts/the-slow-lead/", "article-phone")
    take(dark, f"{site}/posts/count-conversations-not-contacts/", "article-dark")
    wide.goto(f"{site}/admin/")
    wide.fill("[name=username]", "editor")
    wide.fill("[name=password]", PASSWORD)
    wide.press("[name=password]", "Enter")
    wide.wait_for_load_state("networkidle")
    take(wide, f"{site}/admin/", "admin-desk")
    take(wide, f"{site}/admin/posts/post/", "admin-posts")
    wide.click("#result_list tbody th a >> nth=-1")
    wide.wait_for_load_state("networkidle")
    keep(wide, "admin-post")


def take(page: Page, address: str, name: str) -> None:
    page.goto(address, wait_until="networkidle")
    keep(page, name)


def keep(page: Page, name: str) -> None:
    """What the page shows, in 256 colours: a third of the bytes for flat drawings and type."""
    shown = Image.open(BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site did not start.")


if __name__ == "__main__":
    main()
