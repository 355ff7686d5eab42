"""Draws the pictures of this folder and lets Pillow 13 decode and resize them: `python make.py`."""

import json
import struct
import subprocess
import zlib

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

rng = np.random.default_rng(7)


def drawn(width, height):
    """A gradient with a disc, stripes and noise, different in each channel."""
    y, x = np.mgrid[0:height, 0:width]
    disc = (x - width * 0.6) ** 2 + (y - height * 0.4) ** 2 < (0.3 * min(width, height)) ** 2
    picture = np.stack(
        [255 * x / max(1, width - 1), 255 * y / max(1, height - 1), 127 + 120 * np.sin(x * 0.9 + y * 0.4)], 2)
    picture[disc] = [240, 200, 30]
    picture[(x + 2 * y) % 11 == 0] = [20, 60, 160]
    return np.clip(picture + rng.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(rows, depth):
    """Rows of samples as bytes, each with filter 0."""
    out = b""
    for row in rows:
        flat = row.reshape(-1)
        if depth == 16:
            line = flat.astype(">u2").tobytes()
        elif depth == 8:
            line = flat.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in flat)
            bits += "0" * (-len(bits) % 8)
            line = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        out += b"\0" + line
    return out


def png(path, samples, depth, color, interlaced=False, extra=b""):
    height, width = samples.shape[:2]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in passes]
        data = b"".join(packed(p, depth) for p in parts if p.size)
    else:
        data = packed(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    open(path, "wb").write(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def expect(path):
    """Pillow's pixels of a file beside it; 16-bit grey keeps the high byte."""
    image = Image.open(path)
    image.load()
    if image.mode.startswith("I;16"):
        values = np.repeat((np.array(image) >> 8).astype(np.uint8)[:, :, None], 3, 2)
    else:
        values = np.array(ImageOps.exif_transpose(image).convert("RGB"))
    Image.fromarray(values).save(path.rsplit(".", 1)[0] + ".expected.png", optimize=True)


picture = drawn(21, 13)
grey = picture[:, :, 1].astype(int)
wide = rng.integers(0, 65536, (13, 21, 4))
gamma = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"sBIT", b"\5\6\5")
cases = {}
for depth in (1, 2, 4, 8, 16):
    samples = (grey * ((1 << depth) - 1) // 255)[:, :, None]
    if depth == 16:
        samples = wide[:, :, :1]
    png(f"grey{depth}.png", samples, depth, 0)
    png(f"grey{depth}-interlaced.png", samples, depth, 0, True)
for depth in (1, 2, 4, 8):
    palette = chunk(b"PLTE", rng.integers(0, 256, (1 << depth) * 3).astype(np.uint8).tobytes())
    clear = chunk(b"tRNS", rng.integers(0, 256, 2).astype(np.uint8).tobytes())
    samples = (grey * ((1 << depth) - 1) // 255)[:, :, None]
    png(f"palette{depth}.png", samples, depth, 3, depth == 4, palette + (clear if depth in (2, 8) else b""))
png("greyalpha8.png", np.stack([grey, 255 - grey], 2), 8, 4)
png("greyalpha16.png", wide[:, :, :2], 16, 4, True)
png("rgb8.png", picture, 8, 2, False, gamma)
png("rgb8-interlaced.png", picture, 8, 2, True)
png("rgb8-transparent.png", picture, 8, 2, False, chunk(b"tRNS", b"\0\x14\0\x3c\0\xa0"))
png("rgb16.png", wide[:, :, :3], 16, 2)
png("rgba8.png", np.concatenate([picture, picture[:, :, :1]], 2), 8, 6)
png("rgba16.png", wide, 16, 6, True)
exif = b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
png("rgb8-turned.png", picture, 8, 2, False, chunk(b"eXIf", exif))

big = Image.fromarray(drawn(45, 29))
big.save("colour420.jpg", quality=85, subsampling=2)
big.save("colour444.jpg", quality=85, subsampling=0)
big.save("progressive.jpg", quality=80, progressive=True)
big.save("restarts.jpg", quality=80, restart_marker_blocks=2)
big.convert("L").save("grey.jpg", quality=85)
big.convert("CMYK").save("cmyk.jpg", quality=85)
# What Pillow does not write: Adobe's YCCK, 4:1:1 and arithmetic coding, with libjpeg-turbo's tools.
data = bytearray(open("cmyk.jpg", "rb").read())
data[data.index(b"Adobe") + 11] = 2
open("ycck.jpg", "wb").write(data)
big.save("source.ppm")
for line in ("cjpeg -quality 85 -sample 4x1,1x1,1x1 -outfile colour411.jpg source.ppm", "rm source.ppm",
             "jpegtran -arithmetic -outfile arithmetic.jpg colour420.jpg"):
    subprocess.run(line.split(), check=True)
for tag in range(1, 9):
    data = Image.Exif()
    data[0x0112] = tag
    big.resize((18, 10)).save(f"turned{tag}.jpg", quality=90, exif=data)

import glob

for path in sorted(glob.glob("*.png") + glob.glob("*.jpg")):
    if "expected" not in path and not path.startswith("resize"):
        expect(path)

source = Image.fromarray(drawn(61, 47))
source.save("resize.png")
for name, filter in (("nearest", 0), ("bilinear", 2), ("bicubic", 3)):
    for size in ((20, 15), (61, 13), (13, 47), (97, 80), (1, 1), (55, 20), (40, 5), (90, 31)):
        source.resize(size, filter).save(f"resize.{name}.{size[0]}x{size[1]}.png", optimize=True)

json.dump(
    {
        "turned by 30 degrees": np.array(source.rotate(30, Image.BILINEAR)).reshape(-1)[::37].tolist(),
        "brightness 1.4": np.array(ImageEnhance.Brightness(source).enhance(1.4)).reshape(-1)[::37].tolist(),
        "contrast 0.6": np.array(ImageEnhance.Contrast(source).enhance(0.6)).reshape(-1)[::37].tolist(),
        "contrast 1.7": np.array(ImageEnhance.Contrast(source).enhance(1.7)).reshape(-1)[::37].tolist(),
        "saturation 0.3": np.array(ImageEnhance.Color(source).enhance(0.3)).reshape(-1)[::37].tolist(),
        "saturation 1.8": np.array(ImageEnhance.Color(source).enhance(1.8)).reshape(-1)[::37].tolist(),
        "crop 24 of 30": (
            (np.array(source.resize((int(30 * 61 / 47), 30), 2))[3:27, 7:31] / 255 - [0.485, 0.456, 0.406])
            / [0.229, 0.224, 0.225]).reshape(-1)[::37].tolist(),
    },
    open("changes.json", "w"))
