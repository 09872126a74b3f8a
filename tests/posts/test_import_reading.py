"""What a file says: title, slug, dates, topics and the rest, as people write them."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.importing import scraped, text_file
from posts.importing.dates import read_date
from posts.importing.notes import Refusal

BERLIN = ZoneInfo("Europe/Berlin")


def read(text, path="a-file.md", zone=UTC):
    return text_file.read(text.encode(), PurePosixPath(path), zone)


def with_keys(*lines, path="a-file.md", body="Text.\n"):
    return read("\n".join(["---", *lines, "---", "", body]), path)


class TestTitles:
    @pytest.mark.parametrize(
        ("text", "title", "body"),
        [
            ("---\ntitle: From keys\n---\nText.\n", "From keys", "Text.\n"),
            ("---\ntitle: Tea\n---\n# Tea\n\nText.\n", "Tea", "Text.\n"),
            ("---\ntitle: Tea\n---\n# Coffee\n\nText.\n", "Tea", "# Coffee\n\nText.\n"),
            ("---\nTITLE: Tea\n---\nText.\n", "Tea", "Text.\n"),
            ('---\ntitle: "  Tea\\n for  two "\n---\nText.\n', "Tea for two", "Text.\n"),
            ("# Tea\n\nText.\n", "Tea", "Text.\n"),
            ("# **Tea** for [two](/x) `now` #\n\nText.\n", "Tea for two now", "Text.\n"),
            ("Tea\n===\n\nText.\n", "Tea", "Text.\n"),
            ("## Tea {#tea}\nText.\n", "Tea", "Text.\n"),
            ("Tea for two\n\nText.\n", "Tea for two", "Text.\n"),
            ("Text here.\n\n# Tea\n\nMore.\n", "Tea", "Text here.\n\n# Tea\n\nMore.\n"),
            ("A sentence that ends.\n\nMore.\n", "A file", "A sentence that ends.\n\nMore.\n"),
            ("- a list\n- of things\n", "A file", "- a list\n- of things\n"),
            ("```\n# no title\n```\n", "A file", "```\n# no title\n```\n"),
            ("---\ntitle:\n---\n# Tea\nText.\n", "Tea", "Text.\n"),
        ],
    )
    def test_come_from_keys_else_the_text_else_the_name(self, text, title, body):
        reading = read(text)
        assert (reading.title, reading.body) == (title, body)

    def test_come_from_a_name_without_its_date(self):
        assert read("- x\n", "2025-01-02-tea_for-two.md").title == "Tea for two"


class TestSlugs:
    @pytest.mark.parametrize(
        ("path", "slug"),
        [
            ("what-is-tea.md", "what-is-tea"),
            ("deep/What_Is.md", "What_Is"),
            ("2025-05-07-tea.md", "tea"),
            ("2025-05-07_tea.md", "tea"),
            ("20250507-tea.md", "tea"),
            ("2025-05-07.md", "the-title"),
            ("2025-99-99-tea.md", "2025-99-99-tea"),
            ("tea/index.md", "tea"),
            ("2025-05-07-tea/index.md", "tea"),
            ("tea/_index.md", "tea"),
            ("tea.en.md", "tea-en"),
            ("Tea & Cake?.md", "tea-cake"),
            ("茶.md", "茶"),
            ("🫖.md", "the-title"),
            ("e\u0301te\u0301.md", "été"),
        ],
    )
    def test_come_from_names(self, path, slug):
        assert with_keys("title: The title", path=path).slug == slug

    @pytest.mark.parametrize(
        ("written", "slug"),
        [("tea", "tea"), ("/blog/tea/", "tea"), ("Tea Time", "tea-time"), ("2025", "2025")],
    )
    def test_come_from_keys_first(self, written, slug):
        assert with_keys("title: The title", f"slug: {written}").slug == slug

    def test_that_had_to_change_are_reported(self):
        reading = with_keys("title: The title", "slug: Tea Time")
        assert [str(note) for note in reading.notes] == [
            "Line 3: The slug “Tea Time” holds what no address can: it became “tea-time”."
        ]


class TestDates:
    @pytest.mark.parametrize(
        ("written", "moment"),
        [
            ("2025-05-07", datetime(2025, 5, 6, 22, tzinfo=UTC)),
            ("2025/05/07", datetime(2025, 5, 6, 22, tzinfo=UTC)),
            ("2025-05-07 10:30", datetime(2025, 5, 7, 8, 30, tzinfo=UTC)),
            ("2025-05-07T10:30:15.250", datetime(2025, 5, 7, 8, 30, 15, 250_000, tzinfo=UTC)),
            ("2025-05-07T10:30:00Z", datetime(2025, 5, 7, 10, 30, tzinfo=UTC)),
            ("2025-05-07 10:30:00 +0200", datetime(2025, 5, 7, 8, 30, tzinfo=UTC)),
            ("2025-05-07 10:30:00 -05:30", datetime(2025, 5, 7, 16, tzinfo=UTC)),
            ("2025-01-07 10:30 America/New_York", datetime(2025, 1, 7, 15, 30, tzinfo=UTC)),
            ("May 7, 2025", datetime(2025, 5, 6, 22, tzinfo=UTC)),
            ("7 May 2025", datetime(2025, 5, 6, 22, tzinfo=UTC)),
            ("7th of May", None),
            ("Wed, 07 May 2025 10:30:00 +0000", datetime(2025, 5, 7, 10, 30, tzinfo=UTC)),
            ("2025-13-01", None),
            ("2025-02-29", None),
            ("2024-02-29", datetime(2024, 2, 28, 23, tzinfo=UTC)),
            ("2025-05-07 25:00", None),
            ("2025-05-07 10:30 Mars/Base", None),
            ("07.05.2025", None),
            ("1746613800", None),
            ("tomorrow", None),
        ],
    )
    def test_are_read_or_refused(self, written, moment):
        if moment is None:
            with pytest.raises(Refusal):
                read_date(written, BERLIN)
        else:
            assert read_date(written, BERLIN) == moment

    @pytest.mark.parametrize("written", ["", " ", "0000-00-00", "0000-00-00 00:00:00"])
    def test_that_say_nothing_are_none(self, written):
        assert read_date(written, BERLIN) is None

    @given(st.text(max_size=40))
    def test_of_any_text_are_read_or_refused(self, text):
        try:
            moment = read_date(text, BERLIN)
        except Refusal:
            return
        assert moment is None or moment.tzinfo

    @given(st.integers(-5_300_000_000, 32_400_000_000))
    def test_in_iso_form_come_back(self, seconds):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert read_date(moment.isoformat(), BERLIN) == moment

    def test_come_from_the_name_when_no_key_has_one(self):
        reading = read("# Tea\n", "2025-05-07-tea.md", BERLIN)
        assert reading.published_at == datetime(2025, 5, 7, tzinfo=BERLIN)
        assert not reading.is_draft

    def test_of_an_end_and_a_change_are_read(self):
        reading = with_keys(
            "title: T", "date: 2025-01-01", "expiryDate: 2026-01-01", "lastmod: 2025-02-01"
        )
        assert reading.unpublish_at == datetime(2026, 1, 1, tzinfo=UTC)
        assert reading.updated_at == datetime(2025, 2, 1, tzinfo=UTC)


class TestDrafts:
    @pytest.mark.parametrize(
        "line", ["draft: true", "draft: yes", "published: false", "status: draft", "Draft: 'on'"]
    )
    def test_have_no_date_but_keep_the_one_written(self, line):
        reading = with_keys("title: T", "date: 2025-01-01", line)
        assert reading.is_draft
        assert reading.published_at is None
        assert reading.front_matter["date"] == "2025-01-01"

    @pytest.mark.parametrize(
        "line", ["draft: false", "published: true", "status: published", "draft: no"]
    )
    def test_are_not_what_says_so(self, line):
        reading = with_keys("title: T", "date: 2025-01-01", line)
        assert not reading.is_draft
        assert reading.published_at == datetime(2025, 1, 1, tzinfo=UTC)

    def test_are_what_lies_in_the_drafts_folder(self):
        reading = with_keys("title: T", "date: 2025-01-01", path="_drafts/tea.md")
        assert reading.published_at is None
        assert reading.front_matter == {"date": "2025-01-01"}

    def test_that_are_dated_by_the_key_published_are_none(self):
        reading = with_keys("title: T", "published: 2025-01-01")
        assert reading.published_at == datetime(2025, 1, 1, tzinfo=UTC)


class TestTopicsAndPeople:
    @pytest.mark.parametrize(
        ("lines", "tags"),
        [
            (["tags: [post, tea]"], ["tea"]),
            (["tags: tea, green tea; cups"], ["tea", "green tea", "cups"]),
            (["tags: customer acquisition"], ["customer acquisition"]),
            (["tags: [posts, all, Post]"], []),
            (["tags: [[tea, [cups]], pots]"], ["tea", "cups", "pots"]),
            (["tags: ['milk, sugar']"], ["milk, sugar"]),
            (["tags: [Tea, tea, '#TEA']"], ["Tea"]),
            (["tags: [2025, no, 1.0]"], ["2025", "no", "1.0"]),
            (["tags: tea", "categories: [Cups, Uncategorized]"], ["tea", "Cups"]),
            (["taxonomies:", "  tags: [tea]", "  series: [cups]"], ["tea", "cups"]),
            (["tags:"], []),
        ],
    )
    def test_tags_come_in_many_forms(self, lines, tags):
        assert with_keys("title: T", *lines).tags == tags

    @pytest.mark.parametrize(
        ("line", "authors"),
        [
            ("author: Bo Spout", ["Bo Spout"]),
            ("authors: [Bo, Ada]", ["Bo", "Ada"]),
            ("author: {name: Bo, url: 'https://example.com/'}", ["Bo"]),
            ("authors: [{name: Bo}, Ada]", ["Bo", "Ada"]),
            ("author: Bo Spout <bo@example.com>", ["Bo Spout"]),
            ("author: bo@example.com", []),
        ],
    )
    def test_authors_come_in_many_forms(self, line, authors):
        assert with_keys("title: T", line).authors == authors


class TestOtherKeys:
    def test_a_description_beside_a_standfirst_is_for_search_engines(self):
        reading = with_keys("title: T", "standfirst: Long.", "description: Short.")
        assert (reading.standfirst, reading.search_description) == ("Long.", "Short.")

    def test_unknown_keys_stay_in_the_order_written(self):
        reading = with_keys("title: T", "z: 1", "layout: [a, {b: c}]", "a: 2025-01-01")
        assert list(reading.front_matter.items()) == [
            ("z", 1),
            ("layout", ["a", {"b": "c"}]),
            ("a", "2025-01-01"),
        ]

    @pytest.mark.parametrize(
        ("line", "paths"),
        [
            ("aliases: /old/", ["/old/"]),
            ("aliases: [/old/, old2.html]", ["/old/", "/old2.html"]),
            ("redirect_from: https://old.example/was/here/?q=1#x", ["/was/here/"]),
            ("permalink: /blog/tea/", ["/blog/tea/"]),
            ("permalink: '/:categories/:title/'", []),
            ("permalink: '/blog/{{ page.slug }}/'", []),
            ("permalink: false", []),
            ("aliases: //evil.example", []),
            ("aliases: /caf%C3%A9/", ["/café/"]),
        ],
    )
    def test_old_paths_are_gathered(self, line, paths):
        assert with_keys("title: T", line).aliases == paths

    def test_keys_are_the_same_in_every_form(self):
        yaml = read("---\ntitle: T\ndate: 2025-01-01\ntags: [a]\nx: {y: 1}\n---\nText.\n")
        toml = read("+++\ntitle = 'T'\ndate = 2025-01-01\ntags = ['a']\nx = {y = 1}\n+++\nText.\n")
        json = read(
            '{"title": "T", "date": "2025-01-01", "tags": ["a"], "x": {"y": 1}}\n\nText.\n'
        )
        assert yaml == toml == json


class TestMojibake:
    @pytest.mark.parametrize(
        ("written", "read_as"),
        [
            ("Tea â€” hot.", "Tea — hot."),
            ("Itâ€™s cafÃ© time.", "It’s café time."),
            ("“Fine” — été, שלום, 茶", "“Fine” — été, שלום, 茶"),
            ("It said `â€”` here.", "It said `â€”` here."),
            ("```\nâ€”\n```\nâ€”", "```\nâ€”\n```\n—"),
        ],
    )
    def test_is_mended_outside_code(self, written, read_as):
        assert with_keys("title: T", body=written).body == read_as

    def test_is_mended_in_keys(self):
        reading = with_keys('title: "Tea â€” hot"')
        assert reading.title == "Tea — hot"
        assert str(reading.notes[0]).startswith("Line 2: “â€”” was a wrongly decoded “—”")

    def test_of_one_kind_is_reported_once(self):
        reading = with_keys("title: T", body="â€”\n\nâ€”\n\nâ€”\n")
        assert [str(note) for note in reading.notes] == [
            "Line 5: “â€”” was a wrongly decoded “—”: mended. So were 2 more."
        ]


class TestScrapedText:
    def clean(self, *blocks):
        cleaned = scraped.clean("\n\n".join(blocks))
        return cleaned.title, cleaned.body, [note.line for note in cleaned.left_out]

    def test_lines_before_the_title_are_left_out(self):
        title, body, left_out = self.clean(
            "Skip to content", "Menu\nSearch", "Tea", "Is hot, now."
        )
        assert (title, body, left_out) == ("Tea", "Is hot, now.\n", [1, 3, 4])

    def test_an_author_s_box_is_left_out_with_its_words(self):
        _title, body, left_out = self.clean(
            "Tea", "It is hot.", "About the author", "Bo writes about cups.", "Share"
        )
        assert body == "It is hot.\n"
        assert left_out == [5, 7, 9]

    def test_readers_comments_are_left_out_however_many(self):
        _title, body, left_out = self.clean(
            "Tea",
            "It is hot.",
            "3 Comments",
            *(f"I, number {number}, agree." for number in range(9)),
        )
        assert body == "It is hot.\n"
        assert len(left_out) == 10

    def test_a_heading_in_the_middle_that_sounds_like_a_box_stays(self):
        paragraphs = [f"Paragraph {number} says something of its own." for number in range(6)]
        _title, body, left_out = self.clean("Tea", "Hot.", "About the author", *paragraphs)
        assert "About the author" in body
        assert left_out == []

    def test_bullets_and_numbers_become_lists(self):
        _title, body, _left_out = self.clean(
            "Tea", "You need:", "• a cup\n    ◦ with a handle\n• a pot", "1) Boil.\n2) Wait."
        )
        assert "- a cup\n   - with a handle\n- a pot\n1. Boil.\n2. Wait." in body

    def test_what_markdown_would_read_as_marks_shows_as_written(self):
        from posts import markup

        _title, body, _left_out = self.clean(
            "Tea",
            "# Not a heading, but 2 * 3 * 4 < 5 & [a](b) `c` snake_case _d_.",
            "1986. A year.",
        )
        html = markup.render(body).html
        for mark in ("<h", "<em", "<code", "<a ", "<ol"):
            assert mark not in html
        assert "# Not a heading, but 2 * 3 * 4 &lt; 5 &amp; [a](b) `c` snake_case _d_." in html

    def test_text_that_is_markdown_already_stays_markdown(self):
        _title, body, left_out = self.clean(
            "# Tea", "It is **very** hot.", "## Cups", "- one\n- two", "Scroll to top"
        )
        assert body == "It is **very** hot.\n\n## Cups\n\n- one\n- two\n"
        assert left_out == [10]

    def test_short_lines_in_a_row_are_no_headings(self):
        _title, body, _left_out = self.clean("Tea", "Black", "Green", "White")
        assert "##" not in body

    @given(st.text())
    def test_any_text_is_cleaned(self, text):
        cleaned = scraped.clean(text)
        assert "\0" not in cleaned.body
