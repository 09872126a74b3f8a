from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "posts"
    verbose_name = _("Publishing")

    def ready(self):
        from cms import generation
        from posts import clock

        generation.watch(
            "cms.SiteSettings",
            "cms.MenuItem",
            "posts.Post",
            "posts.Authorship",
            "posts.Tag",
            "posts.Tagging",
            "posts.Person",
            "posts.Page",
            "posts.Series",
            "posts.Redirect",
            "posts.Image",
        )
        generation.add_clock(clock.next_date, clock.last_date)
