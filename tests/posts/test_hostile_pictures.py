"""
Picture files made to do harm: each is refused with a sentence or comes out clean.

Made in code, through the whole way in: `Image.objects.add` and the task. What a single function
of `pictures` does with a file is in test_pictures.
"""

import io
import random
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels

from posts import media, pictures, tasks
from posts.models import Image
from tests.factories import make_editor, picture_bytes
from tests.posts.test_pictures import (
    PLACE,
    as_file,
    corners,
    exif,
    is_near,
    megabytes_of,
    needs_proc,
    wide_gamut_profile,
)

pytestmark = pytest.mark.django_db

KINDS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]
SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + kind + content + checksum


def png(
    width: int, height: int, rows: bytes, *, bits: int = 8, colours: int = 2, extra: bytes = b""
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + data + chunk(b"IEND", b"")


def red_png(extra: bytes = b"") -> bytes:
    return png(40, 20, (b"\0" + b"\xff\0\0" * 40) * 20, extra=extra)


def noise(kind: str, size: tuple[int, int] = (300, 200), **options) -> bytes:
    return as_file(Pixels.effect_noise(size, 80).convert("RGB"), kind, **options)


def that_declares(kind: str, width: int, height: int) -> bytes:
    """A small file of a kind that says it is as large as this."""
    data = bytearray(noise(kind))
    if kind == "PNG":
        data[16:24] = struct.pack(">II", width, height)
        data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    elif kind == "GIF":
        data[6:10] = struct.pack("<HH", width, height)
    elif kind == "JPEG":
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", height, width)
    elif kind == "WEBP":
        canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        wide = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas
        content = b"WEBP" + wide + bytes(data[12:])
        return b"RIFF" + struct.pack("<I", len(content)) + content
    else:
        at = data.index(b"ispe") + 8
        data[at : at + 8] = struct.pack(">II", width, height)
    return bytes(data)


def add(data: bytes, name: str = "picture") -> Image:
    image = Image.objects.add(ContentFile(data, name=name))
    tasks.make_renditions.call(image.pk)
    image.refresh_from_db()
    return image


def assert_bare(data: bytes, extension: str) -> None:
    """The file has what a picture needs and nothing else, nor anything after it."""
    if extension == "jpg":
        assert jpeg_parts(data) <= {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}
    elif extension == "webp":
        assert webp_parts(data) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
    else:
        assert avif_parts(data) == [b"ftyp", b"meta", b"mdat"]
        assert b"Exif" not in data
        assert b"mime" not in data
        assert b"prof" not in data
    shown = Pixels.open(io.BytesIO(data))
    shown.load()
    assert getattr(shown, "n_frames", 1) == 1
    assert shown.mode in {"RGB", "RGBA"}
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)


def jpeg_parts(data: bytes) -> set[int]:
    """The markers of a JPEG; anything after its end is told as 0."""
    assert data[:2] == b"\xff\xd8"
    at, markers = 2, set()
    while True:
        assert data[at] == 0xFF
        marker = data[at + 1]
        markers.add(marker)
        if marker == 0xD9:
            return markers | ({0} if data[at + 2 :] else set())
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            while data[at] != 0xFF or data[at + 1] in {0, *range(0xD0, 0xD8)}:
                at += 1


def webp_parts(data: bytes) -> set[bytes]:
    assert len(data) == 8 + int.from_bytes(data[4:8], "little")
    at, parts = 12, set()
    while at < len(data):
        parts.add(data[at : at + 4])
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    assert at == len(data)
    return parts


def avif_parts(data: bytes) -> list[bytes]:
    at, parts = 0, []
    while at < len(data):
        parts.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4], "big")
    assert at == len(data)
    return parts


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("payload.html", SCRIPT)
    return file.getvalue()


TAKEN = {
    "a GIF with a script in its size and comment": (
        as_file(Pixels.new("P", (40, 20), 3), "GIF", comment=b"*/=1;" + SCRIPT + b"/*")
    ),
    "a GIF with a script behind it": noise("GIF") + SCRIPT,
    "a JPEG that is an archive": noise("JPEG") + zipped(),
    "a JPEG with a page in its comment": noise("JPEG", comment=b"<html>" + SCRIPT),
    "a PNG with a program behind it": noise("PNG") + PHP,
    "a PNG with a program in a chunk": red_png(chunk(b"tEXt", b"Comment\0" + PHP)),
    "a PNG with a chunk of its own": red_png(chunk(b"prVt", PHP * 100)),
    "a WebP with a chunk of its own": noise("WEBP") + b"EVIL" + struct.pack("<I", 4) + b"bad!",
    "an AVIF with a box of its own": noise("AVIF") + struct.pack(">I", 12) + b"evil" + b"bad!",
    "a photo with its place": corners(kind="JPEG", comment=PLACE),
    "a photo with a broken EXIF": noise("JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + PLACE),
    "a photo with an EXIF that points at itself": noise(
        "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08"
    ),
    "a photo turned by a number that is none": noise("JPEG", exif=exif(orientation=77)),
    "a PNG with a cut-off profile": red_png(
        chunk(b"iCCP", b"p\0\0" + zlib.compress(wide_gamut_profile()[:200]))
    ),
    "a grey picture with 16 bits, see-through": png(
        40, 20, (b"\0" + b"\x9c\x40" * 40) * 20, bits=16, colours=0,
        extra=chunk(b"tRNS", b"\x9c\x40"),
    ),
    "a picture with 16 bits a colour": png(
        40, 20, (b"\0" + b"\xff\xff\0\0\0\0" * 40) * 20, bits=16
    ),
    "a picture of one pixel": as_file(Pixels.new("RGB", (1, 1), "red"), "PNG"),
    "a very wide picture": as_file(Pixels.new("RGB", (16_384, 20), "red"), "PNG"),
    "a very tall picture": as_file(Pixels.new("RGB", (20, 16_384), "red"), "PNG"),
    "a thread": as_file(Pixels.new("RGB", (1, 30_000), "red"), "PNG"),
    "a photo in many passes": noise("JPEG", progressive=True),
    "an ink picture with an RGB profile": as_file(
        Pixels.new("CMYK", (40, 20), (0, 255, 255, 0)), "JPEG", icc_profile=wide_gamut_profile()
    ),
    "a moving picture of a thousand frames": as_file(
        Pixels.new("L", (40, 20)), "GIF", save_all=True, duration=20,
        append_images=[Pixels.new("L", (40, 20), number % 256) for number in range(1000)],
    ),
    "a file of 20 MB": noise("JPEG").ljust(pictures.MOST_BYTES, b"\0"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_reaches_readers_as_pixels_alone(what, client):
    image = add(TAKEN[what])
    assert image.rendered
    for one in image.rendered:
        data = b"".join(client.get(f"/media/{one['name']}").streaming_content)
        assert_bare(data, one["format"])
        for secret in (b"script", b"<?php", b"PK\x03\x04", b"bad!", PLACE):
            assert secret not in data
        assert max(one["width"], one["height"]) <= pictures.LONGEST_SIDE


REFUSED = {
    "an empty file": (b"", "The file is empty."),
    "a byte more than 20 MB": (
        noise("JPEG").ljust(pictures.MOST_BYTES + 1, b"\0"), "larger than 20 MB",
    ),
    "a page": (b"<!doctype html><img src=x onerror=alert(1)>", "not a picture that can be taken"),
    "a page that begins like a GIF": (b"GIF89a" + SCRIPT, "damaged|not a picture"),
    "a page that begins like a PNG": (b"\x89PNG\r\n\x1a\n" + SCRIPT, "damaged|not a picture"),
    "a drawing with a script": (b"\xef\xbb\xbf \n<svg onload=alert(1)>", "SVG files can't"),
    "a drawing, packed": (zlib.compress(b"<svg/>"), "not a picture that can be taken"),
    "an archive": (zipped(), "not a picture that can be taken"),
    "a PostScript file": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9", "not a picture"),
    "a film": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99), "HEIC photos or films"),
    "a picture of a format nobody sends": (
        as_file(Pixels.new("RGB", (9, 9)), "ICO"), "not a picture that can be taken",
    ),
    "a GIF without a picture": (b"GIF89a\x09\0\x09\0\0\0\0;", "not a picture"),
    "a PNG without a pixel": (png(0, 0, b""), "damaged|not a picture"),
    "a PNG without its pixels": (png(400, 400, b"\0"), "damaged"),
    "a PNG whose pixels are not packed": (
        red_png().replace(b"IDAT", b"IDAT" + b"\xff" * 9), "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_refused_with_a_sentence_and_leaves_nothing(what):
    data, words = REFUSED[what]
    with pytest.raises(ValidationError, match=words) as refusal:
        add(data)
    assert str(refusal.value.messages[0]).endswith(".")
    assert not Image.objects.exists()
    assert not default_storage.exists("originals")
    assert not default_storage.exists("images")


@needs_proc
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("width", "height"), [(65_000, 65_000), (16_000, 16_000), (7_000, 2_800)])
def test_a_small_file_that_declares_to_be_huge_takes_neither_memory_nor_a_copy(
    kind, width, height, tmp_path
):
    if kind == "WEBP" and width > 16_383:
        width = height = 16_383
    said, peak = megabytes_of(that_declares(kind, width, height), tmp_path)
    assert peak < 400
    # Some of them are taken for what is really there; none breaks anything.
    assert said in (["too_many_pixels"], ["damaged"], [])
    if width > 7_000:
        assert peak < 120


@needs_proc
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)),
        (b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(bytes(200_000_000), 9)),
        (b"iCCP", b"profile\0\0" + zlib.compress(bytes(200_000_000), 9)),
        (b"eXIf", b"MM\0*\0\0\0\x08" + b"\xff" * 5_000_000),
    ],
)
def test_what_swells_inside_a_png_takes_no_memory(kind, content, tmp_path):
    said, peak = megabytes_of(red_png(chunk(kind, content)), tmp_path)
    assert said in (["damaged"], [])
    assert peak < 150


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_at_any_place_a_file_is_refused_or_whole(kind):
    data = noise(kind, (60, 40))
    places = sorted({*range(1, 40), *range(40, len(data), max(1, len(data) // 60))})
    refused = 0
    for place in places:
        try:
            pictures.check(data[:place])
            made = pictures.encoded(pictures.clean(data[:place], 320), "webp")
        except ValidationError:
            refused += 1
        else:
            assert_bare(made, "webp")
    assert refused >= len(places) - 2


@pytest.mark.parametrize("kind", KINDS)
def test_turned_over_bits_are_refused_or_come_out_clean(kind):
    chance = random.Random(7)
    whole = noise(kind, (60, 40))
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            made = pictures.encoded(pictures.clean(bytes(data), 320), "jpg")
        except ValidationError:
            continue
        assert_bare(made, "jpg")


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (TAKEN["a picture with 16 bits a colour"], (255, 0, 0)),
        (TAKEN["an ink picture with an RGB profile"], (255, 0, 0)),
        (as_file(Pixels.new("CMYK", (40, 20), (255, 0, 255, 0)), "JPEG"), (0, 255, 0)),
        (as_file(Pixels.new("CMYK", (40, 20), (0, 0, 0, 255)), "JPEG"), (0, 0, 0)),
        (as_file(Pixels.new("LAB", (40, 20), (255, 128, 128)), "TIFF"), None),
    ],
)
def test_odd_colours_are_the_colours_they_mean(data, colour):
    if colour is None:
        with pytest.raises(ValidationError, match="not a picture"):
            pictures.clean(data, 320)
        return
    made = pictures.clean(data, 320)
    assert is_near(made.getpixel((9, 9)), colour, by=4)


def test_a_png_is_turned_by_what_stands_behind_its_pixels():
    data = corners(orientation=6)
    at = data.index(b"eXIf") - 4
    size = 12 + int.from_bytes(data[at : at + 4], "big")
    moved = data[:at] + data[at + size : -12] + data[at : at + size] + data[-12:]
    assert moved.index(b"IDAT") < moved.index(b"eXIf")
    assert pictures.check(moved) == pictures.Facts("png", 40, 60)
    assert is_near(pictures.clean(moved, 320).getpixel((32, 8)), (255, 0, 0))


def test_a_grey_of_16_bits_can_be_see_through():
    made = pictures.clean(TAKEN["a grey picture with 16 bits, see-through"], 320)
    assert made.getpixel((9, 9))[3] == 0


@needs_proc
def test_a_look_at_a_picture_decodes_nothing(tmp_path):
    data = as_file(Pixels.new("RGB", (7000, 7000)), "PNG", compress_level=1)
    said, peak = megabytes_of(data, tmp_path, to="check")
    assert said == []
    assert peak < 100


def test_a_very_tall_picture_keeps_its_shape_within_what_webp_holds():
    image = add(TAKEN["a thread"])
    assert image.size == (1, 30_000)
    assert {(one["width"], one["height"]) for one in image.rendered if one["format"] != "jpg"} == {
        (1, 16_383)
    }


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\fakepath\\a.png", "a.png"),
        ("gpj.\u202egnp.exe", "gpj.gnp.exe"),
        ("a" * 400 + ".png", "a" * 196 + ".png"),
        ("photo.html", "photo.html"),
        ("photo.php.jpg", "photo.php.jpg"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
)
def test_a_name_names_no_file_of_ours(client, name, kept):
    client.force_login(make_editor())
    file = SimpleUploadedFile("x", picture_bytes(60, 40, kind="PNG"))
    file._name = name
    values = {"upload": file, "alt": "", "focal_x": 50, "focal_y": 50}
    response = client.post(reverse("admin:posts_image_add"), values, follow=True)
    image = Image.objects.get()
    assert image.name == kept
    assert image.file.name == f"originals/{image.content_hash}.png"
    assert "<img src=x" not in response.content.decode()
    assert media.read(image.file.name)
