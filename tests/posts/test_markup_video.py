"""Videos in running text: fetched when a reader asks for it, from hosts that we know."""

import re

import pytest
from django.conf import settings

from posts.markup import render, video

ID = "dQw4w9WgXcQ"
EMBED = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"
PAGE = f"https://www.youtube.com/watch?v={ID}"


@pytest.mark.parametrize(
    ("address", "player", "page"),
    [
        (f"https://www.youtube.com/watch?v={ID}", EMBED, PAGE),
        (f"http://m.youtube.com/watch?app=desktop&v={ID}&list=x", EMBED, PAGE),
        (f"https://youtu.be/{ID}?si=tracked", EMBED, PAGE),
        (f"https://YOUTUBE.com/shorts/{ID}/", EMBED, PAGE),
        (f"https://www.youtube-nocookie.com/embed/{ID}", EMBED, PAGE),
        (f"https://youtu.be/{ID}?t=1m30s", f"{EMBED}&start=90", f"{PAGE}&t=90s"),
        (f"{PAGE}&start=7", f"{EMBED}&start=7", f"{PAGE}&t=7s"),
        (
            "https://vimeo.com/76979871",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1",
            "https://vimeo.com/76979871",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e",
            "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1&h=8272103f6e",
            "https://vimeo.com/76979871/8272103f6e",
        ),
    ],
)
def test_a_video_is_known_by_its_id_whatever_else_its_address_says(address, player, page):
    assert video.find(address) == video.Video(player, page)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.com/watch?v=" + ID,
        "https://youtube.com.evil.example/watch?v=" + ID,
        "https://youtube.com@evil.example/watch?v=" + ID,
        "https://youtube.com:8443/watch?v=" + ID,
        "javascript://youtube.com/watch?v=" + ID,
        f"https://youtube.com/watch?v={ID}x",
        'https://youtu.be/"><script>x',
        "https://youtu.be/../../../x",
        f"https://youtu.be/{ID}%0a",
        "https://youtube.com/@channel",
        "https://vimeo.com/channels/staffpicks",
        "https://vimeo.com/76979871/secret-key",
        "https://vimeo.com/76979871?h=x&autoplay=1",
        "https://[youtube.com/",
    ],
)
def test_anything_else_is_no_video(address):
    assert video.find(address) is None


def test_a_video_is_a_link_into_an_empty_frame_and_one_to_its_page():
    rendered = render(f":::video {PAGE} A <tour>\nWith *words*.\n:::\n\nafter")
    assert rendered.html == (
        '<figure class="video">\n'
        f'<a href="{EMBED}" target="video-1">Play the video: A &lt;tour&gt;</a>\n'
        '<div class="screen"><p>It loads from youtube-nocookie.com once you press play.</p>'
        '<iframe name="video-1" title="A &lt;tour&gt;"'
        ' allow="autoplay; encrypted-media; fullscreen; picture-in-picture"></iframe></div>\n'
        "<figcaption>\n"
        f'<p><a href="{PAGE}" rel="noopener">A &lt;tour&gt; on youtube.com</a></p>\n'
        "<p>With <em>words</em>.</p>\n</figcaption>\n</figure>\n<p>after</p>\n"
    )
    assert rendered.warnings == ()
    assert rendered.uses == {("link", PAGE)}


def test_a_video_needs_no_text_and_no_end():
    rendered = render(
        f":::video {PAGE}\n\nFirst.\n\n:::video <https://vimeo.com/76979871>\nSecond."
    )
    assert rendered.warnings == ()
    assert rendered.html.count("<iframe") == 2
    assert 'name="video-2"' in rendered.html
    assert "</figure>\n<p>First.</p>\n<figure" in rendered.html
    assert rendered.html.endswith("</figure>\n<p>Second.</p>\n")


@pytest.mark.parametrize(
    "address", ["https://video.example/w/1", "/media/own.mp4", "javascript:alert(1)", ""]
)
def test_a_video_from_elsewhere_is_a_plain_link(address):
    rendered = render(f":::video {address} Ours\n:::")
    assert "<iframe" not in rendered.html
    assert "target" not in rendered.html
    assert "javascript" not in rendered.html
    assert rendered.warnings


def test_the_address_of_a_video_alone_is_a_link():
    assert render(PAGE).html == f'<p><a href="{PAGE}" rel="noopener">{PAGE}</a></p>\n'


def test_so_many_videos_play_and_the_others_are_links():
    rendered = render(f":::video {PAGE}\n" * (video.MOST + 2))
    assert rendered.html.count("<iframe") == video.MOST
    assert rendered.html.count(f'href="{PAGE}"') == video.MOST + 2
    assert len(rendered.warnings) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<iframe src="https://evil.example/"></iframe>',
        '<div>\n<iframe src="https://evil.example/"></iframe>\n</div>',
        '<ifr<!-- -->ame src="https://evil.example/"></iframe>',
        '<div><ifr<!-- -->ame name="video-1" src="https://evil.example/"></iframe></div>',
        '<div><ifr<!---->ame name="video-1" src=//evil.example>',
        '<IFRAME SRC="https://evil.example/" NAME="video-1">',
        '<div><iframe src="https://evil.example/"\n',
        "<iframe srcdoc='<b>x</b>'></iframe>",
    ],
)
def test_no_editor_writes_a_frame(text):
    html = render(f":::video {PAGE}\n:::\n\n{text}\n\n**after**").html
    assert len(re.findall("(?i)<iframe", html)) == 1
    assert "<strong>after</strong>" in html


def test_no_editor_sends_a_link_into_a_frame():
    html = render('<a href="https://evil.example/" target="video-1">x</a>').html
    assert html == '<p><a href="https://evil.example/" rel="noopener">x</a></p>\n'


def test_readers_elsewhere_get_a_link_alone():
    html = video.without_players(render(f"Before\n\n:::video {PAGE} A\nWords.\n:::\n\nafter").html)
    assert html == (
        '<p>Before</p>\n<figure class="video">\n<figcaption>\n'
        f'<p><a href="{PAGE}" rel="noopener">A on youtube.com</a></p>\n'
        "<p>Words.</p>\n</figcaption>\n</figure>\n<p>after</p>\n"
    )


def test_the_policy_lets_pages_frame_the_players_alone():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["frame-src"] == list(video.PLAYERS)
    assert policy["default-src"] == ["'none'"]
    assert "child-src" not in policy
    assert "media-src" not in policy
