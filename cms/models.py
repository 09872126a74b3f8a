from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin.models import ACTION_FLAG_CHOICES, CHANGE
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from cms.languages import language_choices, time_zone_choices

# What django-tasks writes for "no date": a task that may run at once.
NO_DATE = get_date_max()


class Generation(models.Model):
    """The one row whose number rises with any change a reader could see. See `cms.generation`."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="generation_one_row")]

    def __str__(self):
        return str(self.number)


class SiteSettings(models.Model):
    """What the whole site is called and looks like: one row, made when first asked for."""

    name = models.CharField(_("site name"), max_length=80, default="Lodestone")
    description = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences: shown under the name, and in search results."),
    )
    logo = models.ForeignKey(
        "posts.Image",
        models.SET_NULL,
        verbose_name=_("logo"),
        blank=True,
        null=True,
        related_name="+",
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5c6b",
        validators=[
            RegexValidator(
                r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, such as #0b5c6b.")
            )
        ],
        help_text=_("Links and buttons. Readable shades of it are worked out for you."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=language_choices,
        default="en",
        help_text=_("What your posts are written in; Lodestone's own words are shown in it too."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, choices=time_zone_choices, default="UTC"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="sitesettings_one_row")]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save; texts that are kept with words in the former language are made anew later."""
        from cms.tasks import say_that_language_changed

        before = SiteSettings.written_in()
        super().save(*args, **kwargs)
        if SiteSettings.written_in() != before:
            say_that_language_changed()

    @classmethod
    def load(cls) -> "SiteSettings":
        """The site's settings with menus and logo, in two queries; else the defaults."""
        found = cls.objects.select_related("logo").prefetch_related("menu_items").first()
        return found or cls(pk=1)

    @classmethod
    def written_in(cls) -> str:
        """The language that the site's texts are in, whoever renders them and where."""
        return cls.objects.values_list("language", flat=True).first() or "en"

    @property
    def header_menu(self) -> list["MenuItem"]:
        return self._menu(MenuItem.Place.HEADER)

    @property
    def footer_menu(self) -> list["MenuItem"]:
        return self._menu(MenuItem.Place.FOOTER)

    def menu_addresses(self) -> set[str]:
        """Where the menus lead."""
        return {item.address for item in (*self.header_menu, *self.footer_menu)}

    def _menu(self, place: str) -> list["MenuItem"]:
        if self._state.adding:  # the defaults: no item can belong to them
            return []
        return [item for item in self.menu_items.all() if item.place == place]


class MenuItem(models.Model):
    """One link in the header's or the footer's menu."""

    class Place(models.TextChoices):
        HEADER = "header", _("Header")
        FOOTER = "footer", _("Footer")

    settings = models.ForeignKey(
        SiteSettings, models.CASCADE, default=1, related_name="menu_items", editable=False
    )
    place = models.CharField(_("menu"), max_length=6, choices=Place, default=Place.HEADER)
    label = models.CharField(_("label"), max_length=60)
    address = models.CharField(
        _("address"),
        max_length=500,
        validators=[
            RegexValidator(
                r"^(/(?!/)|https?://|mailto:)[^\s\\]*\Z",
                _("Write a path such as /about/, or an address that begins with https://."),
            )
        ],
        help_text=_("A path of this site such as /about/, or a whole https:// address."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, validators=[MaxValueValidator(999)]
    )

    class Meta:
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
        ordering = ["place", "position", "pk"]

    def __str__(self):
        return self.label


class Preference(models.Model):
    """What somebody who works here chose for themselves; what is empty is as the site has it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, choices=time_zone_choices, blank=True
    )

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.time_zone


class FirstRun(models.Model):
    """That this database had its sample content, so that deleted samples stay deleted. One row."""

    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="firstrun_one_row")]

    def __str__(self):
        return str(self.happened_at)


class TaskQuerySet(DBTaskResultQuerySet):
    def try_again(self) -> int:
        """Let the failed ones of these run as if they were new; how many there were."""
        return self.failed().update(
            status=TaskResultStatus.READY,
            run_after=timezone.now(),
            finished_at=None,
            worker_ids=[],
            exception_class_path="",
            traceback="",
        )


class Task(DBTaskResult):
    """One piece of work for later: waiting, running, done or failed. See `cms.tasks`."""

    labels: ClassVar[dict[str, Any]] = {}

    objects: ClassVar[models.Manager] = TaskQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """What it does, in words: what its handler says of itself, else the handler's name."""
        name = self.task_path.rpartition(".")[2].replace("_", " ").capitalize()
        return str(self.labels.get(self.task_path, name))

    @property
    def attempts(self) -> int:
        return len(self.worker_ids)

    @property
    def error(self) -> str:
        """What went wrong last, as one line; empty when nothing did."""
        line = self.traceback.strip().rpartition("\n")[2]
        return line.removeprefix("cms.tasks.GiveUp: ").removeprefix("cms.tasks.WorkerLost: ")

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.status != TaskResultStatus.READY:
            return str(self.STATES[self.status])
        if self.attempts:
            return _("waiting for attempt %(number)d") % {"number": self.attempts + 1}
        return str(_("planned") if timezone.now() < self.run_after < NO_DATE else _("waiting"))

    STATES: ClassVar[dict[str, Any]] = {
        TaskResultStatus.RUNNING: _("running"),
        TaskResultStatus.SUCCESSFUL: _("done"),
        TaskResultStatus.FAILED: _("failed"),
    }

    @property
    def moment(self) -> datetime | None:
        """When it ended, else began, else is due, else was asked for."""
        if self.status == TaskResultStatus.READY:
            return self.run_after if self.run_after < NO_DATE else self.enqueued_at
        return self.finished_at or self.started_at


class TaskWorker(models.Model):
    """A process that carries out tasks. One that is past `alive_until` was killed."""

    name = models.CharField(max_length=64, primary_key=True)
    alive_until = models.DateTimeField()

    def __str__(self):
        return self.name

    @classmethod
    def is_any_alive(cls) -> bool:
        """Whether something carries out tasks now, by the database's own clock."""
        return cls.objects.filter(alive_until__gt=Now()).exists()


class Schedule(models.Model):
    """When a task that comes again and again is due next; its row is what all workers agree on."""

    task_path = models.CharField(max_length=200, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self):
        return self.task_path


class Deed(models.Model):
    """
    What the site did by itself, or somebody whose account is gone: what Django's log can't hold.

    Django's log of the admin has what people did; the room "Activity" shows both.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    # Empty: by itself. Else the name of an account that was deleted.
    user_name = models.CharField(_("who"), max_length=150, blank=True)
    content_type = models.ForeignKey(
        "contenttypes.ContentType", models.CASCADE, verbose_name=_("room"), related_name="+"
    )
    object_id = models.CharField(max_length=64, blank=True)
    object_name = models.CharField(_("name"), max_length=200, blank=True)
    flag = models.PositiveSmallIntegerField(choices=ACTION_FLAG_CHOICES, default=CHANGE)
    words = models.TextField(_("what"), blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activity")
        default_permissions = ()

    def __str__(self):
        return f"{self.object_name}: {self.words}"
