"""Nothing that a text holds gets further than the article's own HTML."""

import threading
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posts.markup import RENDERER_VERSION, Rendered, render
from posts.markup.sanitise import ATTRIBUTES, TAGS

PIECES = st.sampled_from(
    [
        *(
            "*",
            "_",
            "`",
            "[",
            "]",
            "(",
            ")",
            "!",
            "<",
            ">",
            "#",
            "-",
            "|",
            ":",
            "~",
            "^",
            "&",
            "\\",
        ),
        *(
            "\n",
            "\n\n",
            "    ",
            "\t",
            "\r\n",
            "\0",
            "\ud800",
            "\ufeff",
            "{#",
            "}",
            "'",
            '"',
            "1. ",
        ),
        *(
            ":::",
            ":::callout ",
            "```",
            "---",
            "<script>",
            "</p>",
            "<!--",
            "-->",
            "<img src=",
            "<a ",
        ),
        *(
            "[^a]",
            "[^a]: ",
            "![a](b)",
            "[ ] ",
            "javascript:",
            "|-|",
            "word",
            "é",
            "日本",
            "مرحبا",
            "😀",
        ),
    ]
)


class ElementList(HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, attrs))


def elements(html):
    """Return the tags of a piece of HTML, each with its attributes."""
    parser = ElementList()
    parser.feed(html)
    parser.close()
    return parser.elements


@settings(deadline=None)
@given(st.text() | st.lists(PIECES, max_size=40).map("".join))
@example("\0\ud800\udfff\ufeff")
@example("![](\ud800)")
@example("# \0\n\n[a](&#0;)")
def test_any_text_is_taken(text):
    rendered = render(text, hero="b")
    assert isinstance(rendered, Rendered)
    assert "<script" not in rendered.html
    assert rendered == render(text, hero="b")
    rendered.html.encode()
    rendered.excerpt.encode()


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVa&#115;cript:alert(1))",
        "[a](java&Tab;script:alert(1))",
        "<javascript:alert(1)>",
        "![a](javascript:alert(1))",
        "![a](data:image/svg+xml,<svg onload=alert(1)>)",
        '<a href="javascript:alert(1)">a</a>',
        '<a href="&#1;javascript:alert(1)">a</a>',
        '<img src="x" onerror="alert(1)">',
        "<img src=x onerror=alert(1)//",
        "<svg onload=alert(1)><math><mi xlink:href='javascript:alert(1)'>",
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">a</p>',
        '<iframe src="https://x.test"></iframe>',
        "<form action=/x><input name=a></form>",
        "| a |\n|:-:|\n| b |",
        '```a" onclick="alert(1)\nx\n```',
        ':::callout "><script>alert(1)</script>\nx\n:::',
    ],
)
def test_no_script_style_or_foreign_frame_gets_through(text):
    for tag, attributes in elements(render(text).html):
        assert tag in TAGS
        for name, value in attributes:
            assert name in {*ATTRIBUTES["*"], *ATTRIBUTES.get(tag, ())}
            assert not value.lower().strip().startswith(("javascript:", "data:"))


@pytest.mark.parametrize(
    "tag", ["script", "style", "textarea", "title", "xmp", "plaintext", "iframe"]
)
def test_a_tag_left_open_does_not_swallow_the_rest(tag):
    rendered = render(f"a <{tag}> b\n\n<div>\n<{tag}>\n</div>\n\n**after**")
    assert "<strong>after</strong>" in rendered.html
    assert rendered.warnings == (f"The HTML tag <{tag}> is not allowed and is left out.",)


def test_what_is_left_out_is_told():
    rendered = render("[a](ftp://x.test/f) ![b](data:image/png;base64,AAAA) <video src=x>")
    assert rendered.warnings == (
        "The link to ftp://x.test/f is left out: such addresses are not allowed.",
        "The image “data:image/png;base64,AAAA” is left out: it has no usable address.",
        "The HTML tag <video> is not allowed and is left out.",
    )
    assert "<a>a</a>" in rendered.html
    assert '<span class="missing">b</span>' in rendered.html


def test_images_and_links_in_html_are_resolved_like_others():
    class Moved:
        def image(self, address, alt):
            return None

        def link(self, address):
            return f"/new{address}"

    rendered = render(
        '<p><a href="/a" target="_blank">a</a> <img src="b.png" width="9"></p>', Moved()
    )
    assert (
        '<a href="/new/a">a</a>'
        ' <img alt="" decoding="async" loading="lazy" src="b.png" width="9">' in rendered.html
    )
    assert rendered.uses == {("link", "/a"), ("image", "b.png")}


def test_ids_and_classes_of_the_page_cannot_be_taken():
    html = render('## Top\n\n<div id="h-top" class="card callout"><p id="menu">a</p></div>').html
    assert html.count('id="h-top"') == 1
    assert "menu" not in html
    assert '<div class="callout">' in html


def test_html_without_end_is_cut_in_depth():
    rendered = render("<div>" * 300 + "text")
    assert rendered.html.count("<div>") == 100
    assert "text" in rendered.html
    assert "too deep" in rendered.warnings[0]


def test_threads_render_alike():
    text = '## A\n\n![b](c.png) "q"[^1]\n\n[^1]: n\n\n' * 20
    results = []
    threads = [threading.Thread(target=lambda: results.append(render(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [render(text)] * 4
    assert RENDERER_VERSION >= 1
