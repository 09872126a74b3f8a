"""A run of the importer is taken back: posts as they were, and nothing of anyone's lost."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from posts.models import (
    Autosave,
    Image,
    ImportedFile,
    ImportRun,
    ImportStep,
    Person,
    Post,
    PreviewLink,
    Redirect,
    Revision,
    Tag,
    WorkingCopy,
)
from tests.factories import make_editor, make_person, make_post, picture_bytes
from tests.posts.test_import import run, write

pytestmark = pytest.mark.django_db

TEA = """\
---
title: Tea
date: 2025-03-04
tags: [tea, cups]
author: Ada Kettle
image: cup.jpg
aliases: /old-tea/
---
Pour it.
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


def undo(number=None):
    out = io.StringIO()
    number = number or ImportRun.objects.first().pk
    call_command("import_posts", undo=number, stdout=out)
    return out.getvalue()


def everything():
    """All that an import could change, as rows."""
    models = (Post, Tag, Person, Image, Redirect, ImportedFile)
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    for post in rows["Post"]:
        del post["version"]
    for file in rows["ImportedFile"]:
        del file["version"]
        file["source"] = bytes(file["source"])
    return rows, [post.snapshot() for post in Post.objects.order_by("pk")]


def keep_changes(post, editor):
    WorkingCopy.objects.keep(post, post.stored() | {"body": "Mine."}, editor)


def keep_typed(post, editor):
    Autosave.objects.keep(editor, post, "one", {"body": ["Mine."]}, 1)


def set_aside(post, editor):
    keep_typed(post, editor)
    Autosave.objects.update(set_aside_at=timezone.now())


def discard(post, editor):
    keep_changes(post, editor)
    post.changes.discard(editor)


def show_around(post, editor):
    PreviewLink.objects.make(post, 7, editor)


class TestNewPosts:
    def test_are_deleted_with_all_that_was_made_for_them(self, folder):
        make_post(tags=["old"], authors=[make_person()])
        before = everything()
        write(folder, "tea.md", TEA)
        write(folder, "coffee.md", "---\ntitle: Coffee\ntags: [tea, beans]\n---\nGrind it.\n")
        write(folder, "cup.jpg", picture_bytes())
        report, _code = run(folder)
        number = ImportRun.objects.get().pk
        assert f"This was run {number}: --undo {number} takes it back." in report
        assert everything() != before
        said = undo(number)
        assert everything() == before
        assert said.splitlines() == [
            "deleted   tea.md  /posts/tea/",
            "deleted   coffee.md  /posts/coffee/",
            f"Run {number} is taken back: 2 deleted.",
        ]

    def test_can_come_in_again(self, folder):
        write(folder, "tea.md", TEA)
        run(folder)
        undo()
        assert run(folder)[0].startswith("warned")
        assert Post.objects.get().slug == "tea"

    def test_that_someone_edited_stay_and_are_named(self, folder):
        write(folder, "tea.md", TEA)
        write(folder, "coffee.md", "# Coffee\n\nGrind it.\n")
        run(folder)
        post = Post.objects.get(slug="tea")
        post.body = "Mine."
        post.save()
        said = undo()
        assert "left      tea.md  /posts/tea/\n    It changed since, on the site" in said
        assert said.endswith(" is taken back: 1 left, 1 deleted.\n")
        assert Post.objects.get().body == "Mine."
        assert Redirect.objects.target("/old-tea/") == "/posts/tea/"
        assert sorted(post.tags.names()) == ["cups", "tea"]

    def test_that_someone_deleted_are_named(self, folder):
        write(folder, "tea.md", TEA)
        run(folder)
        Post.objects.get().delete()
        assert "gone      tea.md\n    The post was deleted since." in undo()
        assert not Tag.objects.exists()

    @pytest.mark.parametrize("work", [keep_changes, keep_typed, set_aside, discard, show_around])
    def test_that_someone_works_on_stay_and_are_named(self, folder, work):
        write(folder, "tea.md", TEA)
        write(folder, "cup.jpg", picture_bytes())
        run(folder)
        post = Post.objects.get()
        work(post, make_editor())
        before = everything()
        said = undo()
        assert "left      tea.md  /posts/tea/\n    Somebody works on it:" in said
        assert everything() == before

    def test_leave_the_pictures_of_what_is_not_saved_yet(self, folder):
        write(folder, "tea.md", TEA)
        write(folder, "cup.jpg", picture_bytes())
        run(folder)
        image = Image.objects.get()
        typed = {"hero_image": [str(image.pk)]}
        Autosave.objects.keep(make_editor(), make_post(), "one", typed, 1)
        undo()
        assert Image.objects.get() == image

    def test_leave_what_others_use_or_wrote_in(self, folder):
        write(folder, "tea.md", TEA)
        write(folder, "cup.jpg", picture_bytes())
        run(folder)
        other = make_post(body="![A cup](/media/cup.jpg)", tags=["tea"])
        Person.objects.update(bio="Pours tea.")
        Tag.objects.filter(name="cups").update(description="All about cups.")
        undo()
        assert Post.objects.get() == other
        assert {tag.name for tag in Tag.objects.all()} == {"tea", "cups"}
        assert Person.objects.get().bio == "Pours tea."
        assert Image.objects.exists()
        assert not Redirect.objects.exists()


class TestChangedPosts:
    def test_are_what_they_were(self, folder):
        file = write(folder, "tea.md", TEA)
        run(folder)
        before = everything()
        file.write_text(
            TEA.replace("Pour it.", "Stir it.")
            .replace("title: Tea", "title: Tea\nslug: green")
            .replace("[tea, cups]", "[tea, leaves]")
            .replace("Ada Kettle", "Bo Spout")
            .replace("aliases: /old-tea/", "aliases: [/old-tea/, /older-tea/]")
        )
        run(folder)
        assert Post.objects.get().slug == "green"
        said = undo()
        assert said.startswith("restored  tea.md  /posts/tea/\n")
        rows, states = everything()
        old_rows, old_states = before
        assert states == old_states
        assert rows["Post"] == old_rows["Post"]
        assert rows["Tag"] == old_rows["Tag"]
        assert rows["Person"] == old_rows["Person"]
        assert rows["ImportedFile"] == old_rows["ImportedFile"]
        assert Redirect.objects.target("/posts/green/") == "/posts/tea/"
        assert Redirect.objects.target("/old-tea/") == "/posts/tea/"
        assert Redirect.objects.target("/older-tea/") is None
        assert Post.objects.get().revisions.first().reason.startswith("Import ")
        assert run(folder)[0].split()[0] in {"changed", "warned"}

    def test_that_were_overwritten_are_an_editor_s_again(self, folder):
        make_post(slug="tea", title="My tea", body="Mine.", tags=["mine"])
        before = everything()
        write(folder, "tea.md", TEA.replace("image: cup.jpg\n", ""))
        run(folder, overwrite=True)
        assert Post.objects.get().title == "Tea"
        undo()
        assert everything() == before

    def test_of_two_runs_are_taken_back_one_run_at_a_time(self, folder):
        file = write(folder, "tea.md", TEA)
        run(folder)
        file.write_text(TEA.replace("Pour", "Stir"))
        run(folder)
        second, first = ImportRun.objects.all()
        assert "left      tea.md" in undo(first.pk)
        assert "restored  tea.md" in undo(second.pk)
        assert Post.objects.get().body == "Pour it.\n"

    def test_of_two_runs_go_when_both_are_taken_back(self, folder):
        file = write(folder, "tea.md", TEA)
        run(folder)
        file.write_text(TEA.replace("Pour", "Stir"))
        run(folder)
        undo()
        undo(ImportRun.objects.last().pk)
        assert not Post.objects.exists()
        assert not Revision.objects.exists()


class TestRuns:
    def test_are_taken_back_once(self, folder):
        write(folder, "tea.md", TEA)
        run(folder)
        undo()
        with pytest.raises(CommandError, match=r"Run \d+ was taken back already, on 20"):
            undo()

    def test_that_never_were_are_told(self):
        with pytest.raises(CommandError, match="There is no run 7: nothing was imported"):
            undo(7)

    def test_that_were_stopped_while_taken_back_go_on(self, folder, monkeypatch):
        write(folder, "tea.md", TEA)
        write(folder, "coffee.md", "# Coffee\n")
        run(folder)
        delete = Post.delete

        def stop_at_coffee(post):
            return delete(post) if post.slug == "tea" else 1 / 0

        monkeypatch.setattr(Post, "delete", stop_at_coffee)
        with pytest.raises(ZeroDivisionError):
            undo()
        assert Post.objects.get().slug == "coffee"
        monkeypatch.undo()
        undo()
        assert not Post.objects.exists()

    def test_know_what_they_were_asked_and_what_came_of_it(self, folder):
        write(folder, "tea.md", "# Tea\n\nPour it.\n")
        write(folder, "bad.md", "")
        run(folder)
        kept = ImportRun.objects.get()
        assert kept.arguments == {"paths": [str(folder)], "media": [], "overwrite": False}
        assert kept.counts == {"refused": 1, "new": 1}
        assert kept.started_at < kept.finished_at
        step = ImportStep.objects.get()
        assert (step.path, step.slug, step.is_new) == ("tea.md", "tea", True)

    @pytest.mark.parametrize("options", [{"dry_run": True}, {}])
    def test_that_write_nothing_leave_no_trace(self, folder, options):
        write(folder, "tea.md", "# Tea\n" if options else "")
        report, _code = run(folder, **options)
        assert not ImportRun.objects.exists()
        assert "run" not in report.replace("Dry run", "")
