"""Who did what, and when: what people did in the admin, and what the site did by itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from cms.models import Deed

A_PAGE = 50


def by_itself(
    row: models.Model, words: str, *, flag: int = CHANGE, room: type[models.Model] | None = None
) -> Deed:
    """
    Log what the site did to a row without anybody asking; to be called before it is deleted.

    A row that has no room of its own is told of in the `room` of another model.
    """
    return Deed.objects.create(
        content_type=ContentType.objects.get_for_model(room or row),
        object_id="" if room else str(row.pk or ""),
        object_name=str(row)[:200],
        flag=flag,
        words=words,
    )


def keep_log_of(users: Iterable[AbstractBaseUser]) -> None:
    """Keep what these people did when their accounts, and with them Django's log, are deleted."""
    entries = LogEntry.objects.filter(user__in=[user.pk for user in users]).exclude(
        content_type=None
    )
    Deed.objects.bulk_create(
        (
            Deed(
                at=entry.action_time,
                user_name=entry.user.get_username(),
                content_type=entry.content_type,
                object_id=(entry.object_id or "")[:64],
                object_name=entry.object_repr,
                flag=entry.action_flag,
                words=entry.get_change_message(),
            )
            for entry in entries.select_related("user", "content_type").iterator()
        ),
        batch_size=500,
    )


@dataclass
class Line:
    """One thing that was done; `who` is empty for the site itself."""

    at: datetime
    who: str
    content_type_id: int
    object_id: str
    name: str
    flag: int
    words: str
    source: str
    pk: int
    is_there: bool = False

    @property
    def what(self) -> str:
        if self.words:
            return _(self.words)  # sentences of ours are kept untranslated
        return {ADDITION: _("Added."), DELETION: _("Deleted.")}.get(self.flag, "")


@dataclass
class Wanted:
    """Which lines: of which rooms, by whom, when; after which of both sources they go on."""

    rooms: Iterable[int]
    user: int | None = None
    only_by_itself: bool = False
    since: datetime | None = None
    before: datetime | None = None
    last_entry: int | None = None
    last_deed: int | None = None


def lines(wanted: Wanted) -> tuple[list[Line], dict[str, int] | None]:
    """
    A page of lines, newest first, and after which lines the next page begins; None at the end.

    Nothing is counted, and what lies before is not read: a late page costs what the first does.
    """
    found = [*_entries(wanted), *_deeds(wanted)]
    found.sort(key=lambda line: (line.at, line.pk), reverse=True)
    page, more = found[:A_PAGE], found[A_PAGE:]
    mark_those_there(page)
    if not more:
        return page, None
    last = {"entry": wanted.last_entry, "deed": wanted.last_deed}
    last |= {line.source: line.pk for line in page}
    return page, {source: pk for source, pk in last.items() if pk}


def _entries(wanted: Wanted) -> list[Line]:
    if wanted.only_by_itself:
        return []
    # Added to nothing: else SQLite takes these columns' indexes and sorts all that they find.
    entries = LogEntry.objects.alias(room=F("content_type_id") + 0, person=F("user_id") + 0)
    entries = entries.filter(room__in=wanted.rooms)
    if wanted.user:
        entries = entries.filter(person=wanted.user)
    if wanted.since and wanted.before:
        entries = entries.filter(action_time__gte=wanted.since, action_time__lt=wanted.before)
    if wanted.last_entry:
        entries = entries.filter(pk__lt=wanted.last_entry)
    # Its lines are written as things happen: their numbers, which have an index, are in order.
    return [
        Line(
            entry.action_time,
            entry.user.get_username(),
            entry.content_type_id or 0,
            entry.object_id or "",
            entry.object_repr,
            entry.action_flag,
            entry.get_change_message(),
            "entry",
            entry.pk,
        )
        for entry in entries.select_related("user").order_by("-pk")[: A_PAGE + 1]
    ]


def _deeds(wanted: Wanted) -> list[Line]:
    if wanted.user:
        return []
    deeds = Deed.objects.filter(content_type__in=wanted.rooms)
    if wanted.only_by_itself:
        deeds = deeds.filter(user_name="")
    if wanted.since and wanted.before:
        deeds = deeds.filter(at__gte=wanted.since, at__lt=wanted.before)
    last = Deed.objects.filter(pk=wanted.last_deed).first() if wanted.last_deed else None
    if last:
        deeds = deeds.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return [
        Line(
            deed.at,
            deed.user_name,
            deed.content_type_id,
            deed.object_id,
            deed.object_name,
            deed.flag,
            deed.words,
            "deed",
            deed.pk,
        )
        for deed in deeds.order_by("-at", "-pk")[: A_PAGE + 1]
    ]


def mark_those_there(page: list[Line]) -> None:
    """Note which of the lines' objects are still there: a query for each room on the page."""
    by_room: dict[int, list[Line]] = defaultdict(list)
    for line in page:
        if line.object_id and line.flag != DELETION:
            by_room[line.content_type_id].append(line)
    for number, its_lines in by_room.items():
        model = ContentType.objects.get_for_id(number).model_class()
        there = _numbers(model, {line.object_id for line in its_lines}) if model else set()
        for line in its_lines:
            line.is_there = line.object_id in there


def _numbers(model: type[models.Model], wanted: set[str]) -> set[str]:
    """Which of these numbers, as texts, rows of the model have."""
    numbers: list[Any] = []
    for text in wanted:
        try:
            numbers.append(model._meta.pk.to_python(text))
        except ValidationError:
            continue
    rows = model._default_manager.filter(pk__in=numbers)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}
