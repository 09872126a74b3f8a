"""The editors' forms."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.models import SiteSettings
from posts import library, originals, slugs
from posts.byline import BylineField
from posts.conflict import compared
from posts.form_fields import (
    BodyField,
    DigestsField,
    FilesField,
    MomentField,
    PictureField,
    TagsField,
    TextField,
)
from posts.leaving_out import LeavingOut
from posts.merging import merge, merge_names
from posts.models import FormerFile, Image, Page, Person, Post, Series, Tag
from posts.models.page import is_taken_by_the_site
from posts.naming_fields import LanguageField, OriginalField, SeriesField, named_series

# So many saves back, what a form was opened with is looked for.
MOST_REVISIONS = 30


class SluggedForm(forms.ModelForm):
    """Makes an empty slug from the title or name; refuses a taken one and proposes a free one."""

    slug_from = "title"

    def is_taken(self, slug: str) -> bool:
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        return others.filter(slug=slug).exists()

    def clean_slug(self):
        wish, longest = self.cleaned_data["slug"], self.fields["slug"].max_length
        source = self.cleaned_data.get(self.slug_from)
        if wish:
            slugs.validate_slug(wish)
        if not wish and source:
            fallback = self._meta.model._meta.model_name
            made = slugs.slugify(source, fallback=fallback, max_length=longest - 6)
            return slugs.free_slug(made, self.is_taken, max_length=longest)
        if wish and self.is_taken(wish):
            free = slugs.free_slug(wish, self.is_taken, max_length=longest)
            raise ValidationError(
                _("“%(taken)s” is taken. “%(free)s” is free."),
                code="taken",
                params={"taken": wish, "free": free},
            )
        return wish

    def _get_validation_exclusions(self):
        """A slug waits for what it is made from: one thing to mend, not two."""
        waiting = {"slug"} if self.slug_from in self.errors else set()
        return super()._get_validation_exclusions() | waiting


class VersionedForm(SluggedForm):
    """
    A form that knows the version it was opened with.

    When the row was saved since, the form says in `conflicts` what differs and refuses, once,
    with what was typed still in it.
    """

    # What a page writes into its form by itself.
    UNTYPED = frozenset({"version", "opened", "unfinished"})
    data: QueryDict
    # What was typed before and is gone on with: shown in place of what is stored.
    typed: QueryDict | None = None
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    # A digest of each field as it was opened: tells what its editor has touched since.
    opened = DigestsField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts: list[dict] = []
        self.taken_over: list[Any] = []
        self.put_together: list[Any] = []
        self.initial["version"] = self.stored_version()
        self.initial["opened"] = {
            name: remembered(self.initial.get(name)) for name in self.written_fields()
        }

    def get_initial_for_field(self, field, field_name):
        """What is stored; or what was typed before, with the version that it was typed into."""
        stored = super().get_initial_for_field(field, field_name)
        if self.typed is None or self.is_bound:
            return stored
        typed = field.widget.value_from_datadict(self.typed, {}, self.add_prefix(field_name))
        if field_name == "opened":
            return field.to_python(typed)
        return stored if typed is None else typed

    def written_fields(self) -> list[str]:
        """The names of the row's own fields in the form."""
        return [name for name in self.initial if name not in self.UNTYPED]

    def stored_version(self) -> str:
        """What changes with every save of the row."""
        raise NotImplementedError

    @property
    def edited(self) -> list[str]:
        """The names of the fields whose values are not those that are stored."""
        return [name for name in self.changed_data if name not in self.UNTYPED]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.edited and cleaned.get("version") != self.stored_version():
            self.refuse()
        return cleaned

    def refuse(self) -> None:
        """
        Note what differs, and let the next save through: it has then seen the newer version.

        A field that was not touched here takes what is stored, so that no save puts it back; in
        a text of lines those of both sides are put together where they don't touch.
        """
        differing = [name for name in self.edited if name in self.initial]
        untouched = [name for name in differing if not self.was_touched(name)]
        self.taken_over = [self.fields[name].label for name in untouched]
        self.data = self.data.copy()
        for name in differing:
            if name in untouched:
                self.take_theirs(name)
            else:
                self.conflicts += self.put_both_together(name)
        self.data[self.add_prefix("version")] = self.stored_version()
        self.data[self.add_prefix("opened")] = json.dumps(self.initial["opened"])
        raise ValidationError(
            _(
                "Somebody saved this after you opened it. "
                "Nothing is lost: compare the two, then decide."
            ),
            code="conflict",
        )

    def put_both_together(self, name: str) -> list[dict]:
        """Let the form show both sides' parts of a field; the rest, which is left to decide."""
        if self.put_names_together(name):
            return []
        opened = self.text_opened(name)
        if opened is None:
            return [self.difference(name)]
        merged = merge(opened, self.cleaned_data[name], self.initial[name])
        if merged.mine != self.cleaned_data[name]:
            self.put_together.append(self.fields[name].label)
            self.data[self.add_prefix(name)] = merged.mine
        label = self.fields[name].label
        sides = [compared(mine, theirs) for mine, theirs in merged.clashes]
        return [{"label": label, "mine": mine, "theirs": theirs} for mine, theirs in sides]

    def put_names_together(self, name: str) -> bool:
        """Let the form show what either side added or left of a list; False if it is no list."""
        opened = self.cleaned_data.get("opened")
        before: Any = opened.get(name) if isinstance(opened, dict) else None
        mine: Any = self.cleaned_data.get(name)
        theirs: Any = self.initial.get(name)
        if not (is_list(before) and is_list(mine) and is_list(theirs)):
            return False
        things = {key_of(thing): thing for thing in [*theirs, *mine]}
        before, keys = self.names_now(name, before), [key_of(thing) for thing in mine]
        merged = merge_names(before, keys, [key_of(thing) for thing in theirs])
        if merged != keys:
            self.put_together.append(self.fields[name].label)
            self.put_in(name, [things[key] for key in merged])
        return True

    def names_now(self, _name: str, opened: list[Any]) -> list[Any]:
        """What a list named when the form was opened, by the names that it all has now."""
        return opened

    def text_opened(self, name: str) -> str | None:
        """The text of lines that the form was opened with, if it is a text and still known."""
        return None

    def typed_differences(self) -> list[dict]:
        """What was typed into the form and is not what is stored, field by field."""
        self.full_clean()
        changed = [name for name in self.edited if name in self.initial and self.was_touched(name)]
        return [self.difference(name) for name in changed]

    def was_touched(self, name: str) -> bool:
        """Whether the field differs from what it was when the form was opened."""
        opened = self.cleaned_data.get("opened")
        if not isinstance(opened, dict) or name not in self.cleaned_data:
            return True
        return opened.get(name) != remembered(self.cleaned_data[name])

    def take_theirs(self, name: str) -> None:
        """Let the form show what is stored in a field."""
        self.put_in(name, self.initial.get(name))

    def put_in(self, name: str, value: Any) -> None:
        """Let the form show a value in a field, as if it had been typed."""
        bound = self[name]
        shown = bound.field.prepare_value(value)
        key = self.add_prefix(name)
        if isinstance(bound.field, MomentField):
            self.data[key] = bound.field.shown(value) if value else ""
        elif isinstance(shown, list):
            self.data.setlist(key, [str(item) for item in shown])
        elif isinstance(shown, bool):
            self.data.setlist(key, ["on"] if shown else [])
        else:
            self.data[key] = "" if shown is None else str(shown)

    def difference(self, name: str) -> dict:
        """One field as typed here and as stored, both in pieces that say what differs."""
        typed, stored = self.cleaned_data.get(name, self[name].data), self.initial.get(name)
        if name == "hero_image":
            stored = Image.objects.filter(pk__in=[stored] if stored else []).first()
        mine, theirs = compared(as_text(typed), as_text(stored))
        return {"label": self.fields[name].label, "mine": mine, "theirs": theirs}


class PostForm(LeavingOut, VersionedForm):
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


def is_list(value: Any) -> bool:
    return isinstance(value, list | models.QuerySet)


def key_of(thing: Any) -> Any:
    """What tells a thing in a list from the others, the same as stored, as cleaned and as JSON."""
    return thing.pk if isinstance(thing, Person) else str(thing)


def remembered(value: Any) -> Any:
    """What a form remembers of a field as it was opened: a list's things, of the rest a digest."""
    return [key_of(thing) for thing in value] if is_list(value) else digest(value)


def digest(value: Any) -> str:
    """A short name for a field's value, the same as stored and as cleaned."""
    text = as_text(value.pk if isinstance(value, Image) else value)
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


def as_text(value: Any) -> str:
    """A field's value as a person reads it; nothing for an empty one."""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "Y-m-d H:i:s")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list | models.QuerySet):
        return ", ".join(sorted(str(item) for item in value))
    return str(value or "")


class PageForm(VersionedForm):
    """A standing text; its body is kept as typed."""

    body = BodyField(label=_("Text"))

    class Meta:
        model = Page
        fields = ["title", "slug", "body", "noindex"]

    def stored_version(self) -> str:
        return self.instance.updated_at.isoformat() if self.instance.pk else ""

    def is_taken(self, slug: str) -> bool:
        return is_taken_by_the_site(slug) or super().is_taken(slug)


class TagForm(SluggedForm):
    slug_from = "name"

    class Meta:
        model = Tag
        fields = ["name", "slug", "description"]
        field_classes = {"description": TextField}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        same = Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if same:
            raise ValidationError(
                _("There is a tag “%(name)s” already: capitals make no other tag."),
                code="taken",
                params={"name": same.name},
            )
        return name


class SeriesForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = ["name", "description"]
        field_classes = {"description": TextField}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        same = named_series(name)
        if same and same.pk != self.instance.pk:
            raise ValidationError(
                _("There is a series “%(name)s” already: capitals make no other series."),
                code="taken",
                params={"name": same.name},
            )
        return name


class PersonForm(SluggedForm):
    """An author as readers see one."""

    slug_from = "name"
    picture = PictureField(label=_("Picture"))

    class Meta:
        model = Person
        fields = ["name", "slug", "bio", "picture", "links"]
        field_classes = {"bio": TextField, "links": TextField}


class ImageForm(forms.ModelForm):
    """What is said about a picture that the library holds."""

    class Meta:
        model = Image
        fields = ["alt", "decorative", "credit", "focal_x", "focal_y"]
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def clean_alt(self):
        return " ".join(self.cleaned_data["alt"].split())

    def clean_decorative(self):
        """Refused beside an alt text, which nobody would hear then."""
        if self.cleaned_data["decorative"] and self.cleaned_data.get("alt"):
            raise ValidationError(
                _("A picture that is only decoration has no alt text: empty it, or untick this."),
                code="both",
            )
        return self.cleaned_data["decorative"]


class ReplaceForm(ImageForm):
    """What is said about a picture, and another file to take its place; `user` is who sends it."""

    user = None
    former: FormerFile | None = None
    replacement = forms.FileField(
        label=_("Replace the file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_(
            "The new file takes the place of this one at once, in every post and page, "
            "for people and the logo. This one is kept and can be put back."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("replacement") and not self.errors:
            try:
                self.former = self.instance.replace(cleaned["replacement"], user=self.user)
            except ValidationError as error:
                self.add_error("replacement", with_link(error))
        return cleaned


def with_link(error: ValidationError) -> ValidationError:
    """The sentence of an error; what it says of another picture leads there."""
    other = (error.params or {}).get("image")
    if other is None:
        return error
    address = reverse("admin:posts_image_change", args=[other.pk])
    link = format_html('<a href="{}">{}</a>', address, other)
    return ValidationError(format_html(error.message.replace("%(name)s", "{}"), link), error.code)


class UploadForm(ImageForm):
    """A new picture: the file is checked, cleaned and measured as it comes in."""

    upload = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("JPEG, PNG, WebP, AVIF or GIF, up to 20 MB."),
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            about = {name: cleaned[name] for name in ImageForm.Meta.fields}
            try:
                self.instance = Image.objects.add(cleaned["upload"], **about)
            except ValidationError as error:
                self.add_error("upload", error)
        return cleaned

    def _post_clean(self):
        """The library has checked and saved the picture already."""
