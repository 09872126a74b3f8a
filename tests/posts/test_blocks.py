"""Quotes, galleries, questions with answers, tables without a head: what each of them becomes."""

import json
import re

import pytest
from django.test import Client

from posts.markup import Missing, Picture, guard, public_markdown, questions, render
from posts.markup.blocks import IN_PAIRS, IN_THREES, shown_at
from tests.factories import make_page, make_post
from tests.posts.test_markup_growth import largest_read, repeat, seconds

PAGE = "https://magazine.example/posts/tea/"
FAQ = """\
:::faq
### What *is* tea & why?
A **drink**.

- hot
- or cold

### Is it late? {#late}
Never.
:::
"""


class Library:
    """Has any picture at hand but one."""

    def image(self, address, alt):
        if address == "gone.png":
            return Missing()
        return Picture(
            address, 900, 600, alt, f"{address} 900w", "100vw", "image/avif", f"/full{address}"
        )

    def link(self, address):
        return None

    def snippet(self, name):
        return None


def public(text):
    return public_markdown(text, Library(), PAGE)


def test_a_quote_is_a_figure_with_its_source():
    rendered = render(":::quote Ada & *co*\n> Words **are** cheap.\n>\n> Twice.\n:::\nafter")
    assert rendered.html == (
        '<figure class="pull-quote">\n<blockquote>\n<p>Words <strong>are</strong> cheap.</p>\n'
        "<p>Twice.</p>\n</blockquote>\n<figcaption>Ada &amp; *co*</figcaption>\n</figure>\n"
        "<p>after</p>\n"
    )
    assert rendered.warnings == ()


def test_a_quote_needs_no_marks_and_no_source():
    html = render(":::quote\nWords.\n\nMore.\n:::").html
    assert html == (
        '<figure class="pull-quote">\n<blockquote>\n<p>Words.</p>\n<p>More.</p>\n</blockquote>\n'
        "</figure>\n"
    )


def test_an_empty_quote_or_gallery_or_faq_is_told():
    warnings = [render(f":::{name}\n:::").warnings for name in ("quote", "gallery", "faq")]
    assert all(len(warning) == 1 for warning in warnings)
    assert "empty" in warnings[0][0]
    assert "pictures" in warnings[1][0]
    assert "###" in warnings[2][0]


def test_a_gallery_holds_figures_that_enlarge_and_is_fetched_small():
    text = ':::gallery Our *shop*\n![One](/a.png "first")\n![Two](/b.png)\n\n![](/c.png)\n:::'
    html = render(text, Library()).html
    assert html.count("<figure>") == 3
    assert html.count('class="enlarge"') == 3
    assert html.count(f'sizes="{IN_THREES}, 50vw"') == 2
    assert html.count(f'sizes="{IN_THREES}, 100vw"') == 1
    four = text.replace(":::gallery", ":::gallery\n![Four](/d.png)\n")
    assert render(four, Library()).html.count(f'sizes="{IN_PAIRS}, 50vw"') == 4
    assert "<figcaption>first</figcaption></figure>" in html
    assert html.endswith("<figcaption>Our *shop*</figcaption>\n</figure>\n")
    assert "<p>" not in html


@pytest.mark.parametrize(
    ("count", "wide", "narrow"),
    [(2, "PP", "hh"), (3, "TTT", "hhw"), (5, "TTTPP", "hhhhw"), (7, "TTTPPPP", "hhhhhhw")],
)
def test_a_gallery_is_fetched_as_wide_as_its_rows_are(count, wide, narrow):
    sizes = [shown_at(number, count) for number in range(count)]
    assert "".join("P" if IN_PAIRS in one else "T" for one in sizes) == wide
    assert "".join("w" if one.endswith(" 100vw") else "h" for one in sizes) == narrow


def test_a_picture_outside_a_gallery_keeps_its_size():
    pair = ":::gallery\n![Two](/b.png)\n![Three](/c.png)\n:::"
    html = render(f"![One](/a.png)\n\n{pair}", Library()).html
    assert html.count("100vw") == 1
    assert "100vw" in render(":::gallery\n![Alone](/a.png)\n:::", Library()).html


def test_a_gallery_without_its_pictures_says_what_they_would_show():
    rendered = render(
        ":::gallery\n![A cup](gone.png)\n:::\n\n:::gallery\n![](gone.png)\n:::", Library()
    )
    assert '<figure class="missing"><figcaption>A cup</figcaption></figure>' in rendered.html
    assert rendered.html.count('class="gallery"') == 1
    assert "not in the library" in rendered.warnings[0]


def test_questions_open_one_by_one_and_can_be_linked_to():
    rendered = render(f"## Late\n\n{FAQ}\nSee [there](#late).")
    assert (
        '<div class="faq">\n<details class="question" id="h-what-is-tea-why">\n'
        "<summary>What <em>is</em> tea &amp; why?</summary>\n<p>A <strong>drink</strong>.</p>\n"
    ) in rendered.html
    assert '<details class="question" id="h-late-2">\n<summary>Is it late?' in rendered.html
    assert rendered.html.count("</details>") == 2
    assert [heading.text for heading in rendered.toc] == ["Late"]
    assert rendered.words == 16


def test_deeper_headings_belong_to_an_answer_and_what_comes_first_to_none():
    html = render(
        ":::faq Often asked\nIntro.\n\n## A?\n\n### Part\n\ntext\n\n## B?\n\nb\n:::"
    ).html
    assert html.startswith(
        '<div class="faq">\n<p class="callout-title">Often asked</p>\n<p>Intro.</p>\n<details'
    )
    assert html.count("<summary>") == 2
    assert html.index("Part") < html.index("</details>") < html.index("B?")


@pytest.mark.parametrize(
    "text",
    [
        ":::faq{}\n<p>raw</p>\n\n### a\n<p>raw</p>\n\nb\n\n<p>raw</p>\n:::\n",
        ":::quote{}\n<p>raw</p>\n\n> b\n\n<p>raw</p>\n:::\n\n:::quote\n<p>raw</p>\n:::",
        ":::gallery{}\n<p>raw</p>\n\n![a](/a.png)\n\n<p>raw</p>\n\n<p>raw</p>\n:::",
    ],
)
def test_html_in_a_block_stays_where_it_is(text):
    for words in ("", " Words"):
        rendered = render(text.format(words))
        assert rendered.html.count("<p>raw</p>") == 3
        assert rendered.warnings == ()


def test_a_question_keeps_no_words_of_its_writer_as_html():
    html = render(":::faq <script>x</script>\n### <script>y</script> a?\nb\n:::").html
    assert "<script" not in html
    assert "&lt;script&gt;x" in html


def test_questions_are_read_back_as_plain_text():
    inner = ":::details D\ne\n:::\n\n#### f"
    text = f":::faq\n### A <b>b</b> & c[^1]?\nOne &lt; *two*ly.\n\n{inner}\n:::\n"
    html = render(f"{text}\n{FAQ}\n:::faq\n### Empty?\n:::\n\n[^1]: g").html
    assert list(questions(html)) == [
        ("A b & c?", "One < twoly. D e f"),
        ("What is tea & why?", "A drink. hot or cold"),
        ("Is it late?", "Never."),
    ]


def test_a_table_s_head_without_a_word_is_none():
    html = render("| | |\n|-|-|\n| a | b |\n\n| c | |\n|-|-|\n| d | e |").html
    assert html.count("<thead>") == 1
    assert html.count("<table>") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":::quote Ada\n> a\n:::\nb", "> a\n\n— Ada\n\nb"),
        (":::quote\na\n:::", "a"),
        (":::quote A*da <!-- secret -->\na", "— A\\*da\n\na"),
        ("> :::quote Ada\n> a\n> :::\n> b", "> a\n>\n> — Ada\n>\n> b"),
        ("- :::quote Ada\n  a\n  :::", "-\n\n  a\n\n  — Ada"),
        (
            ":::gallery Cups\n![c](/c.png)\n:::",
            "![c](https://magazine.example/full/c.png)\n\n*Cups*",
        ),
        (":::faq Asked\n### a?\nb\n:::", "**Asked**\n\n### a?\nb"),
    ],
)
def test_an_article_s_markdown_has_them_as_others_read_it(text, expected):
    shown = public(text)
    assert "secret" not in shown
    shown = re.sub(r"^(?:>\n)+", "", re.sub(r"[ ]+$", "", shown, flags=re.MULTILINE).strip())
    assert re.sub(r"\n{3,}", "\n\n", shown) == expected


@pytest.mark.django_db
class TestOnThePage:
    def graph(self, address):
        html = Client().get(address).content.decode()
        text = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
        return [node for node in json.loads(text)["@graph"] if node["@type"] == "FAQPage"]

    def test_all_questions_of_an_article_are_one_faq_page(self):
        hostile = ":::faq\n### &lt;/script>?\n<!-- secret -->No.\n:::\n"
        post = make_post(body=f"Intro.\n\n{FAQ}\n\nText.\n\n{hostile}")
        [page] = self.graph(post.get_absolute_url())
        assert page["@id"] == f"{post.absolute_url}#faq"
        assert page["isPartOf"] == {"@id": f"{post.absolute_url}#page"}
        assert [
            (asked["@type"], asked["name"], asked["acceptedAnswer"]["text"])
            for asked in page["mainEntity"]
        ] == [
            ("Question", "What is tea & why?", "A drink. hot or cold"),
            ("Question", "Is it late?", "Never."),
            ("Question", "</script>?", "No."),
        ]

    def test_a_page_has_one_too_and_other_texts_have_none(self):
        assert self.graph(make_page(body=FAQ).get_absolute_url())
        assert not self.graph(make_post(body=":::details a\nb\n:::").get_absolute_url())

    def test_the_page_and_the_feed_are_sound(self, check_html):
        quote = ":::quote Ada\n> Words.\n:::\n"
        gallery = ":::gallery Two\n![a](/static/favicon.svg)\n![b](/static/favicon.svg)\n:::\n"
        post = make_post(body="\n".join([FAQ, quote, gallery, "| | |\n|-|-|\n|a|b|"]))
        check_html(Client().get(post.get_absolute_url()).content)
        feed = Client().get("/feed.xml").content.decode()
        assert "What <em>is</em> tea" in feed
        assert 'class="pull-quote"' in feed


FAMILIES = [
    *(":::quote\n> a\n:::\n", ":::quote a\n", ":::gallery\n![a](b)\n:::\n", ":::gallery\n"),
    *(":::faq\n### a\nb\n:::\n", "### a\n\n", "# a\n\nb\n\n", ":::faq\n"),
]


@pytest.mark.parametrize("piece", FAMILIES)
def test_twice_the_blocks_take_at_most_thrice_the_time(piece):
    def family(size):
        return ":::faq\n" + repeat(piece, size)

    size = largest_read(family) // 5
    half, whole = family(size // 2), family(size)
    shorter = longer = 60
    for _attempt in range(6):
        shorter, longer = min(shorter, seconds(half)), min(longer, seconds(whole))
        if longer <= 3 * max(shorter, 0.005):
            return
    pytest.fail(f"{size // 2} characters took {shorter:.3f} s, {size} took {longer:.3f} s")


def test_the_costliest_faq_that_is_read_takes_under_a_second():
    text = ":::faq\n" + repeat("### a\n\nb\n\n", 499_000)
    while guard.refusal(text):
        text = text[: len(text) * 9 // 10]
    html = render(text).html
    assert min(seconds(text) for _attempt in range(3)) < 1
    assert min(seconds(html, lambda html: list(questions(html))) for _attempt in range(3)) < 0.3
