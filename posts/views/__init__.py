"""Readers' pages: they choose posts and show them."""

from posts.views.article import PageView, PostDetailView
from posts.views.elsewhere import elsewhere, redirected, to_list
from posts.views.indexes import TagIndexView
from posts.views.listings import PostListView, TagView
from posts.views.theme import theme

__all__ = [
    "PageView",
    "PostDetailView",
    "PostListView",
    "TagIndexView",
    "TagView",
    "elsewhere",
    "redirected",
    "theme",
    "to_list",
]
