from django.urls import path, re_path, register_converter

from posts import feeds, plain_texts, share_cards, sitemaps, views
from posts.slugs import SlugConverter

register_converter(SlugConverter, "word")

app_name = "posts"
urlpatterns = [
    path("", views.PostListView.as_view(), name="list"),
    path("posts/", views.to_list, name="to_list"),
    path("posts/<word:slug>/", views.PostDetailView.as_view(), name="detail"),
    path("posts/<word:slug>.md", plain_texts.article, name="markdown"),
    path("tags/", views.TagIndexView.as_view(), name="tags"),
    path("tags/<word:slug>/", views.TagView.as_view(), name="tag"),
    path("authors/", views.AuthorIndexView.as_view(), name="authors"),
    path("authors/<word:slug>/", views.AuthorView.as_view(), name="author"),
    path("archive/", views.ArchiveView.as_view(), name="archive"),
    re_path(r"^archive/(?P<year>[0-9]{4})/$", views.to_year, name="year"),
    re_path(
        r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$",
        views.MonthView.as_view(),
        name="month",
    ),
    path("feed.xml", feeds.newest, {"write": feeds.atom}, name="feed"),
    path("feed.json", feeds.newest, {"write": feeds.json_feed}, name="json_feed"),
    path("tags/<word:slug>/feed.xml", feeds.tagged, {"write": feeds.atom}, name="tag_feed"),
    path(
        "tags/<word:slug>/feed.json",
        feeds.tagged,
        {"write": feeds.json_feed},
        name="tag_json_feed",
    ),
    path(
        "authors/<word:slug>/feed.xml",
        feeds.by_author,
        {"write": feeds.atom},
        name="author_feed",
    ),
    path(
        "authors/<word:slug>/feed.json",
        feeds.by_author,
        {"write": feeds.json_feed},
        name="author_json_feed",
    ),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    re_path(
        r"^sitemap-posts-(?P<number>0|[1-9][0-9]{0,15})\.xml$",
        sitemaps.posts,
        name="sitemap_posts",
    ),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-tags.xml", sitemaps.tags, name="sitemap_tags"),
    path("sitemap-authors.xml", sitemaps.authors, name="sitemap_authors"),
    path("sitemap-archive.xml", sitemaps.archive, name="sitemap_archive"),
    path("share/<word:digest>/site.png", share_cards.site, name="site_share_card"),
    path("share/<word:digest>/<word:kind>/<word:slug>.png", share_cards.card, name="share_card"),
    # With and without the slash, so that no redirect tells which links there are.
    path("preview/<str:token>", views.preview),
    path("preview/<str:token>/", views.preview, name="preview"),
    path("llms.txt", plain_texts.llms, name="llms"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("theme-<word:digest>.css", views.theme, name="theme"),
    path("<word:slug>/", views.PageView.as_view(), name="page"),
    re_path(r"^(?P<address>.*)$", views.elsewhere, name="elsewhere"),
]
