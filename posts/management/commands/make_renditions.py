from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from posts import rendering
from posts.models import Image


class Command(BaseCommand):
    help = "Make the renditions that images still lack. Stop it and run it again as you like."

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="make all anew, also those that are there"
        )

    def handle(self, **options):
        images = made = unread = 0
        for pk in list(Image.objects.order_by("pk").values_list("pk", flat=True)):
            image = Image.objects.filter(pk=pk).first()
            if image is None:
                continue
            try:
                made += image.make_renditions(again=options["all"])
            except (OSError, ValidationError) as error:
                unread += 1
                why = " ".join(error.messages) if isinstance(error, ValidationError) else error
                self.stderr.write(f"{image.file.name} ({image}): {why}")
            else:
                images += 1
                rendering.render_users_of(image)
        self.stdout.write(
            f"Renditions made: {made}. Images complete: {images}, unreadable: {unread}."
        )
