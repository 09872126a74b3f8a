"""Series, languages and translations of posts that come by files."""

import pytest

from posts import language_codes, originals
from posts.importing import originals as importing_originals
from posts.models import ImportedFile, ImportRun, ImportStep, Post, Redirect, Series
from tests.factories import make_post, picture_bytes
from tests.posts.test_import import run, write
from tests.posts.test_import_merge import change, edit
from tests.posts.test_import_undo import everything, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


def take_in(folder, name, *lines, **options):
    """One file with these lines of front matter comes in: its post, and the report."""
    title = name.rpartition("/")[2].removesuffix(".md")
    matter = "\n".join(["---", f"title: {title}", "date: 2025-03-04", *lines, "---"])
    write(folder, name, f"{matter}\nText of {title}.\n")
    report, code = run(folder, **options)
    assert code == 0, report
    return Post.objects.filter(slug=title).first(), report


class TestSeries:
    @pytest.mark.parametrize(
        "line",
        ["series: Tea Time", "series: [Tea Time]", 'series_name: "Tea  Time"', "Series: Tea Time"],
    )
    def test_are_made_when_new(self, folder, line):
        post, _report = take_in(folder, "one.md", line, "part: 2")
        assert (post.series.name, post.part, post.front_matter) == ("Tea Time", 2, {})

    def test_are_matched_without_case(self, folder):
        there = Series.objects.create(name="ÜBER Tea")
        post, _report = take_in(folder, "one.md", "series: über tea")
        assert post.series == there
        assert Series.objects.count() == 1

    def test_of_many_files_are_one(self, folder):
        for number in (1, 2, 3):
            write(folder, f"{number}.md", f"---\nseries: Tea\npart: {number}\n---\nText.\n")
        write(folder, "hero.png", picture_bytes(kind="PNG"))
        write(folder, "4.md", "---\nseries: tea\npart: 4\nimage: hero.png\n---\nText.\n")
        run(folder)
        assert Series.objects.get().posts.count() == 4

    @pytest.mark.parametrize("line", ["series: [a, b]", "series: {a: b}", "series: true"])
    def test_that_are_no_single_name_are_kept_with_a_note(self, folder, line):
        post, report = take_in(folder, "one.md", line)
        assert post.series is None
        assert "series" in post.front_matter
        assert "Line 4: A post is part of one series" in report

    def test_with_too_long_a_name_are_kept_with_a_note(self, folder):
        post, report = take_in(folder, "one.md", f"series: {'x' * 121}")
        assert post.front_matter == {"series": "x" * 121}
        assert "over 120 characters" in report

    @pytest.mark.parametrize("key", ["part", "series_part", "series_order", "part-number"])
    def test_have_parts_by_several_names(self, folder, key):
        assert take_in(folder, "one.md", "series: Tea", f"{key}: '012'")[0].part == 12

    @pytest.mark.parametrize("value", ["0", "1000", "two", "1.5", "true", "[1]", "-1"])
    def test_have_whole_numbers_of_parts(self, folder, value):
        post, report = take_in(folder, "one.md", "series: Tea", f"part: {value}")
        assert post.part is None
        assert "part" in post.front_matter
        assert "Line 5: The part is no whole number from 1 to 999" in report

    def test_are_needed_by_a_part(self, folder):
        post, report = take_in(folder, "one.md", "part: 2")
        assert (post.part, post.front_matter) == (None, {"part": 2})
        assert "A part needs a series" in report

    def test_that_were_made_go_when_the_run_is_taken_back(self, folder):
        take_in(folder, "one.md", "series: Tea")
        before = everything()
        take_in(folder, "one.md", "series: Coffee", "part: 3")
        assert Post.objects.get().series.name == "Coffee"
        undo()
        assert everything() == before
        assert [series.name for series in Series.objects.all()] == ["Tea"]
        undo(ImportRun.objects.last().pk)
        assert not Series.objects.exists()

    def test_that_someone_wrote_in_stay(self, folder):
        take_in(folder, "one.md", "series: Tea")
        Series.objects.update(description="All about it.")
        undo()
        assert Series.objects.exists()

    def test_leave_nothing_in_a_dry_run(self, folder):
        post, _report = take_in(folder, "one.md", "series: Tea", dry_run=True)
        assert post is None
        assert not Series.objects.exists()

    def test_are_put_together_with_the_site_s_changes(self, folder):
        take_in(folder, "one.md", "series: Tea", "part: 1")
        edit(part=7)
        take_in(folder, "one.md", "series: Coffee", "part: 1", "language: de")
        post = Post.objects.get()
        assert (post.series.name, post.part, post.language) == ("Coffee", 7, "de")

    def test_that_both_sides_changed_are_named(self, folder):
        take_in(folder, "one.md", "series: Tea")
        edit(series=Series.objects.create(name="Cocoa"))
        change(folder / "one.md", ("series: Tea", "series: Coffee"))
        report, code = run(folder)
        assert code == 1
        assert "Series: the file has “Coffee”, the site has “Cocoa”." in report
        post = Post.objects.get()
        assert post.series.name == "Cocoa"
        post.restore(post.revisions.get(reason__contains="conflict").state)
        assert post.series.name == "Coffee"


class TestLanguages:
    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("de", "de"),
            ("PT_br", "pt-BR"),
            ("zh-hans-cn", "zh-Hans-CN"),
            ("es-419", "es-419"),
            ("en_US.UTF-8", "en-US"),
            ("de-CH-1996", "de-CH-1996"),
            ("german", ""),
            ("d", ""),
            ("de-", ""),
            ("", ""),
            ("de DE", ""),
            ("x" * 40, ""),
            ("ſv", ""),
        ],
    )
    def test_are_kept_in_one_form(self, written, code):
        assert language_codes.normalised(written) == code

    @pytest.mark.parametrize("key", ["language", "lang", "locale"])
    def test_come_by_several_keys(self, folder, key):
        post, _report = take_in(folder, "one.md", f"{key}: pt_br")
        assert (post.language, post.front_matter) == ("pt-BR", {})

    @pytest.mark.parametrize("value", ["Deutsch", "[de, en]", "true", "{code: de}"])
    def test_that_are_none_are_kept_with_a_note(self, folder, value):
        post, report = take_in(folder, "one.md", f"lang: {value}")
        assert post.language == ""
        assert "lang" in post.front_matter
        assert "is no language's code such as de" in report


TEE = ("language: de", "translation_of: tea")


class TestTranslations:
    @pytest.mark.parametrize(
        "written",
        ["tea", "/posts/tea/", "http://testserver/posts/tea/", "../tea.md", "tea.md", "/tea.md"],
    )
    @pytest.mark.parametrize("name", ["de/tee.md", "a/tee.md", "z/tee.md"])
    def test_find_their_original_whichever_comes_first(self, folder, settings, written, name):
        settings.SITE_URL = "http://testserver"
        write(folder, "tea.md", "---\ntitle: Tea\n---\nText.\n")
        post, report = take_in(folder, name, "language: de", f"translation_of: {written}")
        assert post.translation_of.slug == "tea"
        assert post.front_matter == {}
        assert "left out" not in report

    def test_leave_one_revision_and_one_step(self, folder):
        write(folder, "z.md", "---\ntitle: Tea\nslug: tea\n---\nText.\n")
        post, _report = take_in(folder, "tee.md", *TEE)
        assert post.revisions.get().state == post.snapshot()
        assert post.revisions.get().changed.count("translation_of_id") == 1
        assert ImportStep.objects.get(post=post).version == post.version
        assert not post.imported_file.was_edited
        assert post.imported_file.version == post.version
        assert "2 same" in run(folder)[0]

    def test_are_found_by_a_former_address(self, folder):
        post = make_post(slug="tea")
        Redirect.objects.point("/2019/tea/", "/posts/tea/")
        Redirect.objects.point("/posts/old-tea/", "/posts/tea/")
        for name, written in (("a", "/2019/tea/"), ("b", "old-tea")):
            tee, _report = take_in(folder, f"{name}.md", "lang: de", f"translation_of: {written}")
            assert tee.translation_of == post

    def test_are_found_by_the_address_of_the_first_publication(self, folder):
        post = make_post(canonical_url="https://example.org/tea")
        written = "translation_of: https://example.org/tea"
        assert take_in(folder, "tee.md", "lang: de", written)[0].translation_of == post

    def test_of_another_site_s_post_are_no_post_s_here(self, folder):
        make_post(slug="tea")
        line = "translation_of: https://example.org/posts/tea/"
        assert take_in(folder, "tee.md", "lang: de", line)[0].translation_of is None

    @pytest.mark.parametrize("lines", [[], ["image: hero.png"]])
    def test_without_original_keep_what_is_written(self, folder, lines):
        write(folder, "hero.png", picture_bytes(kind="PNG"))
        post, report = take_in(folder, "tee.md", *TEE, *lines)
        assert post.translation_of is None
        assert post.front_matter == {"translation_of": "tea"}
        assert "“tea” is no post here: it stays written with the post until it is." in report

    def test_find_it_in_a_later_run(self, folder, tmp_path):
        post, _report = take_in(folder, "tee.md", *TEE)
        other = tmp_path / "other"
        write(other, "tea.md", "---\ntitle: Tea\n---\nText.\n")
        run(other)
        post = Post.objects.get(slug="tee")
        assert (post.translation_of.slug, post.front_matter) == ("tea", {})
        assert not post.imported_file.was_edited
        assert post.imported_file.version == post.version
        undo()
        post = Post.objects.get()
        assert post.front_matter == {"translation_of": "tea"}
        assert not post.imported_file.was_edited

    def test_that_were_edited_meanwhile_keep_the_edit(self, folder, tmp_path):
        take_in(folder, "tee.md", *TEE)
        edit(body="Von hier.")
        write(tmp_path / "other", "tea.md", "---\ntitle: Tea\n---\nText.\n")
        run(tmp_path / "other")
        post = Post.objects.get(slug="tee")
        assert (post.translation_of.slug, post.body) == ("tea", "Von hier.")
        assert post.imported_file.was_edited
        change(folder / "tee.md", ("title: tee", "title: Tee"))
        report, code = run(folder)
        assert code == 0, report
        post.refresh_from_db()
        assert (post.translation_of.slug, post.body, post.title) == ("tea", "Von hier.", "Tee")

    def test_changed_later_are_changes_like_others(self, folder):
        make_post(slug="tea")
        make_post(slug="coffee")
        take_in(folder, "tee.md", "lang: de")
        before = everything()
        take_in(folder, "tee.md", *TEE)
        assert Post.objects.get(slug="tee").translation_of.slug == "tea"
        undo()
        assert everything() == before
        run(folder)
        Post.objects.filter(slug="tee").update(translation_of=Post.objects.get(slug="coffee"))
        Post.objects.get(slug="tee").save()
        change(folder / "tee.md", ("translation_of: tea", "translation_of: none"))
        run(folder)
        assert Post.objects.get(slug="tee").translation_of.slug == "coffee"

    def test_are_named_when_both_sides_changed(self, folder):
        make_post(slug="tea", title="Tea")
        make_post(slug="coffee", title="Coffee")
        make_post(slug="cocoa", title="Cocoa")
        take_in(folder, "tee.md", *TEE)
        post = Post.objects.get(slug="tee")
        post.translation_of = Post.objects.get(slug="coffee")
        post.save()
        change(folder / "tee.md", ("translation_of: tea", "translation_of: cocoa"))
        report, code = run(folder)
        assert code == 1
        assert "Translation of: the file has “Cocoa”, the site has “Coffee”." in report
        run(folder, overwrite=True)
        assert Post.objects.get(slug="tee").translation_of.slug == "cocoa"

    @pytest.mark.parametrize("names", ["abc", "cba", "bac", "bca"])
    def test_of_a_translation_point_to_the_original(self, folder, names):
        for slug, name in zip(("tea", "tee", "te"), names, strict=True):
            original = {"tea": "", "tee": "translation_of: tea\n", "te": "translation_of: tee\n"}
            language = {"tea": "en", "tee": "de", "te": "sv"}
            lines = f"title: X\nslug: {slug}\nlang: {language[slug]}\n{original[slug]}"
            write(folder, f"{name}.md", f"---\n{lines}---\nText.\n")
        run(folder)
        tea = Post.objects.get(slug="tea")
        assert {post.slug for post in tea.translations.all()} == {"tee", "te"}
        for imported in ImportedFile.objects.all():
            assert imported.post.snapshot() == imported.revision.state

    def test_in_a_circle_end_somewhere(self, folder):
        write(folder, "a.md", "---\nlang: de\ntranslation_of: b\n---\nText.\n")
        write(folder, "b.md", "---\nlang: sv\ntranslation_of: a\n---\nText.\n")
        report, code = run(folder)
        assert code == 0
        assert "is this post or a translation of it: not its original." in report
        assert Post.objects.exclude(translation_of=None).count() == 1

    def test_are_of_another_post(self, folder):
        post, report = take_in(folder, "tea.md", *TEE)
        assert post.translation_of is None
        assert "“tea” is this post or a translation of it" in report

    @pytest.mark.parametrize("is_there", [True, False])
    def test_are_in_another_language(self, folder, is_there):
        if is_there:
            make_post(slug="tea")
        else:
            write(folder, "z.md", "---\ntitle: Tea\nslug: tea\n---\nText.\n")
        post, report = take_in(folder, "tee.md", "lang: en", "translation_of: tea")
        assert post.translation_of is None
        assert "“tea” is in the same language: write this one's" in report
        assert post.front_matter == {"translation_of": "tea"}

    def test_of_nothing_that_can_be_named_are_kept_with_a_note(self, folder):
        post, report = take_in(folder, "tee.md", "translation_of: [a, b]")
        assert post.front_matter == {"translation_of": ["a", "b"]}
        assert "Line 4: A translation names one post" in report

    def test_are_told_of_in_a_dry_run(self, folder):
        write(folder, "z.md", "---\ntitle: Tea\nslug: tea\n---\nText.\n")
        _post, report = take_in(folder, "tee.md", *TEE, dry_run=True)
        assert "left out" not in report
        (folder / "z.md").unlink()
        _post, report = take_in(folder, "tee.md", *TEE, dry_run=True)
        assert "“tea” is no post here" in report
        assert not Post.objects.exists()


def test_names_of_files_are_beside_the_file_or_from_the_folder():
    assert importing_originals.paths("../en/a.md", "de/b.md") == {"en/a.md", "../en/a.md"}
    assert importing_originals.paths("https://example.org/a.md", "b.md") == set()
    assert importing_originals.paths("a-slug", "b.md") == set()


@pytest.mark.parametrize("written", ["", "//", "http://[", "a b", "posts/a", "\x1f", "/posts/"])
def test_what_names_nothing_finds_nothing(written):
    make_post(slug="a")
    assert originals.named(written) is None
