"""
What each public page costs with 1,000 posts and with 10,000: `make bench ARGS=--growth`.

Two sites on SQLite answer in turn, each in a process of its own, without the page memory: a page
that is rendered again when nothing has changed, and the first one after a change, when what is
counted once a generation is counted anew. A page that costs over 1.3 times as much grows; the
first one only if it takes 2 ms longer, too.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS, AGAIN = 7, 10
PAGES = {
    "article": "/posts/filled-7/",
    "article as Markdown": "/posts/filled-7.md",
    "listing": "/",
    "listing, page 2": "/?page=2",
    "listing, in the middle": "/?page={middle}",
    "listing, last": "/?page={last}",
    "tags": "/tags/",
    "tag": "/tags/subject-1/",
    "tag, page 2": "/tags/subject-1/?page=2",
    "several tags": "/?tag=subject-0&tag=subject-1",
    "authors": "/authors/",
    "author": "/authors/writer-1/",
    "archive": "/archive/",
    "month": "/archive/{month}/",
    "feed": "/feed.xml",
    "JSON feed": "/feed.json",
    "tag's feed": "/tags/subject-1/feed.xml",
    "tag's JSON feed": "/tags/subject-1/feed.json",
    "author's feed": "/authors/writer-1/feed.xml",
    "author's JSON feed": "/authors/writer-1/feed.json",
    "sitemap": "/sitemap.xml",
    "sitemap, a part": "/sitemap-posts-0.xml",
    "sitemap of pages": "/sitemap-pages.xml",
    "sitemap of tags": "/sitemap-tags.xml",
    "sitemap of authors": "/sitemap-authors.xml",
    "sitemap of months": "/sitemap-archive.xml",
    "llms.txt": "/llms.txt",
}
MOST_TIMES, MOST_MORE = 1.3, 2.0


def growth(posts: int) -> None:
    """Print the table; `posts` is the smaller number."""
    with tempfile.TemporaryDirectory() as folder:
        sites = [Site(Path(folder) / str(count), count) for count in (posts, posts * 10)]
        costs: dict[tuple, list[float]] = defaultdict(list)
        try:
            for turn in range(ROUNDS + 1):
                for name in PAGES:
                    for site in sites:
                        first, again = site.cost(name)
                        if turn:  # the first round warms up
                            costs[name, "first", site.posts].append(first)
                            costs[name, "again", site.posts].append(again)
        finally:
            for site in sites:
                site.end()
    print(f"{'ms of CPU a request':22} {'again':^26} {'first after a change':^26}")
    print(f"{'posts':22}" + f" {posts:8} {posts * 10:8} {'times':>8}" * 2)
    for name in PAGES:
        said, grows = f"{name:22}", ""
        for kind in ("again", "first"):
            few, many = (median(costs[name, kind, site.posts]) for site in sites)
            said += f" {few:8.2f} {many:8.2f} {many / few:8.2f}"
            if many > few * MOST_TIMES and (kind == "again" or many > few + MOST_MORE):
                grows += f"  {kind}: grows"
        print(said + grows)


class Site:
    """A filled site on SQLite and the process that answers for it."""

    def __init__(self, folder: Path, posts: int):
        self.posts = posts
        environment = os.environ | {
            "VAR_DIR": str(folder),
            "STORAGE_URL": str(folder / "media"),
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "HASHED_STATIC": "true",
            "DEBUG": "false",
            "PAGE_MEMORY_MB": "0",
            "DJANGO_SETTINGS_MODULE": "cms.settings",
        }
        for command in (
            ["manage.py", "migrate"],
            ["manage.py", "collectstatic", "--noinput"],
            ["-m", "bench.filling", "--posts", str(posts)],
        ):
            subprocess.run(
                [sys.executable, *command], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.growth"],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def cost(self, name: str) -> tuple[float, float]:
        """Milliseconds of the page, the first time after a change and again."""
        asking: Any = self.process.stdin
        answering: Any = self.process.stdout
        print(name, file=asking, flush=True)
        first, again = map(float, answering.readline().split())
        return first, again

    def end(self) -> None:
        self.process.communicate(timeout=20)


def answer() -> None:
    """Write the two costs of each page whose name is read, until no more come."""
    from django.db import connection
    from django.test import RequestFactory
    from django.utils import timezone

    from cms.wsgi import application
    from posts.models import Post

    last = -(-Post.objects.count() // 12)
    month = (timezone.now() - timedelta(days=40)).strftime("%Y/%m")
    requests = RequestFactory()

    def ask(address: str) -> float:
        environ = requests.get(address, headers={"host": "127.0.0.1"}).environ
        said: list = []
        start = time.process_time()
        answered = application(environ, lambda *words: said.append(words))
        for _ in answered:
            pass
        answered.close()
        milliseconds = (time.process_time() - start) * 1000
        if not said[0][0].startswith("200"):
            raise RuntimeError(f"{address} answered {said[0][0]}.")
        return milliseconds

    for line in sys.stdin:
        address = PAGES[line.strip()].format(middle=last // 2, last=last, month=month)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cms_generation SET number = number + 1")
        first = ask(address)
        print(first, median(ask(address) for _ in range(AGAIN)), flush=True)


if __name__ == "__main__":
    answer()
