"""What is done after the answer was sent. Each may run twice, or again after it was cut off."""

from django.contrib.admin.models import DELETION
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cms import activity
from cms.models import SiteSettings
from cms.tasks import PUNCTUAL, GiveUp, enqueue_once, every, task, with_another_language
from posts import rendering, unused
from posts.importing import uploads
from posts.models import Image, Page, Post, Snippet, WorkingCopy


@task(label=_("Make renditions of an image"))
def make_renditions(pk: int) -> int:
    """
    Make what an image lacks and show it in the texts that use it; how many were made.

    What no text shows any more then is removed: readers who ask for it get what took its place.
    """
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return 0
    try:
        made = image.make_renditions()
    except FileNotFoundError as error:
        raise GiveUp(
            _("The file of %(image)s is gone: restore %(file)s from a backup.")
            % {"image": image, "file": image.file.name}
        ) from error
    except ValidationError as error:
        raise GiveUp(" ".join(error.messages)) from error
    rendering.render_users_of(image)
    image.remove_former_renditions()
    return made


@task(label=_("Show links to a post with its new address"))
def render_links(pk: int) -> int:
    """Render the texts that link to a post by a former address; how many look different now."""
    post = Post.objects.filter(pk=pk).first()
    return rendering.render_links_to(post) if post else 0


@task(label=_("Show a snippet as it is now"))
def render_snippet(pk: int) -> int:
    """Render the texts that show a snippet; how many look different now."""
    snippet = Snippet.objects.filter(pk=pk).first()
    return rendering.render_users_of_snippet(snippet) if snippet else 0


@with_another_language
@task(label=_("Put the texts' labels and quotes into the site's language"))
def render_all(kind: str = "Post", after: int = 0) -> int:
    """
    Render a batch of posts, then of pages, and leave the next to a task of its own.

    `after` is the last key that was done; how many look different now.
    """
    model: type[Post | Page] = Post if kind == "Post" else Page
    keys = rendering.batch_after(model.objects.all(), after)
    changed = sum(rendering.render_again(model, pk) for pk in keys)
    if keys:
        enqueue_once(render_all, kind, keys[-1])
    elif kind == "Post":
        enqueue_once(render_all, "Page")
    return changed


@every(600)
@task(label=_("Render texts again that an older release rendered"))
def render_older() -> int:
    """
    Render a batch of texts again after an update, and leave the next to a task of its own.

    How many look different now. One that can't be rendered holds up no other, and is told of at
    the end.
    """
    texts, changed, errors = rendering.older(), 0, []
    for model, pk in texts:
        try:
            changed += rendering.render_again(model, pk)
        except Exception as error:
            errors.append(error)
    if len(errors) < len(texts):
        enqueue_once(render_older)
    if errors:
        raise errors[0]
    return changed


@every(3600)
@task(label=_("Remove what was sent to be looked at"))
def remove_old_uploads() -> int:
    """Remove files that somebody sent and did not bring in for a day; how many uploads."""
    return uploads.sweep()


@every(24 * 3600)
@task(label=_("Put aside files of pictures that are gone"))
def put_unused_files_aside() -> int:
    """Put aside files that nothing names any more, for a month; how many."""
    return unused.put_aside()


@every(24 * 3600)
@task(label=_("Look at pictures that nobody looked at yet"))
def look_at_pictures() -> int:
    """Note what pictures look like that came before that was noted; how many."""
    return Image.objects.look_again()


@task(label=_("Publish the planned changes of a post"), priority=PUNCTUAL)
def publish_changes(pk: int) -> bool:
    """Let readers see a post's planned changes; False when they were moved, withdrawn or clash."""
    with translation.override(SiteSettings.written_in()):
        return WorkingCopy.objects.publish_due(pk)


@every(24 * 3600)
@task(label=_("Empty the trash"))
def empty_trash() -> int:
    """Delete for good what was thrown away 30 days ago; how many posts."""
    with translation.override(SiteSettings.written_in()):
        old = Post.objects.to_be_deleted().only("title", "trashed_at")
        words, deleted = gettext_noop("Deleted for good from the trash."), 0
        for pk in list(old.values_list("pk", flat=True)):
            with transaction.atomic():
                # Unless somebody brings it back just now.
                if post := old.select_for_update().filter(pk=pk).first():
                    activity.by_itself(post, words, flag=DELETION)
                    post.delete()
                    deleted += 1
    return deleted


@every(60)
@task(label=_("Look for planned changes that are late"), priority=PUNCTUAL)
def publish_late_changes() -> int:
    """Publish planned changes whose own task is gone, as after a restored backup; how many."""
    late = list(WorkingCopy.objects.due().values_list("post", flat=True))
    return sum(publish_changes.call(pk) for pk in late)
