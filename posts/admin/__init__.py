from posts.admin.bringing import BringingAdmin
from posts.admin.image import ImageAdmin
from posts.admin.page import PageAdmin
from posts.admin.person import PersonAdmin
from posts.admin.post import PostAdmin
from posts.admin.redirect import RedirectAdmin
from posts.admin.series import SeriesAdmin
from posts.admin.snippet import SnippetAdmin
from posts.admin.tag import TagAdmin

__all__ = [
    "BringingAdmin",
    "ImageAdmin",
    "PageAdmin",
    "PersonAdmin",
    "PostAdmin",
    "RedirectAdmin",
    "SeriesAdmin",
    "SnippetAdmin",
    "TagAdmin",
]
