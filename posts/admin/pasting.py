"""A pasted page under review: its lines, which of them stay, and the draft they make."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from posts.form_fields import LARGEST_BODY, TextField
from posts.importing import webpage
from posts.importing.notes import Refusal
from posts.models import Post, Revision

MOST_CHARACTERS = 1_500_000
MOST_LINES = 8_000
KINDS = {
    "heading": _("heading"),
    "item": _("list"),
    "code": _("code"),
    "table": _("table"),
}


class PasteForm(forms.Form):
    """A page's words or the source of its HTML; `page` has its lines once the form is valid."""

    source = TextField(
        label=_("The page"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("Its words as copied from the browser, or the source of its HTML."),
        error_messages={"required": _("Paste the words of a page.")},
    )

    def clean_source(self):
        source = self.cleaned_data["source"]
        if len(source) > MOST_CHARACTERS:
            raise ValidationError(
                _("That is far more than one post. Paste it in parts."), code="too_long"
            )
        try:
            self.page = webpage.read(source)
        except Refusal as refusal:
            raise ValidationError(refusal.note.sentence) from refusal
        if len(self.page.lines) > MOST_LINES:
            raise ValidationError(
                _("The page has over %(most)s lines. Paste it in parts."),
                code="too_many",
                params={"most": f"{MOST_LINES:,}"},
            )
        if not self.page.lines:
            raise ValidationError(_("Nothing in it can be read."), code="empty")
        return source


class PastedPage:
    """A page and which of its lines stay: those that were ticked, at first those we guess."""

    def __init__(self, page: webpage.Page, source: str, sent: QueryDict):
        self.page = page
        self.source = source
        self.digest = hashlib.sha256(source.encode()).hexdigest()[:16]
        # What was ticked belongs to the text that was shown then.
        self.was_seen = sent.get("seen") == self.digest
        ticked = {int(number) for number in sent.getlist("keep") if number.isdecimal()}
        self.kept = ticked if self.was_seen else page.kept

    @cached_property
    def body(self) -> str:
        return self.page.markdown(self.kept)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line as the page shows it."""
        return [
            {
                "number": line.number,
                "text": line.text,
                "kept": line.number in self.kept,
                "is_title": line.number == self.page.title_line,
                "kind": KINDS.get(line.kind, ""),
            }
            for line in self.page.lines
        ]

    @property
    def left_out(self) -> int:
        """How many lines are neither in the text nor its title."""
        stay = self.kept | {self.page.title_line}
        return sum(line.number not in stay for line in self.page.lines)


class ReviewForm(forms.Form):
    """The draft's title; its text is the lines that stay."""

    title = TextField(
        label=_("Title"),
        max_length=Post._meta.get_field("title").max_length,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"required": _("Give the post a title.")},
    )

    def __init__(self, *args: Any, pasted: PastedPage, **options: Any):
        super().__init__(*args, **options)
        self.pasted = pasted
        self.initial["title"] = pasted.page.title

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        if len(self.pasted.body.encode()) > LARGEST_BODY:
            raise ValidationError(
                _("The text is over 500 kB: make two posts of it, or leave lines out."),
                code="too_long",
            )
        return super().clean()

    @transaction.atomic
    def save(self, user: Any) -> Post:
        """The draft; the page as it was pasted is the first state of its history."""
        post = Post(title=self.cleaned_data["title"], body=self.pasted.body)
        post.save()
        post.add_revision(
            state=post.snapshot() | {"body": self.pasted.source},
            user=user,
            reason=gettext_noop("The page as it was pasted"),
            kind=Revision.Kind.IMPORTED,
        )
        post.add_revision(user=user, reason=gettext_noop("Made from a pasted page"))
        return post
