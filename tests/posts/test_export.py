"""Exporting: what was not touched comes back as it came, and the report says what became of it."""

import io
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command

from posts.models import Image, ImportedFile, Post
from tests.factories import make_draft, make_page, make_post, make_scheduled, picture_bytes

pytestmark = pytest.mark.django_db

KETTLE = """\
---
title: "A Kettle's Guide to Mornings"
date: 2025-03-04
image: "/media/a-kettle-s-guide-to-mornings.webp"
tags:
  - post
  - boiling water
---

![A Kettle's Guide to Mornings](/media/a-kettle-s-guide-to-mornings.webp)

Water boils when it is ready â€” not before, and never for a watcher.
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def write(folder, name, text):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def import_posts(*paths, **options):
    call_command("import_posts", *map(str, paths), stdout=io.StringIO(), **options)


def export(out, **options):
    """The report of one export, and its exit code."""
    report, code = io.StringIO(), 0
    try:
        call_command("export_posts", str(out), stdout=report, **options)
    except SystemExit as ended:
        code = ended.code
    return report.getvalue(), code


class TestWhatWasNotTouched:
    @pytest.mark.parametrize(
        ("name", "source"),
        [
            ("plain.md", b"# A heading\n\nText.\n"),
            ("deep/down/2025-01-02-dated.md", b"---\ntitle: A\n---\n\nText"),
            ("crlf.md", b"---\r\ntitle: A\r\n---\r\n\r\nText.\r\n"),
            ("mark.md", b"\xef\xbb\xbf---\ntitle: A\n---\nText.\n\n\n"),
            ("latin.md", "---\ntitle: Café\n---\nÀ la carte.\n".encode("latin-1")),
            ("wide.md", "---\ntitle: Café\n---\nÀ la carte.\n".encode("utf-16")),
            ("toml.md", b'+++\ntitle = "A" # why\ndate = 2025-01-02\n+++\nText.\n'),
            ("json.md", b'{"title": "A",\n  "date": "2025-01-02"}\n\nText.\n'),
            ("ends.md", b"---\ntitle: A\n---\n\n\n  \nOne\rTwo\r\nThree\n   "),
            (
                "notes.txt",
                b"A page\n\nIntroduction To It\n\n  \xe2\x80\xa2 One\n  \xe2\x80\xa2 Two\n",
            ),
            ("right-to-left.md", "---\ntitle: شاي\n---\nنص\n".encode()),
            ("_drafts/idea.md", b"---\ntitle: A\ndate: 2025-01-02\n---\nText.\n"),
            ("a-folder.md/index.md", b"---\ntitle: A\n---\nText.\n"),
        ],
    )
    def test_comes_back_byte_for_byte(self, folder, out, name, source):
        write(folder, name, source)
        import_posts(folder)
        report, code = export(out)
        assert (out / name).read_bytes() == source
        assert f"same    {name}\n" in report
        assert code == 0

    def test_has_its_mojibake_mended(self, folder, out):
        write(folder, "kettle.md", KETTLE)
        import_posts(folder)
        export(out)
        assert (out / "kettle.md").read_text() == KETTLE.replace("â€”", "—")

    def test_has_the_very_bytes_when_asked(self, folder, out):
        write(folder, "kettle.md", KETTLE)
        write(folder, "with-nul.md", b"---\ntitle: A\n---\nA\0B\n")
        import_posts(folder)
        export(out, as_imported=True)
        assert (out / "kettle.md").read_text() == KETTLE
        assert (out / "with-nul.md").read_bytes() == b"---\ntitle: A\n---\nA\0B\n"

    def test_loses_nul_alone(self, folder, out):
        write(folder, "with-nul.md", b"---\r\ntitle: A\0B\r\n---\r\nCaf\xe9\0\r\n")
        import_posts(folder)
        export(out)
        assert (out / "with-nul.md").read_bytes() == b"---\r\ntitle: AB\r\n---\r\nCaf\xe9\r\n"

    def test_mends_utf_16_in_utf_16(self, folder, out):
        write(folder, "wide.md", KETTLE.encode("utf-16"))
        import_posts(folder)
        export(out)
        assert (out / "wide.md").read_bytes() == KETTLE.replace("â€”", "—").encode("utf-16")


class TestPictures:
    def test_lie_where_they_lay(self, folder, out):
        one, other = picture_bytes(), picture_bytes(colour="red", kind="PNG")
        write(folder, "posts/a.md", "---\ntitle: A\nimage: ../static/hero.jpg\n---\n![](in.png)\n")
        write(folder, "static/hero.jpg", one)
        write(folder, "posts/in.png", other)
        import_posts(folder)
        report, code = export(out)
        assert (out / "static/hero.jpg").read_bytes() == one
        assert (out / "posts/in.png").read_bytes() == other
        assert not (out / "media").exists()
        assert "image   static/hero.jpg\n" in report
        assert code == 0

    def test_from_a_media_folder_lie_where_the_text_looks(self, folder, out, tmp_path):
        write(tmp_path, "elsewhere/a-kettle-s-guide-to-mornings.webp", picture_bytes(kind="WEBP"))
        write(folder, "kettle.md", KETTLE)
        import_posts(folder, media=[tmp_path / "elsewhere"])
        export(out)
        picture = out / "media" / "a-kettle-s-guide-to-mornings.webp"
        assert picture.read_bytes() == picture_bytes(kind="WEBP")

    def test_of_one_name_keep_each_its_own(self, folder, out):
        for name, colour in (("a", "red"), ("b", "blue")):
            write(folder, f"{name}/index.md", f"---\ntitle: {name}\ncover: cover.png\n---\n")
            write(folder, f"{name}/cover.png", picture_bytes(colour=colour, kind="PNG"))
        import_posts(folder)
        export(out)
        for name, colour in (("a", "red"), ("b", "blue")):
            assert (out / name / "cover.png").read_bytes() == picture_bytes(
                colour=colour, kind="PNG"
            )

    def test_that_are_gone_are_named(self, folder, out):
        write(folder, "a.md", "---\ntitle: A\nimage: a.jpg\n---\n")
        write(folder, "a.jpg", picture_bytes())
        import_posts(folder)
        Image.objects.get().file.delete(save=False)
        report, code = export(out)
        assert "lost    a.jpg\n    The picture's file is gone from the site.\n" in report
        assert code == 1


class TestTheFolder:
    def test_must_be_empty(self, out):
        out.mkdir()
        (out / "mine.md").write_text("Mine.")
        with pytest.raises(CommandError, match="is not empty: name another folder, or use"):
            export(out)

    def test_must_be_no_file(self, out):
        out.write_text("")
        with pytest.raises(CommandError, match="is a file: name a folder"):
            export(out)

    def test_keeps_what_else_is_in_it(self, out):
        make_post(slug="a")
        out.mkdir()
        (out / "mine.md").write_text("Mine.")
        (out / ".unfinished-x").write_text("half")
        report, _code = export(out, overwrite=True)
        assert (out / "mine.md").read_text() == "Mine."
        assert "1 file is none of this export: left there (mine.md)." in report
        assert not list(out.glob(".unfinished*"))

    def test_never_leads_elsewhere(self, folder, out, tmp_path):
        write(folder, "sub/a.md", "---\ntitle: A\n---\n")
        import_posts(folder)
        out.mkdir()
        (tmp_path / "victim").mkdir()
        (out / "sub").symlink_to(tmp_path / "victim")
        report, code = export(out, overwrite=True)
        assert not list((tmp_path / "victim").iterdir())
        assert "lost    sub/a.md\n    It can't be written: a link leads out" in report
        assert code == 1

    def test_is_the_same_after_a_second_run(self, out):
        make_post(slug="a", tags=["one"])
        make_page(slug="about")
        first, _code = export(out)
        before = {file: file.read_bytes() for file in out.rglob("*") if file.is_file()}
        second, _code = export(out, overwrite=True)
        assert {file: file.read_bytes() for file in out.rglob("*") if file.is_file()} == before
        assert first == second


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "becomes"),
        [
            ("../../etc/passwd.md", "etc/passwd.md"),
            ("/etc/cron.md", "etc/cron.md"),
            ("a/../../b.md", "a/b.md"),
            ("C:\\temp\\a.md", "C-temp-a.md"),
            ("con.md", "con-.md"),
            ("deep/LPT1.txt.md", "deep/LPT1-.txt.md"),
            ("ends. /a.md", "ends-/a.md"),
            ("new\nline.md", "new-line.md"),
        ],
    )
    def test_that_no_system_should_see_are_changed(self, folder, out, path, becomes):
        write(folder, "a.md", "---\ntitle: A\nslug: a\n---\nText.\n")
        import_posts(folder)
        ImportedFile.objects.update(path=path)
        report, code = export(out)
        assert (out / becomes).read_text() == "---\ntitle: A\nslug: a\n---\nText.\n"
        assert "is none that every system can hold." in report
        assert code == 0
        assert {file.name for file in out.parent.iterdir()} <= {"out", "texts", "media"}

    def test_longer_than_a_file_system_takes_are_cut(self, folder, out):
        make_post(slug="ж" * 200, title="Long")
        _report, code = export(out)
        (file,) = out.glob("ж*.md")
        assert len(file.name.encode()) <= 255
        assert f"slug: {'ж' * 200}\n" in file.read_text()
        assert code == 0

    def test_that_two_posts_share_go_to_the_first(self, tmp_path, out):
        for name in ("one", "two"):
            write(tmp_path, f"{name}/a.md", f"---\ntitle: {name}\nslug: is-{name}\n---\n{name}\n")
            import_posts(tmp_path / name)
        report, _code = export(out)
        assert (out / "a.md").read_text() == "---\ntitle: one\nslug: is-one\n---\none\n"
        assert (out / "a-2.md").read_text() == "---\ntitle: two\nslug: is-two\n---\ntwo\n"
        assert "There is a file at a.md already. So it goes by another name." in report

    def test_that_differ_in_case_alone_stay_two_files(self, folder, out):
        write(folder, "a.md", "---\ntitle: A\nslug: small\n---\n")
        write(folder, "b.md", "---\ntitle: B\nslug: large\n---\n")
        import_posts(folder)
        ImportedFile.objects.filter(slug="large").update(path="A.md")
        export(out)
        assert {file.name for file in out.glob("*.md")} == {"a.md", "A-2.md"}

    def test_of_the_importer_come_before_new_posts(self, folder, out):
        make_post(slug="a", body="New.")
        write(folder, "a.md", "---\ntitle: A\nslug: b\n---\nCame.\n")
        import_posts(folder)
        export(out)
        assert (out / "a.md").read_text().endswith("Came.\n")
        assert "slug: a\n" in (out / "a-2.md").read_text()


def test_the_last_line_sums_up(folder, out):
    write(folder, "a.md", "---\ntitle: A\nimage: a.jpg\n---\n")
    write(folder, "a.jpg", picture_bytes())
    import_posts(folder)
    make_draft(slug="b")
    make_scheduled(slug="c")
    make_page(slug="about")
    report, _code = export(out)
    assert report.endswith("\n8 files: 1 same, 2 new, 1 page, 1 image, 3 site.\n")


def test_a_new_post_has_keys_in_a_readable_order(out):
    post = make_post(
        title='Say "no": twice',
        slug="no",
        published_at="2025-03-04T00:00:00Z",
        updated_at="2025-03-04T00:00:00Z",
        standfirst="Yes.",
        body="Text.\n",
        noindex=True,
        tags=["one", "two"],
        front_matter={"menu": {"weight": 3}, "layout": "wide"},
    )
    assert Post.objects.get() == post
    export(out)
    assert (out / "no.md").read_text() == dedent(
        """\
        ---
        title: "Say \\"no\\": twice"
        date: 2025-03-04
        standfirst: Yes.
        tags:
          - one
          - two
        noindex: true
        menu:
          weight: 3
        layout: wide
        ---

        Text.
        """
    )
