"""
What Lodestone costs, beside the least that could be: `make bench`, or `ARGS="--posts 10000"`;
`ARGS=--growth` is another table, of what grows with the number of posts.

Pages are measured as CPU milliseconds a request of the server's processes, in rounds that take
turns with a bare Django view on the same server; the ratio is what travels between machines.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench import texts
from bench.autosave import autosave_cost
from bench.desk import desk_cost
from bench.growth import growth
from bench.preview import preview_cost
from bench.server import Server, serving

ROUNDS = 5
BROWSERS_TAKE = "gzip, deflate, br"
PAGES = {
    "article": [f"/posts/post-{number}/" for number in range(20)],
    "listing": ["/"],
    "listing, page 20": ["/?page=20"],
    "tag": ["/tags/topic-1/"],
    "feed": ["/feed.xml"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--posts", type=int, default=1000, help="posts on the site (1000)")
    parser.add_argument("--pelican", default="", help="a pelican program to measure beside")
    parser.add_argument("--requests", type=int, default=200, help="requests a round (200)")
    parser.add_argument("--growth", action="store_true", help="only how pages' costs grow")
    asked = parser.parse_args()
    if asked.growth:
        growth(asked.posts)
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = set_up(Path(folder))
        render_speed()
        import_speed(Path(folder), asked.posts, environment, asked.pelican)
        page_cost(asked.requests, environment)
        autosave_cost(asked.requests, environment)
        preview_cost(asked.requests, environment)
        desk_cost(environment)


def set_up(folder: Path) -> dict[str, str]:
    environment = {
        "VAR_DIR": str(folder / "var"),
        "STORAGE_URL": str(folder / "media"),
        "HASHED_STATIC": "true",
        "DEBUG": "false",
    }
    environment |= {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
    manage("migrate", environment=environment)
    manage("collectstatic", "--noinput", environment=environment)
    return environment


def manage(*command: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def render_speed() -> None:
    """Our renderer beside python-markdown with the same parts, on the same 100 documents."""
    import markdown
    from django.conf import settings

    from posts.markup import render

    settings.configure(USE_I18N=False)

    plain = markdown.Markdown(extensions=["extra", "sane_lists", "toc"])
    documents = [texts.body(number) for number in range(100)]
    seconds: dict[str, list[float]] = {"ours": [], "python-markdown": []}
    for _ in range(ROUNDS):
        for name, make in (
            ("ours", render),
            ("python-markdown", lambda text: plain.reset().convert(text)),
        ):
            start = time.process_time()
            for document in documents:
                make(document)
            seconds[name].append(time.process_time() - start)
    ours, theirs = median(seconds["ours"]) * 10, median(seconds["python-markdown"]) * 10
    beside = f"python-markdown {theirs:.2f}; ratio {ours / theirs:.2f}"
    print(f"render     {ours:6.2f} ms a document of 6.5 KB; {beside}")


def import_speed(folder: Path, count: int, environment: dict[str, str], pelican: str = "") -> None:
    """Files with front matter into an empty site, beside a static builder if one is named."""
    source = folder / "posts"
    source.mkdir()
    for number in range(count):
        (source / f"post-{number}.md").write_text(texts.document(number))
    start = time.perf_counter()
    manage("import_posts", str(source), environment=environment)
    seconds = time.perf_counter() - start
    print(f"import     {count / seconds:6.0f} posts a second ({count} posts in {seconds:.1f} s)")
    if pelican:
        start = time.perf_counter()
        command = [pelican, str(source), "--output", str(folder / "pelican"), "--quiet"]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        print(
            f"pelican    {count / seconds:6.0f} posts a second, the same folder to finished files"
        )


def page_cost(requests: int, environment: dict[str, str]) -> None:
    """Each page rendered anew and from memory, taking turns with a bare view."""
    anew, kept = {"PAGE_MEMORY_MB": "0"}, {"PAGE_MEMORY_MB": "32"}
    with (
        serving("bench.bare:application", environment) as bare,
        serving("cms.wsgi:application", environment | anew) as rendering,
        serving("cms.wsgi:application", environment | kept) as remembering,
    ):
        costs: dict[tuple[str, str], list[float]] = {}
        for number in range(ROUNDS + 1):
            cost = measure(bare, rendering, remembering, requests)
            if number:  # the first round warms up
                for name, value in cost.items():
                    costs.setdefault(name, []).append(value)
    least = median(costs["bare view", ""])
    print(f"{'bare view':18} {least:6.2f} ms of CPU a request")
    for (page, way), values in costs.items():
        if way:
            cost = median(values)
            print(f"{page:18} {cost:6.2f} ms {way:9} {cost / least:6.2f} times a bare view")


def measure(
    bare: Server, rendering: Server, remembering: Server, requests: int
) -> dict[tuple[str, str], float]:
    cost = {("bare view", ""): bare.cpu_a_request(["/"], requests * 5)}
    for page, paths in PAGES.items():
        cost[page, "rendered"] = rendering.cpu_a_request(paths, requests)
        cost[page, "kept"] = remembering.cpu_a_request(paths, requests * 5)
        cost[page, "kept, br"] = remembering.cpu_a_request(paths, requests * 5, BROWSERS_TAKE)
    return cost


if __name__ == "__main__":
    main()
