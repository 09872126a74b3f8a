import re
from collections.abc import Iterable
from urllib.parse import unquote

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

validate_old_path = RegexValidator(
    r"^/(?!/)[^\s?#\\]*\Z", _("Write a path of this site that begins with one /, such as /old/.")
)
validate_new_path = RegexValidator(
    r"^(/(?!/)|https?://)[^\s\\]*\Z",
    _("Write a path such as /posts/new/, or an address that begins with https://."),
)

# What percent signs can hide: control characters, and a path that browsers read as a host.
NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\]|\A//")

SHOWN_BY_SLUG = {
    "posts:detail": "Post",
    "posts:tag": "Tag",
    "posts:author": "Person",
    "posts:page": "Page",
}


POSTS = "/posts/"


def _slug(field: str) -> Substr:
    """The slug in a post's address, for a query within the redirects'."""
    length = Length(OuterRef(field)) - len(f"{POSTS}/")
    return Substr(OuterRef(field), len(POSTS) + 1, length)


def decoded(address: str) -> str:
    """An address as requests carry it: our paths without percent signs, others as they are."""
    return unquote(address) if address.startswith("/") else address


def shows_something(path: str) -> bool:
    """Whether readers who ask for this path get a page of the site."""
    match = resolve(path)
    if match.view_name == "posts:elsewhere":
        return False
    if match.view_name not in SHOWN_BY_SLUG:
        return True
    model = apps.get_model("posts", SHOWN_BY_SLUG[match.view_name])
    found = model.objects.filter(slug=match.kwargs["slug"])
    return (found.published() if match.view_name == "posts:detail" else found).exists()


class RedirectQuerySet(models.QuerySet["Redirect"]):
    @transaction.atomic
    def point(self, old_path: str, new_path: str) -> "Redirect | None":
        """
        Send readers of `old_path` to `new_path`, in one step however often the address changed.

        Whatever led to `old_path` now leads to `new_path`, which itself leads nowhere now.
        """
        self.move(old_path, new_path)
        old_path, new_path = decoded(old_path), decoded(new_path)
        if old_path == new_path:
            return None
        return self.update_or_create(old_path=old_path, defaults={"new_path": new_path})[0]

    @transaction.atomic
    def move(self, old_path: str, new_path: str) -> None:
        """Whatever led to `old_path` now leads to `new_path`, which itself leads nowhere now."""
        old_path, new_path = decoded(old_path), decoded(new_path)
        self.filter(old_path=new_path).delete()
        self.filter(new_path=old_path).update(new_path=new_path)

    def target(self, path: str) -> str | None:
        """Where readers of this path, without percent signs, are sent; or None."""
        return self.filter(old_path=path).values_list("new_path", flat=True).first()

    def to_published_posts(self, paths: Iterable[str]) -> dict[str, str]:
        """
        The present addresses of posts that readers see, by the former ones among these paths.

        A path that shows a post of its own, or says that one is gone, leads nowhere. One query.
        """
        posts = apps.get_model("posts", "Post").objects
        shown_there = posts.filter(slug=_slug("old_path"), published_at__lte=timezone.now())
        moved = self.filter(
            ~Exists(shown_there),
            Exists(posts.published().filter(slug=_slug("new_path"))),
            old_path__in=list(paths),
            new_path__startswith=POSTS,
        )
        return dict(moved.values_list("old_path", "new_path"))


class Redirect(models.Model):
    """An address that moved for good: readers are sent on to the new one."""

    old_path = models.CharField(
        _("old address"), max_length=500, unique=True, validators=[validate_old_path]
    )
    new_path = models.CharField(_("new address"), max_length=500, validators=[validate_new_path])
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        indexes = [models.Index(fields=["new_path"], name="redirect_new_path")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old_path=F("new_path")),
                name="redirect_leads_elsewhere",
                violation_error_message=_("The new address is the old one: choose another."),
            ),
            models.CheckConstraint(
                condition=Q(old_path__startswith="/") & ~Q(old_path__startswith="//"),
                name="redirect_from_a_path",
                violation_error_message=_("Write the old address from its first / on."),
            ),
            models.CheckConstraint(
                condition=(Q(new_path__startswith="/") & ~Q(new_path__startswith="//"))
                | Q(new_path__startswith="https://")
                | Q(new_path__startswith="http://"),
                name="redirect_to_a_path_or_a_site",
                violation_error_message=_("Write a path of this site or a whole web address."),
            ),
        ]

    def __str__(self):
        return f"{self.old_path} → {self.new_path}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.old_path, self.new_path = decoded(self.old_path), decoded(self.new_path)
        super().save(*args, **kwargs)
        Redirect.objects.filter(new_path=self.old_path).exclude(pk=self.pk).update(
            new_path=self.new_path
        )

    def clean(self):
        self.old_path = decoded(self.old_path)
        for name in ("old_path", "new_path"):
            if NO_ADDRESS.search(decoded(getattr(self, name))):
                raise ValidationError({name: _("No address has these characters: write another.")})
        if self.old_path.startswith("/") and shows_something(self.old_path):
            words = _("%(path)s shows something already: readers would never be sent on.")
            raise ValidationError({"old_path": words % {"path": self.old_path}})
        path, seen = decoded(self.new_path), {self.old_path}
        others = Redirect.objects.exclude(pk=self.pk)
        while following := others.target(path):
            if following in seen:
                words = _("%(path)s leads back to the old address: choose another.")
                raise ValidationError({"new_path": words % {"path": path}})
            seen.add(path)
            path = following
        self.new_path = path
