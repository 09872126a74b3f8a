"""Readers' pages: they choose posts and show them."""

from posts.views.article import PageView, PostDetailView
from posts.views.elsewhere import elsewhere, moved_with, new_slug, redirected, to_list
from posts.views.indexes import ArchiveView, AuthorIndexView, TagIndexView, to_year
from posts.views.listings import AuthorView, MonthView, PostListView, TagView
from posts.views.preview import preview
from posts.views.theme import theme

__all__ = [
    "ArchiveView",
    "AuthorIndexView",
    "AuthorView",
    "MonthView",
    "PageView",
    "PostDetailView",
    "PostListView",
    "TagIndexView",
    "TagView",
    "elsewhere",
    "moved_with",
    "new_slug",
    "preview",
    "redirected",
    "theme",
    "to_list",
    "to_year",
]
