"""The list of tasks: what the site does by itself, and what went wrong with it."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus

from cms.models import Task


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    states = {
        "waiting": (_("waiting"), TaskResultStatus.READY),
        "running": (_("running"), TaskResultStatus.RUNNING),
        "failed": (_("failed"), TaskResultStatus.FAILED),
        "done": (_("done"), TaskResultStatus.SUCCESSFUL),
    }

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _status) in self.states.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.states:
            return queryset
        return queryset.filter(status=self.states[self.value()][1])


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    position = 40
    purpose = _("What the site does by itself, and what went wrong with it.")
    list_display = ["label", "state", "moment", "attempts", "error"]
    list_filter = [StateFilter]
    search_fields = ["task_path", "traceback"]
    search_help_text = _("Search in names and errors")
    ordering = ["-enqueued_at"]
    show_full_result_count = False
    actions = ["try_again"]
    readonly_fields = fields = (
        "label",
        "state",
        "moment",
        "attempts",
        "arguments",
        "result",
        "details",
    )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_try_again_permission(self, request):
        return request.user.has_perm("cms.change_task")

    @admin.display(description=_("task"), ordering="task_path")
    def label(self, task):
        return task.label

    @admin.display(description=_("state"), ordering="status")
    def state(self, task):
        return task.state

    @admin.display(description=_("when"), ordering="enqueued_at")
    def moment(self, task):
        return task.moment

    @admin.display(description=_("attempts"))
    def attempts(self, task):
        return task.attempts

    @admin.display(description=_("what went wrong"))
    def error(self, task):
        return task.error

    @admin.display(description=_("about"))
    def arguments(self, task):
        named = [f"{name}={value}" for name, value in task.args_kwargs["kwargs"].items()]
        return ", ".join([*map(str, task.args_kwargs["args"]), *named])

    @admin.display(description=_("result"))
    def result(self, task):
        return task.return_value

    @admin.display(description=_("what went wrong"))
    def details(self, task):
        return format_html("<pre>{}</pre>", task.traceback) if task.traceback else None

    @admin.action(description=_("Try again"), permissions=["try_again"])
    def try_again(self, request, queryset):
        chosen = queryset.count()
        tried = queryset.try_again()
        if tried:
            words = ngettext("%d task is tried again.", "%d tasks are tried again.", tried) % tried
            self.message_user(request, words, messages.SUCCESS)
        if left := chosen - tried:
            words = ngettext(
                "%d task was left alone: it has not failed.",
                "%d tasks were left alone: they have not failed.",
                left,
            )
            self.message_user(request, words % left, messages.WARNING)
