"""The Markdown of a text holds what its page shows, and nothing that the page keeps to itself."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posts.markup import Missing, Picture, guard, public_markdown, render
from posts.markup.video import MOST
from tests.posts.test_markup_safety import PIECES

PAGE = "https://magazine.example/posts/tea/"
CORPUS = sorted((Path(__file__).parent / "markdown_corpus").glob("*.md"))


class Library:
    """Has one image and one post that moved."""

    def image(self, address, alt):
        if address == "cup.png":
            return Picture("/media/cup.webp", 9, 9, alt)
        return Missing() if address == "gone.png" else None

    def link(self, address):
        return "/posts/new/" if address == "/posts/old/" else None


def public(text):
    return public_markdown(text, Library(), PAGE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- secret --> b", "a  b"),
        ("a <!-- secret\nsecret --> b", "a  b"),
        ("> a <!-- secret\n> secret --> b\n> c", "> a  b\n> c"),
        ("a\n\n<!-- secret\n\nsecret -->\n\nb", "a\n\n\n\nb"),
        ("a\n<!-- secret -->\nb", "a\n\nb"),
        ("- a\n- b\n<!-- secret -->\n\nc", "- a\n- b\n\nc"),
        ("- <!-- secret -->\n\n  b", "-\n\n  b"),
        ("> a\n> <!-- secret -->\n> b", "> a\n>\n> b"),
        ("a\n\n<!-- secret, never closed\n\nsecret", "a\n\n"),
        ("<!-- a <!-- secret --> b", " b\n"),
        ("a <!-- secret, *never* closed\nsecret\n\nb", "a \n\nb"),
        ("> a `<!--` <!-- secret\n> secret\n\nb", "> a `<!--` \n\nb"),
        ("[a <!-- secret](/c) secret\n\nb", "[a \n\nb"),
        ("<!--[if IE]> secret <![endif]--> b", " b\n"),
        ("a <?php secret ?> b", "a  b"),
        ("a <![CDATA[ x > secret ]]> b", "a  b"),
        ("<!DOCTYPE secret>\n\nb", "\n\nb"),
        ("<p>a <!-- secret --> b</p>", "<p>a  b</p>\n"),
        ("<p>\n<!-- secret -->\na\n</p>\n\nb", "<p>\na\n</p>\n\n\nb"),
        ("<script>\nsecret\n\nsecret</script>\n\nb", "\n\nb"),
        ("<div><style>secret</style>a</div>", "<div>a</div>\n"),
        ('<b onclick="secret" data-x="secret">a</b>', "<b>a</b>"),
        ('[a](/b/ "t<!-- secret -->")', '[a](https://magazine.example/b/ "t")'),
        ("![a <!-- secret --> b](/c.png)", "![a  b](https://magazine.example/c.png)"),
        ("[//]: # (secret)\n\nb", "\nb"),
        ("[comment]: <> (secret)\nb", "b"),
        ('> [x]: /secret "secret"\n> b', "> b"),
        ("a\n\n[^none]: secret\n\n    secret\n\nb", "a\n\nb"),
        ("a[^1]\n\n[^1]: secret\n\n[^1]: b", "a[^1]\n\n[^1]: b"),
        ("| a |\n|---|\n| b | secret |", "| a |\n|---|\n| b |"),
        ("| a |\n|---|\n| | secret |", "| a |\n|---|\n| |"),
        ("| a \\| <!-- secret --> c |\n|---|\n| b |", "| a \\|  c |\n|---|\n| b |"),
        ("```python title=secret\nb\n```", "```python\nb\n```"),
        ("```{secret}\nb\n```", "```\nb\n```"),
        ("## a <!-- secret --> ##", "## a  ##"),
        ("a ## b <!-- secret -->\n---", "a ## b \n---"),
        (":::callout a <!-- secret -->\nb\n:::", "\n**a**\n\nb\n"),
        (":::unknown secret\nb\n:::", "\n\nb\n"),
        ("Term <!-- secret -->\n: what <!-- secret --> it is", "Term \n: what  it is"),
        ("[a](javascript:secret)", "a"),
        ("<javascript:secret>", "javascript:secret"),
    ],
)
def test_what_the_page_keeps_to_itself_is_left_out(text, expected):
    shown = public(text)
    assert "secret" not in shown or "javascript" in expected
    squeezed = re.compile(r"\n{2,}")
    assert squeezed.sub("\n\n", shown).strip() == squeezed.sub("\n\n", expected).strip()


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<!-- shown --> [a](/b/)\n```",
        "    <!-- shown -->",
        "`<!-- shown -->` and ``<?php ` ``",
        "a \\<!-- shown -->",
        "1. one\n2. *two* __three__ ~~four~~\n\n* * *\n\nTitle\n===\n",
        "[a](https://example.org/?a=1&b=2 'title') <https://example.org/> https://example.org/",
        "[a](#why) [b](mailto:a@example.org) [c](tel:+431)",
        "- [x] done[^1]\n\n[^1]: The note.\n\n    More.",
        "Tab:\tand  two spaces\\\nand a break  \nend &copy; &#35;",
        "| a | b |\n|:--|--:|\n| `c \\| d` | **e** |",
        "| a | b |\n|---|---|\n| c |  |\n|  |  |",
        "> - a\n>   > b\n>   lazy\nline",
    ],
)
def test_all_else_stays_as_it_was_written(text):
    assert public(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](/b/?c#d)", "[a](https://magazine.example/b/?c#d)"),
        ("[a](../b/ 'c')", '[a](https://magazine.example/posts/b/ "c")'),
        ("[a](/posts/old/)", "[a](https://magazine.example/posts/new/)"),
        ("[a **b**][c]\n\n[C]: /d/ 'e'", '[a **b**](https://magazine.example/d/ "e")'),
        ("[c]\n\n[c]: </d e/>", "[c](https://magazine.example/d%20e/)"),
        ("![a](cup.png 'b')", '![a](https://magazine.example/media/cup.webp "b")'),
        ("![a]\n\n[a]: cup.png", "![a](https://magazine.example/media/cup.webp)"),
        ("![a *b*](gone.png) c", "a b c"),
        (
            "[![a](cup.png)](/b/)",
            "[![a](https://magazine.example/media/cup.webp)](https://magazine.example/b/)",
        ),
        ("![a](/x_(y).png)", "![a](https://magazine.example/x_(y).png)"),
        ("![a](</x_)y(.png>)", "![a](https://magazine.example/x_%29y%28.png)"),
        ('<a href="/b/">a</a>', '<a href="https://magazine.example/b/">a</a>'),
        (
            '<p><img src="cup.png" alt="a" class="x"></p>\n',
            '<p><img src="https://magazine.example/media/cup.webp" alt="a"></p>\n',
        ),
        (
            "| [a](/b/) | \\| [c](/d/) |\n|--|--|",
            "| [a](https://magazine.example/b/) | \\| [c](https://magazine.example/d/) |\n|--|--|",
        ),
        (
            "- a\n  > [b\n  > c](/d/)",
            "- a\n  > [b\n  > c](https://magazine.example/d/)",
        ),
    ],
)
def test_addresses_are_whole(text, expected):
    assert public(text).strip() == expected.strip()


def test_blocks_of_ours_are_plain_markdown():
    text = (
        "Text\n:::callout Mind *this*\n- one\n:::\n"
        "> :::details Why?\n> because\n> :::\n\n"
        ":::video https://youtu.be/dQw4w9WgXcQ A [tour]\nWords\n:::\n"
        ":::video /own.mp4\nafter"
    )
    shown = public(text)
    assert ":::" not in shown
    assert "Text\n\n**Mind \\*this\\***\n\n- one\n" in shown
    assert "> **Why?**\n>\n> because" in shown
    assert "[A \\[tour\\]](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n\nWords" in shown
    assert "[Video](https://magazine.example/own.mp4)\n\nafter" in shown
    assert "javascript" not in public(":::video javascript:alert(1) A\n:::")
    assert public(":::video https://youtu.be/dQw4w9WgXcQ\n" * (MOST + 1)).count("[Video]") > MOST


def test_a_text_that_is_shown_plain_keeps_its_comments_to_itself():
    text = "<!-- secret -->\n\n[//]: # (secret)\n\n" + "open " * (guard.LARGEST // 5)
    shown = public(text)
    assert "secret" not in shown
    assert "open open" in shown
    deep = "> " * 60 + "a <!-- secret -->"
    assert "secret" not in public(deep)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_it_makes_the_same_page(path):
    text = path.read_text()
    again = public_markdown(text, None, "")
    assert words(render(again).html) == words(render(text).html)
    assert public_markdown(again, None, "") == again


def words(html):
    """Return what a page says, tag by tag."""
    return re.sub(r"\s+", " ", re.sub(r">\s+|\s+<", lambda found: found[0].strip(), html)).strip()


SECRETS = st.sampled_from(
    [
        *("secret", "secret", "<!-- secret -->", "<!--", "-->", "<?", "?>", "<![CDATA[", "]]>"),
        *("[a]: /secret\n", "[a]", "[a][secret]", "[^1]", "\n[^1]: secret", '<b title="', '">'),
        *("| a | b |\n|--|--|\n| c |", " | ", "\n> ", "\n- ", "\n\n    ", "\n:::callout "),
        *("\n:::\n", "\n```", "<div>\n", "\n</div>\n", "<script>", "</script>", "![", "](/a "),
        *("<pre>", "<textarea>", "\n: ", "\t", '"', "'", "<a href='", "\n\n", "<secret>", "`"),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(SECRETS | PIECES, max_size=25).map("".join))
@example("[^a]: | <!-- secret --> |\n    |--|\n\n[^a]")
@example("- \t[a](/b/)\n\t[c](/d/)")
def test_no_text_says_more_than_its_page(text):
    shown = public_markdown(text, None, PAGE)
    if "secret" not in render(text).html.lower():
        assert "secret" not in shown
