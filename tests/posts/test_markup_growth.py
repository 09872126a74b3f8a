"""
No text takes long: each family of hostile texts is measured at a fifth of the largest size that
is still read as Markdown and at half of that, the costliest also at the largest size.

Only CPU time counts, and the best of several tries: on a busy machine one try tells little.
"""

import gc
import time
from pathlib import Path

import markdown
import pytest

from posts.markup import guard, render


def repeat(piece, size):
    return (piece * (size // len(piece) + 1))[:size]


def many_backtick_runs(size):
    text, length = [], 1
    while size > 0:
        text.append("a" + "`" * length)
        size -= length + 1
        length += 1
    return "".join(text)


def staircase(size):
    return "".join(" " * step + "- a\n" for step in range(int((2 * size) ** 0.5)))


def many_footnotes(size):
    notes = range(size // 30)
    return "".join(f"[^{n}]: note\n\n" for n in notes) + "".join(f"a[^{n}] " for n in notes)


def many_references(size):
    names = range(size // 25)
    return "".join(f"[a{n}]: /b\n" for n in names) + "".join(f"[a{n}] " for n in names)


def wide_table(size):
    return "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "a\n" * (size // 2)


def quotes_in_quotes(size):
    return "a <b" + repeat(""" a="<a b='" c="' d='\"""", size)


PIECES = [
    *("[", "![", "[a](", "[](", "[[a]", "](", "[a](b) ", "[a]: b\n", "[x]: <", "[^a] "),
    *("*a ", "a**b*c", "***", "***a* b** ", "_a ", "__a", "~~a ", "`a", "``` a"),
    *("<a ", "<http://a", "<![CDATA[", "a <![CDATA[", "a <!-- ", "a <? ", "a <!A ", "<b a='"),
    *("<div>", "<b><p>", "<a><div>", "<table><tr><td>", "<script>", "<img src=a>", "<h1>a</h1>\n"),
    *("- a\n\n", "> > > a\n\n", "![a](b)\n\n", "- [ ] a\n", "```a\n```\n", "a <!<!-- -->"),
    *(":::video https://youtu.be/dQw4w9WgXcQ\n", ":::video a\n:::\n", "<table></table>"),
    *("<table><caption>a", "<iframe>", "<div><iframe></div>\n\n", "/posts/a "),
    *("> ", "- ", "- a\n", "1. a\n", "# a\n", "a\n\n", "a\n---\n", "a|b\n", "a\n: b\n\n", "```\n"),
    *(":::callout\n", ":::x\n", ":::callout\n:::\n", "&a;", "\\[", "{#", "'\"", "@", "日本", " "),
    *(
        "https://a ",
        "https://",
        "https://a(",
        "https://a)",
        "https://a.",
        "[https://a",
        "](https://a ",
    ),
]
FAMILIES = {piece: (lambda size, piece=piece: repeat(piece, size)) for piece in PIECES} | {
    "balanced brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "brackets with a reference": lambda size: (
        "[x]: y\n\n" + "[a" * (size // 3) + "]" * (size // 3)
    ),
    "brackets with a footnote": lambda size: "[^a]: x\n\n" + repeat("[^b", size),
    "one footnote used often": lambda size: "[^a]: x\n\n" + repeat("[^a] ", size),
    "rows": lambda size: "a|b\n-|-\n" + repeat("a|b\n", size),
    "columns": lambda size: "|a" * (size // 4) + "|\n" + "|-" * (size // 4) + "|\n",
    "parentheses": lambda size: "[a](" + "(" * size,
    "blanks in a heading": lambda size: "# a" + " " * size + "b",
    "attributes": lambda size: "a <b" + repeat(" c", size),
    "open formatting": lambda size: repeat("<b>a\n\n", size),
    "lazy lines": lambda size: "> a\n" + repeat("b\n", size),
    **{
        family.__name__: family
        for family in (
            many_backtick_runs,
            staircase,
            many_footnotes,
            many_references,
            wide_table,
            quotes_in_quotes,
        )
    },
}


# The families that cost most of all at the largest size that is read.
COSTLIEST = [
    "> > > a\n\n",
    "a**b*c",
    "# a\n",
    "_a ",
    "***a* b** ",
    "1. a\n",
    "rows",
    "[[a]",
    "[https://a",
]


def largest_read(family):
    """Return about the largest size up to 499 kB at which a family is still read as Markdown."""
    low, high = 0, 499_000
    if not guard.refusal(family(high)[:high]):
        return high
    while high - low > high // 16:
        middle = (low + high) // 2
        low, high = (low, middle) if guard.refusal(family(middle)) else (middle, high)
    return low


def seconds(text, convert=render):
    """Return the CPU time a text takes; the garbage of other tests is left out of it."""
    gc.disable()
    start = time.process_time()
    try:
        convert(text)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("name", FAMILIES)
def test_twice_the_text_takes_at_most_thrice_the_time(name):
    family = FAMILIES[name]
    size = largest_read(family) // 5
    half, whole = family(size // 2), family(size)
    shorter = longer = 60
    for _attempt in range(6):
        shorter, longer = min(shorter, seconds(half)), min(longer, seconds(whole))
        if longer <= 3 * max(shorter, 0.005):
            return
    pytest.fail(f"{size // 2} characters took {shorter:.3f} s, {size} took {longer:.3f} s")


@pytest.mark.parametrize("name", COSTLIEST)
def test_no_text_that_is_read_takes_over_a_second(name):
    text = FAMILIES[name](largest_read(FAMILIES[name]))
    fastest = 60
    for _attempt in range(5):
        fastest = min(fastest, seconds(text))
        if fastest <= 1:
            return
    pytest.fail(f"{len(text)} characters took {fastest:.2f} s")


def test_a_post_costs_little_beside_python_markdown():
    corpus = Path(__file__).parent / "markdown_corpus"
    names = ("seo-post", "newsletter", "bold-numbered", "nested-two-spaces", "links", "tables")
    post = "\n\n".join((corpus / f"{name}.md").read_text() for name in names) * 2
    other = markdown.Markdown(extensions=["extra", "sane_lists", "toc"])
    ours = theirs = 60
    for _attempt in range(25):
        ours = min(ours, seconds(post))
        theirs = min(theirs, seconds(post, lambda text: other.reset().convert(text)))
        if _attempt >= 4 and ours <= 1.3 * theirs:
            return
    pytest.fail(f"{ours * 1000:.1f} ms, python-markdown takes {theirs * 1000:.1f} ms")


def test_ordinary_prose_is_read_up_to_the_limit():
    marked = "A line with **bold**, a [link](/posts/a/) and the words of one more thought. "
    plain = "Then two sentences follow that have no marks at all, as most do. They end here. "
    section = f"## Heading\n\n{(marked + plain) * 3}\n\n- one item of a list\n- another\n\n"
    rendered = render(repeat(section, 499_000))
    assert rendered.warnings == ()
    assert rendered.html.count("<h2") > 900


def test_a_text_over_500_kb_is_shown_plain():
    rendered = render("*a*\n\n" * 100_001)
    assert rendered.warnings == (
        "The text is over 500 kB and is shown plain, without formatting.",
    )
    assert rendered.html.startswith("<p>*a*</p>\n<p>*a*</p>")


def test_too_many_marks_or_cells_or_levels_are_shown_plain():
    marks, cells, levels = (
        render("[" * 40_000),
        render("a|b\n-|-\n" + "c|d\n" * 11_000),
        render("> " * 50 + "deep"),
    )
    assert "too many marks" in marks.warnings[0]
    assert "20,000 cells" in cells.warnings[0]
    assert "too deep" in levels.warnings[0]
    assert levels.html == "<p>" + "&gt; " * 50 + "deep</p>\n"


def test_code_counts_for_nothing():
    fenced = "```\n" + "a[0] = b[1] | c\n" * 12_000 + "```\n"
    assert render(fenced).html.startswith("<pre")
