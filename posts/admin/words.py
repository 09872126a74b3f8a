"""Where a post stands and when, in words for its editors."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext

from posts.models import Image, Post

MOST_DAYS_COUNTED = 60


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


def changes_of(post: Post) -> SafeString | str:
    """What to say of saved changes that readers don't see yet; nothing where there are none."""
    copy = getattr(post, "working_copy", None)
    if copy is None or not post.is_published:
        return ""
    words = gettext("Changes not public yet")
    if copy.publish_at:
        day = formats.date_format(timezone.localtime(copy.publish_at), "MONTH_DAY_FORMAT")
        words = gettext("Changes on %(day)s") % {"day": day}
    elif copy.held_up_at:
        words = gettext("Changes held up")
    return format_html('<span class="state draft">{}</span>', words)


def when(moment: datetime | None) -> str:
    """A date and a time in the time zone of who reads it; days near today by their names."""
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


def date_in_full(moment: datetime) -> str:
    """Such as "Tuesday 24 November 2026, 09:00, Berlin time": what stays true where it is kept."""
    local = timezone.localtime(moment)
    parts = {
        "weekday": formats.date_format(local, "l"),
        "date": formats.date_format(local, "DATE_FORMAT"),
        "time": formats.date_format(local, "H:i"),
        "zone": zone_in_words(),
    }
    return gettext("%(weekday)s %(date)s, %(time)s, %(zone)s") % parts


def in_full(moment: datetime) -> str:
    """The same, and how far it is from now: ", in 2 days"."""
    parts = {"date": date_in_full(moment), "span": span(moment)}
    return gettext("%(date)s, %(span)s") % parts


def span(moment: datetime) -> str:
    """How long from now, or how long ago: "in 2 days", as a calendar counts days."""
    now = timezone.now()
    if abs(moment - now) < timedelta(minutes=1):
        return gettext("in less than a minute") if moment > now else gettext("just now")
    days = (timezone.localdate(moment) - timezone.localdate(now)).days
    if abs(days) == 1:
        return gettext("tomorrow") if days > 0 else gettext("yesterday")
    if 1 < abs(days) <= MOST_DAYS_COUNTED:
        length = ngettext("%(count)d day", "%(count)d days", abs(days)) % {"count": abs(days)}
    else:
        early, late = sorted([moment, now])
        length = timesince(early, late, depth=1)
    words = gettext("in %(span)s") if moment > now else gettext("%(span)s ago")
    return words % {"span": length}


def zone_in_words() -> str:
    """The time zone that dates are shown and typed in: "Berlin time"."""
    zone = timezone.get_current_timezone_name()
    place = zone.rpartition("/")[2].replace("_", " ")
    return gettext("%(place)s time") % {"place": place}


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
