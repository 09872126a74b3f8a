"""What a text can link to, and copied HTML as Markdown."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.admin.links import links_in
from posts.importing import clipboard
from posts.importing.notes import Refusal
from tests import factories

pytestmark = pytest.mark.django_db

FIND = "admin:posts_post_links"
TARGETS = "admin:posts_post_link_targets"
PASTED = "admin:posts_post_pasted"


@pytest.fixture
def desk(client):
    client.force_login(factories.make_editor())
    return client


def titles(client, words: str = "") -> list[str]:
    found = client.get(reverse(TARGETS), {"q": words}).json()["targets"]
    return [target["title"] for target in found]


def test_posts_and_pages_are_found_by_words_of_their_titles(desk):
    factories.make_post(title="Warm leads stay", slug="warm")
    factories.make_draft(title="Leads that stay cold", slug="cold")
    factories.make_page(title="How long leads stay", slug="how-long")
    factories.make_post(title="Something else")
    assert set(titles(desk, "stay LEADS")) == {
        "Warm leads stay",
        "Leads that stay cold",
        "How long leads stay",
    }
    assert titles(desk, "leads")[0] == "Leads that stay cold"
    assert titles(desk, "nothing like it") == []
    assert titles(desk, "\0leads%") == []


def test_capitals_of_other_languages_make_no_difference(desk):
    factories.make_post(title="Über Äpfel")
    assert titles(desk, "über äpfel") == ["Über Äpfel"]


def test_without_words_the_last_edited_come_first(desk):
    for days in (3, 1, 2):
        at = timezone.now() - timedelta(days=days)
        factories.make_post(title=f"Edited {days}", updated_at=at)
    assert titles(desk)[:3] == ["Edited 1", "Edited 2", "Edited 3"]


def test_what_readers_cannot_see_is_marked(desk):
    factories.make_draft(title="A draft")
    factories.make_unpublished(title="A thing of the past")
    found = desk.get(reverse(TARGETS)).json()["targets"]
    assert {target["title"]: target["state"] for target in found} == {
        "A draft": "draft",
        "A thing of the past": "unpublished",
    }
    assert "Draft" in [target["words"] for target in found]


def test_the_line_shows_the_title_as_it_is(desk):
    post = factories.make_post(title="A *star*, [brackets] and a_name", slug="star")
    line = desk.get(reverse(TARGETS)).json()["targets"][0]["line"]
    assert line == "[A \\*star\\*, \\[brackets\\] and a_name](/posts/star/)"
    other = factories.make_post(body=line)
    assert f'<a href="/posts/star/">{post.title}</a>' in other.body_html


def test_a_link_survives_a_changed_address(desk, client):
    post = factories.make_post(title="The first name", slug="first-name")
    line = desk.get(reverse(TARGETS)).json()["targets"][0]["line"]
    post.slug = "second-name"
    post.save()
    other = factories.make_post(body=line)
    assert 'href="/posts/second-name/"' in other.body_html
    assert client.get("/posts/first-name/").url == "/posts/second-name/"
    assert titles(desk, "first") == ["The first name"]


def test_the_form_says_where_the_links_of_a_text_lead(desk, django_assert_max_num_queries):
    moved = factories.make_post(title="Moved on", slug="old-name")
    moved.slug = "new-name"
    moved.save()
    factories.make_draft(title="Not out", slug="not-out")
    factories.make_post(title="All well", slug="well")
    body = "[a](/posts/old-name/) [b](/posts/not-out/) [c](/posts/nowhere/) [d](/posts/well/)"
    post = factories.make_draft(body=body)
    with django_assert_max_num_queries(3):
        links = links_in(body)
    assert [(link.target and link.target.title, link.is_moved) for link in links] == [
        ("Moved on", True),
        ("Not out", False),
        (None, False),
        ("All well", False),
    ]
    html = desk.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()
    assert "moved from /posts/old-name/ to /posts/new-name/" in html
    assert 'Not out <span class="state draft">Draft</span>' in html
    assert '/posts/nowhere/ <span class="state gone">leads nowhere</span>' in html
    assert links_in("") == []
    assert [link.target for link in links_in("[e](/posts/a.md) ![](/posts/%ff/) /posts/\0x/")] == [
        None,
        None,
        None,
    ]


def test_the_page_shows_the_lines_to_copy(desk):
    factories.make_post(title="Warm <leads>", slug="warm")
    html = desk.get(reverse(FIND), {"q": "warm"}).content.decode()
    assert "[Warm \\&lt;leads>](/posts/warm/)" in html.replace("&gt;", ">")
    assert "Nothing has such a title." in desk.get(reverse(FIND), {"q": "zzz"}).content.decode()


def test_only_editors_find_and_paste(client):
    for name in (FIND, TARGETS, PASTED):
        assert client.get(reverse(name)).status_code == 302
    user = get_user_model().objects.create_user("clerk", password="x", is_staff=True)
    client.force_login(user)
    for name in (FIND, TARGETS):
        assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse(PASTED), {"html": "<b>x</b>"}).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_post"))
    assert client.get(reverse(TARGETS)).status_code == 200
    assert client.post(reverse(PASTED), {"html": "<b>x</b>"}).status_code == 403


def test_finding_takes_as_many_queries_however_many_posts(desk, django_assert_num_queries):
    factories.make_post(title="A post")
    with CaptureQueriesContext(connection) as of_one:
        titles(desk, "post")
    for number in range(30):
        factories.make_post(title=f"Post {number}")
    with django_assert_num_queries(len(of_one)):
        assert len(titles(desk, "post")) == 12


def test_pasted_html_comes_back_as_markdown(desk, settings):
    html = f'<p>See <a href="{settings.SITE_URL}/posts/a/">this</a></p><p>Two</p>'
    answer = desk.post(reverse(PASTED), {"html": html}).json()
    made = {"markdown": "See [this](/posts/a/)\n\nTwo", "is_block": True}
    assert answer == made | {"left_behind": False}
    short = desk.post(reverse(PASTED), {"html": "a <b>word</b>"}).json()
    assert short == {"markdown": "a **word**", "is_block": False, "left_behind": False}
    html += '<img src="file:///C:/a.png" alt="">'
    assert desk.post(reverse(PASTED), {"html": html}).json() == made | {"left_behind": True}


def test_what_is_too_long_or_too_deep_is_refused_with_a_sentence(desk, monkeypatch):
    deep = desk.post(reverse(PASTED), {"html": "<div>" * 1200})
    assert deep.status_code == 422
    assert "nested too deeply" in deep.json()["error"]
    monkeypatch.setattr(clipboard, "LARGEST", 100)
    long = desk.post(reverse(PASTED), {"html": "x" * 101})
    assert long.status_code == 413
    assert "too long" in long.json()["error"]
    with pytest.raises(Refusal):
        clipboard.markdown("<b>" * 1200)


FROM_A_PROCESSOR = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style>
<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--></head><body lang=EN>
<!--StartFragment--><h1>The plan<o:p></o:p></h1>
<p class=MsoNormal>Some <b style='mso-bidi-font-weight:normal'>bold</b> and
<i>slanted</i> words<span style='mso-spacerun:yes'>  </span>here.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times"'>&nbsp;&nbsp; </span></span></span><![endif]>First<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>Within</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Second</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>
&nbsp;</span></span>Numbered</p>
<p class=MsoNormal>After.</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Name</b></p></td><td><p>Count</p>
</td></tr><tr><td><p>Tea</p></td><td><p>2</p></td></tr></table>
<!--EndFragment--></body></html>
"""


def test_a_word_processors_lists_headings_and_tables():
    made = clipboard.markdown(FROM_A_PROCESSOR)
    assert made == (
        "## The plan\n\nSome **bold** and *slanted* words here.\n\n"
        "- First\n  - Within\n- Second\n\n1. Numbered\n\nAfter.\n\n"
        "| Name | Count |\n| --- | --- |\n| Tea | 2 |"
    )


FROM_ONLINE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
    '<h2 dir="ltr"><span style="font-weight:400;">A heading</span></h2>'
    '<p dir="ltr"><span style="font-weight:400">Plain, </span>'
    '<span style="font-weight:700;font-style:italic">both</span>'
    '<span style="font-weight:400"> and </span><a href="https://example.org/x">'
    '<span style="text-decoration:underline;color:#1155cc">a link</span></a>.</p>'
    '<ul><li dir="ltr" style="list-style-type:disc"><p role="presentation"><span>One</span></p>'
    "</li><ul><li><p><span>Inner</span></p></li></ul><li><p><span>Two</span></p></li></ul>"
    '<p><span style="text-decoration:line-through">gone</span></p></b><br class="x">'
)


def test_an_online_documents_styles_and_lists():
    assert clipboard.markdown(FROM_ONLINE) == (
        "## A heading\n\nPlain, ***both*** and [a link](https://example.org/x).\n\n"
        "- One\n  - Inner\n- Two\n\n~~gone~~"
    )


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>1. not a list * nor [this]</p>", "1\\. not a list \\* nor \\[this]"),
        ("<p onclick=x>a<script>alert(1)</script><style>b</style></p>", "a"),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<img src="data:image/png;base64,xx" alt="x"><img src="file:///c/a.png">', ""),
        ("<h3>A</h3><h4>B</h4>", "### A\n\n#### B"),
        ("<h1>A</h1><h2>B</h2>", "## A\n\n### B"),
        ("<ol start=3><li>c<li>d</ol>", "3. c\n4. d"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code class=language-py>x = [1]\n</code></pre>", "```py\nx = [1]\n```"),
        ("one<br>two", "one  \ntwo"),
        ("</ul></li></p><p>a", "a"),
    ],
)
def test_other_pieces(html, markdown):
    assert clipboard.markdown(html) == markdown


@pytest.mark.parametrize(
    "piece",
    [
        "<p style='mso-list:l0 level9 lfo1'>x</p>",
        "<span style='font-weight:700'>x</span>",
        "<ul><li>x</ul>",
        "</p></span>",
        "<b><i>",
        "<p style='mso-list:Ignore'>",
        "<!--[if ",
        "&amp",
        "<b style=x><p>x",
    ],
)
def test_time_grows_with_the_length_only(piece):
    def seconds(times: int) -> float:
        start = time.process_time()
        with suppress(Refusal):
            clipboard.markdown(piece * times)
        return time.process_time() - start

    seconds(10)
    short, long = seconds(2_000), seconds(8_000)
    assert long < max(0.2, short * 8)
