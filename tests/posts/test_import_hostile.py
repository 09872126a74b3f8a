"""Files that mean harm, or were made by accident: each refused with a sentence, or cleaned."""

import os
import shutil
import time
from pathlib import Path

import pytest

from posts.models import Image, Person, Post, Redirect
from tests.factories import picture_bytes
from tests.posts.test_import import run

pytestmark = pytest.mark.django_db

HOSTILE = Path(__file__).parent / "hostile"

REFUSED = {
    "alias-to-nothing.md": "Line 2: A value that begins with *, &, @ or ` means something else",
    "bomb.md": "The front matter holds too much once its aliases are written out",
    "broken-json.md": "Line 3: The JSON front matter can't be read here",
    "broken-toml.md": "Line 3: The TOML front matter can't be read here",
    "colon-in-a-value.md": "Line 2: A colon inside a value: put the whole value in quotes.",
    "control-character.md": "Line 2: The front matter holds a value or a character",
    "date-is-a-map.md": "Line 3: The date is no single text: write it as 2025-05-07.",
    "deep-json.md": "Line 1: The JSON front matter can't be read here",
    "deep-toml.md": "The TOML front matter can't be read here",
    "deep.md": "Line 3: The front matter is nested over 20 levels deep",
    "empty.md": "The file is empty",
    "ends-before.md": "Line 4: The post ends before it begins",
    "far-year.md": "Line 3: There is no “9999-12-31T23:59:59-12:00” in the calendar",
    "holds-itself.md": "Line 3: A value holds itself by an alias",
    "list.md": "Line 2: The key “1” stands here twice",
    "long-text-bomb.md": "The front matter holds too much",
    "maybe.md": "Line 3: Write true or false here.",
    "merge-bomb.md": "The front matter holds too much once its aliases are written out",
    "no-date.md": "Line 3: “soon” is not read as a date: write it as 2025-05-07",
    "no-end.md": "Line 1: The front matter has no end: put a line --- after its last key.",
    "no-such-day.md": "Line 3: There is no “2025-02-30” in the calendar",
    "only-a-mark.md": "The file is empty",
    "open-quote.md": "The YAML front matter can't be read here",
    "python-object.md": "Line 2: A tag that begins with “!” is not read",
    "tab.md": "Line 4: A tab where YAML allows none: indent with spaces.",
    "title-is-a-list.md": "Line 2: The title is no text",
    "title-of-201.md": "Line 2: The title has 201 characters; 200 are the limit",
    "twice-json.md": "The key “title” stands here twice",
    "twice.md": "Line 4: The key “title” stands here twice",
    "two-ways.md": "Line 3: The date “03/04/2025” can be read in two ways",
}

COME_IN = {
    "big-number.md": "",
    "emoji.md": "",
    "keys-of-all-kinds.md": "",
    "latin-1.md": "Line 2: Not in UTF-8 from here on: read as Windows-1252 (Latin-1).",
    "line-across.md": "The line above holds no keys of front matter: read as text.",
    "long-names.md": "Line 3: “tttttttttttttttttttttttttttttttttttttttt…” is over 100 characters",
    "many-values.md": "",
    "mark-and-crlf.md": "",
    "no-text.md": "The post has no text yet.",
    "nul.md": "Line 2: NUL characters are left out",
    "paths.md": "is neither beside the text nor under --media",
    "right-to-left.md": "",
    "script.md": "Line 4: The canonical address is not a whole web address",
    "surrogate.md": "",
    "template-tags.md": "Line 4: “{% include cup.html %}” is another system's template tag",
    "utf-16.md": "The file is in UTF-16: read as such.",
    "شاي.md": "",
}


def test_every_hostile_file_is_named_here():
    assert {file.name for file in HOSTILE.iterdir()} == REFUSED.keys() | COME_IN.keys()


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_a_sentence(name):
    report, code = run(HOSTILE / name)
    assert report.startswith(f"refused   {name}\n")
    assert REFUSED[name] in report
    assert (Post.objects.count(), code) == (0, 1)


@pytest.mark.parametrize("name", COME_IN)
def test_comes_in_clean(name, client):
    report, code = run(HOSTILE / name)
    assert code == 0, report
    assert report.startswith("warned" if COME_IN[name] else "new")
    assert COME_IN[name] in report
    post = Post.objects.get()
    assert "\0" not in post.body + post.title + str(post.front_matter)
    assert "\r" not in post.body
    post.publish()
    page = client.get(post.get_absolute_url())
    assert page.status_code == 200
    assert run(HOSTILE / name)[0].startswith("same")


def the_post(name):
    run(HOSTILE / name)
    return Post.objects.get()


class TestWhatIsCleaned:
    def test_a_byte_order_mark_and_crlf_leave_no_trace(self):
        post = the_post("mark-and-crlf.md")
        assert (post.title, post.body) == ("Tea", "One.\nTwo.\n")

    def test_windows_1252_is_read_as_such(self):
        post = the_post("latin-1.md")
        assert (post.title, post.body) == ("Café", "Crème brûlée – “na ja”.\n")

    def test_numbers_and_words_stay_as_written(self):
        post = the_post("big-number.md")
        assert post.title == "007"
        assert post.front_matter == {
            "n": "123456789012345678901234567890",
            "f": "1e999",
            "x": ".inf",
            "t": "12:30",
            "y": "yes",
        }

    def test_titles_of_any_script_have_addresses(self, client):
        run(HOSTILE / "right-to-left.md")
        run(HOSTILE / "شاي.md")
        for post in Post.objects.all():
            post.publish()
            assert client.get(post.get_absolute_url()).status_code == 200
        assert Post.objects.filter(slug="شاي").exists()

    def test_template_tags_in_code_are_no_matter(self):
        report, _code = run(HOSTILE / "template-tags.md")
        assert report.count("template tag") == 2

    def test_old_addresses_are_paths_of_this_site(self):
        run(HOSTILE / "script.md")
        told = Redirect.objects.values_list("old_path", flat=True)
        assert list(told) == ["/ok/", "/was/here/"]
        assert Post.objects.get().front_matter["canonical"] == "javascript:alert(1)"

    def test_too_long_names_stay_with_the_post(self):
        post = the_post("long-names.md")
        assert list(post.tags.names()) == ["tea"]
        assert not Person.objects.exists()
        assert post.front_matter.keys() == {"tags", "author", "description"}

    def test_an_image_outside_the_folder_is_not_read(self, tmp_path):
        inside = tmp_path / "inside"
        inside.mkdir()
        (tmp_path / "secret.png").write_bytes(picture_bytes(kind="PNG"))
        (inside / "link.png").symlink_to(tmp_path / "secret.png")
        (inside / "a.md").write_text(
            "---\ntitle: A\nimage: ../secret.png\n---\n![](link.png)\n![](..%2Fsecret.png)\n"
        )
        run(inside)
        assert not Image.objects.exists()

    def test_an_image_that_is_none_is_reported(self, tmp_path):
        (tmp_path / "no.png").write_text("<svg onload=alert(1)>")
        (tmp_path / "a.md").write_text("---\ntitle: A\nimage: no.png\n---\nText.\n")
        report, code = run(tmp_path)
        assert "The image no.png was not taken: " in report
        assert (Post.objects.get().hero_image, code) == (None, 0)


class TestSizes:
    def test_a_body_over_the_limit_is_refused(self, tmp_path):
        (tmp_path / "a.md").write_text("---\ntitle: A\n---\n" + "word " * 100_001)
        report, code = run(tmp_path)
        assert "Line 4: The text has 500 kB; 500 kB are the limit" in report
        assert code == 1

    def test_five_megabytes_are_refused_unread(self, tmp_path):
        (tmp_path / "a.md").write_bytes(b"word " * 1_000_000)
        report, _code = run(tmp_path)
        assert "The file has 5,000 kB, far more than one post: split it." in report

    def test_front_matter_over_the_limit_is_refused(self, tmp_path):
        (tmp_path / "a.md").write_text("---\ntitle: A\nx: " + "y" * 70_000 + "\n---\n")
        report, _code = run(tmp_path)
        assert "The front matter is over 64 kB" in report

    @pytest.mark.parametrize(
        "text",
        [
            "é" + "`" * 400_000,
            "é` `` ``` " * 40_000,
            "â€” word\n" * 30_000,
            "![" * 200_000,
            "![](" * 100_000,
            "<img " * 90_000,
            "# " * 200_000,
            "{%" * 200_000,
            "{{ \n" * 100_000,
            "---\n" * 100_000,
            "\n" * 400_000 + "x",
            " \n" * 200_000 + "x",
            "[a](" * 100_000,
            "*" * 400_000,
        ],
        ids=range(14),
    )
    @pytest.mark.parametrize("name", ["a.md", "a.txt"])
    def test_no_text_takes_long_to_read(self, text, name):
        from pathlib import PurePosixPath
        from zoneinfo import ZoneInfo

        from posts.importing import pictures, text_file

        started = time.process_time()
        reading = text_file.read(text.encode(), PurePosixPath(name), ZoneInfo("UTC"))
        pictures.images_in(reading.body)
        assert time.process_time() - started < 4


class TestFolders:
    def test_links_are_left_out_with_a_sentence(self, tmp_path):
        outside, folder = tmp_path / "outside", tmp_path / "folder"
        outside.mkdir()
        folder.mkdir()
        (outside / "secret.md").write_text("# Secret\n")
        (folder / "a.md").write_text("# A\n")
        (folder / "out.md").symlink_to(outside / "secret.md")
        (folder / "out").symlink_to(outside)
        (folder / "round").symlink_to(folder)
        (folder / "self.md").symlink_to(folder / "self.md")
        (folder / "nothing.md").symlink_to(folder / "gone.md")
        report, code = run(folder)
        assert "left out  out.md\n    A link that leads outside the folder" in report
        assert "left out  out\n    A link that leads outside the folder" in report
        assert "left out  round\n    A link to a place in the same folder" in report
        assert "left out  self.md\n    A link that leads to itself" in report
        assert "left out  nothing.md\n    A link to nothing" in report
        assert [post.title for post in Post.objects.all()] == ["A"]
        assert code == 0

    def test_a_folder_named_like_a_file_is_a_folder(self, tmp_path):
        (tmp_path / "x.md").mkdir()
        (tmp_path / "x.md" / "index.md").write_text("# X\n")
        assert run(tmp_path)[1] == 0
        assert Post.objects.get().slug == "x-md"

    def test_what_is_no_file_is_left_out(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.md")
        report, code = run(tmp_path)
        assert "left out  pipe.md\n    No file of text" in report
        assert code == 0

    def test_a_file_that_is_no_text_is_refused_when_given(self, tmp_path):
        (tmp_path / "a.png").write_bytes(picture_bytes(kind="PNG"))
        os.mkfifo(tmp_path / "pipe.md")
        report, code = run(tmp_path / "a.png", tmp_path / "pipe.md")
        assert report.count("Not a text file: give .md or .txt files.") == 2
        assert code == 1

    def test_names_that_are_no_text_are_refused(self, tmp_path):
        with open(os.fsencode(tmp_path) + b"/t\xe9.md", "wb") as file:  # noqa: PTH123
            file.write(b"# T\n")
        report, code = run(tmp_path)
        assert "t�.md\n    The file's name is too long or not in UTF-8: rename it." in report
        assert code == 1

    def test_names_with_line_ends_keep_the_report_in_lines(self, tmp_path):
        (tmp_path / "a\nrefused b.md").write_text("# A\n")
        report, code = run(tmp_path)
        assert "new       a�refused b.md" in report
        assert code == 0

    def test_a_file_that_goes_away_is_refused(self, tmp_path, monkeypatch):
        (tmp_path / "a.md").write_text("# A\n")
        gone = (tmp_path / "a.md").unlink
        monkeypatch.setattr("posts.importing.run.Pictures", lambda *args, **options: gone())

        report, code = run(tmp_path)
        assert "The file can't be read (No such file or directory)" in report
        assert code == 1

    def test_the_whole_lot_at_once_leaves_the_good_ones(self, tmp_path):
        shutil.copytree(HOSTILE, tmp_path / "lot")
        report, code = run(tmp_path / "lot")
        assert report.splitlines()[-1].startswith(f"{len(REFUSED) + len(COME_IN)} files: ")
        assert f"{len(REFUSED)} refused." in report
        assert (Post.objects.count(), code) == (len(COME_IN), 1)
