"""
What a picture costs that somebody uploads: `python -m bench.pictures`.

For each kind at the most pixels that are taken: the seconds of CPU until its first rendition is
there, which an editor waits for, those of all of them, and the memory at the peak; each in a
process of its own.
"""

import io
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image


def kinds() -> dict[str, tuple[str, str, int, dict]]:
    """Name: format, colours, pixels along each side, how it is saved."""
    passes = {"progressive": True, "subsampling": 0, "quality": 70}
    return {
        "JPEG": ("JPEG", "RGB", 7071, {"quality": 70}),
        "JPEG in passes": ("JPEG", "RGB", 7071, passes),
        "JPEG of inks": ("JPEG", "CMYK", 6324, passes),
        "PNG": ("PNG", "RGB", 7071, {"compress_level": 1}),
        "PNG see-through": ("PNG", "RGBA", 7071, {"compress_level": 1}),
        "PNG palette": ("PNG", "P", 7071, {"compress_level": 1, "transparency": 0}),
        "GIF": ("GIF", "P", 7071, {}),
        "WebP": ("WEBP", "RGB", 4472, {"method": 0, "quality": 60}),
        "WebP see-through": ("WEBP", "RGBA", 4472, {"method": 0, "quality": 60}),
        "AVIF": ("AVIF", "RGB", 4898, {"speed": 10, "quality": 60}),
        "AVIF see-through": ("AVIF", "RGBA", 4898, {"speed": 10, "quality": 60}),
    }


def main() -> None:
    print(f"{'kind':18} {'pixels':>7} {'file':>8} {'first':>7} {'all':>7} {'memory':>8}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture"
        for name, (kind, mode, side, options) in kinds().items():
            file.write_bytes(drawn(kind, mode, side, options))
            command = [sys.executable, "-m", "bench.pictures", str(file), folder]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            first, everything, peak = run.stdout.split()
            megabytes = file.stat().st_size / 1_000_000
            print(
                f"{name:18} {side * side / 1e6:5.0f} M {megabytes:5.1f} MB {first:>5} s "
                f"{everything:>5} s {peak:>5} MB"
            )


def drawn(kind: str, mode: str, side: int, options: dict) -> bytes:
    """A picture with slopes, and some grain unless that made the file larger than is taken."""
    slope = Image.radial_gradient("L").resize((side, side))
    grain = Image.effect_noise((512, 512), 12).resize((side, side))
    band = slope if kind in {"PNG", "GIF"} else Image.blend(slope, grain, 0.2)
    bands = [band, band.transpose(Image.Transpose.ROTATE_90), slope, slope]
    one_band = mode in {"L", "P"}
    picture = band.convert(mode) if one_band else Image.merge(mode, bands[: len(mode)])
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def measure(file: Path, folder: str) -> None:
    from django.conf import settings

    settings.configure(
        USE_I18N=False, MEDIA_ROOT=folder, MEDIA_URL="/media/", PUBLIC_MEDIA="images/.*"
    )
    from posts import pictures, renditions

    data = file.read_bytes()
    start = time.process_time()
    facts = pictures.check(data)
    first = renditions.first(data)
    waited = time.process_time() - start
    copies = renditions.missing((facts.width, facts.height), (50, 50), [first])
    renditions.make(data, copies, (50, 50))
    everything = time.process_time() - start
    status = Path("/proc/self/status").read_text()
    peak = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024
    print(f"{waited:.1f} {everything:.1f} {peak}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(Path(sys.argv[1]), sys.argv[2])
    else:
        main()
