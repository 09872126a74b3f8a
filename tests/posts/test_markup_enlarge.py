"""Pictures in running text that can be looked at closely, by a plain link."""

import pytest

from posts.markup import Picture, render

LINK = '<a aria-label="Enlarge: A cup" class="enlarge" href="/media/full.webp">'


class Shelf:
    """Has one picture with a larger copy, and one without."""

    def image(self, address, alt):
        full = "/media/full.webp" if address == "cup.png" else ""
        return Picture("/media/cup.webp", 640, 480, alt or None, full=full)

    def link(self, address):
        return None


def shown(text):
    return render(text, Shelf()).html


def test_a_picture_with_a_larger_copy_is_a_link_to_it():
    html = shown('![A cup](cup.png "Spring")')
    assert html.startswith(f'<figure>{LINK}<img alt="A cup" ')
    assert html.endswith("></a><figcaption>Spring</figcaption></figure>\n")
    assert f"With {LINK}<img" in shown("With ![A cup](cup.png) in a line.")


def test_a_link_to_a_picture_without_words_has_a_name():
    assert 'aria-label="Enlarge the picture"' in shown("![](cup.png)")


@pytest.mark.parametrize(
    "text",
    [
        "![A cup](small.png)",
        "[![A cup](cup.png)](/posts/tea/)",
        "[**![A cup](cup.png)**](/posts/tea/)",
        '<a href="/posts/tea/">![A cup](cup.png)</a>',
        '<a href="/posts/tea/">\n\n![A cup](cup.png)\n\n</a>',
        '<a href="/posts/tea/"><img src="cup.png" alt="A cup"></a>',
        '<p><a href="/posts/tea/"><img src="cup.png" alt="A cup"></a></p>',
        '[<img src="cup.png" alt="A cup">](/posts/tea/)',
        '<picture><img src="cup.png" alt="A cup"></picture>',
    ],
)
def test_a_small_picture_or_one_that_its_author_linked_is_left_alone(text):
    html = shown(text)
    assert "<img" in html
    assert "enlarge" not in html
    assert "in-link" not in html


def test_a_picture_written_as_a_block_of_html_is_enlarged_too():
    html = shown(
        '<figure><img src="cup.png" alt="A cup"><figcaption>A</figcaption></figure>\n\n'
        '<p><a href="/a/">a</a> <img src="cup.png" alt="A cup"></p>'
    )
    assert html.count(LINK) == 2


def test_the_picture_itself_keeps_its_sources_in_the_link():
    class Sources(Shelf):
        def image(self, address, alt):
            return Picture("/a.webp", 9, 9, alt, "/a.avif 9w", "100vw", "image/avif", "/full.webp")

    html = render("![A cup](cup.png)", Sources()).html
    assert (
        '<figure><a aria-label="Enlarge: A cup" class="enlarge" href="/full.webp"><picture>'
        '<source sizes="100vw" srcset="/a.avif 9w" type="image/avif"><img' in html
    )
