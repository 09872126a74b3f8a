from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    default = True
    name = "cms"
    verbose_name = _("Site")

    def ready(self):
        from cms import checks, generation  # noqa: F401

        # Every process knows every task, so that the list of tasks can name them.
        autodiscover_modules("tasks")
        # Django rebuilds tables on SQLite, which drops triggers: set them after each migrate.
        post_migrate.connect(generation.install, dispatch_uid="cms.generation.install")


class LodestoneAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our own site, so that `admin.register` and Django's apps find it."""

    default = False
    default_site = "cms.admin_site.LodestoneAdminSite"
    # Tables of parts that no editor needs to see.
    HIDDEN = (
        "taggit.Tag",
        "axes.AccessAttempt",
        "axes.AccessFailureLog",
        "axes.AccessLog",
        "django_tasks_database.DBTaskResult",
    )

    def ready(self):
        super().ready()
        from django.contrib.admin import site

        from cms import admin_tasks  # noqa: F401

        for label in self.HIDDEN:
            model = apps.get_model(label)
            if site.is_registered(model):
                site.unregister(model)
