"""Exporting what was edited on the site: only the edited parts of its file change."""

import difflib
from datetime import UTC, datetime
from textwrap import dedent

import pytest
from django.core.files.base import ContentFile

from cms.models import SiteSettings
from posts.models import Image, ImportedFile, ImportRun, Person, Post, Revision, Tag
from tests.factories import picture_bytes
from tests.posts.test_export import export, import_posts, write

pytestmark = pytest.mark.django_db

YAML = """\
---
# Written on a train.
title: "Kettles: a guide"   # not final
layout: wide
date: 2025-03-04
tags:
  - post
  - boiling water   # the main thing
  # and
  - 'steam'
# below the tags
description: >-
  What to know about kettles
  before the first cup.
noindex: false
extra:
  - {a: 1}
---

Water boils when it is ready.

It sings before.
"""
TOML = """\
+++
# Written on a train.
title = 'Kettles: a guide'   # not final
layout = "wide"
date = 2025-03-04
tags = [
  "post",
  "boiling water", # the main thing
  "steam",
]
description = \"\"\"
What to know about kettles \\
  before the first cup.\"\"\"
noindex = false

[extra]
a = 1
+++

Water boils when it is ready.

It sings before.
"""
JSON = """\
{
  "title": "Kettles: a guide",
  "layout":  "wide",
  "date": "2025-03-04",
  "tags": ["post", "boiling water", "steam"],
  "description": "What to know about kettles before the first cup.",
  "noindex": false,
  "extra": {"a": 1}
}

Water boils when it is ready.

It sings before.
"""
SOURCES = {"yaml": YAML, "toml": TOML, "json": JSON}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def came_by(folder, source, name="kettles.md"):
    write(folder, name, source)
    import_posts(folder)
    return Post.objects.get()


def edit(post, tags=None, authors=None, **fields):
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    if tags is not None:
        post.tags.set(tags)
    if authors is not None:
        post.authors.set(authors)


def exported(out, name="kettles.md"):
    report, code = export(out)
    assert code == 0, report
    return (out / name).read_bytes().decode(), report


def changed_lines(before, after):
    """The lines taken out and put in, as a diff has them."""
    lines = list(difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))
    return [line for line in lines[2:] if not line.startswith("@@")]


DAY = datetime(2026, 1, 2, tzinfo=UTC)
MORNING = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)
NEW_BODY = "Water boils when it is ready.\n\nIt hums before.\n"
ONE_EDIT = [
    (
        {"title": "Cups"},
        """
        -title: "Kettles: a guide"   # not final
        +title: "Cups"   # not final
        """,
        """
        -title = 'Kettles: a guide'   # not final
        +title = 'Cups'   # not final
        """,
        """
        -  "title": "Kettles: a guide",
        +  "title": "Cups",
        """,
    ),
    (
        {"title": "It's “on”: 5\" cups # now"},
        """
        -title: "Kettles: a guide"   # not final
        +title: "It's “on”: 5\\" cups # now"   # not final
        """,
        """
        -title = 'Kettles: a guide'   # not final
        +title = "It's “on”: 5\\" cups # now"   # not final
        """,
        """
        -  "title": "Kettles: a guide",
        +  "title": "It's “on”: 5\\" cups # now",
        """,
    ),
    (
        {"published_at": DAY},
        """
        -date: 2025-03-04
        +date: 2026-01-02
        """,
        """
        -date = 2025-03-04
        +date = 2026-01-02
        """,
        """
        -  "date": "2025-03-04",
        +  "date": "2026-01-02",
        """,
    ),
    (
        {"published_at": MORNING},
        """
        -date: 2025-03-04
        +date: 2026-01-02 09:30
        """,
        """
        -date = 2025-03-04
        +date = 2026-01-02 09:30:00
        """,
        """
        -  "date": "2025-03-04",
        +  "date": "2026-01-02 09:30",
        """,
    ),
    (
        {"published_at": None},
        "-date: 2025-03-04",
        "-date = 2025-03-04",
        '-  "date": "2025-03-04",',
    ),
    (
        {"unpublish_at": DAY},
        "+unpublish_at: 2026-01-02",
        "+unpublish_at = 2026-01-02",
        """
        -  "extra": {"a": 1}
        +  "extra": {"a": 1},
        +  "unpublish_at": "2026-01-02"
        """,
    ),
    (
        {"tags": ["boiling water", "steam", "tea"]},
        "+  - 'tea'",
        '+  "tea",',
        """
        -  "tags": ["post", "boiling water", "steam"],
        +  "tags": ["post", "boiling water", "steam", "tea"],
        """,
    ),
    (
        {"tags": ["steam"]},
        "-  - boiling water   # the main thing",
        '-  "boiling water", # the main thing',
        """
        -  "tags": ["post", "boiling water", "steam"],
        +  "tags": ["post", "steam"],
        """,
    ),
    (
        {"tags": []},
        """
        -  - boiling water   # the main thing
        -  - 'steam'
        """,
        """
        -  "boiling water", # the main thing
        -  "steam",
        """,
        """
        -  "tags": ["post", "boiling water", "steam"],
        +  "tags": ["post"],
        """,
    ),
    (
        {"standfirst": "Short."},
        """
        -  What to know about kettles
        -  before the first cup.
        +  Short.
        """,
        '''
        -description = """
        -What to know about kettles \\
        -  before the first cup."""
        +description = "Short."
        ''',
        """
        -  "description": "What to know about kettles before the first cup.",
        +  "description": "Short.",
        """,
    ),
    (
        {"standfirst": ""},
        """
        -description: >-
        -  What to know about kettles
        -  before the first cup.
        """,
        '''
        -description = """
        -What to know about kettles \\
        -  before the first cup."""
        ''',
        '-  "description": "What to know about kettles before the first cup.",',
    ),
    (
        {"noindex": True},
        """
        -noindex: false
        +noindex: true
        """,
        """
        -noindex = false
        +noindex = true
        """,
        """
        -  "noindex": false,
        +  "noindex": true,
        """,
    ),
    (
        {"search_title": "Kettles"},
        '+search_title: "Kettles"',
        '+search_title = "Kettles"',
        """
        -  "extra": {"a": 1}
        +  "extra": {"a": 1},
        +  "search_title": "Kettles"
        """,
    ),
    (
        {"slug": "cups", "canonical_url": "https://example.com/cups"},
        """
        +slug: "cups"
        +canonical_url: "https://example.com/cups"
        """,
        """
        +slug = "cups"
        +canonical_url = "https://example.com/cups"
        """,
        """
        -  "extra": {"a": 1}
        +  "extra": {"a": 1},
        +  "slug": "cups",
        +  "canonical_url": "https://example.com/cups"
        """,
    ),
    (
        {"body": NEW_BODY},
        """
        -It sings before.
        +It hums before.
        """,
        """
        -It sings before.
        +It hums before.
        """,
        """
        -It sings before.
        +It hums before.
        """,
    ),
]


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("case", ONE_EDIT, ids=lambda case: "-".join(case[0]))
def test_one_edit_changes_its_part_alone(folder, out, case, kind):
    fields, *expected = case
    source = SOURCES[kind]
    edit(came_by(folder, source), **fields)
    text, report = exported(out)
    wanted = dedent(expected[list(SOURCES).index(kind)]).strip("\n").split("\n")
    assert changed_lines(source, text) == wanted
    assert report.startswith("edited  kettles.md\n")
    assert "anew" not in report


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("case", ONE_EDIT, ids=lambda case: "-".join(case[0]))
def test_line_ends_and_mark_stay(folder, out, case, kind):
    source = "\ufeff" + SOURCES[kind].replace("\n", "\r\n")
    edit(came_by(folder, source.encode()), **case[0])
    text, report = exported(out)
    assert text.startswith("\ufeff")
    assert text.count("\n") == text.count("\r\n")
    assert "anew" not in report


def lines_changed_by(folder, out, source, name="kettles.md", **fields):
    """What one edit on the site does to a file; the report holds no other sentence."""
    edit(came_by(folder, source, name), **fields)
    text, report = exported(out, name)
    assert report.startswith(f"edited  {name}\n")
    assert not report.split("\n")[1].startswith(" "), report
    return changed_lines(source, text)


class TestTitles:
    def test_in_a_heading_change_there(self, folder, out):
        source = "# Old *title*\n\nText.\n"
        assert lines_changed_by(folder, out, source, title="New") == [
            "-# Old *title*",
            "+---",
            "+title: New",
            "+---",
        ]

    def test_in_a_plain_heading_change_there(self, folder, out):
        source = "Old title\n=========\n\nText.\n"
        assert lines_changed_by(folder, out, source, title="New") == ["-Old title", "+New"]

    def test_said_twice_change_twice(self, folder, out):
        source = "---\ntitle: Old\n---\n\n# Old\n\nText.\n"
        assert lines_changed_by(folder, out, source, title="New") == [
            "-title: Old",
            "+title: New",
            "-# Old",
            "+# New",
        ]

    def test_that_a_file_s_name_gave_get_a_key(self, folder, out):
        source = "---\ndate: 2025-01-02\n---\n- A list.\n"
        assert lines_changed_by(folder, out, source, title="New") == ["+title: New"]

    def test_outlive_an_edit_of_the_body(self, folder, out):
        source = "# Title\n\nOne.\n\nTwo.\n"
        assert lines_changed_by(folder, out, source, body="One.\n\nThree.\n") == [
            "-Two.",
            "+Three.",
        ]


class TestDates:
    @pytest.mark.parametrize(
        ("was", "now"),
        [
            ("2025-03-04T10:00:00Z", "2026-01-02T09:30:00Z"),
            ("2025-03-04 10:00", "2026-01-02 09:30"),
            ("2025-03-04 10:00:00", "2026-01-02 09:30:00"),
            ("2025-03-04T10:00:00+02:00", "2026-01-02T11:30:00+02:00"),
            ("'2025-03-04'", "'2026-01-02 09:30'"),
            ("Mar 4, 2025", "2026-01-02T09:30:00Z"),
        ],
    )
    def test_are_written_as_they_were(self, folder, out, was, now):
        source = f"---\ntitle: A\npubDate: {was}\n---\nText.\n"
        assert lines_changed_by(folder, out, source, published_at=MORNING) == [
            f"-pubDate: {was}",
            f"+pubDate: {now}",
        ]

    def test_keep_their_fraction(self, folder, out):
        moment = MORNING.replace(microsecond=123456)
        source = "---\ntitle: A\n---\nText.\n"
        assert lines_changed_by(folder, out, source, published_at=moment) == [
            "+date: 2026-01-02T09:30:00.123456Z"
        ]

    def test_are_the_site_s_midnight(self, folder, out):
        SiteSettings.objects.create(pk=1, time_zone="Europe/Berlin")
        source = "---\ntitle: A\ndate: 2025-03-04\n---\nText.\n"
        moment = datetime(2026, 1, 1, 23, tzinfo=UTC)
        assert lines_changed_by(folder, out, source, published_at=moment) == [
            "-date: 2025-03-04",
            "+date: 2026-01-02",
        ]

    def test_stay_when_the_site_moved_to_another_time_zone(self, folder, out):
        source = "---\ntitle: A\ndate: 2025-03-04\n---\nText.\n"
        post = came_by(folder, source)
        SiteSettings.objects.create(pk=1, time_zone="Europe/Berlin")
        assert exported(out)[0] == source
        edit(post, title="B")
        assert changed_lines(source, exported(out.with_name("again"))[0]) == [
            "-title: A",
            "+title: B",
        ]

    def test_of_the_last_change_follow_where_there_is_a_key(self, folder, out):
        source = "---\ntitle: A\ndate: 2025-03-04\nlastmod: 2025-03-05\n---\nText.\n"
        post = came_by(folder, source)
        edit(post, title="B", updated_at=DAY)
        assert changed_lines(source, exported(out)[0]) == [
            "-title: A",
            "+title: B",
            "-lastmod: 2025-03-05",
            "+lastmod: 2026-01-02",
        ]


class TestDrafts:
    @pytest.mark.parametrize("word", ["draft: true", "published: false", "status: draft"])
    def test_that_were_published_lose_the_word_for_it(self, folder, out, word):
        source = f"---\ntitle: A\n{word}\ndate: 2025-03-04\n---\nText.\n"
        assert lines_changed_by(folder, out, source, published_at=DAY) == [
            f"-{word}",
            "-date: 2025-03-04",
            "+date: 2026-01-02",
        ]

    def test_that_were_published_leave_their_folder(self, folder, out):
        post = came_by(folder, "---\ntitle: A\n---\nText.\n", "posts/_drafts/a.md")
        edit(post, published_at=DAY)
        text, report = exported(out, "posts/a.md")
        assert text == "---\ntitle: A\ndate: 2026-01-02\n---\nText.\n"
        assert "It is no draft any more: out of the folder _drafts." in report

    def test_again_say_so_where_the_name_has_a_date(self, folder, out):
        source = "---\ntitle: A\n---\nText.\n"
        name = "2025-03-04-a.md"
        assert lines_changed_by(folder, out, source, name, published_at=None) == ["+draft: true"]


class TestNames:
    @pytest.mark.parametrize(
        ("was", "now"),
        [
            ("tags: post, one, two", "tags: post, two, three"),
            ("tags: [post, one, two]", "tags: [post, two, three]"),
            ("keywords: one; two", "keywords: two; three"),
            ('tags: ["one", "two"]', 'tags: ["two", "three"]'),
            ("Tags: [one, two] # so far", "Tags: [two, three] # so far"),
        ],
    )
    def test_of_topics_change_in_any_form(self, folder, out, was, now):
        source = f"---\ntitle: A\n{was}\n---\nText.\n"
        assert lines_changed_by(folder, out, source, tags=["two", "three"]) == [
            f"-{was}",
            f"+{now}",
        ]

    def test_of_topics_leave_each_key_they_are_in(self, folder, out):
        source = "---\ntitle: A\ntags: [one]\ncategories: [two, three]\n---\nText.\n"
        assert lines_changed_by(folder, out, source, tags=["three", "four"]) == [
            "-tags: [one]",
            "-categories: [two, three]",
            "+tags: [four]",
            "+categories: [three]",
        ]

    def test_of_topics_in_a_table_of_toml(self, folder, out):
        source = (
            '+++\ntitle = "A"\n[taxonomies]\ntags = ["one", "two"]\n[extra]\nx = 1\n+++\nText.\n'
        )
        assert lines_changed_by(folder, out, source, tags=["two"]) == [
            '-tags = ["one", "two"]',
            '+tags = ["two"]',
        ]

    def test_of_a_tag_that_was_renamed(self, folder, out):
        source = "---\ntitle: A\ntags:\n  - one # why\n  - two\n---\nText.\n"
        came_by(folder, source)
        Tag.objects.filter(name="one").update(name="uno")
        assert changed_lines(source, exported(out)[0]) == ["-  - one # why", "+  - uno"]

    def test_of_authors(self, folder, out):
        source = "---\ntitle: A\nauthor: Ada Kettle\n---\nText.\n"
        other = Person.objects.create(name="Bo Spout", slug="bo")
        assert lines_changed_by(folder, out, source, authors=[other]) == [
            "-author: Ada Kettle",
            "+author: Bo Spout",
        ]

    def test_of_an_author_who_has_a_new_one(self, folder, out):
        source = "---\ntitle: A\nauthors:\n- name: Ada Kettle\n- Bo Spout\n---\nText.\n"
        came_by(folder, source)
        Person.objects.filter(name="Bo Spout").update(name="Bo Cup")
        assert changed_lines(source, exported(out)[0]) == ["-- Bo Spout", "+- Bo Cup"]


class TestHeroImages:
    SOURCE = "---\ntitle: A\nimage: a.jpg\nimage_alt: Old words.\n---\nText.\n"

    def test_that_are_others_now(self, folder, out):
        write(folder, "a.jpg", picture_bytes())
        post = came_by(folder, self.SOURCE)
        data = picture_bytes(colour="red")
        image = Image.objects.add(ContentFile(data), name="new one.jpg", alt="New words.")
        edit(post, hero_image=image)
        text, _report = exported(out)
        assert changed_lines(self.SOURCE, text) == [
            "-image: a.jpg",
            "-image_alt: Old words.",
            "+image: /media/new one.jpg",
            "+image_alt: New words.",
        ]
        assert (out / "media" / "new one.jpg").read_bytes() == data
        assert (out / "a.jpg").read_bytes() == picture_bytes()

    def test_that_were_taken_away(self, folder, out):
        write(folder, "a.jpg", picture_bytes())
        post = came_by(folder, self.SOURCE)
        edit(post, hero_image=None)
        assert changed_lines(self.SOURCE, exported(out)[0]) == [
            "-image: a.jpg",
            "-image_alt: Old words.",
        ]

    def test_inside_other_facts(self, folder, out):
        source = "---\ntitle: A\ncover:\n  image: a.jpg # big\n  relative: true\n---\nText.\n"
        write(folder, "a.jpg", picture_bytes())
        post = came_by(folder, source)
        image = Image.objects.add(ContentFile(picture_bytes(colour="red")), name="b.jpg")
        edit(post, hero_image=image)
        assert changed_lines(source, exported(out)[0]) == [
            "-  image: a.jpg # big",
            "+  image: /media/b.jpg # big",
        ]


class TestKeysThatShareAMeaning:
    def test_step_aside(self, folder, out):
        source = "---\ntitle: A\nstandfirst: One.\ndescription: Two.\n---\nText.\n"
        assert lines_changed_by(folder, out, source, standfirst="") == [
            "-standfirst: One.",
            "-description: Two.",
            "+search_description: Two.",
        ]

    def test_are_filled_in_where_they_are_empty(self, folder, out):
        source = "---\ntitle: A\nsummary:\ndate: 2025-03-04\n---\nText.\n"
        assert lines_changed_by(folder, out, source, standfirst="One.") == [
            "-summary:",
            "+summary: One.",
        ]


class TestWhatCannotBeChangedInPlace:
    @pytest.mark.parametrize(
        "source",
        [
            "---\n{title: A, layout: wide, tags: [post, one]}\n---\nText.\n",
            "---\ntitle: &t A\nlayout: wide\ntags: [post, one]\nalso: *t\n---\nText.\n",
        ],
    )
    def test_is_written_anew_and_said(self, folder, out, source):
        edit(came_by(folder, source), title="B")
        text, report = exported(out)
        assert text.startswith("---\ntitle: B\nlayout: wide\ntags:\n  - post\n  - one\n")
        assert text.endswith("---\n\nText.\n")
        assert "Its front matter could not be changed in place: written anew." in report

    def test_is_told_by_reading_the_result_again(self, folder, out):
        source = "---\ntitle: A\ndescription: |+\n  Old.\n\n\nlayout: wide\n---\nText.\n"
        edit(came_by(folder, source), standfirst="New.")
        text, report = exported(out)
        assert text == "---\ntitle: A\ndescription: New.\nlayout: wide\n---\n\nText.\n"
        assert "Its front matter could not be changed in place: written anew." in report

    def test_never_changes_another_key(self, folder, out):
        source = "---\ntitle: A\ntags: &x [post, one]\nalso: *x\n---\nText.\n"
        edit(came_by(folder, source), tags=["two"])
        text, report = exported(out)
        assert "tags:\n  - post\n  - two\nalso:\n  - post\n  - one\n" in text
        assert "Its front matter could not be changed in place: written anew." in report

    def test_a_scraped_text_becomes_markdown(self, folder, out):
        edit(came_by(folder, "A page\n\nOne.\n\nLeave a comment\n", "a.txt"), title="B")
        text, report = exported(out, "a.txt")
        assert text == "---\ntitle: B\n---\n\nOne.\n"
        assert "It could not be changed in place: written anew." in report

    def test_a_scraped_page_s_html_becomes_markdown(self, folder, out):
        edit(came_by(folder, "A page\n\nOne.\n\nLeave a comment\n", "a.txt"), title="B")
        ImportedFile.objects.update(path="deep/a.html")
        text, report = exported(out, "deep/a.md")
        assert text == "---\ntitle: B\n---\n\nOne.\n"
        assert "It was a scraped page and was edited since: it comes as Markdown." in report

    def test_another_encoding_becomes_utf_8(self, folder, out):
        source = "---\ntitle: A\n---\nCafé.\n\nOne.\n"
        for number, encoding in enumerate(("latin-1", "utf-16")):
            Post.objects.all().delete()
            ImportRun.objects.all().delete()
            edit(came_by(folder, source.encode(encoding)), body="Café.\n\nTwo.\n")
            text, report = exported(out / str(number))
            assert text == source.replace("One", "Two")
            assert "It was not in UTF-8: edited since, it comes in UTF-8." in report


class TestBodies:
    def test_keep_line_ends_of_lines_that_stay(self, folder, out):
        source = b"---\ntitle: A\n---\nOne\r\nTwo\nThree\rFour\r\n\r\n"
        edit(came_by(folder, source), body="One\n2\nThree\nFour\n\n")
        text, _report = exported(out)
        assert text.encode() == source.replace(b"Two", b"2")

    def test_keep_the_mojibake_of_other_lines_when_asked(self, folder, out):
        source = "---\ntitle: A\n---\nIt is â€” one.\n\nTwo.\n"
        edit(came_by(folder, source), body="It is — one.\n\nThree.\n")
        export(out, as_imported=True)
        assert (out / "kettles.md").read_text() == source.replace("Two", "Three")

    def test_may_be_emptied(self, folder, out):
        source = "---\ntitle: A\n---\n\nOne.\n"
        edit(came_by(folder, source), body="")
        assert exported(out)[0] == "---\ntitle: A\n---\n\n"


def test_a_post_whose_history_is_gone_is_compared_with_its_file(folder, out):
    edit(came_by(folder, YAML), title="Cups")
    Revision.objects.all().delete()
    text, _report = exported(out)
    assert changed_lines(YAML, text) == [
        '-title: "Kettles: a guide"   # not final',
        '+title: "Cups"   # not final',
    ]


def test_an_edit_taken_back_brings_the_very_bytes(folder, out):
    post = came_by(folder, YAML)
    edit(post, title="Cups")
    edit(post, title="Kettles: a guide")
    text, report = exported(out)
    assert text == YAML
    assert report.startswith("same    kettles.md\n")


def test_another_path_says_what_the_name_said(folder, out):
    source = "---\nlayout: wide\n---\n- One.\n"
    came_by(folder, source, "2025-03-04-kettles:two.md")
    text, _report = exported(out, "2025-03-04-kettles-two.md")
    assert changed_lines(source, text) == ["+title: Kettles:two", "+slug: kettlestwo"]
