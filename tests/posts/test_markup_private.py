"""What HTML keeps to itself stays out of the page."""

import pytest

from posts.markup import guard, render


@pytest.mark.parametrize(
    "text",
    [
        "a <!-- secret --> b",
        "<!-- secret\n\nsecret -->\n\nb",
        "<div>\n<!-- secret > --> b\n</div>",
        "<!--[if IE]> secret <![endif]--> b",
        "a <?php echo 'a > secret' ?> b",
        "<?php if ($a > 1) secret\n\nsecret > ?>\n\nb",
        "a <![CDATA[ x > secret ]]> b",
        "<![CDATA[\nx > secret\n]]>\n\nb",
        "<div><? a > secret\n</div>\n\nb",
        "<!DOCTYPE html [ secret>\n\nb",
        "<div><!-- secret\n\nb",
        "<!-- a --!> secret -->\n\nb",
    ],
)
def test_comments_and_instructions_are_in_no_page(text):
    html = render(text).html
    assert "secret" not in html
    assert "b" in html


def test_what_a_comment_leaves_when_it_goes_swallows_nothing():
    assert "<strong>after</strong>" in render("<div><!<!-- -->-- x</div>\n\n**after**").html


def test_comments_are_left_out_of_a_text_that_is_shown_plain():
    rendered = render("<!-- secret -->\n\n" + "open " * (guard.LARGEST // 5))
    assert "shown plain" in rendered.warnings[0]
    assert "secret" not in rendered.html
    assert "open" in rendered.html


def test_a_comment_in_code_is_shown():
    html = render("```html\n<!-- shown -->\n```\n\n`<!-- too -->` and `<?php`").html
    assert "&lt;!-- shown --&gt;" in html
    assert "&lt;!-- too --&gt;" in html
    assert "&lt;?php" in html
