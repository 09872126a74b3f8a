"""Which post a file is about, if it came before."""

from django.utils.translation import gettext as _

from posts.importing.notes import Refusal
from posts.importing.reading import Reading
from posts.models import ImportedFile, Post


def unchanged(path: str, digest: str) -> ImportedFile | None:
    """What is kept of a file that came already with just these bytes; its post is locked."""
    rows = ImportedFile.objects.filter(path=path, sha256=digest, post__trashed_at=None)
    rows = rows.defer("source")
    return rows.select_related("post", "revision").select_for_update(of=("post",)).first()


def post_for(
    reading: Reading, path: str, *, overwrite: bool
) -> tuple[Post | None, ImportedFile | None]:
    """
    The post that a file is about and what is kept of the file, both None for a new one.

    Raises Refusal when the address is another post's, unless it may be overwritten.
    """
    post = (
        Post.objects.kept()
        .filter(slug=reading.slug)
        .select_related("imported_file__revision")
        .select_for_update(of=("self",))
        .first()
    )
    if post is None:
        return _renamed(reading, path)
    imported = getattr(post, "imported_file", None)
    if overwrite or (imported and _may_be_one_file(imported.path, path)):
        return post, imported
    if imported:
        raise Refusal(
            _("The address “%(slug)s” is that of the post from %(path)s: choose another slug.")
            % {"slug": reading.slug, "path": imported.path}
        )
    raise Refusal(
        _(
            "The address “%(slug)s” is that of a post written on the site: choose another slug, "
            "or use --overwrite to replace that post."
        )
        % {"slug": reading.slug}
    )


def _renamed(reading: Reading, path: str) -> tuple[Post | None, ImportedFile | None]:
    """The post whose address was changed, in its file or on the site."""
    rows = ImportedFile.objects.filter(path=path, post__trashed_at=None)
    rows = rows.select_related("post", "revision")
    for imported in rows.select_for_update(of=("post",)):
        state = imported.revision.state if imported.revision else {}
        is_same_text = reading.title == state.get("title") or reading.body == state.get("body")
        if imported.slug == reading.slug or is_same_text:
            return imported.post, imported
    return None, None


def _may_be_one_file(one: str, other: str) -> bool:
    """Whether two paths may be the same file, given by way of a higher or a lower folder."""
    return one == other or one.endswith("/" + other) or other.endswith("/" + one)
