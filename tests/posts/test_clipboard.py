"""Pieces of what programs put on the clipboard, as Markdown."""

import re

import nh3
import pytest

from posts import markup
from posts.importing import clipboard

SIGN = "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span><![endif]>"


def shown(markdown: str) -> str:
    """The words that readers of a piece of Markdown get."""
    text = nh3.clean(markup.render(markdown).html, tags=set())
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p><b>Half</b><b> and half</b>", "**Half and half**"),
        ("<p><b>a</b><b>b</b><i>c</i><i>d</i>", "**ab***cd*"),
        ("<p><b><i>a</i></b><b>b</b>", "***a*b**"),
        ("<p><b>Note:</b>mind it", "**Note**:mind it"),
        ("<p>so<b>(really)</b>", "so(**really)**"),
        ("<p>it<b>“is”</b>", "it“**is”**"),
        ("<p>a<b>.</b>b", "a.b"),
        ("<p>a <b>x*.</b>b", "a **x**\\*.b"),
        ('<p><b>a <a href="https://b.example">c</a></b>d', "**a [c](https://b.example)**d"),
        ("<p>H<sub>2</sub>O, m<sup>2</sup>", "H<sub>2</sub>O, m<sup>2</sup>"),
        (
            '<p><a href="https://a.example/b_c">https://a.example/b_c</a>',
            "<https://a.example/b_c>",
        ),
        ('<h2>Cups <a href="https://a.example/#cups">#</a></h2><p>a', "## Cups\n\na"),
        ("<ul><li>a</ul><ol><li>b</ol>", "- a\n\n1. b"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n- b"),
        ("<p>: no answer", "\\: no answer"),
        ("<p>:::callout", "\\:::callout"),
        ("<pre><code>a</code></pre><h1>B</h1><h2>C</h2>", "```\na\n```\n\n## B\n\n### C"),
        ("<pre><code># a\n</code></pre><h1>B</h1>", "```\n# a\n```\n\n## B"),
    ],
)
def test_marks_and_headings(html, markdown):
    assert clipboard.markdown(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>Note:</b>mind it",
        "<p>a<b>b</b><b>c</b>d<b>e!</b>f",
        "<p>so<b>“really”</b> and<i>(so)</i>on",
        "<p>1) # - + = : :: ~ ~~ ** __ ` [a] (b) {c} &amp;amp; &lt;d> [[e]] | f",
        "<p>: a<p>- b<p>+ c<p># d<p>1. e<p>===<p>---<p>```<p>|a<p>&gt; f<p>:::g<p>[^1]: h",
    ],
)
def test_readers_get_the_words_that_were_copied(html):
    copied = re.sub(r"\s+", " ", nh3.clean(html.replace("<p>", " "), tags=set())).strip()
    assert shown(clipboard.markdown(html)) == copied


class TestTables:
    def test_of_a_spreadsheet_names_its_columns(self):
        rows = "<tr><td>Region<td>Sum<tr><td>North<td align=right>1,200<tr><td>South<td>$5"
        assert clipboard.markdown(f"<table><!--StartFragment-->{rows}</table>") == (
            "| Region | Sum |\n| --- | --- |\n| North | 1,200 |\n| South | $5 |"
        )

    def test_of_a_document_has_its_bold_row_for_a_head(self):
        cell = '<td><p><span style="font-weight:700">{}</span></p></td>'
        head = "".join(map(cell.format, "AB"))
        assert clipboard.markdown(f"<table><tr>{head}<tr><td>c<td>d</table>") == (
            "| A | B |\n| --- | --- |\n| c | d |"
        )

    def test_of_words_alone_get_no_head_by_chance(self):
        made = clipboard.markdown("<table><tr><td>a<td>b<tr><td>c<td>d</table>")
        assert made == "|  |  |\n| --- | --- |\n| a | b |\n| c | d |"

    def test_keep_what_stands_in_one_cell(self):
        cell = "<p>a</p><p>b</p><ul><li>c</li><li><p>d</p></li></ul>e<br>f"
        made = clipboard.markdown(f"<table><tr><th>A<th>B<tr><td>{cell}<td>1</table>")
        assert made.endswith("| a<br>b<br>• c<br>d<br>e<br>f | 1 |")

    def test_keep_their_columns_under_cells_that_reach_further(self):
        made = clipboard.markdown(
            "<table><tr><th>A<th>B<th>C<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td>4</table>"
        )
        assert made.endswith("| 1 | 2 |  |\n|  | 3 | 4 |")

    def test_that_only_place_things_are_none(self):
        assert (
            clipboard.markdown("<table><tr><td colspan=3>a<br>b<tr><td>c</table>") == "a\n\nb\n\nc"
        )

    def test_of_endless_columns_keep_their_words_and_cost_little(self):
        html = f"<table><tr>{'<td>a' * 9_000}{'<tr><td>b' * 9_000}</table>"
        assert len(clipboard.markdown(html).split()) == 18_000


class TestLists:
    def test_that_go_on_after_a_paragraph_go_on_counting(self):
        item = f"<p style='mso-list:l0 level{{}} lfo1'>{SIGN}{{}}</p>"
        html = item.format(1, "1.", "a") + item.format(2, "1.1.", "b") + "<p>c</p>"
        html += item.format(1, "2.", "d") + item.format(2, "2.3.", "e")
        assert clipboard.markdown(html) == "1. a\n   1. b\n\nc\n\n2. d\n   3. e"

    def test_of_a_mail_program_that_says_only_their_class(self):
        html = (
            '<p class="MsoListParagraph" style="margin-left:36.0pt">1.<span>&nbsp; </span>One</p>'
            '<p class="MsoListParagraph" style="margin-left:72.0pt">·<span>&nbsp; </span>Sub</p>'
            '<p class="MsoListParagraph">2.<span>&nbsp; </span>Two</p>'
            '<p class="MsoListParagraph">no sign, no item</p>'
        )
        assert clipboard.markdown(html) == "1. One\n   - Sub\n2. Two\n\nno sign, no item"

    def test_whose_items_say_how_deep_they_are(self):
        item = '<{0}><li data-aria-level="{1}"><p>{2}</p></{0}>'
        item = f'<div class="ListContainerWrapper">{item}</div>'
        items = [("ul", 1, "a"), ("ul", 2, "b"), ("ul", 1, "c"), ("ol", 1, "d"), ("ol", 1, "e")]
        html = "".join(item.format(*each) for each in items)
        assert clipboard.markdown(f"{html}<p>f</p>") == "- a\n  - b\n- c\n\n1. d\n2. e\n\nf"
        html = html.replace("<ol>", '<ol start="4">', 1)
        assert "4. d\n5. e" in clipboard.markdown(html)

    def test_with_boxes_to_tick(self):
        assert clipboard.markdown("<ul><li><input type=checkbox checked> a<li>[ ] b</ul>") == (
            "- [x] a\n- [ ] b"
        )
        html = '<li role=checkbox aria-checked={0}><img src="data:image/png;base64,AA"><p>{0}</p>'
        assert clipboard.markdown(f"<ul>{html.format('true')}{html.format('false')}</ul>") == (
            "- [x] true\n- [ ] false"
        )


class TestFootnotes:
    WORD = (
        "<p>A claim<a href='#_ftn1' name='_ftnref1'><span>[1]</span></a> and more"
        "<a href='#_ftn2' name='_ftnref2'>[2]</a>.</p>"
        "<div style='mso-element:footnote-list'><hr><div id=ftn1><p><a href='#_ftnref1' "
        "name='_ftn1'>[1]</a> Its source.</p><p>And why.</p></div><div id=ftn2><p>"
        "<a href='#_ftnref2' name='_ftn2'>[2]</a> Another.</p></div></div>"
    )
    PAGE = (
        '<p>A claim<sup id="fnref:1"><a href="https://a.example/x#fn:1">1</a></sup>.</p>'
        '<section><hr><ol><li id="fn:1"><p>Its source. <a href="https://a.example/x#fnref:1">↩</a>'
        "</p></li></ol></section>"
    )

    def test_of_a_word_processor(self):
        assert clipboard.markdown(self.WORD) == (
            "A claim[^1] and more[^2].\n\n[^1]: Its source.\n\n    And why.\n\n[^2]: Another."
        )
        assert "And why." in shown(clipboard.markdown(self.WORD))

    def test_of_a_page(self):
        assert clipboard.markdown(self.PAGE) == "A claim[^1].\n\n[^1]: Its source."

    def test_a_note_that_was_not_copied_stays_a_link(self):
        only = self.PAGE.partition("<section>")[0]
        assert clipboard.markdown(only) == "A claim<sup>[1](https://a.example/x#fn:1)</sup>."

    def test_a_list_of_headings_makes_none(self):
        html = '<ul><li id="t1"><a href="#s1">One</a></ul><h2 id="s1">One <a href="#t1">up</a>'
        assert "[^" not in clipboard.markdown(html)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb&data=x",
         "https://a.example/b"),
        ("https://www.google.com/url?q=https://a.example/b&sa=D", "https://a.example/b"),
        ("https://www.google.com/url?q=javascript:x", "https://www.google.com/url?q=javascript:x"),
        ("https://a.example/url?url=https://b.example", "https://a.example/url?url=https://b.example"),
        ("//[a.example/url", "//[a.example/url"),
    ],
)  # fmt: skip
def test_a_link_leads_where_it_was_meant_to(address, expected):
    made = clipboard.markdown(f'<p>See <a href="{address}">this</a>.')
    assert made == f"See [this]({expected})."


def test_what_stands_around_an_article_stays_away():
    page = "<nav><a href=/>Home</a></nav><p>Words<button>Share</button></p>"
    assert clipboard.markdown(page) == "Words"
    assert clipboard.markdown("<nav><a href=/>Home</a></nav>") == "[Home](/)"


def test_a_bar_over_code_is_no_code():
    code = "<div><div>python</div><div><code class=language-python>a\nb</code></div></div>"
    assert clipboard.markdown(f"<pre>{code}</pre>") == "```python\na\nb\n```"
    assert clipboard.markdown("<pre>a <code>b</code> c</pre>") == "```\na b c\n```"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p><img width=3 src="file:///C:/a.png" alt="x">', True),
        ("<img src='data:image/png;base64,AA'>", True),
        ('<img src="data:image/png;base64,AA" aria-roledescription="checkbox">', False),
        ('<img src="https://a.example/b.png">', False),
        ("<!--[if gte vml 1]><v:imagedata src='file:///x'/><![endif]-->", False),
    ],
)
def test_pictures_of_the_other_program_are_told_of(html, expected):
    assert clipboard.left_behind(html) is expected
