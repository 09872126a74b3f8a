"""deploy/nginx.conf: nginx takes it, serves the renditions there are and asks for the others."""

import os
import re
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests import tools
from tests.processes import free_port

NGINX = shutil.which("nginx", path=tools.SYSTEM_PATH)
pytestmark = pytest.mark.skipif(
    NGINX is None, reason=f"nginx is not here. To run this: {tools.NGINX.install}"
)
CONF = Path(__file__).parent.parent / "deploy" / "nginx.conf"


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302 if "/images/" in self.path else 404)
        self.send_header("Location", "/media/images/another")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def adapted(folder: Path, port: int, application: int) -> str:
    """The file as it is, but for ports, certificate and folders."""
    conf = re.sub(r"    ssl_.*\n|    listen \[::\].*\n", "", CONF.read_text())
    conf = conf.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    conf = conf.replace("listen 80;", f"listen 127.0.0.1:{port};")
    conf = conf.replace("/var/cache/nginx/lodestone", f"{folder}/cache")
    conf = conf.replace("/srv/lodestone", str(folder)).replace(":8000", f":{application}")
    conf = conf.replace("server_name magazine.example", "server_name localhost", 2)
    conf = conf.replace("server_name localhost", "server_name elsewhere", 1)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # who may read a test's own folder
    main = f"{user}pid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\nevents {{}}\n"
    return f"{main}http {{\naccess_log off;\n{places}{conf}\n}}\n"


@pytest.fixture
def site(tmp_path):
    """Where nginx answers, with an application behind it that knows of replaced pictures."""
    application = HTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    port = free_port()
    (tmp_path / "nginx.conf").write_text(adapted(tmp_path, port, application.server_port))
    command = [NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    subprocess.run([*command, "-t", "-q"], check=True, capture_output=True)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
        application.shutdown()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def get(address: str):
    opener = urllib.request.build_opener(NoRedirect)
    deadline = time.monotonic() + 10
    while True:
        try:
            return opener.open(address, timeout=5)
        except urllib.error.HTTPError as answer:
            return answer
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def test_nginx_serves_renditions_and_asks_for_those_that_are_gone(site, tmp_path):
    for name in ("images/0123456789abcdef-640.webp", "originals/secret.jpg"):
        (tmp_path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "media" / name).write_bytes(b"a picture")
    there = get(f"{site}/media/images/0123456789abcdef-640.webp")
    assert (there.status, there.read()) == (200, b"a picture")
    assert there.headers["Content-Type"] == "image/webp"
    assert "immutable" in there.headers["Cache-Control"]
    gone = get(f"{site}/media/images/00000000000000aa-640.avif")
    assert (gone.status, gone.headers["Location"]) == (302, "/media/images/another")
    assert gone.headers["Cache-Control"] == "no-cache"
    assert get(f"{site}/media/originals/secret.jpg").status == 404
