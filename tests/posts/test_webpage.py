"""Web pages become Markdown: what is the article, and how its marks are written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts import markup
from posts.importing import webpage
from posts.importing.notes import Refusal
from posts.importing.run import import_paths
from posts.models import Post
from tests.factories import picture_bytes

PAGE = """<!doctype html>
<html><head><title>Warm tea &amp; cold cups – The Kettle</title>
<link rel="canonical" href="https://kettle.example/2024/tea/"><style>p { color: red }</style>
</head>
<body class="comments-open has-sidebar">
<header><nav><ul><li><a href="/">Home</a><li><a href="/about">About</a></ul></nav></header>
<div class="with-sidebar"><main><article>
<h1>Warm tea</h1>
<p>It is <b>very </b>hot, <a href="/cups/">see <em>cups</em></a>.</p>
<script>track("everything")</script><!-- a remark -->
<div class="share-buttons"><a href="#">Tweet this</a></div>
<form><label>E-mail <input></label><button>Join us</button></form>
</article>
<aside>Related teas</aside>
<div id="comments"><h3>2 comments</h3><article><p>I agree with all of it.</p></article></div>
</main></div>
<footer>&copy; 2024 The Kettle</footer></body></html>"""


def body(source: str) -> str:
    page = webpage.read_html(source)
    return page.markdown({line.number for line in page.lines})


def texts(page: webpage.Page, *, kept: bool) -> list[str]:
    return [line.text for line in page.lines if (line.number in page.kept) == kept]


class TestTheArticle:
    def test_is_told_from_what_stands_around_it(self):
        page = webpage.read_html(PAGE)
        assert page.title == "Warm tea"
        assert page.markdown(page.kept) == (
            "It is **very** hot, [see *cups*](https://kettle.example/cups/).\n"
        )

    def test_what_stands_around_it_is_there_to_be_kept_again(self):
        left_out = texts(webpage.read_html(PAGE), kept=False)
        for words in ("Tweet this", "E-mail", "Related teas", "I agree with all of it."):
            assert any(words in line for line in left_out), words
        assert not any("track" in line or "color" in line or "remark" in line for line in left_out)

    def test_a_page_whose_every_part_sounds_like_a_sidebar_is_kept(self):
        page = webpage.read_html(
            '<div class="sidebar"><h1>Tea</h1><p>It is hot, and wet.</p></div>'
        )
        assert page.markdown(page.kept) == "It is hot, and wet.\n"

    def test_what_ends_an_article_in_words_ends_it_here_too(self):
        page = webpage.read_html(
            "<h1>Tea</h1><p>Hot.</p><h2>Leave a reply</h2><p>Your e-mail will not be shown.</p>"
        )
        assert texts(page, kept=True) == ["Hot."]

    def test_without_a_heading_the_head_names_it(self):
        page = webpage.read_html("<title>Warm tea | The Kettle</title><p>It is hot.</p>")
        assert (page.title, page.title_line) == ("Warm tea", 0)

    def test_the_head_that_is_shared_comes_before_the_title(self):
        source = '<meta property="og:title" content="Tea &amp; cups"><title>x</title><p>Hot.'
        assert webpage.read_html(source).title == "Tea & cups"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a <i> b </i>c", "a *b* c\n"),
        ("<b><p>a</p><p>b</p></b>", "**a**\n\n**b**\n"),
        ("<b><i>x</i></b>", "***x***\n"),
        ("<h2><b>Cups</b></h2>", "## Cups\n"),
        ("<p>a<br>b<br><br>c", "a  \nb\n\nc\n"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c\n"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b\n"),
        ("<ul><li><p>a<p>b</ul>", "- a\n\n  b\n"),
        ("<blockquote><p>a<p>b</blockquote><p>c", "> a\n>\n> b\n\nc\n"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b\n"),
        ('<pre><code class="language-sh">a\n\n  b &lt;</code></pre>', "```sh\na\n\n  b <\n```\n"),
        ("<p><code>a`b</code>", "``a`b``\n"),
        ("<hr><p>a", "---\n\na\n"),
        ("<table><tr><th>A<th>B<tr><td>1|2<td>x<br>y</table>",
         "| A | B |\n| --- | --- |\n| 1\\|2 | x<br>y |\n"),
        ("<table><tr><td>only<tr><td>one</table>", "only\n\none\n"),
        ('<a href="https://a.example/b(c)">d]e</a>', "[d\\]e](<https://a.example/b(c)>)\n"),
        ('<a href="javascript:alert(1)">a</a>', "a\n"),
        ('<img src="/a b.png" alt="A [cup]">', "![A \\[cup\\]](/a%20b.png)\n"),
        ('<img src="data:image/png;base64,AA" data-src="/a.png">', "![](/a.png)\n"),
        ('<img src="/dot.gif" width="1" height="1">', ""),
        ("<figure><img src=/a.png><figcaption>A cup</figcaption></figure>",
         "![](/a.png)\n\n*A cup*\n"),
        ("<dl><dt>Tea<dd>Hot</dl>", "**Tea**\n\nHot\n"),
        ("<p># 2 * 3 &amp; [a](b) &lt;i> c_d _e_", "\\# 2 \\* 3 & \\[a](b) \\<i> c_d \\_e\\_\n"),
        ("<p>1986. A year", "1986\\. A year\n"),
        ("<h2>a<p>b", "## a b\n"),
        ("<p>&nbsp;</p>", ""),
    ],
)  # fmt: skip
def test_marks_are_written_as_markdown(source, expected):
    assert body(source) == expected


@pytest.mark.parametrize("element", ["li", "blockquote", "b", "div", "table", "a", "pre", "h2"])
def test_what_is_left_open_comes_through(element):
    assert "words" in body(f"<{element}>words").replace("**", "")


def test_the_markdown_shows_the_words_of_the_page():
    words = "5 * 3 < 20 & *stars* _lines_ `ticks` [brackets](x) ~~waves~~ # + - 1) a_b"
    source = f"<p>{words.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    html = markup.render(body(source)).html
    for mark in ("<em", "<code", "<a ", "<del", "<ol", "<ul"):
        assert mark not in html


@given(st.text(alphabet="<>/abp=\"lihtrd123& \n'`*_[]!-"))
def test_any_html_is_read(source):
    page = webpage.read_html(source)
    page.markdown(page.kept)


@pytest.mark.parametrize(
    "piece",
    [
        "<b>x</b>",
        "<i> </i>",
        "{#a ",
        "[",
        "<br> ",
        "<li>a",
        "<!--",
        "<ul><li></ul>",
        "<p><i></p>x</i>",
        "<tr><td>",
        "&",
        "<![CDATA[",
        "</p>",
    ],
)
def test_hostile_pages_cost_no_more_than_their_length(piece):
    def seconds(count: int) -> float:
        start = time.process_time()
        webpage.read_html(piece * count)
        return time.process_time() - start

    seconds(10)
    small = min(seconds(5_000) for _try in range(2))
    assert seconds(10_000) < 3 * small + 0.1


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>", "<span><div>", "<blockquote>x"])
def test_a_page_that_is_nested_without_end_is_refused(piece):
    with pytest.raises(Refusal, match="nested too deeply"):
        webpage.read_html(piece * 50_000)


def test_words_and_html_are_told_apart():
    assert webpage.is_html("  <!doctype html><p>a")
    assert webpage.is_html("words <b>a</b></p> <p>b</p> <span>c</span>")
    assert not webpage.is_html("How to use <p> and </p> in a page.")


class TestWords:
    SOURCE = (
        "Menu\n\nTea\n\nIt is hot.\n\nWhat You Need\n\n• a cup\n• a pot, warm\n\nScroll to top"
    )

    def test_of_a_page_are_lines_to_choose_from(self):
        page = webpage.read(self.SOURCE)
        assert (page.title, page.title_line) == ("Tea", 3)
        assert {line.number: line.kind for line in page.lines if line.kind} == {
            7: "heading",
            9: "item",
            10: "item",
        }
        assert page.kept == {5, 7, 9, 10}

    def test_make_the_lines_that_are_chosen(self):
        page = webpage.read(self.SOURCE)
        assert page.markdown(page.kept) == (
            "It is hot.\n\n## What You Need\n\n- a cup\n- a pot, warm\n"
        )
        assert page.markdown({5, 12}) == "It is hot.\n\nScroll to top\n"


@pytest.mark.django_db
class TestImporting:
    def report(self, *paths):
        return {outcome.path: outcome for outcome in import_paths(list(paths))}

    def test_a_page_in_a_folder_becomes_a_clean_draft(self, tmp_path):
        (tmp_path / "2024-05-06-tea.html").write_text(PAGE)
        outcome = self.report(tmp_path)["2024-05-06-tea.html"]
        post = Post.objects.get()
        assert (post.title, post.slug, post.is_draft) == ("Warm tea", "tea", True)
        assert post.body == "It is **very** hot, [see *cups*](https://kettle.example/cups/).\n"
        assert outcome.status == "warned"
        assert str(outcome.notes[0]).startswith("Read as a web page: 1 lines kept, ")
        assert any("Tweet this" in str(note) for note in outcome.notes)

    def test_pictures_beside_a_page_are_found(self, tmp_path):
        (tmp_path / "page.html").write_text(f"<h1>Tea</h1><p>{'Hot. ' * 9}<img src='cup.png'>")
        (tmp_path / "cup.png").write_bytes(picture_bytes(40, 30, kind="PNG"))
        self.report(tmp_path)
        assert 'src="/media/images/' in Post.objects.get().body_html

    def test_templates_of_other_systems_are_none(self, tmp_path):
        (tmp_path / "_layouts").mkdir()
        (tmp_path / "_layouts" / "post.html").write_text("<h1>{{ title }}</h1>")
        (tmp_path / "index.html").write_text("<h1>Home</h1>{% for post in posts %}<p>{{ post }}")
        outcomes = self.report(tmp_path)
        assert not Post.objects.exists()
        assert [outcome.status for outcome in outcomes.values()] == ["refused", "left out"]
