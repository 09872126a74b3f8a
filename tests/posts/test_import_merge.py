"""A folder and the site both changed since the last import: nothing of either is lost."""

import pytest

from posts.models import ImportedFile, ImportRun, Person, Post, Revision, Tag
from tests.posts.test_import import run, write
from tests.posts.test_import_undo import undo

pytestmark = pytest.mark.django_db

TEA = """\
---
title: Tea
date: 2025-03-04
description: How to pour.
tags: [tea, cups]
author: Ada Kettle
layout: wide
---
First the water.

Then the leaves.

Then the wait.
"""
SENTENCE = (
    "    Both sides changed: the post stays as it is, its revisions keep the file's side. "
    "--overwrite takes that."
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


@pytest.fixture
def file(folder):
    file = write(folder, "tea.md", TEA)
    run(folder)
    return file


def change(file, *changes):
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)


def edit(**fields):
    post = Post.objects.get()
    tags = fields.pop("tags", None)
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    if tags:
        post.tags.set(tags)
    post.add_revision()
    return post


class TestChangesThatDoNotTouch:
    def test_are_put_together(self, folder, file):
        post = edit(
            title="Good tea",
            body=Post.objects.get().body.replace("Then the wait.", "Then wait."),
            tags=["tea", "pots"],
            noindex=True,
        )
        change(
            file,
            ("First the water.", "First the hot water."),
            ("How to pour.", "How to brew."),
            ("[tea, cups]", "[tea, cups, leaves]"),
            ("Ada Kettle", "Bo Spout"),
            ("layout: wide", "layout: wide\ncolour: green"),
        )
        report, code = run(folder)
        assert report.startswith("changed   tea.md  /posts/tea/ (published 2025-03-04)\n")
        assert "    Changed in the file and on the site: put together.\n" in report
        assert code == 0
        post = Post.objects.get()
        assert post.body == "First the hot water.\n\nThen the leaves.\n\nThen wait.\n"
        assert "hot water" in post.body_html
        assert (post.title, post.standfirst, post.noindex) == ("Good tea", "How to brew.", True)
        assert sorted(post.tags.names()) == ["leaves", "pots", "tea"]
        assert [person.name for person in post.authors.all()] == ["Bo Spout"]
        assert post.front_matter == {"layout": "wide", "colour": "green"}
        assert post.revisions.first().state == post.snapshot()

    def test_are_put_together_again_and_again(self, folder, file):
        edit(title="Good tea")
        change(file, ("First the water.", "First the hot water."))
        run(folder)
        assert run(folder)[0].startswith("same")
        change(file, ("Then the wait.", "Then wait."))
        assert run(folder)[0].startswith("changed")
        post = Post.objects.get()
        assert post.title == "Good tea"
        assert post.body == "First the hot water.\n\nThen the leaves.\n\nThen wait.\n"
        edit(body=post.body.replace("leaves", "good leaves"))
        change(file, ("title: Tea", "title: Tea again"))
        report, code = run(folder)
        assert "Title: the file has “Tea again”, the site has “Good tea”." in report
        assert code == 1

    def test_leave_what_the_file_says_to_compare_with(self, folder, file):
        edit(title="Good tea")
        change(file, ("First the water.", "First the hot water."))
        run(folder)
        imported = ImportedFile.objects.get()
        assert imported.was_edited
        assert imported.revision.state["title"] == "Tea"
        assert "hot water" in imported.revision.state["body"]
        assert bytes(imported.source) == file.read_bytes()

    def test_are_taken_back(self, folder, file):
        edit(title="Good tea")
        before = Post.objects.get().snapshot()
        change(file, ("First the water.", "First the hot water."))
        run(folder)
        undo()
        assert Post.objects.get().snapshot() == before
        assert "hot" not in bytes(ImportedFile.objects.get().source).decode()
        assert run(folder)[0].startswith("changed")

    def test_to_the_same_are_no_conflict(self, folder, file):
        edit(title="Good tea")
        change(file, ("title: Tea", "title: Good tea"))
        report, code = run(folder)
        assert (report.split()[0], code) == ("same", 0)
        assert not ImportedFile.objects.get().was_edited


class TestAConflict:
    @pytest.fixture(autouse=True)
    def clash(self, folder, file):
        edit(title="Good tea", body="First no water.\n\nThen the leaves.\n\nThen the wait.\n")
        change(
            file,
            ("title: Tea", "title: Green tea"),
            ("First the water.", "First the hot water."),
            ("How to pour.", "How to brew."),
            ("[tea, cups]", "[tea, cups, leaves]"),
            ("Ada Kettle", "Bo Spout"),
        )
        self.before = Post.objects.values().get()
        self.report, self.code = run(folder)

    def test_leaves_the_post_as_it_is(self):
        assert Post.objects.values().get() == self.before
        assert self.code == 1

    def test_is_told_with_both_sides(self):
        assert self.report.splitlines() == [
            "conflict  tea.md  /posts/tea/ (published 2025-03-04)",
            SENTENCE,
            "    Title: the file has “Green tea”, the site has “Good tea”.",
            "    Text: the file has “First the hot water.”, the site has “First no water.”.",
            "1 file: 1 conflict.",
        ]

    def test_keeps_the_file_s_side_among_the_revisions_once(self, folder):
        run(folder)
        post = Post.objects.get()
        sides = [revision.state["title"] for revision in post.revisions.order_by("number")]
        assert sides == ["Tea", "Good tea", "Green tea", "Good tea"]
        kept = Revision.objects.get(number=3)
        assert kept.reason == "In conflict, not taken: tea.md"
        assert "hot water" in kept.state["body"]
        assert kept.state["tags"] == ["cups", "leaves", "tea"]

    def test_makes_nothing_for_a_side_not_taken(self):
        assert not Tag.objects.filter(name="leaves").exists()
        assert not Person.objects.filter(name="Bo Spout").exists()
        assert ImportRun.objects.count() == 1

    def test_ends_when_the_file_may_overwrite(self, folder):
        report, code = run(folder, overwrite=True)
        post = Post.objects.get()
        assert report.startswith("changed")
        assert (post.title, code) == ("Green tea", 0)
        assert any(revision.state["title"] == "Good tea" for revision in post.revisions.all())

    def test_ends_when_the_site_takes_the_file_s_words(self, folder):
        edit(title="Green tea", body="First the hot water.\n\nThen the leaves.\n\nThen wait.\n")
        report, code = run(folder)
        assert (report.split()[0], code) == ("changed", 0)
        post = Post.objects.get()
        assert (post.title, post.standfirst) == ("Green tea", "How to brew.")
        assert post.body.endswith("Then wait.\n")


class TestAPostDeletedOnTheSite:
    def test_is_not_brought_back_silently(self, folder, file):
        Post.objects.get().delete()
        for _time in range(2):
            report, code = run(folder)
            assert report.splitlines() == [
                "gone      tea.md",
                "    The post was deleted on the site: left so. --overwrite brings it back.",
                "1 file: 1 gone.",
            ]
            assert (Post.objects.count(), code) == (0, 0)

    def test_is_not_brought_back_by_a_change_of_its_file(self, folder, file):
        Post.objects.get().delete()
        change(file, ("First", "At first"))
        assert run(folder)[0].startswith("gone")

    def test_comes_back_when_the_file_may_overwrite(self, folder, file):
        Post.objects.get().delete()
        assert run(folder, overwrite=True)[0].startswith("new")
        assert run(folder)[0].startswith("same")

    def test_leaves_its_path_to_another_post(self, folder, file):
        Post.objects.get().delete()
        change(file, ("title: Tea", "title: Coffee\nslug: coffee"))
        assert run(folder)[0].startswith("new")
