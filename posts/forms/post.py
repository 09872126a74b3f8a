from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.models import SiteSettings
from posts import library, originals
from posts.byline import BylineField
from posts.form_fields import (
    BodyField,
    FilesField,
    MomentField,
    PictureField,
    TagsField,
    TextField,
)
from posts.forms.leaving_out import LeavingOut
from posts.forms.opened import digest
from posts.models import Image, Person, Post, Tag
from posts.naming_fields import LanguageField, OriginalField, SeriesField

# So many saves back, what a form was opened with is looked for.
MOST_REVISIONS = 30


class PostForm(LeavingOut):
    """Everything an editor can change in a post."""

    deleted_meanwhile = False
    use_required_attribute = False  # what is missing is said by us, in the site's language
    body = BodyField(label=_("Text"))
    tags = TagsField(
        label=_("Tags"), help_text=_("What the post is about, with commas between them.")
    )
    published_at = MomentField(label=_("Publish at"), required=False)
    unpublish_at = MomentField(label=_("Unpublish at"), required=False)
    user: Any = None
    pictures = FilesField(
        label=_("Add pictures"),
        help_text=_("They come into the library when you save; “Pictures” has their lines then."),
    )
    hero_image = PictureField(label=_("Hero image"))
    hero_upload = forms.FileField(
        label=_("Or add a new picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    hero_alt = forms.CharField(
        label=_("What the new picture shows"),
        required=False,
        max_length=Image._meta.get_field("alt").max_length,
        help_text=_("For people who can't see it."),
    )
    authors = BylineField(
        label=_("Authors"), help_text=_("Readers see those who are ticked in this order.")
    )
    series = SeriesField(
        label=_("Series"),
        help_text=_("Choose one, or write a new name: it is made when you save."),
    )
    part = forms.IntegerField(
        label=_("Part"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"min": 1, "max": 999}),
        error_messages={
            name: _("Write a whole number from 1 to 999.")
            for name in ("invalid", "min_value", "max_value")
        },
        help_text=Post._meta.get_field("part").help_text,
    )
    language = LanguageField(
        label=_("Language"), help_text=Post._meta.get_field("language").help_text
    )
    translation_of = OriginalField(
        label=_("Translation of"),
        help_text=_("Write words of the title of the first text and choose it, or its address."),
    )
    canonical_url = forms.URLField(
        label=_("Canonical address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={
            "invalid": _("Write the whole address, such as https://example.org/an-article.")
        },
        help_text=Post._meta.get_field("canonical_url").help_text,
    )

    class Meta:
        model = Post
        fields = [
            "title",
            "slug",
            "standfirst",
            "body",
            "published_at",
            "unpublish_at",
            "tags",
            "hero_image",
            "authors",
            "series",
            "part",
            "language",
            "translation_of",
            "search_title",
            "search_description",
            "canonical_url",
            "noindex",
        ]
        field_classes = {
            "title": TextField,
            "standfirst": TextField,
            "search_description": TextField,
        }
        widgets = {
            "title": forms.Textarea(attrs={"rows": 1}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        post = options.get("instance")
        if post:
            named = {"series": post.series, "translation_of": post.translation_of}
            named |= {"authors": post.shown_authors} if post.pk else {}
            named |= self.changed_names(post) if post.changes else {}
            options["initial"] = named | (options.get("initial") or {})
        super().__init__(*args, **options)
        if "tags" in self.fields:
            self.fields["tags"].widget.attrs["data-suggestions"] = reverse(
                "admin:posts_tag_suggestions"
            )
        if "body" in self.fields:
            self.fields["body"].widget.attrs["data-pasted"] = reverse("admin:posts_post_pasted")
        if "translation_of" in self.fields:
            self.fields["translation_of"].widget.attrs["data-suggestions"] = reverse(
                "admin:posts_post_originals"
            )
        if "title" in self.fields:
            self.fields["title"].required = False  # only publishing needs one
        self.let_add_pictures()
        zone = timezone.get_current_timezone_name()
        place = zone.rpartition("/")[2].replace("_", " ")
        for name, field in self.fields.items():
            if isinstance(field, MomentField):
                field.stored = self.initial.get(name)
                field.help_text = "{} {}".format(
                    self.instance._meta.get_field(name).help_text,
                    gettext("%(place)s time (%(zone)s).") % {"place": place, "zone": zone}
                    if place != zone
                    else gettext("%(zone)s time.") % {"zone": zone},
                )

    @staticmethod
    def changed_names(post: Post) -> dict[str, list]:
        """The tags and authors of a post's saved changes, which its own rows do not have yet."""
        changes: Any = post.changes
        state, _clashes = changes.merged()
        authors = Person.objects.with_slugs(state.get("authors", []))
        return {"tags": state.get("tags", []), "authors": authors}

    def names_now(self, name: str, opened: list[Any]) -> list[Any]:
        if name == "tags":
            return Tag.objects.meant(map(str, opened))
        return [key for key in opened if isinstance(key, int)]

    def is_taken(self, slug: str) -> bool:
        """A post in the trash gives way."""
        return Post.objects.kept().exclude(pk=self.instance.pk).filter(slug=slug).exists()

    def stored_version(self) -> str:
        return self.version_of(self.instance)

    @staticmethod
    def version_of(post: Post) -> str:
        """Of the post, and of its saved changes if it has any."""
        return f"{post.version}.{post.changes.version}" if post.changes else str(post.version)

    def text_opened(self, name: str) -> str | None:
        """The body that the form was opened with, from the revisions."""
        opened = self.cleaned_data.get("opened")
        if name != "body" or name not in self.cleaned_data or not isinstance(opened, dict):
            return None
        newest = self.instance.revisions.values_list("state", flat=True)[:MOST_REVISIONS]
        bodies = (state.get("body", "") for state in newest.iterator(chunk_size=5))
        return next((body for body in bodies if digest(body) == opened.get(name)), None)

    def state(self) -> dict[str, Any]:
        """The snapshot of the post as the form, which is valid, has it."""
        typed = [str(tag) for tag in self.cleaned("tags")]
        same_named = Q(pk=None)
        for name in typed:
            same_named |= Q(name__iexact=name)
        known = {tag.name.casefold(): tag for tag in Tag.objects.filter(same_named)}
        tags = [known.get(name.casefold()) or Tag(name=name) for name in typed]
        return self.instance.snapshot(tags=tags, authors=self.cleaned("authors"))

    def cleaned(self, name: str) -> list[Any]:
        """The tags or authors that were typed, or what is stored if those can't be taken."""
        return self.cleaned_data.get(name, self.initial.get(name)) or []

    def save(self, commit=True):
        """The post with what was typed; a series that is new is made with it."""
        series = self.cleaned_data.get("series")
        if series and series.pk is None:
            series.save()
            self.instance.series = series
        return super().save(commit)

    def _save_m2m(self):
        super()._save_m2m()
        if "authors" in self.cleaned_data:
            self.instance.name_authors(self.cleaned_data["authors"])

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    @property
    def needs_title(self) -> bool:
        """Whether readers see it by this save; a draft, or an edit they don't see, needs none."""
        if "_publish" in self.data:
            return True
        if self.instance.is_public:
            return "_unpublish" in self.data
        return bool(self.cleaned_data.get("published_at")) or not self.edited

    def _get_validation_exclusions(self):
        """
        A post without a title gets its address by itself; a constraint holds for publishing.

        Whether another post has the address `clean_slug` has asked: one in the trash gives way.
        """
        untitled = {"title"} if not self.cleaned_data.get("title") else set()
        # A series that is new is none yet: `clean` asks what a part needs.
        return super()._get_validation_exclusions() | untitled | {"slug", "part"}

    def clean_translation_of(self):
        """The original itself, also when a translation of it is named."""
        named = self.cleaned_data["translation_of"]
        original = named and (named.translation_of or named)
        if original and original.pk == self.instance.pk:
            if named.pk == original.pk:
                raise ValidationError(_("A post can't be its own translation."))
            raise ValidationError(
                _("“%(title)s” is a translation of this post, which is the original then."),
                params={"title": named},
            )
        return original

    def clean(self):
        if self.cleaned_data.get("hero_upload"):
            self.take_upload(self.cleaned_data)
        if self.cleaned_data.get("pictures"):
            self.take_pictures(self.cleaned_data["pictures"])
        if self.deleted_meanwhile:
            raise ValidationError(
                _(
                    "Somebody deleted this post while you wrote. "
                    "What you typed is below: save it as a new draft."
                ),
                code="deleted",
            )
        if self.cleaned_data.get("title") == "" and self.needs_title:
            self.add_error("title", ValidationError(_("Give the post a title."), code="required"))
        start, end = self.cleaned_data.get("published_at"), self.cleaned_data.get("unpublish_at")
        if start and end and end <= start:
            self.add_error("unpublish_at", _("Choose an end after the start."))
        has_series = self.cleaned_data.get("series") or "series" in self.errors
        if self.cleaned_data.get("part") and not has_series:
            self.add_error("series", _("A part needs a series: name it, or empty the part."))
        if not {"language", "translation_of"}.isdisjoint(self.changed_data):
            self.check_language()
        return super().clean()

    def check_language(self) -> None:
        """Of an original and its translations, each has a language of its own."""
        if not {"language", "translation_of"}.isdisjoint(self.errors):
            return
        original = self.cleaned_data.get("translation_of")
        if original is None and self.instance.pk is None:
            return
        others = Post.objects.kept().filter(translation_of=original or self.instance.pk)
        others = others.only(*originals.LIGHT)
        site = SiteSettings.written_in()
        mine = Post(language=self.cleaned_data.get("language", ""))
        for other in [*filter(None, [original]), *others.exclude(pk=self.instance.pk)]:
            if originals.is_in_same_language(mine, other, site):
                words = _("“%(title)s” is the same text in this language: choose another.")
                self.add_error("language", ValidationError(words, params={"title": other}))
                return

    def let_add_pictures(self) -> None:
        """Tell who may not add any; what they send even so is refused with the same sentence."""
        if self.user is None or self.user.has_perm("posts.add_image"):
            return
        for name in {"hero_upload", "pictures"} & self.fields.keys():
            self.fields[name].help_text = library.MAY_NOT_ADD
            self.fields[name].widget.attrs["disabled"] = True

    def take_pictures(self, files: list[Any]) -> None:
        """Put pictures for the text into the library, whatever else is wrong."""
        for file in files:
            try:
                library.add(file, self.user)
            except ValidationError as error:
                sentence = " ".join(error.messages)
                self.add_error("pictures", f"{file.name}: {sentence}")

    def take_upload(self, cleaned: dict) -> None:
        """Put the new picture into the library and choose it, whatever else is wrong."""
        alt = cleaned.get("hero_alt", "")
        try:
            image = library.add(cleaned["hero_upload"], self.user, alt=alt).image
        except ValidationError as error:
            self.add_error("hero_upload", error)
            return
        cleaned["hero_image"] = image
        self.data = self.data.copy()
        self.data[self.add_prefix("hero_image")] = str(image.pk)
        self.data[self.add_prefix("hero_alt")] = ""
