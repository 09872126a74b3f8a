"""A month of what is planned and what came out, in the editor's own time zone."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms.models import TaskWorker
from posts.admin.words import date_in_full, in_full, state_of
from posts.models import Post, WorkingCopy
from posts.months import Month

LIGHT = ("title", "published_at", "unpublish_at", "updated_at")
MOST_DRAFTS = 30
# Of a day with more than these the others are folded, lest its week fills the screen.
A_FEW = 6
# When a draft that is put on a day comes out, unless that hour has passed.
MORNING = time(9)
SATURDAY_1_JAN_2000 = date(2000, 1, 1)


@dataclass
class Item:
    """Something that happens to a post at a moment; `kind` is post, changes or end."""

    kind: str
    post: Post
    at: datetime
    state: str
    words: str

    @property
    def can_move(self) -> bool:
        return self.at > timezone.now()

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


@dataclass
class Day:
    date: date
    is_of_month: bool
    items: list[Item] = field(default_factory=list)

    @property
    def shown(self) -> list[Item]:
        return self.items if len(self.items) <= A_FEW else self.items[: A_FEW - 1]

    @property
    def folded(self) -> list[Item]:
        return self.items[len(self.shown) :]

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()

    @property
    def is_past(self) -> bool:
        return self.date < timezone.localdate()

    @property
    def morning(self) -> str:
        """What a new post's form is to be filled with for this day."""
        return shortest_time(self.date).strftime("%Y-%m-%dT%H:%M")


def shortest_time(day: date) -> datetime:
    """In the morning of a day; later today, if that has passed."""
    zone = timezone.get_current_timezone()
    morning = datetime.combine(day, MORNING, tzinfo=zone)
    if morning > timezone.now() or day != timezone.localdate():
        return morning
    next_hour = timezone.localtime() + timedelta(hours=1)
    return next_hour.replace(minute=0, second=0, microsecond=0)


def moment_in(text: str | None) -> datetime | None:
    """The moment that the calendar wrote into an address; None for anything else."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment and on_day(moment.date(), moment)


def month_asked_for(request: HttpRequest) -> Month:
    """The month that the address names; the present one when it names none."""
    year, _dash, number = request.GET.get("month", "").partition("-")
    if year.isdecimal() and number.isdecimal() and len(year) == 4 and len(number) <= 2:
        month = Month(int(year), int(number))
        if month.exists:
            return month
    return Month.of(timezone.now())


def show(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The month's weeks, and beside them the drafts that have no date."""
    if not post_admin.has_view_permission(request):
        raise PermissionDenied
    month = month_asked_for(request)
    weeks = weeks_of(month)
    drafts = Post.objects.drafts().order_by("-updated_at", "-pk").only(*LIGHT)
    context: dict[str, Any] = post_admin.admin_site.each_context(request) | {
        "title": _("Calendar"),
        "opts": post_admin.opts,
        "month": month,
        "month_value": value_of(month),
        "before": value_of(month.shifted(-1)),
        "after": value_of(month.shifted(1)),
        "weeks": weeks,
        "names": week_day_names(),
        "drafts": drafts[:MOST_DRAFTS],
        "today": timezone.localdate(),
        "can_change": post_admin.has_change_permission(request),
        "can_add": post_admin.has_add_permission(request),
        "waits": has_changes(weeks) and not TaskWorker.is_any_alive(),
    }
    return TemplateResponse(request, "admin/posts/post/calendar.html", context)


def has_changes(weeks: list[list[Day]]) -> bool:
    """Whether something there needs a worker to happen."""
    return any(item.kind == "changes" for week in weeks for day in week for item in day.items)


def value_of(month: Month) -> str:
    return f"{month.year:04}-{month.number:02}"


def first_week_day() -> int:
    """The day that weeks begin with in this language; Monday is 0."""
    return (int(formats.get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


def week_day_names() -> list[tuple[str, str]]:
    """The days of a week, short and in full, from its first one on."""
    first = SATURDAY_1_JAN_2000 + timedelta(days=2 + first_week_day())
    days = [first + timedelta(days=number) for number in range(7)]
    return [(formats.date_format(day, "D"), formats.date_format(day, "l")) for day in days]


def weeks_of(month: Month) -> list[list[Day]]:
    """The weeks that have days of the month, with what happens on each day: three queries."""
    dates = Calendar(first_week_day()).monthdatescalendar(month.year, month.number)
    zone = timezone.get_current_timezone()
    since = datetime.combine(dates[0][0], time(), tzinfo=zone)
    before = datetime.combine(dates[-1][-1] + timedelta(days=1), time(), tzinfo=zone)
    by_day: dict[date, list[Item]] = defaultdict(list)
    for item in sorted(items_between(since, before), key=lambda item: (item.at, item.post.pk)):
        by_day[item.day].append(item)
    return [[Day(day, day.month == month.number, by_day[day]) for day in week] for week in dates]


def items_between(since: datetime, before: datetime) -> list[Item]:
    """What happens in a stretch of time."""
    kept = Post.objects.kept().only(*LIGHT)
    coming = kept.filter(published_at__gte=since, published_at__lt=before)
    ending = kept.filter(unpublish_at__gte=since, unpublish_at__lt=before)
    copies: Any = WorkingCopy.objects.filter(publish_at__gte=since, publish_at__lt=before)
    copies = copies.select_related("post").only("publish_at", *(f"post__{name}" for name in LIGHT))
    now = timezone.now()
    items = []
    post: Any  # whose dates are there: they were asked for
    for post in coming:
        state = state_of(post)
        items.append(Item("post", post, post.published_at, state.name, state.words))
    for post in ending:
        words = _("Unpublished") if post.unpublish_at <= now else _("Is unpublished")
        items.append(Item("end", post, post.unpublish_at, "unpublished", words))
    for copy in copies:
        items.append(Item("changes", copy.post, copy.publish_at, "draft", _("Changes")))
    return items


def move(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Put something on another day, at its time of day; say what it is now, or why not."""
    asked = request.POST
    back = reverse("admin:posts_post_calendar")
    if request.method != "POST":
        return HttpResponseRedirect(back)
    try:
        with transaction.atomic():
            words = moved(post_admin, request, asked.get("kind", ""), asked.get("post", ""))
        post_admin.message_user(request, words, messages.SUCCESS)
    except ValidationError as error:
        post_admin.message_user(request, " ".join(error.messages), messages.WARNING)
    month = month_asked_for_again(asked.get("month", ""))
    return HttpResponseRedirect(f"{back}?month={month}" if month else back)


def month_asked_for_again(value: str) -> str:
    year, dash, number = value.partition("-")
    return value if dash and year.isdecimal() and number.isdecimal() and len(value) < 9 else ""


def moved(post_admin: admin.ModelAdmin, request: HttpRequest, kind: str, number: str) -> str:
    """What was moved, and when it is now; raises ValidationError with a sentence why not."""
    posts = Post.objects.kept().select_for_update()
    is_number = number.isdecimal() and len(number) < 19
    post = posts.filter(pk=number).first() if is_number else None
    if not post_admin.has_change_permission(request, post):
        raise PermissionDenied
    if post is None:
        raise ValidationError(_("That post is gone."))
    day = day_in(request.POST.get("day", ""))
    now_at = {
        "post": post.published_at,
        "end": post.unpublish_at,
        "changes": post.changes and post.changes.publish_at,
    }.get(kind)
    if now_at is None and kind != "post":
        raise ValidationError(_("It has no such time any more: look again."))
    if now_at and now_at <= timezone.now():
        raise ValidationError(_("“%(title)s”: that has happened already.") % {"title": post})
    at = on_day(day, now_at) if now_at else shortest_time(day)
    check(post, kind, at)
    put(post, kind, at, request.user)
    words = _("“%(title)s”: %(when)s.") % {"title": post, "when": in_full(at)}
    post_admin.log_change(request, post, _("Moved: %(when)s.") % {"when": date_in_full(at)})
    return words


def day_in(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1000 <= day.year <= 9998:
        raise ValidationError(_("Choose a day."))
    return day


def on_day(day: date, moment: datetime) -> datetime:
    """The same time of day, as the clocks here show it, on another day."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return datetime.combine(day, local.time(), tzinfo=timezone.get_current_timezone())


def check(post: Post, kind: str, at: datetime) -> None:
    """Raise ValidationError when that can't be then."""
    if at <= timezone.now():
        past = _("That has passed (%(when)s): choose a day to come.") % {"when": in_full(at)}
        raise ValidationError(past)
    if not post.title:
        raise ValidationError(_("Give the post a title before you give it a date."))
    start = at if kind == "post" else post.published_at
    end = at if kind == "end" else post.unpublish_at
    if start and end and end <= start:
        raise ValidationError(
            _("“%(title)s” would be unpublished before it comes out.") % {"title": post}
        )


def put(post: Any, kind: str, at: datetime, user: Any) -> None:
    if kind == "changes":
        post.changes.plan(at)
        return
    if kind == "end":
        post.unpublish_at = at
    else:
        post.published_at = at
    post.save()
    post.add_revision(user=user, reason=gettext_noop("Moved in the calendar"))


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the views here."""
    guard = post_admin.admin_site.admin_view
    return [
        path("calendar/", guard(partial(show, post_admin)), name="posts_post_calendar"),
        path("calendar/move/", guard(partial(move, post_admin)), name="posts_post_move"),
    ]
