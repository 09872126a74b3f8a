"""Words, first sentences and quotes, as a reader meets them."""

import pytest
from django.utils import translation

from posts.markup import render


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two, three-four. Don't **stop**.", 5),
        ("# Head\n\n- a list\n\n| a | b |\n|---|---|\n| c | d |\n\n`code` ![no](x.png)", 8),
        ("日本語の文章です。", 4),
        ("สวัสดีครับ", 2),
        ("中文 and English", 3),
        ("Привет, мир", 2),
    ],
)
def test_words_are_counted_as_they_are_read(text, words):
    assert render(text).words == words


def test_an_excerpt_ends_with_a_sentence():
    sentence = "A reader who finds the price on the page asks better questions. "
    excerpt = render(f"# Title\n\n![a](b.png)\n\n**{sentence.strip()}** {sentence * 5}").excerpt
    assert excerpt == (sentence * 3).strip()


def test_an_excerpt_without_a_near_end_is_cut_at_a_word():
    excerpt = render("word " * 100).excerpt
    assert excerpt.endswith(" word…")
    assert 160 <= len(excerpt) <= 220


def test_an_excerpt_of_a_short_or_listed_or_unbroken_text():
    assert render("Short [one](/a).\n\n> a quote\n\nTwo.").excerpt == "Short one. Two."
    assert render("- only\n- a list").excerpt == "only a list"
    assert len(render("a" * 900).excerpt) <= 220
    assert render("![a](b.png)").excerpt == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('"Go," she said.', "“Go,” she said."),
        ("""He said, "it's 'here'".""", "He said, “it’s ‘here’”."),
        ("""**"Bold"** and *"em"*""", "<strong>“Bold”</strong> and <em>“em”</em>"),
        ("""the '90s and the firms' lists""", "the ’90s and the firms’ lists"),
        ("""("brackets") — "dash"-"dash\"""", "(“brackets”) — “dash”-“dash”"),
        (r"\"straight\" and &quot;too&quot;", '"straight" and "too"'),
        ("""`"code"` 'a `b`'""", """<code>"code"</code> ‘a <code>b</code>’"""),
        ("""“done” and ‘done’""", "“done” and ‘done’"),
        ('line\n"next"', "line\n“next”"),
    ],
)
def test_straight_quotes_become_typographic(text, html):
    assert render(text).html == f"<p>{html}</p>\n"


def test_quotes_are_those_of_the_language():
    with translation.override("de"):
        assert render("""Er sagt: "Geht's?".""").html == "<p>Er sagt: „Geht’s?“.</p>\n"
