"""Series, languages and translations on their way out, and back in."""

import pytest

from posts.models import Post, Revision, Series
from tests.factories import make_draft, make_post
from tests.posts.test_export import export, import_posts, write
from tests.posts.test_export_check import SAME

pytestmark = pytest.mark.django_db

TEE = """\
---
title: Tee
series: [Tea time]   # all of it
part: 02
lang: de_at
translation_of: ../tea.md  # the first
---
Text.
"""
TEA = "---\ntitle: Tea\nseries: tea TIME\nseries_order: 1\n---\nText.\n"
TOML = """\
+++
title = 'Te'
series = "Tea time"
part = 3 # the last
language = "sv"
translation_of = "tea"
+++
Text.
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    write(folder, "de/tee.md", TEE)
    write(folder, "tea.md", TEA)
    write(folder, "te.md", TOML)
    import_posts(folder)
    assert Post.objects.get(slug="tea").translations.count() == 2
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def edit(at, **fields):
    post = Post.objects.get(slug=at)
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    return post


def read(out, name):
    return (out / name).read_text()


@pytest.mark.parametrize("options", [{}, {"as_imported": True}])
def test_what_was_not_edited_comes_back_byte_for_byte(folder, out, options):
    report, code = export(out, **options)
    assert code == 0
    assert "edited" not in report
    assert [read(out, name) for name in ("de/tee.md", "tea.md", "te.md")] == [TEE, TEA, TOML]


def test_it_is_the_same_site_again(folder, out):
    Series.objects.update(description="What to drink.")
    Series.objects.create(name="Empty")
    edit("tee", part=9)
    make_draft(slug="new", series=Series.objects.first(), part=4, language="fr")
    post = make_post(slug="neu", translation_of=Post.objects.get(slug="new"), language="de")
    assert post.translation_of
    report, code = export(out, check=True)
    assert (report[-len(SAME) :], code) == (SAME, 0)


def test_a_changed_description_is_noticed(folder, out, monkeypatch):
    from posts.exporting import site_files

    made = site_files._site
    monkeypatch.setattr(site_files, "_site", lambda *all: made(*all) | {"series": []})
    Series.objects.update(description="What to drink.")
    report, code = export(out, check=True)
    assert "The series Tea time differs." in report or "The series tea TIME" in report
    assert code == 1


@pytest.mark.parametrize("slug", ["tee", "te"])
def test_changed_values_are_changed_in_place(folder, out, slug):
    edit(
        slug,
        series=Series.objects.create(name="Cold days"),
        part=11,
        language="nl",
        translation_of=make_post(slug="first", title="First"),
    )
    export(out)
    if slug == "tee":
        expected = (
            TEE.replace("[Tea time]", "[Cold days]")
            .replace("part: 02", "part: 11")
            .replace("de_at", "nl")
            .replace("../tea.md", "first")
        )
        assert read(out, "de/tee.md") == expected
    else:
        expected = (
            TOML.replace('"Tea time"', '"Cold days"')
            .replace("= 3", "= 11")
            .replace('"sv"', '"nl"')
            .replace('"tea"', '"first"')
        )
        assert read(out, "te.md") == expected


def test_what_was_taken_away_is_left_out(folder, out):
    edit("tee", series=None, part=None, language="", translation_of=None)
    export(out)
    assert read(out, "de/tee.md") == "---\ntitle: Tee\n---\nText.\n"


def test_another_edit_leaves_them_as_they_are(folder, out):
    edit("tee", title="Grüner Tee")
    export(out)
    assert read(out, "de/tee.md") == TEE.replace("title: Tee", "title: Grüner Tee")


def test_what_was_added_is_written_under_our_own_keys(out, tmp_path):
    write(tmp_path / "texts", "tea.md", "---\ntitle: Tea\n---\nText.\n")
    import_posts(tmp_path / "texts")
    original = make_post(slug="first", title="First")
    edit("tea", series=Series.objects.create(name="A: b"), part=2, translation_of=original)
    edit("tea", language="pt-BR")
    export(out)
    lines = "series: 'A: b'\npart: 2\nlanguage: pt-BR\ntranslation_of: first\n"
    written = read(out, "tea.md").replace('"', "'")
    for line in lines.splitlines():
        assert line in written.splitlines()


def test_a_series_new_name_is_written_into_its_files(folder, out):
    Series.objects.update(name="Tea for two")
    export(out)
    assert "series: [Tea for two]   # all of it" in read(out, "de/tee.md")
    assert "series: Tea for two\n" in read(out, "tea.md")


def test_an_original_s_new_address_is_written_into_its_translations(folder, out):
    edit("tea", slug="green-tea")
    export(out)
    # By its path it is still found.
    assert read(out, "de/tee.md") == TEE
    assert 'translation_of = "green-tea"' in read(out, "te.md")


def test_an_original_that_is_not_here_goes_out_as_it_came(out, tmp_path):
    source = "---\ntitle: Tee\nlang: de\ntranslation-of: tea\n---\nText.\n"
    write(tmp_path / "texts", "tee.md", source)
    import_posts(tmp_path / "texts")
    export(out)
    assert read(out, "tee.md") == source
    edit("tee", title="Grüner Tee")
    export(out.with_name("again"))
    assert "translation-of: tea" in read(out.with_name("again"), "tee.md")
    Post.objects.get().imported_file.delete()
    export(out.with_name("anew"))
    assert "translation-of: tea" in read(out.with_name("anew"), "tee.md")


def test_a_post_s_own_series_goes_before_what_was_kept_of_its_file(out, tmp_path):
    write(tmp_path / "texts", "tea.md", "---\ntitle: Tea\nseries: {a: b}\n---\nText.\n")
    import_posts(tmp_path / "texts")
    edit("tea", series=Series.objects.create(name="Tea time"), part=1)
    export(out)
    assert "series: Tea time\n" in read(out, "tea.md")
    Post.objects.get().imported_file.delete()
    export(out.with_name("anew"))
    assert "series: Tea time\n" in read(out.with_name("anew"), "tea.md")


def test_a_post_that_came_before_there_were_series_is_as_it_came(folder, out):
    for revision in Revision.objects.all():
        for name in ("series_id", "part", "language", "translation_of_id"):
            del revision.state[name]
        revision.save()
    Post.objects.update(series=None, part=None, language="", translation_of=None)
    export(out)
    assert read(out, "de/tee.md") == TEE
    assert not Post.objects.get(slug="te").imported_file.was_edited
