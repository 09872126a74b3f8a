"""The room for bringing posts in, from files or a scraped page, and for taking everything out."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from posts import slugs
from posts.admin.pasting import PastedPage, PasteForm, ReviewForm
from posts.exporting.site import Export
from posts.exporting.zipped import zipped
from posts.importing import uploads
from posts.importing.notes import Refusal
from posts.importing.uploads import KINDS, MOST_MEGABYTES, MOST_TEXTS, Row, Upload
from posts.models import ImportedFile, Post

ROOM = "admin:posts_importedfile_changelist"
LOOK = "admin:posts_importedfile_look"
PASTE = "admin:posts_importedfile_paste"
MOST_UPLOADS = 10
BRING_IN, FORGET, DRAFT = "_bring_in", "_forget", "_draft"
WORDS = {
    "new": _("New"),
    "changed": _("Changed"),
    "same": _("Same"),
    "warned": _("Warned"),
    "conflict": _("Conflict"),
    "gone": _("Gone"),
    "refused": _("Refused"),
    "left out": _("Left out"),
}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Files to look through; what they hold is in `upload` once the form is valid."""

    chosen = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        max_length=1000,
        widget=FilesInput(attrs={"accept": ",".join(sorted(KINDS))}),
        error_messages={"required": _("Choose one file or several.")},
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("chosen"):
            try:
                self.upload = uploads.keep(cleaned["chosen"])
            except Refusal as refusal:
                self.add_error("chosen", refusal.note.sentence)
        return cleaned


@admin.register(ImportedFile)
class BringingAdmin(admin.ModelAdmin):
    """Not a list of rows but a room of its own, reached like one."""

    position = 7
    room_name = _("Bring in and take out")
    purpose = _("Posts from files or a scraped page; everything as a zip.")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return self.may_bring_in(request) or self.may_take_out(request)

    def may_bring_in(self, request: HttpRequest) -> bool:
        return request.user.has_perm("posts.add_post") and request.user.has_perm(
            "posts.change_post"
        )

    def may_take_out(self, request: HttpRequest) -> bool:
        return request.user.has_perm("posts.view_post")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.room), name="posts_importedfile_changelist"),
            path("paste/", view(self.paste), name="posts_importedfile_paste"),
            path("zip/", view(require_POST(self.take_out)), name="posts_importedfile_take_out"),
            path("files/<str:token>/", view(self.look), name="posts_importedfile_look"),
        ]

    def page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        about = {"opts": self.opts, "room_name": self.room_name, "title": self.room_name}
        return TemplateResponse(
            request,
            f"admin/posts/import/{name}.html",
            self.admin_site.each_context(request) | about | context,
        )

    # The room

    def room(self, request):
        """What can be brought in and taken out; files that are sent are looked through next."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = UploadForm()
        if request.method == "POST":
            self.require_bringing(request)
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid():
                return self.kept(request, form.upload)
        return self.page(
            request,
            "room",
            form=form,
            errors=form.errors,
            paste_form=PasteForm(),
            may_bring_in=self.may_bring_in(request),
            may_take_out=self.may_take_out(request),
            most_megabytes=MOST_MEGABYTES,
            most_texts=MOST_TEXTS,
        )

    def require_bringing(self, request: HttpRequest) -> None:
        if not self.may_bring_in(request):
            raise PermissionDenied

    # Files

    def kept(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """Remember in the session whose the files are, and go and look at them."""
        own = [*request.session.get("uploads", []), upload.token]
        request.session["uploads"] = own[-MOST_UPLOADS:]
        return HttpResponseRedirect(reverse(LOOK, args=[upload.token]))

    def look(self, request, token):
        """What would become of the files; or they are brought in, and then what became of them."""
        self.require_bringing(request)
        upload = Upload(token)
        if token not in request.session.get("uploads", []) or not upload.exists:
            words = gettext("Those files are no longer here: choose them again.")
            self.message_user(request, words, messages.WARNING)
            return HttpResponseRedirect(reverse(ROOM))
        overwrite = "overwrite" in (request.POST or request.GET)
        if request.method == "POST":
            return self.act(request, upload, overwrite=overwrite)
        rows = upload.report() if upload.is_done else upload.look(overwrite=overwrite)
        return self.page(
            request,
            "report",
            title=_("What came in") if upload.is_done else _("What would come in"),
            rows=[as_shown(row) for row in rows],
            said=summary(rows),
            is_done=upload.is_done,
            overwrite=overwrite,
            nothing_comes=not any(row.status in {"new", "changed", "warned"} for row in rows),
        )

    def act(self, request: HttpRequest, upload: Upload, *, overwrite: bool) -> HttpResponse:
        """Bring the files in, or forget them."""
        if FORGET in request.POST:
            upload.forget()
            self.message_user(request, gettext("Nothing was brought in."), messages.INFO)
            return HttpResponseRedirect(reverse(ROOM))
        was_done = upload.is_done
        if not upload.bring_in(overwrite=overwrite):
            words = gettext("They are being brought in already: look again in a moment.")
            self.message_user(request, words, messages.INFO)
        elif not was_done:
            self.tell(request.user, summary(upload.report()))
        return HttpResponseRedirect(reverse(LOOK, args=[upload.token]))

    def tell(self, user: Any, words: str) -> None:
        """Log that files came in; the posts that they made have their revisions."""
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=gettext("Files brought in"),
            action_flag=ADDITION,
            change_message=words,
        )

    # A scraped page

    def paste(self, request):
        """A page's words or HTML, line by line, to be kept or left out; then a draft of them."""
        self.require_bringing(request)
        if request.method != "POST":
            return HttpResponseRedirect(reverse(ROOM) + "#paste")
        form = PasteForm(request.POST)
        if not form.is_valid():
            return self.page(request, "paste", title=_("Paste a page"), form=form)
        pasted = PastedPage(form.page, form.cleaned_data["source"], request.POST)
        review = ReviewForm(request.POST if pasted.was_seen else None, pasted=pasted)
        if DRAFT in request.POST and pasted.was_seen and review.is_valid():
            return self.drafted(request, review.save(request.user))
        return self.page(
            request, "review", title=_("What to keep"), form=review, paste_form=form, pasted=pasted
        )

    def drafted(self, request: HttpRequest, post: Post) -> HttpResponse:
        self.log_addition(request, post, [{"added": {}}])
        words = gettext("A draft was made of the page: only editors see it.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    # Out

    def take_out(self, request):
        """Everything as a zip, sent while it is made."""
        if not self.may_take_out(request):
            raise PermissionDenied
        now = timezone.localtime()
        name = f"{slugs.slugify(request.site.name, fallback='site')}-{now:%Y-%m-%d}.zip"
        response = StreamingHttpResponse(
            zipped(Export().files(), now), content_type="application/zip"
        )
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response


def as_shown(row: Row) -> dict:
    """A line of the report with its status in words and its post's address."""
    return {
        "path": row.path,
        "kind": row.status.replace(" ", "-"),
        "words": WORDS.get(row.status, row.status),
        "title": row.title,
        "address": reverse("admin:posts_post_change", args=[row.post]) if row.post else "",
        "notes": row.notes,
    }


def summary(rows: list[Row]) -> str:
    """How many files became what."""
    counts = Counter(row.status for row in rows if row.path)
    total = sum(counts.values())
    files = ngettext("%(total)d file", "%(total)d files", total) % {"total": total}
    parts = [
        f"{counts[status]} {str(words).lower()}"
        for status, words in WORDS.items()
        if counts[status]
    ]
    return f"{files}: {', '.join(parts)}." if parts else files
