"""
A video that is fetched from its host only when a reader asks for it, without a script.

A link opens the host's player in a frame that has no address until then. A lazy frame in a
closed `details` would not do: browsers whose scripts are off load lazy frames at once
(https://html.spec.whatwg.org/#will-lazy-load-element-steps).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from .notes import Notes, plain_marks, target, written

# The policy in the settings lets pages frame these, and nothing else.
PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")
MOST = 50
YOUTUBE = frozenset({"youtube.com", "m.youtube.com", "youtube-nocookie.com"})
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v)/([^/]+)/?")
VIMEO_PATH = re.compile(r"/(?:video/)?([0-9]{5,12})(?:/([0-9a-f]{8,12}))?/?", re.ASCII)
VIMEO_KEY = re.compile(r"[0-9a-f]{8,12}", re.ASCII)
START = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,5})s?)?", re.ASCII)
CLOSING = "</figcaption>\n</figure>\n"
# nh3 writes attributes in one form only, and nobody but us writes a target.
PLAYER = re.compile(
    r'<a href="[^"]*" target="video-[0-9]+">[^<]*</a>\n<div class="screen">.*?</div>\n', re.DOTALL
)
# What the player may do. No sandbox: players need their own scripts and their own origin, and a
# frame that is given both is no safer for it.
MAY = "autoplay; encrypted-media; fullscreen; picture-in-picture"


@dataclass(frozen=True)
class Video:
    """A video at a host that we know: the address of its player, and that of its own page."""

    player: str
    page: str

    @property
    def player_host(self) -> str:
        return urlsplit(self.player).netloc.removeprefix("www.")

    @property
    def page_host(self) -> str:
        return urlsplit(self.page).netloc.removeprefix("www.")


def find(address: str) -> Video | None:
    """Return the video behind an address of YouTube or Vimeo; None for any other address."""
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    host = parts.netloc.lower().removeprefix("www.")
    if host == "youtu.be" or host in YOUTUBE:
        return _youtube(host, parts.path, asked)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(parts.path, asked)
    return None


def _youtube(host: str, path: str, asked: dict[str, list[str]]) -> Video | None:
    if host == "youtu.be":
        name = path.strip("/")
    elif path.rstrip("/") == "/watch":
        name = asked.get("v", [""])[0]
    else:
        found = YOUTUBE_PATH.fullmatch(path)
        name = found[1] if found else ""
    if not YOUTUBE_ID.fullmatch(name):
        return None
    start = _seconds((asked.get("t") or asked.get("start") or [""])[0])
    return Video(
        f"{PLAYERS[0]}/embed/{name}?autoplay=1" + (f"&start={start}" if start else ""),
        f"https://www.youtube.com/watch?v={name}" + (f"&t={start}s" if start else ""),
    )


def _vimeo(path: str, asked: dict[str, list[str]]) -> Video | None:
    found = VIMEO_PATH.fullmatch(path)
    if found is None:
        return None
    name, key = found[1], found[2] or asked.get("h", [""])[0]
    if key and not VIMEO_KEY.fullmatch(key):
        return None
    return Video(
        f"{PLAYERS[1]}/video/{name}?autoplay=1&dnt=1" + (f"&h={key}" if key else ""),
        f"https://vimeo.com/{name}" + (f"/{key}" if key else ""),
    )


def _seconds(text: str) -> int:
    """Return the seconds that `90`, `90s` or `1h2m3s` mean; nothing for anything else."""
    found = START.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def opening(words: str, notes: Notes) -> str:
    """Return the HTML before the text of a `:::video address title`."""
    address, title = split(words)
    video = find(address)
    if video is None:
        notes.warn(
            _("The video %s is shown as a link: YouTube and Vimeo can play here.") % address
        )
    elif notes.videos >= MOST:
        notes.warn(_("Only the first %d videos can play here; the others are links.") % MOST)
        video = None
    if video is None:
        return f'<figure class="video">\n<figcaption>\n{_link(address, title, notes)}\n'
    notes.videos += 1
    name = f"video-{notes.videos}"
    play = _("Play the video: %s") % title if title else _("Play the video")
    host = _("It loads from %s once you press play.") % video.player_host
    frame = {"name": name, "title": title or _("Video"), "allow": MAY}
    elsewhere = _("%(title)s on %(host)s") % {
        "title": title or _("The video"),
        "host": video.page_host,
    }
    return (
        '<figure class="video">\n'
        f"<a{written({'href': video.player, 'target': name})}>{escape(play)}</a>\n"
        f'<div class="screen"><p>{escape(host)}</p><iframe{written(frame)}></iframe></div>\n'
        f"<figcaption>\n{_link(video.page, elsewhere, notes)}\n"
    )


def without_players(html: str) -> str:
    """Return rendered HTML with a link alone in place of each player, for readers elsewhere."""
    return PLAYER.sub("", html) if 'target="video-' in html else html


def markdown(words: str, link: Callable[[str], str | None]) -> str:
    """Return a link for where nothing plays; `link` makes an address whole, if it may stand."""
    address, title = split(words)
    video = find(address)
    to = video.page if video else link(address)
    shown = plain_marks(title) or _("Video")
    return f"[{shown}]({target(to)})" if to else shown


def split(words: str) -> tuple[str, str]:
    """Return the address and the title that the words of the block begin and go on with."""
    address, _space, title = words.partition(" ")
    return address.removeprefix("<").removesuffix(">"), title.strip()


def _link(address: str, words: str, notes: Notes) -> str:
    shown = notes.link(address) if address else {}
    return f"<p><a{written(shown)}>{escape(words or address)}</a></p>"
