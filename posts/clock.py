"""The dates at which what readers see changes without a save."""

from datetime import datetime

from posts.models import Post


def next_date(now: datetime) -> datetime | None:
    """When the next scheduled post appears or the next published one ends, if any."""
    coming = Post.objects.filter(published_at__gt=now).order_by("published_at")
    ending = Post.objects.filter(unpublish_at__gt=now).order_by("unpublish_at")
    dates = [
        coming.values_list("published_at", flat=True).first(),
        ending.values_list("unpublish_at", flat=True).first(),
    ]
    return min((date for date in dates if date), default=None)


def last_date(now: datetime) -> datetime | None:
    """When a post last appeared or ended, if one did."""
    past = Post.objects.filter(published_at__lte=now).order_by("-published_at")
    ended = Post.objects.filter(unpublish_at__lte=now).order_by("-unpublish_at")
    dates = [
        past.values_list("published_at", flat=True).first(),
        ended.values_list("unpublish_at", flat=True).first(),
    ]
    return max((date for date in dates if date), default=None)
