"""The styles of real posts come out with the elements that CommonMark gives them."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from posts.markup import render

CORPUS = sorted((Path(__file__).parent / "markdown_corpus").glob("*.md"))
COUNTED = {"li", "ul", "ol", "table", "tr", "code", "pre", "blockquote", "img", "strong", "em"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class ElementCounter(HTMLParser):
    def __init__(self):
        super().__init__()
        self.counts = Counter()

    def handle_starttag(self, tag, attrs):
        if tag in COUNTED or tag in HEADINGS:
            self.counts["heading" if tag in HEADINGS else tag] += 1


def count_elements(html):
    counter = ElementCounter()
    counter.feed(html)
    return counter.counts


def as_commonmark(text):
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return cmarkgfm.github_flavored_markdown_to_html(text, options)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_style_has_the_elements_of_commonmark(path):
    text = path.read_bytes().decode()
    assert count_elements(render(text).html) == count_elements(as_commonmark(text))


def test_the_corpus_holds_every_counted_element():
    counts = sum((count_elements(render(path.read_text()).html) for path in CORPUS), Counter())
    assert len(CORPUS) >= 30
    assert set(counts) == COUNTED | {"heading"}
