"""An import that is killed in the middle, and run again, leaves what one whole run leaves."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.cms.sites import ask, manage, scratch_site

FILES = 1000
TEXT = """\
---
title: Cup {number}
date: 2025-01-01
tags: [cups, "cup {tag}"]
author: Ada Kettle
aliases: /old/{number}/
---
Cup number {number} is *warm*.
"""
READ = """
import json
from posts.models import ImportedFile, ImportRun, ImportStep, Person, Post, Redirect, Tagging
posts = Post.objects.prefetch_related("tags", "authors", "revisions")
whole = sum(
    post.body_html == f"<p>Cup number {post.title[4:]} is <em>warm</em>.</p>\\n"
    and len(post.tags.all()) == 2
    and [person.name for person in post.authors.all()] == ["Ada Kettle"]
    and [revision.state for revision in post.revisions.all()] == [post.snapshot()]
    for post in posts
)
rows = [ImportedFile, ImportStep, Redirect]
print(json.dumps([posts.count(), whole, *(model.objects.count() for model in rows)]))
"""


pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="It looks into /proc.")


@pytest.fixture
def site(tmp_path):
    with scratch_site(tmp_path) as environment:
        said, _nothing = manage(environment, "migrate", "-v", "0").communicate(timeout=300)
        assert said == ""
        yield environment


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "cups"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"cup-{number}.md").write_text(TEXT.format(number=number, tag=number % 5))
    return folder


def members(group: int) -> list[int]:
    """The processes that an import started, itself included, by its process group."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(int(process.name)) == group:
                found.append(int(process.name))
    return found


def test_killed_in_the_middle_and_run_again_it_is_whole(site, folder):
    importing = manage(site, "import_posts", str(folder))
    for line in importing.stdout:
        if line.startswith("new "):  # the first hundred are there
            break
    importing.send_signal(signal.SIGKILL)
    importing.wait(timeout=60)
    deadline = time.monotonic() + 60
    while members(importing.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not members(importing.pid)  # its processes ended with it
    importing.stdout.close()
    there, whole, *rows = json.loads(ask(site, READ))
    assert 0 < there < FILES
    assert rows == [there] * 3
    assert whole == there

    said, _nothing = manage(site, "import_posts", str(folder)).communicate(timeout=300)
    assert f"{FILES} files: {FILES - there} new, {there} same." in said
    assert json.loads(ask(site, READ)) == [FILES] * 5
