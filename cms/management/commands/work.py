from django.core.management.base import BaseCommand

from cms.processes import end_with_parent
from cms.worker import LEASE_SECONDS, Worker


class Command(BaseCommand):
    help = "Carry out tasks until SIGTERM or Ctrl-C; the running one is finished first."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--parent", type=int, help="end when this process is gone")
        parser.add_argument("--reload", action="store_true", help="end when code has changed")
        parser.add_argument(
            "--until-idle", action="store_true", help="end when no task is waiting"
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE_SECONDS,
            metavar="SECONDS",
            help="how long after its last sign of life another worker takes its task over",
        )

    def handle(self, *, parent, reload, until_idle, lease, **options):
        if parent:
            end_with_parent(parent)
        worker = Worker(lease=lease)
        worker.stop_on_signals()
        if reload:
            worker.stop_on_changes()
        worker.run(until_idle=until_idle)
