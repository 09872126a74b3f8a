"""Importing files and folders: what becomes of each, and what the report says."""

import io
from datetime import UTC, datetime
from textwrap import dedent

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from posts.models import Image, ImportedFile, ImportRun, Person, Post, Redirect, Revision, Tag
from tests.factories import make_post, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


def write(folder, name, text, encoding="utf-8"):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode(encoding))
    return file


def run(*paths, **options):
    """The report of one import, and its exit code."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_posts", *map(str, paths), stdout=out, **options)
    except SystemExit as ended:
        code = ended.code
    return out.getvalue(), code


def the_post(folder, text, name="a-file.md"):
    write(folder, name, text)
    report, code = run(folder)
    assert code == 0, report
    return Post.objects.get()


ARTICLE = """\
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

    - **Fill:** with cold water.
    - **Wait:** for steam.
"""


class TestAnArticle:
    def test_comes_in_with_title_slug_date_and_topics(self, folder):
        post = the_post(folder, ARTICLE, "a-kettle-s-guide-to-mornings.md")
        assert post.title == "A Kettle's Guide to Mornings"
        assert post.slug == "a-kettle-s-guide-to-mornings"
        assert post.published_at == post.updated_at == datetime(2025, 3, 4, tzinfo=UTC)
        assert list(post.tags.names()) == ["boiling water"]
        assert post.is_published
        assert post.front_matter == {}

    def test_has_its_mojibake_mended_and_reported(self, folder):
        write(folder, "kettle.md", ARTICLE)
        report, code = run(folder)
        assert "ready — not before" in Post.objects.get().body
        assert "Line 12: “â€”” was a wrongly decoded “—”: mended." in report
        assert report.startswith("warned ")
        assert code == 0

    def test_shows_a_hero_once_that_the_body_repeats(self, folder, client):
        picture = folder / "images" / "a-kettle-s-guide-to-mornings.webp"
        picture.parent.mkdir()
        picture.write_bytes(picture_bytes(kind="WEBP"))
        post = the_post(folder, ARTICLE)
        assert post.hero_image == Image.objects.get()
        assert post.hero_image.alt == "A Kettle's Guide to Mornings"
        assert "<img" not in post.body_html
        assert post.body.startswith("![A Kettle's")
        page = client.get(post.get_absolute_url()).content.decode()
        assert page.split("<article")[1].split("</article")[0].count("<img") == 1

    def test_without_its_image_shows_no_broken_picture(self, folder, client):
        write(folder, "kettle.md", ARTICLE)
        report, code = run(folder)
        post = Post.objects.get()
        assert post.hero_image is None
        assert report.count("a-kettle-s-guide-to-mornings.webp is neither beside the text") == 1
        assert code == 0
        page = client.get(post.get_absolute_url()).content.decode()
        assert "a-kettle-s-guide-to-mornings.webp" not in page.replace(post.slug + "/", "")

    def test_keeps_its_file_byte_for_byte(self, folder):
        file = write(folder, "deep/down/kettle.md", ARTICLE)
        run(folder)
        kept = ImportedFile.objects.get()
        assert bytes(kept.source) == file.read_bytes()
        assert kept.path == "deep/down/kettle.md"
        assert kept.post.revisions.get() == kept.revision
        assert kept.revision.reason == "Imported from deep/down/kettle.md"

    def test_says_who_wrote_it_and_what_else_it_knows(self, folder):
        make_post(title="Another")
        Person.objects.create(name="Ada Kettle", slug="ada")
        write(
            folder,
            "kettle.md",
            """\
            ---
            title: Kettles
            date: 2025-03-04 09:30
            updated: 2025-04-01
            authors: [Ada Kettle, Bo Spout]
            description: What to know about kettles.
            canonical_url: https://example.com/kettles/
            aliases: [/old/kettles/, "2019/kettles.html"]
            noindex: true
            layout: wide
            released: 2019-01-02
            ---
            Text.
            """,
        )
        run(folder)
        post = Post.objects.get(title="Kettles")
        assert {person.slug for person in post.authors.all()} == {"ada", "bo-spout"}
        assert post.updated_at == datetime(2025, 4, 1, tzinfo=UTC)
        assert post.standfirst == "What to know about kettles."
        assert post.canonical_url == "https://example.com/kettles/"
        assert post.noindex
        assert post.front_matter == {"layout": "wide", "released": "2019-01-02"}
        for old_path in ("/old/kettles/", "/2019/kettles.html"):
            assert Redirect.objects.target(old_path) == "/posts/kettle/"

    def test_has_its_midnight_in_the_site_s_time_zone(self, folder, site_settings):
        site_settings(time_zone="Europe/Berlin")
        post = the_post(folder, "---\ntitle: A\ndate: 2025-07-01\n---\nText.\n")
        assert post.published_at == datetime(2025, 6, 30, 22, tzinfo=UTC)


@pytest.fixture
def site_settings():
    from cms.models import SiteSettings

    return lambda **fields: SiteSettings.objects.update_or_create(pk=1, defaults=fields)


PAGE = """\
    Which Kettle Is Best For Tea?

    Ask ten people and you get eleven kettles, most of them too large for a single cup.

    What Is A Kettle?

    A kettle is a pot with a spout\u00a0 and a lid. It has two parts:

      • Spout: where the water leaves.\u00a0
      • Lid: where the water enters, * or should.

    Buy the small one.

    About The Author

    Leave a Comment

    Note: this comment form is for tea only.

    Your email address will not be published. Required fields are marked *

    \u00a0

    This site uses Akismet to reduce spam. Learn how your comment data is processed.

    Scroll to Top
"""


class TestAScrapedPage:
    def test_becomes_a_clean_draft(self, folder, client):
        post = the_post(folder, PAGE, "which-kettle.txt")
        assert post.is_draft
        assert post.slug == "which-kettle"
        assert post.title == "Which Kettle Is Best For Tea?"
        assert post.body == dedent(
            """\
            Ask ten people and you get eleven kettles, most of them too large for a single cup.

            ## What Is A Kettle?

            A kettle is a pot with a spout and a lid. It has two parts:

            - Spout: where the water leaves.
            - Lid: where the water enters, \\* or should.

            Buy the small one.
            """
        )
        assert client.get(post.get_absolute_url()).status_code == 404

    def test_names_what_was_left_out(self, folder):
        write(folder, "which-kettle.txt", PAGE)
        report, _code = run(folder)
        assert "7 lines kept, 6 left out" in report
        assert "Line 14: Left out: “About The Author”" in report
        assert "Line 26: Left out: “Scroll to Top”" in report

    def test_with_front_matter_is_taken_as_written(self, folder):
        post = the_post(folder, "---\ntitle: Tea\n---\nScroll to Top\n", "tea.txt")
        assert post.body == "Scroll to Top\n"


class TestASecondRun:
    def test_changes_nothing(self, folder):
        write(folder, "kettle.md", ARTICLE)
        write(folder, "which-kettle.txt", PAGE)
        run(folder)
        before = list(Post.objects.values()), Revision.objects.count()
        report, code = run(folder)
        assert (list(Post.objects.values()), Revision.objects.count()) == before
        assert report.splitlines()[-1] == "2 files: 2 same."
        assert code == 0

    def test_takes_a_changed_file_in(self, folder):
        file = write(folder, "kettle.md", ARTICLE)
        run(folder)
        file.write_text(file.read_text().replace("Fill:", "Pour:"))
        report, _code = run(folder)
        post = Post.objects.get()
        assert "Pour:" in post.body
        assert "(changed, published 2025-03-04)" in report
        assert post.revisions.count() == 2
        assert post.updated_at > timezone.now() - timezone.timedelta(minutes=1)

    def test_takes_changed_tags_and_authors_in(self, folder):
        file = write(folder, "a.md", "---\ntitle: A\ntags: [one, two]\nauthor: Bo\n---\nText.\n")
        run(folder)
        file.write_text("---\ntitle: A\ntags: [Two, three]\n---\nText.\n")
        report, _code = run(folder)
        post = Post.objects.get()
        assert sorted(post.tags.names()) == ["three", "two"]
        assert not post.authors.exists()
        assert report.startswith("changed")

    def test_finds_an_image_that_came_later(self, folder):
        write(folder, "kettle.md", ARTICLE)
        run(folder)
        write(folder, "a-kettle-s-guide-to-mornings.webp", picture_bytes(kind="WEBP"))
        report, _code = run(folder)
        assert "(changed, published 2025-03-04)" in report
        assert Post.objects.get().hero_image is not None
        assert run(folder)[0].startswith("same")

    def test_keeps_an_edit_made_on_the_site(self, folder):
        write(folder, "kettle.md", ARTICLE)
        run(folder)
        post = Post.objects.get()
        post.body = "Mine."
        post.save()
        report, code = run(folder)
        assert "The post was edited on the site since it came" in report
        assert (Post.objects.get().body, code) == ("Mine.", 0)

    def test_leaves_a_change_on_both_sides_until_told_to_overwrite(self, folder):
        file = write(folder, "kettle.md", ARTICLE)
        run(folder)
        post = Post.objects.get()
        post.body = "Mine."
        post.save()
        file.write_text(file.read_text() + "\nMore.\n")
        report, code = run(folder)
        assert report.startswith("conflict")
        assert (Post.objects.get().body, code) == ("Mine.", 1)
        report, code = run(folder, overwrite=True)
        assert Post.objects.get().body.endswith("More.\n")
        assert code == 0

    def test_follows_a_slug_changed_in_the_file(self, folder, client):
        file = write(folder, "kettle.md", ARTICLE)
        run(folder)
        file.write_text(file.read_text().replace("tags:", "slug: kettles\ntags:"))
        run(folder)
        assert Post.objects.get().slug == "kettles"
        assert client.get("/posts/kettle/").headers["Location"] == "/posts/kettles/"

    def test_knows_a_post_whose_slug_was_changed_on_the_site(self, folder):
        file = write(folder, "kettle.md", ARTICLE)
        run(folder)
        post = Post.objects.get()
        post.slug = "my-kettle"
        post.save()
        assert run(folder)[0].startswith("same")
        file.write_text(file.read_text() + "More.")
        assert run(folder)[1] == 0
        post = Post.objects.get()
        assert (post.slug, post.body[-6:]) == ("my-kettle", "\nMore.")

    def test_knows_a_file_given_by_itself(self, folder):
        file = write(folder, "deep/down/kettle.md", ARTICLE)
        run(folder)
        assert run(file)[0].startswith("same")
        assert run(folder / "deep")[0].startswith("same")


class TestAddresses:
    def test_a_second_file_with_an_address_is_refused_by_the_first_one_s_name(self, folder):
        write(folder, "a/tea.md", "# Tea\n")
        write(folder, "b/tea.md", "# Coffee\n")
        report, code = run(folder)
        assert "a/tea.md has the address “tea” already: give this one another slug." in report
        assert code == 1
        assert Post.objects.get().title == "Tea"

    def test_an_address_of_a_post_written_here_is_refused(self, folder):
        make_post(slug="tea", body="Mine.")
        write(folder, "tea.md", "# Tea\n\nTheirs.\n")
        report, code = run(folder)
        assert "The address “tea” is that of a post written on the site" in report
        assert (Post.objects.get().body, code) == ("Mine.", 1)
        assert run(folder, overwrite=True)[1] == 0
        assert Post.objects.get().body == "Theirs.\n"
        bodies = [revision.state["body"] for revision in Revision.objects.order_by("number")]
        assert bodies == ["Mine.", "Theirs.\n"]

    def test_an_address_from_another_import_is_refused(self, folder):
        first = write(folder, "a/tea.md", "# Tea\n")
        run(folder)
        first.unlink()
        write(folder, "b/tea.md", "# Coffee\n")
        report, code = run(folder)
        assert "The address “tea” is that of the post from a/tea.md" in report
        assert (Post.objects.get().title, code) == ("Tea", 1)

    def test_an_old_address_in_any_script_may_be_the_post_s_own(self, folder):
        aliases = "aliases: [/posts/käse/, /käse/]"
        text = f"---\ntitle: Käse\nslug: käse\ndate: 2025-01-01\n{aliases}\n---\n"
        for body in ("Text.\n", "Another text.\n"):
            write(folder, "kaese.md", f"{text}{body}")
            report, code = run(folder)
            assert ("left so" in report, code) == (False, 0)
        assert [each.old_path for each in Redirect.objects.all()] == ["/käse/"]
        assert Redirect.objects.get().new_path == "/posts/käse/"

    @pytest.mark.parametrize("date", ["draft: true", "date: 2090-01-01"])
    def test_an_old_address_leads_to_a_post_once_it_is_public(self, folder, client, date):
        write(folder, "tea.md", f"---\ntitle: Tea\n{date}\naliases: /old-tea/\n---\nText.\n")
        report, _code = run(folder)
        assert report.startswith("new ")
        for address in ("/old-tea/", "/old-tea"):
            assert client.get(address).status_code == 404
        post = Post.objects.get()
        post.slug = "green-tea"
        post.save()
        assert client.get("/old-tea/").status_code == 404
        post.publish()
        response = client.get("/old-tea/")
        assert (response.status_code, response.headers["Location"]) == (301, "/posts/green-tea/")
        post.unpublish()
        assert client.get("/old-tea/", follow=True).status_code == 410


class TestTheReport:
    def test_a_dry_run_changes_nothing(self, folder):
        write(folder, "kettle.md", ARTICLE)
        write(folder, "a-kettle-s-guide-to-mornings.webp", picture_bytes(kind="WEBP"))
        report, code = run(folder, dry_run=True)
        assert "(new, published 2025-03-04)" in report
        assert "neither beside" not in report
        assert report.endswith("Dry run: nothing was changed.\n")
        assert not Post.objects.exists()
        assert not Image.objects.exists()
        assert not Tag.objects.exists()
        assert code == 0

    def test_a_refused_file_leaves_the_others_and_the_exit_code_1(self, folder):
        write(folder, "a.md", "---\ntitle: A\ntitle: B\n---\n")
        write(folder, "b.md", "---\ntitle: B\nauthor: Bo\n---\nText.\n")
        report, code = run(folder)
        number = ImportRun.objects.get().pk
        assert report.splitlines() == [
            "refused   a.md",
            "    Line 3: The key “title” stands here twice: leave one out.",
            "new       b.md  /posts/b/ (draft)",
            f"2 files: 1 new, 1 refused. This was run {number}: --undo {number} takes it back.",
        ]
        assert code == 1

    def test_a_file_comes_in_whole_or_not_at_all(self, folder, monkeypatch):
        write(folder, "a.md", "---\ntitle: A\ntags: [tea]\nauthor: Bo\n---\nText.\n")
        monkeypatch.setattr(ImportedFile.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(folder)
        for model in (Post, Tag, Person, ImportedFile):
            assert not model.objects.exists()

    def test_what_is_no_text_is_named(self, folder):
        write(folder, "a.md", "# A\n")
        write(folder, "b.pdf", b"%PDF")
        write(folder, "c.pdf", b"%PDF")
        write(folder, ".git/config", "x")
        report, code = run(folder)
        assert "left out  Not read, because they hold no text of a post: 2 .pdf." in report
        assert "left out  1 hidden file or folder is left out." in report
        assert code == 0

    def test_a_path_that_is_not_there_is_refused(self, tmp_path):
        report, code = run(tmp_path / "nothing")
        assert "nothing\n    Can't be opened: no such file or directory." in report
        assert code == 1

    def test_an_empty_folder_says_so(self, folder):
        assert run(folder) == ("No text files found.\n", 0)

    def test_a_scheduled_post_is_called_so(self, folder):
        write(folder, "a.md", "---\ntitle: A\ndate: 2090-01-01\n---\nText.\n")
        assert "(scheduled for 2090-01-01)" in run(folder)[0]
        assert Post.objects.get().updated_at <= timezone.now()

    def test_a_page_of_the_site_shows_what_came_in(self, folder, client):
        the_post(folder, ARTICLE, "kettle.md")
        assert "Kettle&#x27;s Guide" in client.get(reverse("posts:list")).content.decode()
