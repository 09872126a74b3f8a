import json
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from posts import markup
from posts.addresses import SiteAddresses
from posts.admin import (
    autosaving,
    bulk,
    calendar,
    changes,
    links,
    originals,
    previewing,
    publishing,
    revisions,
    search,
    trash,
)
from posts.admin.bulk import BulkActions
from posts.admin.filters import AuthorFilter, StateFilter, TagFilter
from posts.admin.versioned import VersionedAdmin
from posts.admin.words import changes_of, in_full, state_of, thumbnail, when
from posts.forms import PostForm
from posts.models import Post, Revision, WorkingCopy
from posts.models.series import same_parts

PUBLISH, UNPUBLISH, PREVIEW = "_publish", "_unpublish", "_preview"
# Save, and look at what will change first: its value is "publish" or "unpublish".
REVIEW = "_review"


UNSHOWN = (
    *("body", "body_html", "toc", "excerpt", "front_matter", "before_trash"),
    *("working_copy__state", "working_copy__base"),
)


class PostList(ChangeList):
    """The list's posts with all that a line shows, without their texts, in three queries."""

    def get_queryset(self, request, exclude_parameters=None):
        return (
            super()
            .get_queryset(request, exclude_parameters)
            .defer(*UNSHOWN)
            .select_related("hero_image", "working_copy")
            .prefetch_related("tags")
            .with_authors()
        )


@admin.register(Post)
class PostAdmin(BulkActions, VersionedAdmin):
    form = PostForm
    position = 1
    purpose = _("What you publish: drafts, scheduled and public.")
    list_display = ["picture", "shown_title", "state", "tag_names", "author_names"]
    list_display_links = ["shown_title"]
    list_filter = [StateFilter, TagFilter, AuthorFilter]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title", "standfirst", "body", "tags__name"]
    search_help_text = _("Searches titles, standfirsts, texts and tags.")
    ordering = [F("published_at").desc(nulls_first=True), "-updated_at", "-pk"]
    MOST_WARNINGS = 5
    ROOMS = [
        (_("Writing"), {"fields": ["title", "standfirst", "body", "pictures"]}),
        (
            _("Settings"),
            {
                "fields": [
                    "published_at",
                    "unpublish_at",
                    "tags",
                    "hero_image",
                    "hero_upload",
                    "hero_alt",
                    "authors",
                    "slug",
                ],
                "classes": ["room"],
            },
        ),
        (
            _("Series and language"),
            {"fields": ["series", "part", "language", "translation_of"], "classes": ["folded"]},
        ),
        (
            _("Search and share"),
            {
                "fields": ["search_title", "search_description", "canonical_url", "noindex"],
                "classes": ["search"],
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """Not as `fieldsets`: Django's check E013 can't know that authorships date themselves."""
        return self.ROOMS

    def get_queryset(self, request):
        return super().get_queryset(request).kept()

    # The list

    def get_changelist(self, request, **kwargs):
        return PostList

    def get_search_results(self, request, queryset, search_term):
        posts, is_cut = search.found(queryset, search_term)
        if is_cut and request.method == "GET" and "q" in request.GET:
            search.say_that_some_were_left_out(request)
        return posts, False

    @admin.display(description=_("Picture"))
    def picture(self, post):
        return thumbnail(post.hero_image)

    @admin.display(description=_("Title"), ordering="title")
    def shown_title(self, post):
        return str(post)

    @admin.display(description=_("State"), ordering="published_at")
    def state(self, post):
        if post.is_draft:
            edited = gettext("edited %(when)s") % {"when": when(post.updated_at)}
            return state_of(post)._replace(date=edited).html
        return format_html("{} {}", state_of(post).html, changes_of(post))

    @admin.display(description=_("Tags"))
    def tag_names(self, post):
        return ", ".join(tag.name for tag in post.tags.all())

    @admin.display(description=_("Authors"))
    def author_names(self, post):
        return ", ".join(person.name for person in post.shown_authors)

    # The form

    def get_changeform_initial_data(self, request):
        """A new post may be for a day: the calendar names it in the address."""
        initial = super().get_changeform_initial_data(request)
        initial["published_at"] = calendar.moment_in(initial.get("published_at"))
        return initial

    def get_object(self, request, object_id, from_field=None):
        """The post with its saved changes, also those that readers don't see yet."""
        post = super().get_object(request, object_id, from_field)
        if post and post.changes:
            post.take(post.changes.merged()[0])
        return post

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_published else None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.deleted_meanwhile = getattr(request, "post_is_gone", False)
        form.user = request.user
        row = autosaving.going_on(request, obj)
        form.typed = row and row.typed
        return form

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """What was typed into a post that somebody deleted comes back as a new draft's form."""
        if request.method != "POST" and trash.is_there(object_id):
            words = gettext("This post is in the trash: bring it back to open it.")
            self.message_user(request, words, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:posts_post_trash"))
        if request.method != "POST" or not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        request.post_is_gone = True
        request.POST = request.POST.copy()
        request.POST |= {"published_at": "", "unpublish_at": "", "version": "0"}
        return self.changeform_view(request, None, reverse("admin:posts_post_add"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and context["adminform"].form.is_bound:  # it has written into its post
            obj = Post.objects.get(pk=obj.pk)
        context |= {
            "title": _("Write a post") if add else _("Edit post"),
            "subtitle": None if add else str(obj),
            "state": state_of(obj) if obj and obj.pk else None,
            "changes": obj.changes if change else None,
            "newest_revision": obj.revisions.select_related("user").first() if change else None,
            "has_file_field": True,
        }
        form = context["adminform"].form
        context["preview"] = previewing.context(obj if change else None)
        context["unsaved"] = autosaving.context(self, request, form, obj if change else None)
        response = super().render_change_form(request, context, add, change, form_url, obj)
        return previewing.with_pane(response)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """In the save's transaction: a form that is sent again goes on with what it has saved."""
        if request.method == "POST":
            object_id = autosaving.sent_again(self, request, object_id)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """Readers see what was typed when it is published; until then it is a working copy."""
        obj.is_held_back = obj.is_public and not {PUBLISH, UNPUBLISH} & request.POST.keys()
        if obj.is_held_back:
            obj.changes = WorkingCopy.objects.keep(obj, form.state(), request.user)
            return
        if UNPUBLISH in request.POST and obj.is_public and obj.unpublish():
            return
        if PUBLISH in request.POST and not obj.is_public:
            obj.publish()
        elif form.edited or obj.changes or not change:
            obj.save()

    def save_related(self, request, form, formsets, change):
        post = form.instance
        autosaving.take_in(request, post if change else None)
        if not post.is_held_back:
            super().save_related(request, form, formsets, change)
            post.add_revision(user=request.user, kind=kind_of_save(request.POST))
            WorkingCopy.objects.filter(post=post).delete()
            post.changes = None
        autosaving.note_saved(request, post)
        post.left_out = form.left_out
        if form.left_out.keys() - form.FILES:
            post.typed = autosaving.keep_left_out(self, request, form)

    def construct_change_message(self, request, form, formsets, add=False):
        """What the history says; also that a post was published or unpublished."""
        message = super().construct_change_message(request, form, formsets, add)
        pressed = {PUBLISH: gettext_noop("Published."), UNPUBLISH: gettext_noop("Unpublished.")}
        for words in [pressed[name] for name in pressed if name in request.POST]:
            changes = LogEntry(change_message=json.dumps(message)).get_change_message()
            return f"{gettext(words)} {changes}" if message else words
        return message

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_saved(request, obj)

    def response_change(self, request, obj):
        return self.response_saved(request, obj)

    def response_saved(self, request, post):
        """Say what readers see now and what of the text can't be shown; stay with the post."""
        if post.left_out:
            return self.response_left_out(request, post)
        if asked := request.POST.get(REVIEW):
            name = "unpublish" if asked == "unpublish" else "publish"
            return HttpResponseRedirect(reverse(f"admin:posts_post_{name}", args=[post.pk]))
        hero = post.hero_address or None
        rendered = markup.render(post.body, SiteAddresses(post.body), hero=hero)
        for warning in rendered.warnings[: self.MOST_WARNINGS]:
            self.message_user(request, warning, messages.WARNING)
        for twin in same_parts(post)[:1]:
            words = gettext("“%(title)s” is part %(part)s of this series, too.")
            words %= {"title": twin, "part": post.part}
            self.message_user(request, words, messages.WARNING)
        if PREVIEW in request.POST:
            return HttpResponseRedirect(reverse("admin:posts_post_preview", args=[post.pk]))
        self.message_user(request, self.said(request, post), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))

    def response_left_out(self, request, post):
        """To the form with what could not be saved still in it, and why; not on to elsewhere."""
        fields = self.form.base_fields
        for name in self.form.FILES & post.left_out.keys():  # a browser sends files once
            for words in post.left_out[name]:
                self.message_user(request, f"{fields[name].label}: {words}", messages.WARNING)
        self.message_user(request, self.said(request, post), messages.SUCCESS)
        address = reverse("admin:posts_post_change", args=[post.pk])
        is_typed = post.left_out.keys() - self.form.FILES
        return HttpResponseRedirect(f"{address}?typed={post.typed.pk}" if is_typed else address)

    def said(self, request, post):
        """What a save did, in a sentence or two."""
        if post.is_held_back and post.changes and post.changes.publish_at:
            return gettext("Saved. It comes out by itself: %(when)s.") % {
                "when": in_full(post.changes.publish_at)
            }
        if post.is_held_back and post.changes:
            return gettext("Saved. Readers see it when you publish the changes.")
        if post.is_held_back:
            return gettext("Nothing differs from what readers see.")
        if post.is_draft:
            return gettext("Saved. It is a draft: only editors see it.")
        if post.is_scheduled:
            return gettext("Saved. It appears by itself: %(when)s.") % {
                "when": when(post.published_at)
            }
        if post.is_unpublished and UNPUBLISH in request.POST:
            return gettext("Unpublished. Its address now tells readers that it is gone.")
        if post.is_unpublished:
            return gettext("Saved. Readers don't see it: it is unpublished.")
        words = gettext("Published.") if PUBLISH in request.POST else gettext("Saved.")
        return format_html(
            '{} <a href="{}">{}</a>', words, post.get_absolute_url(), gettext("See it on the site")
        )

    # Other views of a post

    def get_urls(self):
        views = {"discard": partial(changes.discard, self)}
        return [
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"posts_post_{name}",
                )
                for name, view in views.items()
            ),
            *autosaving.urls(self),
            *bulk.urls(self),
            *calendar.urls(self),
            *links.urls(self),
            *originals.urls(self),
            *previewing.urls(self),
            *publishing.urls(self),
            *revisions.urls(self),
            *trash.urls(self),
            *super().get_urls(),
        ]


def kind_of_save(sent) -> Revision.Kind:
    """What a sent form made of its post, by the button that sent it."""
    if PUBLISH in sent:
        return Revision.Kind.PUBLISHED
    return Revision.Kind.UNPUBLISHED if UNPUBLISH in sent else Revision.Kind.SAVED
