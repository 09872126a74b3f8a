"""Where a post stands and when, in words for its editors."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from posts.models import Image, Post


class State(NamedTuple):
    """A word for style sheets, the words for people, and when, where a date belongs to it."""

    name: str
    words: str
    date: str = ""

    @property
    def html(self) -> SafeString:
        return format_html(
            '<span class="state {}">{}</span> <span class="quiet">{}</span>',
            self.name,
            self.words,
            self.date,
        )


def state_of(post: Post) -> State:
    """Draft, scheduled, published or unpublished, with the date that matters."""
    if post.is_draft:
        return State("draft", gettext("Draft"))
    if post.is_scheduled:
        due = gettext("for %(when)s") % {"when": when(post.published_at)}
        return State("scheduled", gettext("Scheduled"), due)
    if post.is_unpublished:
        gone = gettext("since %(when)s") % {"when": when(post.unpublish_at)}
        return State("unpublished", gettext("Unpublished"), gone)
    if post.unpublish_at:
        dates = {"when": when(post.published_at), "end": when(post.unpublish_at)}
        return State("published", gettext("Published"), gettext("%(when)s until %(end)s") % dates)
    return State("published", gettext("Published"), when(post.published_at))


def when(moment: datetime | None) -> str:
    """A date and a time in the site's time zone; days near today by their names."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    today = timezone.localdate()
    time = time_of_day(moment)
    near = {
        today - timedelta(days=1): gettext("yesterday, %(time)s"),
        today: gettext("today, %(time)s"),
        today + timedelta(days=1): gettext("tomorrow, %(time)s"),
    }
    if local.date() in near:
        return near[local.date()] % {"time": time}
    return gettext("%(date)s, %(time)s") % {
        "date": formats.date_format(local, "DATE_FORMAT"),
        "time": time,
    }


def time_of_day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "H:i")


def moment(at: datetime) -> SafeString:
    """A date for people in a `<time>` that machines can read, too."""
    iso = timezone.localtime(at).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', iso, capfirst(when(at)))


def thumbnail(image: Image | None) -> SafeString | str:
    """A small picture of the image, silent to screen readers: words stand beside it."""
    picture = image.thumbnail if image else None
    if image is None or picture is None:
        return format_html('<span class="{}"></span>', "thumbnail none")
    return format_html(
        '<img class="thumbnail {}" src="{}" width="{}" height="{}" alt="" loading="lazy">',
        image.focal_class,
        picture.url,
        picture.width,
        picture.height,
    )
