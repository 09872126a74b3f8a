import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts import slugs

# The line that shows one, and what may stand before it: marks of quotations, lists and notes.
NAMED = re.compile(r":{3,}[ \t]*snippet[ \t]+(\S+)", re.IGNORECASE)
BEFORE = re.compile(r"(?:[\s>*+:~-]|\d{1,9}[.)]|\[\^[^\]\s]{1,100}\]:)*+")
# All texts that may hold such a line; which they are tells the pattern alone.
MAY_NAME = Q(body__contains=":::", body__icontains="snippet")
# No text is made much longer by one.
LONGEST = 20_000


class SnippetQuerySet(models.QuerySet[Any]):
    def named(self, names: Iterable[str]) -> "dict[str, Snippet]":
        """The snippets behind these names, present or former, by the names as written."""
        written = {name: normal(name) for name in names if "\0" not in name}
        wanted = {name[: Snippet.LONGEST_SLUG] for name in written.values()}
        if not wanted:
            return {}
        found: dict[str, Any] = {one.slug: one for one in self.filter(slug__in=wanted)}
        for former in FormerSlug.objects.filter(slug__in=wanted - found.keys()).select_related(
            "snippet"
        ):
            found[former.slug] = former.snippet
        return {name: found[slug] for name, slug in written.items() if slug in found}


class Snippet(models.Model):
    """A piece of text that is kept once, edited in one place, and shown in many texts."""

    LONGEST_SLUG = 100

    name = models.CharField(
        gettext_lazy("name"),
        max_length=120,
        unique=True,
        help_text=gettext_lazy("What editors find it by. Readers don't see it."),
    )
    slug = models.CharField(
        gettext_lazy("short name"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        validators=[slugs.validate_slug],
        help_text=gettext_lazy(
            "What texts call it by. Left empty, it is made from the name. "
            "Texts that use an old one go on working."
        ),
    )
    body = models.TextField(gettext_lazy("text"), blank=True, max_length=LONGEST)
    updated_at = models.DateTimeField(
        gettext_lazy("updated at"), default=timezone.now, editable=False
    )

    objects = SnippetQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("snippet")
        verbose_name_plural = gettext_lazy("snippets")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug=""),
                name="snippet_has_a_name_and_a_slug",
                violation_error_message=gettext_lazy("Give the snippet a name."),
            )
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save; an old short name goes on to mean it, and the texts that show it follow."""
        from cms.tasks import enqueue_once
        from posts.tasks import render_snippet

        self.slug = normal(self.slug)
        if not self.slug:
            made = slugs.slugify(self.name, fallback="snippet", max_length=self.LONGEST_SLUG - 6)
            self.slug = slugs.free_slug(made, self.is_taken, max_length=self.LONGEST_SLUG)
        before = Snippet.objects.filter(pk=self.pk).first()
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)
        FormerSlug.objects.filter(slug=self.slug).delete()
        if before and before.slug != self.slug:
            self.former_slugs.create(slug=before.slug)
        if before is None or (before.body, before.slug) != (self.body, self.slug):
            enqueue_once(render_snippet, self.pk)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete it; raises ProtectedError while a text shows it."""
        if used := self.users():
            raise models.ProtectedError(_("Texts show this snippet."), set(used))
        return super().delete(*args, **kwargs)

    @property
    def line(self) -> str:
        """What shows it in a text."""
        return f":::snippet {self.slug}"

    @property
    def names(self) -> set[str]:
        """All that texts may call it by."""
        return {self.slug, *self.former_slugs.values_list("slug", flat=True)}

    def is_taken(self, slug: str) -> bool:
        """Whether texts mean another snippet by this, today or formerly."""
        others = Snippet.objects.exclude(pk=self.pk).filter(slug=slug)
        formers = FormerSlug.objects.exclude(snippet=self.pk).filter(slug=slug)
        return others.exists() or formers.exists()

    def users(self) -> "list[Place]":
        """The posts and pages that show it, or will once their working copies are published."""
        return list(Place.of(dict.fromkeys(self.names, self.pk)).get(self.pk, ()))


class FormerSlug(models.Model):
    """A short name that a snippet had before; texts that use it go on to show the snippet."""

    snippet = models.ForeignKey(Snippet, models.CASCADE, related_name="former_slugs")
    slug = models.CharField(
        gettext_lazy("short name"), max_length=Snippet.LONGEST_SLUG, unique=True
    )

    class Meta:
        verbose_name = gettext_lazy("former short name")
        verbose_name_plural = gettext_lazy("former short names")
        ordering = ["pk"]

    def __str__(self):
        return self.slug


class Place(NamedTuple):
    """A post or page whose text shows a snippet, or whose working copy does."""

    model: type[models.Model]
    pk: int
    title: str

    @classmethod
    def of(cls, meant: dict[str, int]) -> "dict[int, dict[Place, None]]":
        """For each snippet that these short names mean, the places in the order of the texts."""
        found: dict[int, dict[Place, None]] = {}
        for place, body in cls._that_may_show_one():
            for name in names_in(body):
                if pk := meant.get(normal(name)):
                    found.setdefault(pk, {})[place] = None
        return found

    @classmethod
    def of_all(cls) -> "dict[int, dict[Place, None]]":
        """The same for all snippets: one look at the texts, however many there are."""
        formers = dict(FormerSlug.objects.values_list("slug", "snippet"))
        return cls.of(formers | dict(Snippet.objects.values_list("slug", "pk")))

    @classmethod
    def _that_may_show_one(cls) -> "Iterator[tuple[Place, str]]":
        post, page, copy = (
            apps.get_model("posts", name) for name in ("Post", "Page", "WorkingCopy")
        )
        for model in (post, page):
            rows = model.objects.filter(MAY_NAME).order_by("pk").values_list("pk", "title", "body")
            for pk, title, body in rows.iterator():
                yield cls(model, pk, title), body
        rows = copy.objects.filter(state__body__icontains=":::").order_by("pk")
        rows = rows.values_list("post", "post__title", "state__body")
        for pk, title, body in rows.iterator():
            yield cls(post, pk, title), body


def normal(name: str) -> str:
    """A short name as it is kept."""
    return unicodedata.normalize("NFC", name.strip())


def names_in(text: str) -> set[str]:
    """The short names of the snippets that a text shows, as written."""
    names = set()
    start = text.find(":::")
    while start >= 0:
        found = NAMED.match(text, start)
        if found and BEFORE.fullmatch(text, text.rfind("\n", 0, start) + 1, start):
            names.add(found[1])
        end = text.find("\n", start)
        start = text.find(":::", end) if end >= 0 else -1
    return names
