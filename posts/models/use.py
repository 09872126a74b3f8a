from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.addresses import media_addresses

if TYPE_CHECKING:
    from posts.models.post import Post


class UseQuerySet(models.QuerySet["Use"]):
    def that_may_mean(self, image):
        """Those that show an image, and those without one that its file name would fit."""
        wanting = models.Q(image=None, name=image.name) if image.name else models.Q(pk=None)
        return self.filter(models.Q(image=image) | wanting)


class Use(models.Model):
    """
    A picture in a post's text: its address as written, and the image that it means.

    It goes on to mean that image, whatever comes under the same file name later.
    """

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="uses")
    address = models.CharField(_("address"), max_length=500)
    name = models.CharField(_("file name"), max_length=200)
    image = models.ForeignKey("posts.Image", models.SET_NULL, null=True, related_name="uses")

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an image")
        verbose_name_plural = _("uses of images")
        ordering = ["post", "pk"]
        indexes = [models.Index(fields=["name"], name="use_name")]
        constraints = [
            models.UniqueConstraint(fields=["post", "address"], name="use_once_a_post_and_address")
        ]

    def __str__(self):
        return self.address


class EarlierUseQuerySet(models.QuerySet["EarlierUse"]):
    def note(self, post: "Post", states: list[dict[str, Any]]) -> None:
        """Note the images that these snapshots of a post show, as hero or in the text."""
        from posts.models.image import Image

        wanted = {state["hero_image_id"] for state in states if state.get("hero_image_id")}
        bodies = [state.get("body") or "" for state in states]
        addresses = {one for body in bodies for one in media_addresses(body)}
        if addresses:
            known = dict(Use.objects.filter(post=post).values_list("address", "image"))
            wanted |= {pk for address, pk in known.items() if pk and address in addresses}
            found = Image.objects.at_addresses(addresses - known.keys())
            wanted |= {image.pk for image in found.values()}
        if not wanted:
            return
        wanted -= set(self.filter(post=post, image__in=wanted).values_list("image", flat=True))
        there = Image.objects.filter(pk__in=wanted).values_list("pk", flat=True)
        self.bulk_create(
            [self.model(post=post, image_id=pk) for pk in there] if wanted else [],
            ignore_conflicts=True,
        )


class EarlierUse(models.Model):
    """An image that a revision of a post shows, or its saved changes; whatever it shows now."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="earlier_uses")
    image = models.ForeignKey("posts.Image", models.CASCADE, related_name="earlier_uses")

    objects = EarlierUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier use of an image")
        verbose_name_plural = _("earlier uses of images")
        constraints = [
            models.UniqueConstraint(fields=["post", "image"], name="earlier_use_once_a_post")
        ]

    def __str__(self):
        return f"{self.post_id}/{self.image_id}"
