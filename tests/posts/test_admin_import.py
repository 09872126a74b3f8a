"""Bringing posts in and taking everything out, by the admin's own pages."""

import io
import os
import re
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.importing import uploads
from posts.models import Image, ImportedFile, Post
from posts.tasks import remove_old_uploads
from tests import factories

pytestmark = pytest.mark.django_db

ROOM = reverse("admin:posts_importedfile_changelist")
PASTE = reverse("admin:posts_importedfile_paste")
OUT = reverse("admin:posts_importedfile_take_out")
TEA = "---\ntitle: Warm tea\ndate: 2024-05-06\nimage: cup.png\n---\n\nIt is hot.\n"


@pytest.fixture(autouse=True)
def var_of_its_own(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def editor(client):
    """The client of an editor who is logged in."""
    client.force_login(factories.make_editor(username="anna"))
    return client


def file(name: str, content: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def zipped(**contents) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("__", "/").replace("_", ".", 1), content)
    return file("blog.zip", packed.getvalue())


def send(client, *files):
    return client.post(ROOM, {"chosen": list(files)}, follow=True)


def rows(response) -> dict[str, str]:
    return {row["path"]: row["kind"] for row in response.context["rows"] if row["path"]}


def bring_in(client, looked):
    return client.post(looked.request["PATH_INFO"], {"_bring_in": "1"}, follow=True)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def as_user_who_may(client, *codenames: str):
    user = factories.make_editor()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


class TestFiles:
    def test_are_looked_at_first_and_nothing_changes(self, editor):
        looked = send(editor, file("tea.md", TEA), file("cup.png", factories.picture_bytes()))
        assert rows(looked) == {"tea.md": "new"}
        assert "1 file: 1 new. Nothing was changed yet." in looked.content.decode()
        assert not Post.objects.exists()
        assert not Image.objects.exists()

    def test_come_in_once_the_editor_says_so(self, editor):
        looked = send(editor, file("tea.md", TEA), file("cup.png", factories.picture_bytes()))
        done = bring_in(editor, looked)
        post = Post.objects.get()
        assert (post.title, post.hero_image.name) == ("Warm tea", "cup.png")
        assert reverse("admin:posts_post_change", args=[post.pk]) in done.content.decode()
        assert ImportedFile.objects.get().path == "tea.md"

    def test_that_came_are_gone_and_the_report_stays(self, editor):
        done = bring_in(editor, send(editor, file("tea.md", TEA)))
        assert not list(uploads.home().glob("*/files"))
        again = editor.get(done.request["PATH_INFO"])
        assert rows(again) == rows(done)
        assert bring_in(editor, again).status_code == 200
        assert Post.objects.count() == 1

    def test_of_a_zip_keep_their_folders(self, editor):
        looked = send(editor, zipped(a__tea_md=TEA, a__cup_png=factories.picture_bytes()))
        bring_in(editor, looked)
        assert ImportedFile.objects.get().path == "a/tea.md"
        assert Post.objects.get().hero_image

    def test_an_index_is_named_by_its_zip(self, editor):
        bring_in(editor, send(editor, zipped(index_md="# Tea\n\nHot.")))
        assert Post.objects.get().slug == "blog"

    def test_each_has_its_line_and_sentence(self, editor):
        looked = send(
            editor,
            file("a.md", "---\ntitle: [\n---\n"),
            file("b.html", "<h1>Tea</h1><nav>Home</nav><p>It is hot and wet.</p>"),
            file("run.exe", "MZ"),
            file("unused.png", factories.picture_bytes()),
            file("c.md", TEA),
        )
        assert rows(looked) == {
            "a.md": "refused",
            "b.html": "warned",
            "c.md": "warned",
            "run.exe": "left-out",
            "unused.png": "left-out",
        }
        html = looked.content.decode()
        assert "Left out: “Home”" in html
        assert "The image cup.png is neither beside the text" in html
        assert "No text here shows this picture" in html
        assert "Neither a text nor a picture" in html

    def test_win_over_edits_only_when_asked_to(self, editor):
        bring_in(editor, send(editor, file("tea.md", TEA)))
        post = Post.objects.get()
        post.body = "Edited on the site."
        post.save()
        changed = file("tea.md", TEA.replace("hot", "cold"))
        looked = send(editor, changed)
        assert rows(looked) != {"tea.md": "changed"}
        address = looked.request["PATH_INFO"]
        assert rows(editor.get(address, {"overwrite": "on"})) == {"tea.md": "warned"}
        editor.post(address, {"_bring_in": "1", "overwrite": "on"})
        post.refresh_from_db()
        assert post.body == "It is cold.\n"

    def test_are_forgotten_when_the_editor_leaves_it(self, editor):
        looked = send(editor, file("tea.md", TEA))
        left = editor.post(looked.request["PATH_INFO"], {"_forget": "1"}, follow=True)
        assert messages(left) == ["Nothing was brought in."]
        assert list(uploads.home().iterdir()) == []

    def test_one_name_twice_is_said(self, editor):
        looked = send(editor, file("tea.md", TEA), file("tea.md", "other"))
        assert "Another file of that name was sent, too" in looked.content.decode()

    def test_pages_of_an_export_are_no_posts(self, editor):
        contents = {"pages__about_md": "# About\n", "site_yaml": "pages: [pages/about.md]\n"}
        looked = send(editor, zipped(tea_md=TEA, **contents))
        assert rows(looked) == {"tea.md": "warned", "pages/about.md": "left-out"}

    @pytest.mark.parametrize(
        "facts",
        [
            "[" * 90_000,
            "pages: [[a], {b: c}, null]",
            "pages: &a [*a, *a]",
            "a0: &a0 {x: 1}\n"
            + "".join(
                f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
            ),
            "\udce9".encode(errors="surrogateescape"),
        ],
    )
    def test_with_a_hostile_site_file_come_in_like_others(self, editor, facts):
        looked = send(editor, zipped(tea_md=TEA, site_yaml=facts))
        assert rows(looked) == {"tea.md": "warned"}


class TestWhatIsRefused:
    def errors(self, response) -> list[str]:
        assert list(uploads.home().glob("*")) == []
        assert not Post.objects.exists()
        return response.context["form"].errors["chosen"]

    def test_nothing_chosen(self, editor):
        assert self.errors(editor.post(ROOM, {})) == ["Choose one file or several."]

    def test_no_text_among_them(self, editor):
        (error,) = self.errors(send(editor, file("a.png", factories.picture_bytes())))
        assert error.startswith("No text of a post is among these files")

    def test_a_damaged_zip_by_its_name(self, editor):
        (error,) = self.errors(send(editor, file("a.zip", "words"), file("tea.md", TEA)))
        assert error == (
            "a.zip: The zip can't be read: it is damaged or was cut off. Make it again."
        )

    def test_a_zip_that_leads_outside(self, editor):
        (error,) = self.errors(send(editor, zipped(**{"..__..__evil_md": TEA})))
        assert "names a place outside itself" in error

    def test_too_many_texts_name_the_command(self, editor, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_TEXTS", 1)
        (error,) = self.errors(send(editor, file("a.md", "A"), file("b.md", "B")))
        assert error == (
            "These are 2 texts, 1 come in here: manage.py import_posts takes any number."
        )

    def test_too_many_bytes_name_the_command(self, editor, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_MEGABYTES", 0)
        (error,) = self.errors(send(editor, file("a.md", "A")))
        assert "manage.py import_posts" in error


class TestWhatIsKept:
    def test_belongs_to_the_session_that_sent_it(self, editor):
        address = send(editor, file("tea.md", TEA)).request["PATH_INFO"]
        editor.force_login(factories.make_editor())
        response = editor.get(address, follow=True)
        assert messages(response) == ["Those files are no longer here: choose them again."]
        editor.post(address, {"_bring_in": "1"})
        assert not Post.objects.exists()

    @pytest.mark.parametrize("token", ["..", "%2e%2e", "x" * 32, "a/../b"])
    def test_is_found_by_its_own_name_alone(self, editor, token):
        send(editor, file("tea.md", TEA))
        assert not uploads.Upload(token).exists
        assert editor.get(f"{ROOM}files/{token}/").status_code in {302, 404}

    def test_goes_after_a_day_also_when_nobody_asks(self, editor):
        send(editor, file("tea.md", TEA))
        (folder,) = uploads.home().iterdir()
        assert remove_old_uploads.func() == 0
        old = folder.stat().st_mtime - uploads.SECONDS_KEPT - 9
        os.utime(folder, (old, old))
        assert remove_old_uploads.func() == 1
        assert list(uploads.home().iterdir()) == []

    def test_is_for_the_system_s_user_alone(self, editor):
        send(editor, file("tea.md", TEA))
        (folder,) = uploads.home().iterdir()
        assert folder.stat().st_mode & 0o077 == 0

    def test_comes_in_once_at_a_time(self, editor):
        looked = send(editor, file("tea.md", TEA))
        (folder,) = uploads.home().iterdir()
        (folder / "begun").touch()
        again = bring_in(editor, looked)
        assert messages(again) == ["They are being brought in already: look again in a moment."]
        assert not Post.objects.exists()


PAGE = "Menu\n\nTea\n\nIt is hot.\n\nWhat You Need\n\n• a cup\n• a pot, warm\n\nScroll to top"


class TestAPastedPage:
    def seen(self, response) -> str:
        return re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]

    def sent(self, response, keep, **fields) -> dict:
        title = response.context["form"]["title"].value()
        source = response.context["paste_form"]["source"].value()
        sent = {"seen": self.seen(response), "keep": keep, "title": title, "source": source}
        return sent | fields

    def kept(self, response) -> list[str]:
        return [line["text"] for line in response.context["pasted"].lines if line["kept"]]

    def test_shows_every_line_kept_or_left_out(self, editor):
        response = editor.post(PASTE, {"source": PAGE})
        lines = response.context["pasted"].lines
        assert [line["text"] for line in lines] == [line for line in PAGE.split("\n") if line]
        assert self.kept(response) == ["It is hot.", "What You Need", "• a cup", "• a pot, warm"]
        assert response.context["form"]["title"].value() == "Tea"
        assert "4 kept, 2 left out." in response.content.decode()

    def test_becomes_a_draft_of_the_lines_that_stay(self, editor):
        looked = editor.post(PASTE, {"source": PAGE})
        made = editor.post(PASTE, self.sent(looked, [5, 12], _draft="1", title="My tea"))
        post = Post.objects.get()
        assert made["Location"] == reverse("admin:posts_post_change", args=[post.pk])
        assert (post.title, post.slug, post.is_draft) == ("My tea", "my-tea", True)
        assert post.body == "It is hot.\n\nScroll to top\n"

    def test_stays_whole_in_the_draft_s_history(self, editor):
        looked = editor.post(PASTE, {"source": PAGE})
        editor.post(PASTE, self.sent(looked, [5], _draft="1"))
        newest, first = Post.objects.get().revisions.order_by("-number")
        assert first.state["body"] == PAGE
        assert newest.state["body"] == "It is hot.\n"
        assert newest.user.username == "anna"

    def test_can_be_looked_at_again_as_often_as_wanted(self, editor):
        looked = editor.post(PASTE, {"source": PAGE})
        again = editor.post(PASTE, self.sent(looked, [1, 5], title="Mine"))
        assert self.kept(again) == ["Menu", "It is hot."]
        assert again.context["form"]["title"].value() == "Mine"
        assert not Post.objects.exists()

    def test_that_was_edited_is_guessed_anew(self, editor):
        looked = editor.post(PASTE, {"source": PAGE})
        sent = self.sent(looked, [1], _draft="1", source="Cups\n\nThey are round.")
        again = editor.post(PASTE, sent)
        assert self.kept(again) == ["They are round."]
        assert not Post.objects.exists()

    def test_comes_back_whole_when_the_title_is_missing(self, editor):
        looked = editor.post(PASTE, {"source": PAGE})
        again = editor.post(PASTE, self.sent(looked, [1, 5], _draft="1", title=" "))
        assert again.context["form"].errors["title"] == ["Give the post a title."]
        assert self.kept(again) == ["Menu", "It is hot."]
        assert again.context["paste_form"]["source"].value() == PAGE

    def test_comes_back_whole_when_it_can_t_be_read(self, editor):
        source = "<div>" * 2_000 + "words"
        response = editor.post(PASTE, {"source": source})
        assert "nested too deeply" in response.context["form"].errors["source"][0]
        assert response.context["form"]["source"].value() == source

    def test_with_windows_line_ends_is_the_same_page(self, editor):
        looked = editor.post(PASTE, {"source": PAGE.replace("\n", "\r\n")})
        sent = self.sent(looked, [5], source=PAGE.replace("\n", "\r\n"), _draft="1")
        editor.post(PASTE, sent)
        assert Post.objects.get().body == "It is hot.\n"

    def test_of_html_is_turned_into_markdown(self, editor):
        source = (
            "<nav>Home</nav><h1>Tea</h1><p>It is <b>hot</b> &amp; wet.</p><script>x()</script>"
        )
        looked = editor.post(PASTE, {"source": source})
        assert self.kept(looked) == ["It is **hot** & wet."]
        assert "x()" not in str(looked.context["pasted"].lines)

    def test_may_have_a_box_for_thousands_of_lines(self, editor):
        source = "Tea\n\n" + "\n".join(f"Line {number} says so." for number in range(4_000))
        looked = editor.post(PASTE, {"source": source})
        sent = self.sent(looked, list(range(3, 4_003)), _draft="1")
        assert editor.post(PASTE, sent).status_code == 302
        assert Post.objects.get().body.count("says so") == 4_000

    @pytest.mark.parametrize("source", ["", "   \n ", "<script>x</script>"])
    def test_without_words_is_refused(self, editor, source):
        response = editor.post(PASTE, {"source": source})
        assert response.context["form"].errors["source"]

    def test_is_written_as_text_in_the_page(self, editor):
        response = editor.post(PASTE, {"source": "Tea\n\nWrite <script>alert(1)</script> here."})
        assert "<script>alert(1)" not in response.content.decode()


class TestTakingOut:
    def test_gives_everything_as_a_zip(self, editor):
        factories.make_draft(title="Not yet", body="Soon.\n")
        factories.make_page(title="About", slug="about")
        response = editor.post(OUT)
        assert re.fullmatch(
            r'attachment; filename="[\w-]+-\d{4}-\d\d-\d\d\.zip"', response["Content-Disposition"]
        )
        assert "no-store" in response["Cache-Control"]
        packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
        assert packed.testzip() is None
        assert {"not-yet.md", "pages/about.md", "site.yaml"} <= set(packed.namelist())
        assert packed.read("not-yet.md").endswith(b"Soon.\n")

    def test_what_came_in_goes_out_the_same_and_is_the_same_again(self, editor):
        bring_in(editor, send(editor, zipped(a__tea_md=TEA, a__cup_png=factories.picture_bytes())))
        out = b"".join(editor.post(OUT).streaming_content)
        assert zipfile.ZipFile(io.BytesIO(out)).read("a/tea.md") == TEA.encode()
        assert rows(send(editor, file("out.zip", out)))["a/tea.md"] == "same"

    def test_says_in_a_report_what_was_lost(self, editor):
        bring_in(
            editor, send(editor, file("tea.md", TEA), file("cup.png", factories.picture_bytes()))
        )
        image = Image.objects.get()
        image.file.storage.delete(image.file.name)
        packed = zipfile.ZipFile(io.BytesIO(b"".join(editor.post(OUT).streaming_content)))
        assert b"cup.png: The picture's file is gone" in packed.read("export.log")

    def test_is_no_link_that_another_site_could_set(self, editor):
        assert editor.get(OUT).status_code == 405


class TestPermissions:
    def test_a_writer_brings_in_and_a_reader_takes_out(self, client):
        html = as_user_who_may(client, "view_post").get(ROOM).content.decode()
        assert OUT in html
        assert PASTE not in html

    @pytest.mark.parametrize("may", [["view_post"], ["add_post", "view_post"], ["change_post"]])
    def test_bringing_in_takes_adding_and_changing(self, client, may):
        as_user_who_may(client, *may)
        assert client.post(ROOM, {"chosen": [file("tea.md", TEA)]}).status_code == 403
        assert client.post(PASTE, {"source": PAGE}).status_code == 403
        assert client.get(f"{ROOM}files/{'x' * 32}/").status_code == 403

    def test_taking_out_takes_seeing(self, client):
        as_user_who_may(client, "add_post", "change_post")
        assert client.post(OUT).status_code == 403
        assert OUT not in client.get(ROOM).content.decode()

    def test_without_either_there_is_no_room(self, client):
        as_user_who_may(client, "view_tag")
        assert client.get(ROOM).status_code == 403
        assert ROOM not in client.get(reverse("admin:index")).content.decode()

    def test_the_room_is_on_the_desk_by_its_name(self, editor):
        html = editor.get(reverse("admin:index")).content.decode()
        assert html.count(f'<a href="{ROOM}">Bring in and take out</a>') == 2


@pytest.mark.parametrize("fields", [{"source": ""}, {"source": PAGE}])
def test_the_pages_are_valid_html(editor, check_html, fields):
    check_html(editor.get(ROOM).content)
    check_html(editor.post(ROOM, {}).content)
    check_html(editor.post(PASTE, fields).content)
    check_html(send(editor, file("a.md", TEA), file("b.txt", PAGE * 3)).content)
