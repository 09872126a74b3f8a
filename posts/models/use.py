from django.db import models
from django.utils.translation import gettext_lazy as _


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
