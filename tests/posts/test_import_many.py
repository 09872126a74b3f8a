"""Importing many files: on all cores, in few statements, and still each file for itself."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from posts.importing import pool
from posts.importing.batches import MOST_FILES
from posts.models import ImportedFile, ImportRun, Person, Post, Revision, Tag
from tests.posts.test_import import run

pytestmark = pytest.mark.django_db

TEXT = """\
---
title: Cup {number}
date: 2025-01-01
tags: [cups, "cup {topic}"]
author: Ada Kettle
aliases: /old/{number}/
---
Cup number {number} is *warm*.
"""


@pytest.fixture
def many(tmp_path):
    def made(count, text=TEXT):
        folder = tmp_path / "many"
        folder.mkdir(exist_ok=True)
        for number in range(count):
            content = text.format(number=number, topic=number % 3)
            (folder / f"cup-{number:04}.md").write_text(content)
        return folder

    return made


def state():
    """All that came in, in words."""
    return [
        (post.title, post.body_html, post.version, post.updated_at, post.snapshot())
        for post in Post.objects.order_by("slug")
    ], [(row.path, row.slug, row.sha256, row.version) for row in ImportedFile.objects.all()]


def statements(folder):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        run(folder)
    return len(asked)


def test_new_posts_cost_few_statements_a_file(many):
    folder = many(100, TEXT.replace("aliases: /old/{number}/\n", ""))
    assert statements(folder) < 80


def test_the_same_files_again_cost_no_statement_a_file(many):
    folder = many(40)
    run(folder)
    # One of them asks which translations still wait for their original.
    assert statements(folder) <= 7


def test_processes_do_what_one_process_does(many, monkeypatch):
    folder = many(2 * MOST_FILES + 10)
    (folder / "bad.md").write_text("---\ntitle: A\ntitle: B\n---\n")
    (folder / "mended.md").write_text("# Mended\n\nIt is â€” mended.\n")
    alone, _code = run(folder)
    before = state()
    for model in (ImportRun, Post, Tag, Person):
        model.objects.all().delete()
    monkeypatch.setattr(pool, "FEWEST_FILES", 1)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    together, code = run(folder)
    assert together.partition(" This was run")[0] == alone.partition(" This was run")[0]
    assert code == 1
    assert state()[1] == before[1]
    assert [row[:3] for row in state()[0]] == [row[:3] for row in before[0]]


def test_a_process_that_is_killed_costs_no_file(many, monkeypatch):
    folder = many(30)
    monkeypatch.setattr(pool, "FEWEST_FILES", 1)
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr("posts.importing.worker.start", pool.os.abort)
    report, code = run(folder)
    assert report.splitlines()[-1].startswith("30 files: 30 new.")
    assert code == 0


def test_files_that_can_t_be_written_together_are_written_one_by_one(many, monkeypatch):
    folder = many(5)
    create = Post.objects.bulk_create

    def fail_once(posts):
        monkeypatch.setattr(Post.objects, "bulk_create", create)
        list(posts)
        raise IntegrityError("Someone on the site was quicker.")

    monkeypatch.setattr(Post.objects, "bulk_create", fail_once)
    report, code = run(folder)
    assert report.splitlines()[-1].startswith("5 files: 5 new.")
    assert code == 0


def test_each_new_post_has_all_that_saving_gives_one(many):
    run(many(3))
    post = Post.objects.get(slug="cup-0001")
    assert post.body_html == "<p>Cup number 1 is <em>warm</em>.</p>\n"
    assert (post.words, post.excerpt, post.version) == (5, "Cup number 1 is warm.", 1)
    assert post.renderer_version
    assert sorted(post.tags.names()) == ["cup 1", "cups"]
    assert {tagging.published_at for tagging in post.taggings.all()} == {post.published_at}
    assert [person.slug for person in post.authors.all()] == ["ada-kettle"]
    revision = Revision.objects.get(post=post)
    assert revision == post.imported_file.revision
    assert revision.state == post.snapshot()
    assert (revision.number, revision.reason) == (1, "Imported from cup-0001.md")
    assert not post.imported_file.was_edited
