"""
What the desk's pages cost where there is much: 10,000 posts and pictures, 2,000 tags, 500
revisions of a post, 100,000 lines in the log of who did what.
"""

import http.client
import subprocess
import sys
import time
from os import environ
from statistics import median

from bench.autosave import begun
from bench.server import Server, serving

MUCH = ["--posts=10000", "--images=10000", "--tags=2000", "--revisions=500", "--deeds=100000"]
TIMES = 9
POSTS = "/admin/posts/post/"
PAGES = {
    "first page": "/admin/",
    "list": POSTS,
    "list, page 100": f"{POSTS}?p=99",
    "list of a tag": f"{POSTS}?taggings__tag=1",
    "search, a frequent word": f"{POSTS}?q=funnel",
    "search, no such word": f"{POSTS}?q=nowhere",
    "calendar": f"{POSTS}calendar/",
    "writing screen": f"{POSTS}{{post}}/change/",
    "revisions": f"{POSTS}{{post}}/revisions/",
    "tags": "/admin/posts/tag/",
    "library": "/admin/posts/image/",
    "library, page 200": "/admin/posts/image/?p=199",
    "library, unused": "/admin/posts/image/?use=unused",
    "who did what": "/admin/cms/deed/",
}


def desk_cost(environment: dict[str, str]) -> None:
    """Fill the site and print each page's CPU, and how long an editor waits."""
    session, _number = begun(environment)
    command = [sys.executable, "-m", "bench.filling", *MUCH]
    said = subprocess.run(
        command, env=environ | environment, check=True, capture_output=True, text=True
    )
    with serving("cms.wsgi:application", environment) as server:
        for name, address in PAGES.items():
            address = address.format(post=said.stdout.strip())
            ask(server, session, address)
            before = server.cpu()
            waited = median(ask(server, session, address) for _ in range(TIMES)) * 1000
            cost = (server.cpu() - before) * 1000 / TIMES
            print(f"desk: {name:24} {cost:6.1f} ms of CPU; answered in {waited:.0f} ms")


def ask(server: Server, session: str, address: str) -> float:
    """The seconds until a page of the desk is there."""
    connection: http.client.HTTPConnection = server.connection
    start = time.perf_counter()
    headers = {"Host": "127.0.0.1", "Cookie": f"sessionid={session}"}
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}.")
    return time.perf_counter() - start
