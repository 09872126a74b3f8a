import contextlib
import re
import unicodedata
from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from posts import markup, media, renditions
from posts.models.former import FormerFile, FormerName
from posts.picture_file import PictureFile

# How wide a picture in running text is shown, for the choice among the widths.
BODY_SIZES = "(min-width: 75rem) 45rem, (min-width: 46rem) 40rem, 100vw"
BODY_WIDTH = 42 * 16
# Control characters, and those that turn the direction of what is read.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class ImageQuerySet(models.QuerySet["Image"]):
    def add(
        self,
        file: File,
        *,
        name: str = "",
        alt: str = "",
        credit: str = "",
        focal_x: int = 50,
        focal_y: int = 50,
        decorative: bool = False,
        replaced: bool = False,
    ) -> "Image":
        """
        Keep a picture and make its first rendition; the others follow by a task.

        The same file again is the image there is: its empty fields are filled in. With
        `replaced`, as imports want it, a file that an editor has replaced is that image, too.
        Raises ValidationError, with a sentence for the editor, for a file that can't be taken.
        """
        picture = PictureFile.of(file)
        content_hash = picture.content_hash
        words = {
            "name": file_name(name or getattr(file, "name", None) or ""),
            "alt": alt,
            "credit": credit,
        }
        found: Any = self.filter(content_hash=content_hash).first()
        if found:
            media.keep(str(found.file.name), picture.content())  # there, unless it was lost
            return found.fill_in(**words)
        if replaced and (found := self.that_had(content_hash)):
            return found
        # Files first, then the row: what cuts this off leaves an unused file at most.
        first = picture.first()
        image = Image(
            file=picture.original,
            content_hash=content_hash,
            width=picture.facts.width,
            height=picture.facts.height,
            focal_x=focal_x,
            focal_y=focal_y,
            decorative=decorative and not alt,
            rendered=[first.rendition],
            likeness=first.likeness,
            **words,
        )
        image.clean_fields(exclude=["file"])
        try:
            image.save()
        except IntegrityError:  # the same file came twice at once
            return self.get(content_hash=content_hash).fill_in(**words)
        return image

    def get_ready(self, file: File) -> PictureFile:
        """
        The file with all done that takes long and needs no row; `add` and `replace` take it.

        To be called before a transaction, in which it would keep others waiting. What can't be
        taken is refused there.
        """
        picture = PictureFile.of(file)
        with contextlib.suppress(ValidationError):
            if not self.filter(content_hash=picture.content_hash).exists():
                picture.first()
        return picture

    def that_had(self, content_hash: str) -> "Image | None":
        """The image that had a file with this content before it was replaced, the last one."""
        formers = FormerFile.objects.filter(content_hash=content_hash)
        newest = formers.select_related("image").first()
        return newest.image if newest else None

    def look_again(self, most: int = 500) -> int:
        """Note what images look like that came before that was noted; how many of `most`."""
        unseen = self.filter(likeness=None).only("rendered")[:most]
        seen = 0
        for image in unseen:
            likeness = renditions.likeness(image.rendered)
            if likeness is not None:
                seen += self.filter(pk=image.pk, likeness=None).update(likeness=likeness)
        return seen

    def with_renditions(self, names: Iterable[str]) -> "ImageQuerySet":
        """Those that have any of these public names among their renditions."""
        any_of_them = Q(pk=None)
        for name in names:
            any_of_them |= Q(rendered_text__contains=name)
        return self.alias(rendered_text=Cast("rendered", models.TextField())).filter(any_of_them)

    def at_address(self, address: str) -> "Image | None":
        """The image that a body means by an address: see `at_addresses`."""
        return self.at_addresses([address]).get(address)

    def at_addresses(self, addresses: Iterable[str]) -> dict[str, "Image"]:
        """
        The images that a body means by these addresses, in two queries.

        `/media/images/...` is one of its renditions, or was; any other address under `/media/`
        means the newest image that came, or was, under that file name.
        """
        meant = {address: name for address in addresses if (name := meaning(address))}
        if not meant:
            return {}
        public = {name for name in meant.values() if media.public_name(name)}
        images: Any = self.filter(name__in=set(meant.values()) - public)
        if public:
            images |= self.with_renditions(public)
        named = [(image, {image.name, *image.rendition_names}) for image in images]
        formers = FormerName.objects.filter(name__in=set(meant.values())).select_related("image")
        named += [(former.image, {former.name}) for former in formers]
        named.sort(key=lambda pair: (pair[0].created_at, pair[0].pk))
        by_meaning = {name: image for image, names in named for name in names}
        return {address: by_meaning[name] for address, name in meant.items() if name in by_meaning}


class Image(models.Model):
    """A picture that an editor uploaded: kept privately; what readers get are its renditions."""

    file = models.FileField(_("file"), upload_to="originals", max_length=200)
    name = models.CharField(
        _("file name"),
        max_length=200,
        blank=True,
        db_index=True,
        help_text=_("What the file was called when it came; imports find it by this."),
    )
    alt = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for people who can't see it."),
    )
    decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_(
            "It says nothing that the text doesn't say: it is passed over when read aloud."
        ),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point across"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent from the left: this part stays visible in every crop."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point down"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent from the top."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    content_hash = models.CharField(_("content hash"), max_length=64, unique=True, editable=False)
    # The finished renditions: with the row, so that no page needs a query for them.
    rendered = models.JSONField(default=list, blank=True, editable=False)
    # What it looks like, as `pictures.likeness` tells; none until that was looked at.
    likeness = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    # What `replace` alone writes, and what the task does.
    FILE_FIELDS = ("file", "content_hash", "width", "height", "name", "likeness")

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="image_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="image_focal_point_within",
                violation_error_message=_("Give the focal point in percent, from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0),
                name="image_has_a_size",
                violation_error_message=_("The picture has no width or height."),
            ),
            models.CheckConstraint(
                condition=Q(decorative=False) | Q(alt=""),
                name="image_decorative_without_alt",
                violation_error_message=_(
                    "A picture that is only decoration has no alt text: empty it, or untick this."
                ),
            ),
        ]

    def __str__(self):
        return self.alt or self.name or f"{_('Image')} {self.pk}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save what an editor says of it, not its file, and have what is missing made."""
        from cms.tasks import enqueue_once
        from posts.tasks import make_renditions

        is_new = self._state.adding
        if not is_new and kwargs.get("update_fields") is None:
            fields = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kept = {"rendered", *self.FILE_FIELDS, *self.get_deferred_fields()}
            kwargs["update_fields"] = fields - kept
        super().save(*args, **kwargs)
        if self.missing_renditions():
            enqueue = make_renditions.enqueue if is_new else partial(enqueue_once, make_renditions)
            enqueue(self.pk)

    def replace(self, file: File, *, user: Any = None) -> FormerFile:
        """
        Let another file take the place of this one, wherever the image is shown.

        Returns the file it had, which can be put back. Raises ValidationError, with a sentence
        for the editor, for a file that can't be taken: the one it has, or another image's.
        """
        name = file_name(getattr(file, "name", None) or "") or self.name
        return self._take(PictureFile.of(file), user, name=name)

    def put_back(self, former: FormerFile, *, user: Any = None) -> FormerFile:
        """
        Let a former file take its place again, with what was said of it then.

        Returns the file it had until now. Raises ValidationError as `replace` does, OSError when
        the former file is gone.
        """
        words = {name: getattr(former, name) for name in FormerFile.WORDS}
        return self._take(former.picture_file, user, **words)

    def _take(self, picture: PictureFile, user: Any, **words: Any) -> FormerFile:
        from posts.tasks import make_renditions

        content_hash = picture.content_hash
        self._refuse_what_is_there(content_hash)
        # Files first, then all rows at once: what cuts this off leaves the image as it was.
        picture.first()
        with transaction.atomic():
            held = Image.objects.select_for_update().filter(pk=self.pk).first()
            if held is None:
                raise ValidationError(_("Somebody has deleted this picture meanwhile."), "gone")
            held._refuse_what_is_there(content_hash)
            first = picture.first()
            held.former_files.filter(content_hash=content_hash).delete()
            former = held.former_files.create(
                file=held.file.name,
                content_hash=held.content_hash,
                width=held.width,
                height=held.height,
                replaced_by=user,
                **{name: getattr(held, name) for name in FormerFile.WORDS},
            )
            FormerName.objects.keep(held, {held.name, *held.rendition_names})
            news = {
                "file": picture.original,
                "content_hash": content_hash,
                "width": picture.facts.width,
                "height": picture.facts.height,
                "rendered": [first.rendition],
                "likeness": first.likeness,
                **words,
            }
            Image.objects.filter(pk=self.pk).update(**news)
            make_renditions.enqueue(self.pk)
        for name, value in news.items():
            setattr(self, name, value)
        return former

    def keep_former(self, picture: PictureFile, **about: Any) -> None:
        """Keep a file that this one took the place of elsewhere; one that is known stays."""
        media.keep(picture.original, picture.content())
        facts = {"file": picture.original, "width": picture.facts.width}
        self.former_files.get_or_create(
            content_hash=picture.content_hash,
            defaults=facts | {"height": picture.facts.height} | about,
        )

    def _refuse_what_is_there(self, content_hash: str) -> None:
        if self.content_hash == content_hash:
            raise ValidationError(_("This is the very file that the picture has now."), "same")
        if other := Image.objects.filter(content_hash=content_hash).exclude(pk=self.pk).first():
            raise ValidationError(
                _("This file is another picture of the library already: %(name)s."),
                "another",
                params={"name": other, "image": other},
            )

    def fill_in(self, **words: str) -> "Image":
        """Fill in the fields that are still empty; return the image. Decoration needs no alt."""
        news = {name: text for name, text in words.items() if text and not getattr(self, name)}
        if self.decorative:
            news.pop("alt", None)
        if news:
            for name, text in news.items():
                setattr(self, name, text)
            self.clean_fields(exclude=["file"])
            self.save(update_fields=list(news))
        return self

    @property
    def needs_alt(self) -> bool:
        """Whether nobody has said yet what it shows, nor that it is only decoration."""
        return not self.alt and not self.decorative

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def focus(self) -> tuple[int, int]:
        """The focal point, in percent from the left and from the top."""
        return self.focal_x, self.focal_y

    @property
    def focal_class(self) -> str:
        """The style sheet's class for the focal point: the nearest of three places each way."""
        return f"focus-{_nearest_half(self.focal_x)}-{_nearest_half(self.focal_y)}"

    def missing_renditions(self) -> list[tuple[str, int]]:
        """What is still to be made, by format and width."""
        return renditions.missing(self.size, self.focus, self.rendered)

    def make_renditions(self, *, again: bool = False) -> int:
        """
        Make what is missing, or everything `again`; how many were made.

        Raises OSError when the original is gone, ValidationError when it can't be read any more.
        """
        copies = renditions.missing(self.size, self.focus, [] if again else self.rendered)
        if not copies:
            return 0
        data = media.read(str(self.file.name))
        made = renditions.make(data, copies, self.focus)
        with transaction.atomic():
            held = Image.objects.select_for_update().filter(pk=self.pk).first()
            if held is None or held.content_hash != self.content_hash:
                return 0  # deleted, or replaced: then another task makes the new file's
            if not all(media.is_public(one["name"]) for one in made):
                made = renditions.make(data, copies, self.focus)  # just removed as former ones
            if held.focus != self.focus:  # another task makes the share picture for the new one
                made = [one for one in made if "focus" not in one]
            self.rendered = renditions.merged(held.rendered, made)
            FormerName.objects.keep(held, held.rendition_names - self.rendition_names)
            Image.objects.filter(pk=self.pk).update(rendered=self.rendered)
        return len(made)

    @transaction.atomic
    def remove_former_renditions(self) -> int:
        """Remove public files that it had and no image has now; how many were removed."""
        held = Image.objects.select_for_update().filter(pk=self.pk).first()
        if held is None:
            return 0
        there = {former.name for former in held.former_names.all() if media.is_public(former.name)}
        if not there:
            return 0
        in_use = {
            name
            for image in Image.objects.with_renditions(there)
            for name in image.rendition_names
        }
        for name in there - in_use:
            media.remove(name)
        return len(there - in_use)

    @property
    def rendition_names(self) -> set[str]:
        return {one["name"] for one in self.rendered}

    def address_instead_of(self, name: str) -> str:
        """The address of the copy most like a former rendition, by its name; nothing if none."""
        stem, _dot, extension = name.rpartition(".")
        width = int(stem.rpartition("-")[2])
        alike = [one for one in self.rendered if one["format"] == extension]
        nearest = min(
            [one for one in alike or self.rendered if one["name"] != name],
            key=lambda one: abs(one["width"] - width),
            default=None,
        )
        return _url(nearest) if nearest else ""

    @property
    def sources(self) -> list[tuple[str, str]]:
        """For `<source>`: (type, srcset) of each format there is, the best first."""
        return [
            (f"image/{extension}", srcset)
            for extension in renditions.FORMATS
            if (srcset := self._srcset(extension))
        ]

    def as_picture(self, alt: str = "") -> markup.Picture:
        """The image in running text; without an address as long as it has no rendition."""
        avif, webp = self._srcset("avif"), self._srcset("webp")
        largest = self.largest
        return self._picture(
            self._nearest(renditions.FIRST_WIDTH),
            alt=alt or self.alt,
            srcset=avif or webp,
            sizes=BODY_SIZES,
            type="image/avif" if avif else "",
            full=largest.url if (largest.width or 0) > BODY_WIDTH else "",
        )

    @property
    def largest(self) -> markup.Picture:
        """The widest copy there is, for looking at it closely."""
        return self._picture(self._nearest(max(renditions.WIDTHS)), alt=self.alt)

    @property
    def thumbnail(self) -> markup.Picture | None:
        """About 320 pixels wide, or what there is."""
        nearest = self._nearest(min(renditions.WIDTHS))
        return self._picture(nearest, alt=self.alt) if nearest else None

    @property
    def share_picture(self) -> markup.Picture:
        """What a link shows elsewhere: 1200 by 630, until then the first rendition."""
        share = next((one for one in self.rendered if one["format"] == "jpg"), None)
        return self._picture(share or self._nearest(renditions.FIRST_WIDTH), alt=self.alt)

    def _srcset(self, extension: str) -> str:
        return ", ".join(
            f"{_url(one)} {one['width']}w" for one in self.rendered if one["format"] == extension
        )

    def _nearest(self, width: int) -> renditions.Rendition | None:
        webp = [one for one in self.rendered if one["format"] == "webp"]
        return min(webp, key=lambda one: abs(one["width"] - width), default=None)

    def _picture(self, one: renditions.Rendition | None, **rest: str) -> markup.Picture:
        if one is None:
            return markup.Picture("", self.width, self.height, rest["alt"])
        return markup.Picture(_url(one), one["width"], one["height"], **rest)


def file_name(path: str) -> str:
    """The last part of a path, without what can't be seen, at most 200 characters."""
    name = unicodedata.normalize("NFC", path.replace("\\", "/")).rpartition("/")[2]
    name = " ".join(UNSEEN.sub("", name).split())
    if len(name) <= 200:
        return name
    stem, dot, extension = name.rpartition(".")
    return stem[: 199 - len(extension)] + dot + extension if len(extension) < 10 else name[:200]


def meaning(address: str) -> str:
    """The rendition's or the file's name that an address ends in."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    return media.public_name(path) or file_name(path)


def _url(one: renditions.Rendition) -> str:
    return settings.MEDIA_URL + one["name"]


def _nearest_half(percent: int) -> int:
    return round(percent / 50) * 50
