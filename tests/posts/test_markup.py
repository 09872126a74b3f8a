"""Markdown as readers get it."""

from html import unescape

import pytest
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from posts.markup import Heading, Missing, Picture, engine, register_extension, render


class Library:
    """Answers as a site with one image and one moved post would."""

    def image(self, address, alt):
        if address == "here.png":
            return Picture("/media/here.abc.webp", 800, 450, "From the library", "/s.webp 400w")
        return Missing("there is no such file") if address == "gone.png" else None

    def link(self, address):
        return "/posts/new/" if address == "/posts/old/" else None


def test_typographic_quotes_leave_code_alone():
    html = render("""He said "it's 'so'" and `"raw"`.""").html
    assert html == '<p>He said “it’s ‘so’” and <code>"raw"</code>.</p>\n'


def test_an_image_alone_is_a_figure_with_real_sizes():
    html = render('![](here.png "Spring")', Library()).html
    assert html == (
        '<figure><img alt="From the library" decoding="async" height="450" loading="lazy"'
        ' src="/media/here.abc.webp" srcset="/s.webp 400w" width="800">'
        "<figcaption>Spring</figcaption></figure>\n"
    )


def test_a_missing_image_leaves_a_note_and_a_warning():
    rendered = render("![A chart](gone.png)", Library())
    assert rendered.html == ('<figure class="missing"><figcaption>A chart</figcaption></figure>\n')
    assert rendered.warnings == ("The image gone.png is not shown: there is no such file.",)
    assert render("![](gone.png)", Library()).html.strip() == ""
    assert "A chart</span> in text" in render("![A chart](gone.png) in text", Library()).html


def test_the_hero_is_not_shown_again():
    body = "![Hero](/media/a.webp)\n\nText ![again](/media/a.webp)."
    assert render(body, hero="/media/a.webp").html.count("<img") == 1
    assert render(body, hero="/media/b.webp").html.count("<img") == 2


@pytest.mark.parametrize(
    "first",
    [
        "![Hero](./here.png)",
        '<img src="here.png" alt="Hero">',
        "<p><IMG alt='Hero' SRC='./here.png' /></p>",
        '<figure class="wide">\n<img src="here.png">\n</figure>',
    ],
)
def test_the_hero_written_another_way_is_not_shown_again(first):
    class Shelf(Library):
        def image(self, address, alt):
            return super().image(address.removeprefix("./"), alt)

    assert render(f"{first}\n\nText.", Shelf(), hero="here.png").html == "<p>Text.</p>\n"
    assert "<img" in render(f"{first}\n\nText.", Shelf(), hero="other.png").html
    assert "<img" in render(f"Text.\n\n{first}", Shelf(), hero="here.png").html


def test_html_that_holds_more_than_the_hero_stays():
    html = render('<p><img src="here.png"> Words</p>\n', Library(), hero="here.png").html
    assert "<img" in html
    assert "Words" in html


def test_what_it_used_is_told_as_written():
    body = "[a](/posts/old/) [b](https://x.test/ä) [c](#here) [d](mailto:a@x.test) ![e](here.png)"
    rendered = render(body, Library())
    assert rendered.uses == {
        ("link", "/posts/old/"),
        ("link", "https://x.test/ä"),
        ("image", "here.png"),
    }
    assert '<a href="/posts/new/">a</a>' in rendered.html
    assert '<a href="https://x.test/%C3%A4" rel="noopener">b</a>' in rendered.html


def test_headings_have_ids_levels_and_a_contents_list():
    rendered = render("# One\n\n## Two *b*\n\n## Two b\n\n##### Five\n\n[go](#two-b)")
    assert rendered.toc == (
        Heading(2, "h-one", "One"),
        Heading(2, "h-two-b", "Two b"),
        Heading(2, "h-two-b-2", "Two b"),
        Heading(3, "h-five", "Five"),
    )
    assert 'aria-label="Link to “Five”"' in rendered.html
    assert '<a href="#h-two-b">go</a>' in rendered.html


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("See https://x.test/a_b_c.", "https://x.test/a_b_c", "."),
        ("(https://x.test/a_(b))", "https://x.test/a_(b)", ")"),
        ("**https://x.test/?a=1&amp;b=2**", "https://x.test/?a=1&amp;b=2", "</strong>"),
        ("“https://x.test” said", "https://x.test", "” said"),
        ("- http://x.test:8000/~me/, ok", "http://x.test:8000/~me/", ", ok"),
    ],
)
def test_a_bare_address_is_a_link(text, address, after):
    rendered = render(text)
    assert f'<a href="{address}" rel="noopener">{address}</a>{after}' in rendered.html
    assert rendered.uses == {("link", unescape(address))}


@pytest.mark.parametrize(
    "text",
    [
        "`https://x.test`",
        "xhttps://x.test",
        "https:// x",
        "    https://x.test",
        "ftp://x.test",
        '<b title="https://x.test">b</b>',
    ],
)
def test_code_and_other_schemes_are_no_links(text):
    assert "<a" not in render(text).html


def test_an_address_in_a_link_is_not_a_second_one():
    for text in ("[https://x.test](/a)", '<a href="/a">https://x.test</a>', "<https://x.test>"):
        html = render(f"{text} end").html
        assert html.count("<a") == 1
        assert ">https://x.test</a> end" in html


def test_another_app_adds_an_extension_of_python_markdown(monkeypatch):
    class Shout(Treeprocessor):
        def run(self, root):
            for element in root.iter("strong"):
                element.text = element.text.upper()

    class Shouting(Extension):
        def extendMarkdown(self, md):  # noqa: N802
            md.treeprocessors.register(Shout(md), "shout", 45)

    monkeypatch.setattr(engine, "EXTENSIONS", engine.EXTENSIONS.copy())
    register_extension(Shouting)
    assert render("a **b** c").html == "<p>a <strong>B</strong> c</p>\n"
    monkeypatch.undo()
    assert render("a **b** c").html == "<p>a <strong>b</strong> c</p>\n"


def test_an_image_that_is_not_in_the_library_is_told_with_the_cure():
    class Empty(Library):
        def image(self, address, alt):
            return Missing()

    assert render("![A](/media/x.webp)", Empty()).warnings == (
        "The picture /media/x.webp is not in the library: upload it or mend the address.",
    )


def test_a_text_may_be_rendered_while_another_is():
    class Nested(Library):
        def link(self, address):
            return render("**b** <i>c</i>").html[:3]

    assert render("a <b>x</b> [d](e) <u>f</u>", Nested()).html == (
        '<p>a <b>x</b> <a href="%3Cp%3E">d</a> <u>f</u></p>\n'
    )
