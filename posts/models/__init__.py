from posts.models.authorship import Authorship
from posts.models.former import FormerFile, FormerName
from posts.models.image import Image
from posts.models.import_run import ImportRun, ImportStep
from posts.models.imported_file import ImportedFile
from posts.models.page import Page
from posts.models.person import Person
from posts.models.post import Post
from posts.models.preview_link import PreviewLink
from posts.models.redirect import Redirect
from posts.models.revision import Revision
from posts.models.series import Series
from posts.models.snippet import FormerSlug, Snippet
from posts.models.tag import FormerTagName, Tag, Tagging
from posts.models.tag_change import TagChange
from posts.models.use import EarlierUse, Use
from posts.models.working_copy import Autosave, Overtaken, Presence, WorkingCopy

__all__ = [
    "Authorship",
    "Autosave",
    "EarlierUse",
    "FormerFile",
    "FormerName",
    "FormerSlug",
    "FormerTagName",
    "Image",
    "ImportRun",
    "ImportStep",
    "ImportedFile",
    "Overtaken",
    "Page",
    "Person",
    "Post",
    "Presence",
    "PreviewLink",
    "Redirect",
    "Revision",
    "Series",
    "Snippet",
    "Tag",
    "TagChange",
    "Tagging",
    "Use",
    "WorkingCopy",
]
