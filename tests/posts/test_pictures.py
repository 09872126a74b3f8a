"""Picture files from outside: what is refused, with which words, and what is cleaned."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

from posts import pictures
from tests.factories import picture_bytes

PLACE = b"Latitude 48.2082 N of a private garden"


def as_file(picture: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def exif(*, orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[pictures.ORIENTATION] = orientation
    told[0x010E] = PLACE.decode()
    told.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 29.5), 3: "E", 4: (16.0, 22.0, 25.8)})
    return told


def corners(*, kind: str = "PNG", orientation: int = 1, **options) -> bytes:
    """A picture of 60 by 40: red at the top left, blue at the bottom right, else white."""
    picture = Image.new("RGB", (60, 40), "white")
    picture.paste("red", (0, 0, 20, 20))
    picture.paste("blue", (40, 20, 60, 40))
    return as_file(picture, kind, exif=exif(orientation=orientation), **options)


def png_that_declares(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + checksum

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def wide_gamut_profile() -> bytes:
    """A profile whose green is our red: what ignores it shows another colour."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = int.from_bytes(profile[128:132], "big")
    places = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * tags, 12)}
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def is_near(colour, wanted, by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "The file is empty."),
        (b"\xff\xd8\xff" + bytes(21 * 1024 * 1024), "too_large", "larger than 20 MB"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "svg", "PNG or WebP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "heic", "JPEG or PNG"),
        (b"Just some words, called photo.jpg", "format", "Save it as JPEG"),
        (b"<html><script>alert(1)</script>", "format", "Save it as JPEG"),
        (b"%PDF-1.7 not a picture", "format", "Save it as JPEG"),
        (as_file(Image.new("RGB", (9, 9)), "BMP"), "format", "Save it as JPEG"),
        (as_file(Image.new("RGB", (9, 9)), "TIFF"), "format", "Save it as JPEG"),
        (png_that_declares(50_001, 1000), "too_many_pixels", "over 50 megapixels"),
        (png_that_declares(12_000, 9_000), "too_many_pixels", "over 50 megapixels"),
        (png_that_declares(60_000, 60_000), "too_many_pixels", "over 50 megapixels"),
        (png_that_declares(2**31 - 1, 2**31 - 1), "too_many_pixels", "over 50 megapixels"),
        (b"\xff\xd8\xff\xe0" + bytes(10), "format", "Save it as JPEG"),
        (picture_bytes(64, 64) + b"\xff\xda\0\x08" * 500, "damaged", "damaged or cut off"),
    ],
)
def test_what_cannot_be_taken_is_refused_unread_with_words_that_say_what_to_do(data, code, words):
    with pytest.raises(ValidationError) as refusal:
        pictures.check(data)
    assert refusal.value.code == code
    assert words in refusal.value.messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_cut_off_file_is_refused(kind):
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    data = as_file(noise, kind)
    with pytest.raises(ValidationError, match="damaged or cut off"):
        pictures.clean(data[: len(data) // 2], 1280)


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("GIF", "gif")],
)
def test_five_formats_are_taken(kind, extension):
    data = as_file(Image.new("RGB", (50, 30), "teal"), kind)
    assert pictures.check(data) == pictures.Facts(extension, 50, 30)
    assert is_near(pictures.clean(data, 1280).getpixel((25, 15)), (0, 128, 128))


def test_a_photo_with_a_second_picture_inside_is_a_jpeg():
    data = as_file(
        Image.new("RGB", (50, 30)),
        "MPO",
        save_all=True,
        append_images=[Image.new("RGB", (50, 30), "red")],
    )
    assert pictures.check(data).extension == "jpg"
    assert pictures.clean(data, 20).getpixel((5, 5)) == (0, 0, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_turned_picture_is_turned_upright(kind, orientation):
    # Turned away by the inverse, so that a right turn brings every corner home.
    picture = Image.open(io.BytesIO(corners()))
    away = {6: 8, 8: 6}.get(orientation, orientation)
    if away in pictures.TURNS:
        picture = picture.transpose(pictures.TURNS[away])
    data = as_file(picture, kind, exif=exif(orientation=orientation), quality=95)
    facts = pictures.check(data)
    assert (facts.width, facts.height) == (60, 40)
    upright = pictures.clean(data, 1280)
    assert upright.size == (60, 40)
    assert is_near(upright.getpixel((8, 8)), (255, 0, 0), by=40)
    assert is_near(upright.getpixel((52, 32)), (0, 0, 255), by=40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("extension", ["webp", "avif", "jpg"])
def test_nothing_but_pixels_is_left(kind, extension):
    options = {"comment": PLACE} if kind == "JPEG" else {}
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", PLACE.decode())
        info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{PLACE.decode()}</x:xmpmeta>")
        options = {"pnginfo": info}
    elif kind != "JPEG":
        options = {"xmp": b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"}
    data = corners(kind=kind, icc_profile=wide_gamut_profile(), **options) + PLACE
    assert data.count(PLACE) >= 2

    made = pictures.encoded(pictures.clean(data, 1280), extension)

    assert PLACE not in made
    for trace in (b"Exif", b"EXIF", b"xmp", b"XMP", b"ICCP", b"ICC_PROFILE", b"prof", b"GPS"):
        assert trace not in made
    again = Image.open(io.BytesIO(made))
    assert not again.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(again.info)


def test_colours_are_converted_by_the_profile():
    data = as_file(
        Image.new("RGB", (20, 20), (255, 0, 0)), "PNG", icc_profile=wide_gamut_profile()
    )
    red, green, _ = pictures.clean(data, 20).getpixel((5, 5))
    assert green > 200 > red


@pytest.mark.parametrize("profile", [b"no profile at all", bytes(200)])
def test_a_profile_that_cannot_be_read_counts_as_none(profile):
    data = as_file(Image.new("RGB", (20, 20), "red"), "PNG", icc_profile=profile)
    assert pictures.clean(data, 20).getpixel((5, 5)) == (255, 0, 0)


def test_a_profile_of_another_kind_of_colours_counts_as_none():
    data = as_file(Image.new("L", (20, 20), 99), "PNG", icc_profile=wide_gamut_profile())
    assert pictures.clean(data, 20).getpixel((5, 5)) == (99, 99, 99)


@pytest.mark.parametrize(
    ("picture", "kind", "colour"),
    [
        (Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG", (255, 0, 0)),
        (Image.new("L", (20, 20), 100), "JPEG", (100, 100, 100)),
        (Image.new("L", (20, 20), 100), "PNG", (100, 100, 100)),
        (Image.new("1", (20, 20), 1), "PNG", (255, 255, 255)),
        (Image.new("I;16", (20, 20), 40_000), "PNG", (155, 155, 155)),
        (Image.new("RGB", (20, 20), "navy").quantize(4), "PNG", (0, 0, 128)),
        (Image.new("RGBA", (20, 20), (0, 0, 255, 255)), "PNG", (0, 0, 255)),
    ],
)
def test_every_kind_of_colours_becomes_srgb(picture, kind, colour):
    made = pictures.clean(as_file(picture, kind, quality=95), 1280)
    assert made.mode == "RGB"
    assert is_near(made.getpixel((9, 9)), colour, by=4)


@pytest.mark.parametrize(
    ("picture", "options"),
    [
        (Image.new("RGBA", (20, 20), (0, 0, 255, 0)), {}),
        (Image.new("LA", (20, 20), (90, 0)), {}),
        (Image.new("P", (20, 20), 0), {"transparency": 0}),
        (Image.new("RGB", (20, 20), (1, 2, 3)), {"transparency": (1, 2, 3)}),
    ],
)
def test_what_is_see_through_stays_so_and_is_white_in_a_jpeg(picture, options):
    made = pictures.clean(as_file(picture, "PNG", **options), 1280)
    assert made.getpixel((9, 9))[3] == 0
    for extension in ("webp", "avif"):
        shown = Image.open(io.BytesIO(pictures.encoded(made, extension)))
        assert shown.convert("RGBA").getpixel((9, 9))[3] == 0
    share = Image.open(io.BytesIO(pictures.encoded(made, "jpg")))
    assert is_near(share.getpixel((9, 9)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_a_moving_picture_the_first_frame_is_taken(kind):
    frames = [Image.new("RGB", (30, 20), name) for name in ("red", "blue", "green")]
    data = as_file(frames[0], kind, save_all=True, append_images=frames[1:])
    made = pictures.encoded(pictures.clean(data, 1280), "webp")
    shown = Image.open(io.BytesIO(made))
    assert getattr(shown, "n_frames", 1) == 1
    assert is_near(shown.convert("RGB").getpixel((9, 9)), (255, 0, 0))


def test_what_hangs_on_a_picture_is_not_carried_along():
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("payload.html", "<script>alert('hello')</script>")
    script = b"/*<script>alert(document.domain)</script>*/"
    data = picture_bytes(200, 100, kind="GIF") + script + hidden.getvalue()
    made = pictures.encoded(pictures.clean(data, 1280), "webp")
    assert b"script" not in made
    assert b"payload" not in made


@pytest.mark.parametrize(
    ("size", "wanted", "made"),
    [
        ((4000, 3000), 1280, (1280, 960)),
        ((200, 100), 1280, (200, 100)),
        ((1, 1), 320, (1, 1)),
        ((30_000, 1), 320, (320, 1)),
        ((1000, 40_000), 960, (410, 16_383)),
    ],
)
def test_a_picture_is_never_made_larger_nor_longer_than_webp_holds(size, wanted, made):
    assert pictures.fitted(size, wanted) == made


@pytest.mark.parametrize(("focus", "colour"), [((0, 50), (255, 0, 0)), ((100, 50), (0, 0, 255))])
def test_a_crop_keeps_the_focal_point(focus, colour):
    picture = Image.new("RGB", (3000, 600), "white")
    picture.paste("red", (0, 0, 1000, 600))
    picture.paste("blue", (2000, 0, 3000, 600))
    crop = pictures.cropped(picture, 1200, 630, focus)
    assert crop.size == (1143, 600)
    assert crop.getpixel((500, 300)) == colour


@pytest.mark.parametrize("focus", [(0, 0), (100, 100), (33, 71)])
@pytest.mark.parametrize("size", [(4000, 3000), (1200, 630), (40, 3000), (3000, 40), (1, 1)])
def test_a_crop_has_the_shape_and_is_never_made_larger(size, focus):
    crop = pictures.cropped(Image.new("RGB", size), 1200, 630, focus)
    assert crop.width <= min(1200, size[0])
    assert crop.height <= min(630, size[1])


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF"]),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))),
)
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_cleaned_or_refused_and_raises_nothing_else(kind, changes):
    data = bytearray(corners(kind=kind) if kind != "GIF" else picture_bytes(60, 40, kind=kind))
    for place, content in changes:
        start = place % len(data)
        data[start : start + len(content)] = content
    try:
        pictures.check(bytes(data))
        pictures.encoded(pictures.clean(bytes(data), 64), "webp")
    except ValidationError as refusal:
        assert refusal.messages[0].endswith(".")  # noqa: PT017 either is right


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="The peak is read from /proc, which Linux has."
)
MEASURE = """
import re, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.exceptions import ValidationError
from posts import pictures
data = Path(sys.argv[1]).read_bytes()
try:
    if sys.argv[2] == "check":
        pictures.check(data)
    else:
        pictures.encoded(pictures.clean(data, 1920), "webp")
except ValidationError as refusal:
    print(refusal.code)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(int(peak[1]) // 1024)
"""


def megabytes_of(data: bytes, folder: Path, to: str = "clean") -> tuple[list[str], int]:
    """What cleaning or a check says, and the memory it took at most, in a process of its own."""
    file = folder / "picture"
    file.write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file), to], capture_output=True, text=True, check=True
    )
    *said, peak = run.stdout.split()
    return said, int(peak)


@needs_proc
@pytest.mark.parametrize(
    ("kind", "mode", "side", "options"),
    [
        ("JPEG", "RGB", 7071, {"progressive": True, "subsampling": 0}),
        ("JPEG", "CMYK", 6324, {"progressive": True, "subsampling": 0}),
        ("PNG", "RGBA", 7071, {"compress_level": 1}),
        ("PNG", "P", 7071, {"compress_level": 1, "transparency": 0}),
        ("PNG", "I;16", 7071, {"compress_level": 1}),
        ("GIF", "P", 7071, {}),
        ("WEBP", "RGBA", 4472, {"method": 0, "quality": 1}),
        ("AVIF", "RGBA", 4898, {"speed": 10, "quality": 1}),
    ],
)
def test_the_largest_picture_taken_needs_bounded_memory(tmp_path, kind, mode, side, options):
    colour = (10, 20, 30, 128)[: len(mode)] if mode in {"RGB", "RGBA", "CMYK"} else 7
    picture = Image.new(mode, (side, side), colour)
    said, peak = megabytes_of(as_file(picture, kind, **options), tmp_path)
    assert said == []
    assert peak < 400


ALL_AT_ONCE = """
import re, sys, threading
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from posts import pictures
data = Path(sys.argv[1]).read_bytes()
def clean():
    pictures.encoded(pictures.clean(data, 1280), "webp")
threads = [threading.Thread(target=clean) for _number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
status = Path("/proc/self/status").read_text()
for name in ("VmHWM", "VmRSS"):
    print(int(re.search(name + r":\\s+(\\d+) kB", status)[1]) // 1024)
"""


@needs_proc
def test_several_threads_need_no_more_memory_than_one_and_give_it_back(tmp_path):
    file = tmp_path / "picture"
    file.write_bytes(as_file(Image.new("RGBA", (7071, 7071), "teal"), "PNG", compress_level=1))
    command = [sys.executable, "-c", ALL_AT_ONCE, str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    peak, left = map(int, run.stdout.split())
    assert peak < 400
    if pictures.TRIM:
        assert left < 150


@pytest.mark.parametrize(
    ("kind", "mode", "size", "most"),
    [("WEBP", "RGB", (5000, 4001), 20), ("AVIF", "RGB", (6000, 4001), 24),
     ("JPEG", "CMYK", (8000, 5001), 40)],
)  # fmt: skip
def test_kinds_that_take_much_memory_may_have_fewer_pixels(kind, mode, size, most):
    options = {"WEBP": {"method": 0, "quality": 1}, "AVIF": {"speed": 10, "quality": 1}}
    data = as_file(Image.new(mode, size), kind, **options.get(kind, {}))
    with pytest.raises(ValidationError, match=f"over {most} megapixels, too many for its kind"):
        pictures.check(data)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("side", [50, 77, 201, 500])
def test_a_picture_scaled_in_strips_has_no_seams(monkeypatch, mode, side):
    noise = [Image.effect_noise((500, 500), 60 + band) for band in range(len(mode))]
    picture = Image.merge(mode, noise)
    whole = picture.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2)
    monkeypatch.setattr(pictures, "STRIP_PIXELS", 20_000)
    strips = pictures._strip_by_strip(picture, (side, side))
    differences = ImageChops.difference(strips, whole).getextrema()
    assert max(high for _, high in ([differences] if mode == "L" else differences)) <= 2


@needs_proc
def test_a_bomb_needs_hardly_any_memory(tmp_path):
    said, peak = megabytes_of(png_that_declares(60_000, 60_000), tmp_path)
    assert said == ["too_many_pixels"]
    assert peak < 100
