"""Draws one line of text as a chart would and cuts it as the reader would.

The reader sends a tight box of connected ink with 1 to 3 pixels of margin:
distances to the local background, other components masked. A sample imitates
that box with everything that goes wrong with it: inexact margins, pieces of
ticks, gridlines, swatches and leader lines, JPEG noise, resampling.
"""

import dataclasses
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

import fonts
from alphabet import label_of
from ink import ink
from text import random_text

cv2.setNumThreads(1)

MARGIN = 26  # canvas around the text, room for clutter
EMPTY_SHARE = 0.04  # samples without any text, to be read as nothing
HALO_SHARE = 0.06  # samples with a contour around the letters
MAX_COLUMNS = 1000  # longer lines are drawn again


@dataclasses.dataclass
class Line:
    """A training sample: the crop's distances, its ink, and what it says."""

    distance: np.ndarray  # float32 [rows, columns], 0 to 441.7
    ink: np.ndarray  # uint8 [24, columns]
    label: str
    kind: str  # of text, or "empty"
    size: float  # font size in source pixels


def font_size(rng: Random) -> float:
    """Source pixels, mostly 8 to 16."""
    choice = rng.random()
    if choice < 0.01:
        return rng.uniform(5, 6)
    if choice < 0.07:
        return rng.uniform(6, 8)
    if choice < 0.70:
        return rng.uniform(8, 16)
    return rng.uniform(16, 24) if choice < 0.92 else rng.uniform(24, 40)


def draw(rng: Random, text: str, path: str, size: int) -> np.ndarray:
    """Grey-scale coverage of the text, float32 0..1, with MARGIN around it."""
    old_style = bool(fonts.OLD_STYLE.search(path)) and rng.random() < 0.3
    font = fonts.load(path, size, old_style)
    features = ["onum"] if old_style else None
    ascent, descent = font.getmetrics()
    spacing, uneven = 0.0, 0.0
    if rng.random() < 0.08:  # letters put on whole pixels, as turned text is
        uneven = rng.uniform(0.03, 0.09) * size
    elif rng.random() < 0.14:
        spacing = rng.uniform(-0.09, 0.02) * size if rng.random() < 0.6 else rng.uniform(0.02, 0.2) * size
    width = int(font.getlength(text) + max(0.0, spacing, uneven) * len(text)) + 2 * MARGIN + 4
    image = Image.new("L", (width, ascent + descent + 2 * MARGIN))
    pen = ImageDraw.Draw(image)
    if spacing or uneven:
        x = MARGIN + rng.random()
        for char in text:
            pen.text((x, MARGIN), char, font=font, fill=255, features=features)
            x += font.getlength(char) + spacing + rng.uniform(-uneven, uneven)
    else:
        pen.text((MARGIN + rng.choice((0, 0, rng.random())), MARGIN), text, font=font, fill=255, features=features)
    return np.asarray(image, np.float32) / 255


def subpixels(cover: np.ndarray) -> np.ndarray:
    """Coverage drawn three times too large -> [rows, columns, 3], LCD filtered."""
    rows = cover.shape[0] // 3
    cover = cv2.resize(cover, (cover.shape[1], rows), interpolation=cv2.INTER_AREA)
    fir = np.array([[0x08, 0x4D, 0x56, 0x4D, 0x08]], np.float32) / 256  # FreeType's default filter
    cover = cv2.filter2D(cover, -1, fir)
    columns = cover.shape[1] // 3
    return np.ascontiguousarray(cover[:, : columns * 3].reshape(rows, columns, 3))


def turned(rng: Random, cover: np.ndarray) -> np.ndarray:
    """Slightly slanted, or drawn at an angle and turned back by resampling."""
    rows, columns = cover.shape
    centre = (columns / 2, rows / 2)
    if rng.random() < 0.5:
        limit = min(3.0, 250 / max(columns, 1))
        matrix = cv2.getRotationMatrix2D(centre, rng.uniform(-limit, limit), 1)
        return cv2.warpAffine(cover, matrix, (columns, rows), flags=cv2.INTER_LINEAR)
    angle = rng.choice((45, 45, 30, 60, 90, rng.uniform(10, 80))) * rng.choice((-1, 1))
    side = int(np.hypot(rows, columns)) + 2
    there = cv2.getRotationMatrix2D(centre, angle, 1)
    there[:, 2] += (side - columns) / 2, (side - rows) / 2
    drawn = cv2.warpAffine(cover, there, (side, side), flags=cv2.INTER_LINEAR)
    return cv2.warpAffine(drawn, there, (columns, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def coverage(rng: Random, text: str, path: str, size: float) -> np.ndarray:
    """Coverage as some renderer would make it, [rows, columns] or [.., 3]."""
    style = rng.random()
    if style < 0.38:  # hinted to the pixel grid
        cover = draw(rng, text, path, max(5, round(size)))
    elif style < 0.62:  # unhinted, on quarter pixels
        cover = draw(rng, text, path, max(20, round(size * 4)))
        cover = np.pad(cover, ((rng.randint(0, 3), 0), (rng.randint(0, 3), 0)))
        rows, columns = cover.shape[0] // 4, cover.shape[1] // 4
        cover = cv2.resize(cover[: rows * 4, : columns * 4], (columns, rows), interpolation=cv2.INTER_AREA)
    elif style < 0.74:  # LCD subpixels
        return subpixels(draw(rng, text, path, max(15, round(size * 3))))
    else:  # the whole picture was scaled
        smaller = size > 9 and rng.random() < 0.55
        factor = rng.uniform(max(0.55, 6.5 / size), 0.95) if smaller else rng.uniform(1.2, 3)
        cover = draw(rng, text, path, max(6, round(size * factor)))
        real = size / max(6, round(size * factor))
        ways = (cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR) if factor > 1 else (cv2.INTER_LINEAR,)
        cover = cv2.resize(cover, None, fx=real, fy=real, interpolation=rng.choice((*ways, cv2.INTER_CUBIC)))
        cover = np.clip(cover, 0, 1)
    if size > 8 and rng.random() < 0.08:
        cover = turned(rng, cover)
    return cover


def colours(rng: Random) -> tuple[np.ndarray, np.ndarray]:
    """Background and text colour, RGB 0..255, some 45 apart at least."""

    def any_colour() -> tuple[int, ...]:
        return tuple(rng.randint(0, 255) for _ in range(3))

    while True:
        choice = rng.random()
        if choice < 0.55:
            back = (255, 255, 255)
        elif choice < 0.70:
            back = (rng.randint(225, 255),) * 3
        elif choice < 0.80:
            back = (rng.randint(0, 60),) * 3
        else:
            back = any_colour()
        choice = rng.random()
        if choice < 0.5:
            fore = (rng.randint(0, 100),) * 3
        elif choice < 0.65:
            fore = (rng.randint(60, 190),) * 3
        elif choice < 0.80:
            fore = (rng.randint(225, 255),) * 3
        else:
            fore = any_colour()
        back, fore = np.array(back, np.float32), np.array(fore, np.float32)
        if np.linalg.norm(back - fore) > rng.choice((45, 90, 140)):
            return back, fore


def haloed(rng: Random, grey: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Text with a contour, as values on coloured bars have: picture, coverage
    of both together, and text colour."""
    fore = np.array((255 if rng.random() < 0.8 else rng.randint(0, 60),) * 3, np.float32)
    contour = 255 - fore if rng.random() < 0.8 else np.array([rng.randint(0, 255) for _ in range(3)], np.float32)
    reach = rng.choice((3, 3, 5))
    around = cv2.dilate(grey, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    if rng.random() < 0.5:
        around = cv2.GaussianBlur(around, (0, 0), rng.uniform(0.4, 1.0))
    image = back + rng.uniform(0.7, 1.0) * around[..., None] * (contour - back)
    image += grey[..., None] * (fore - image)
    return image, np.maximum(grey, around), fore


def bounds(mask: np.ndarray) -> tuple[int, int, int, int] | None:
    """First row, last row + 1, first column, last column + 1 of a mask."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def clutter(
    rng: Random, image: np.ndarray, box: tuple[int, int, int, int], back: np.ndarray, fore: np.ndarray, label: str
) -> tuple[int, int, int, int]:
    """Draw one thing that a chart has beside its text; return the grown box.

    The reader's box takes in what touches the text; the label stays the text.
    """
    top, bottom, left, right = box
    height = bottom - top
    rows, columns = image.shape[:2]
    if rng.random() < 0.45:
        colour = [float(channel) for channel in fore]
    else:
        colour = [float(rng.randint(0, 255)) for _ in range(3)]
    thick = rng.choice((1, 1, 1, 2))
    gap, long = rng.randint(0, 4), rng.randint(2, 7)
    kind = rng.random()
    if kind < 0.20:  # a tick after the label of a vertical axis
        y = (top + bottom) // 2 + rng.randint(-1, 1)
        right = min(columns, right + gap + long)
        cv2.line(image, (right - long, y), (right - 1, y), colour, thick)
    elif kind < 0.27:  # a tick before it; of a number it would be a minus
        if label[0].isalpha():
            y = (top + bottom) // 2 + rng.randint(-1, 1)
            left = max(0, left - gap - long)
            cv2.line(image, (left, y), (left + long - 1, y), colour, thick)
    elif kind < 0.36:  # a tick above or below
        x = rng.randint(left, right - 1)
        if rng.random() < 0.8:
            top = max(0, top - 1 - gap // 2 - long // 2)
            cv2.line(image, (x, top), (x, top + long // 2), colour, thick)
        else:
            bottom = min(rows, bottom + 1 + gap // 2 + long // 2)
            cv2.line(image, (x, bottom - 1 - long // 2), (x, bottom - 1), colour, thick)
    elif kind < 0.52:  # a faint gridline behind
        share = rng.uniform(0.05, 0.35)
        if rng.random() < 0.6:
            y = rng.randint(top - 2, bottom + 1)
            image[y : y + thick] += share * (fore - image[y : y + thick])
        else:
            x = rng.randint(max(0, left - 2), min(columns - 2, right + 1))
            image[:, x : x + thick] += share * (fore - image[:, x : x + thick])
    elif kind < 0.64:  # an axis or frame along one side
        side = rng.randint(0, 3)
        off = rng.randint(1, 3)
        if side == 0:
            image[max(0, top - off - thick) : top - off] = colour
        elif side == 1:
            image[bottom + off : bottom + off + thick] = colour
        elif side == 2:
            image[:, max(0, left - off - thick) : left - off] = colour
        else:
            image[:, right + off : right + off + thick] = colour
    elif kind < 0.88:  # a legend's swatch, line or dot
        size = max(3, round(height * rng.uniform(0.5, 1.2)))
        space = max(2, round(height * rng.uniform(0.25, 0.8)))
        far = min(size, left - space - 1)
        if far < 3:
            return box
        y = (top + bottom) // 2
        left -= space + far
        shape = rng.random()
        if shape < 0.5:
            cv2.rectangle(image, (left, y - far // 2), (left + far - 1, y + far // 2), colour, -1)
        elif shape < 0.75:
            cv2.circle(image, (left + far // 2, y), far // 2, colour, -1, cv2.LINE_AA)
        elif not label[0].isdigit():
            cv2.line(image, (left, y), (left + far - 1, y), colour, rng.randint(1, max(2, far // 3)), cv2.LINE_AA)
            if rng.random() < 0.6:
                radius = rng.randint(1, max(2, far // 2))
                cv2.circle(image, (left + far // 2, y), radius, colour, -1, cv2.LINE_AA)
                if radius > 2 and rng.random() < 0.5:
                    hole = [float(channel) for channel in back]
                    cv2.circle(image, (left + far // 2, y), radius // 2, hole, -1, cv2.LINE_AA)
        top, bottom = min(top, y - far // 2), max(bottom, y + far // 2 + 1)
    elif kind < 0.95:  # a leader line of a pie or annotation
        y = rng.choice((top, bottom - 1, (top + bottom) // 2))
        start = rng.randint(2, 3)
        end = (rng.randint(3, 14), rng.randint(-8, 8))
        if rng.random() < 0.5:
            cv2.line(image, (right + start, y), (right + start + end[0], y + end[1]), colour, thick, cv2.LINE_AA)
            right = min(columns, right + start + rng.randint(0, end[0]))
        else:
            cv2.line(image, (left - start, y), (left - start - end[0], y + end[1]), colour, thick, cv2.LINE_AA)
            left = max(0, left - start - rng.randint(0, end[0] // 2))
    else:  # remains of the line of text above or below
        y = top - 2 if rng.random() < 0.5 else bottom + 1
        for _ in range(rng.randint(1, 6)):
            x = rng.randint(left, right - 1)
            image[y : y + 1, x : x + rng.randint(1, 4)] = fore
    return max(0, top), min(rows, bottom), max(0, left), min(columns, right)


def picture_noise(rng: Random, image: np.ndarray, size: float) -> np.ndarray:
    """8-bit rounding, and sometimes blur, JPEG or sensor noise."""
    if size > 8 and rng.random() < 0.10:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 0.8))
    if rng.random() < 0.08:
        noise = np.random.default_rng(rng.getrandbits(32)).standard_normal(image.shape, np.float32)
        image = image + noise * rng.uniform(0.5, 6)
    image = np.clip(image + 0.5, 0, 255).astype(np.uint8)
    if rng.random() < 0.14:
        _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(50, 95)])
        image = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return image.astype(np.float32)


def cut(rng: Random, distance: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """The box with margins as inexact as the reader's."""
    top, bottom, left, right = box
    high = bottom - top > 9

    def margin() -> int:
        choice = rng.random()
        if choice < 0.03 and high:
            return -1
        if choice < 0.05:
            return rng.randint(4, 6)
        return rng.choice((1, 1, 1, 2, 2, 3))

    every = rng.choice((1, 1, 1, 2, 3, None, None))
    up, down, before, after = (every or margin() for _ in range(4))
    if rng.random() < 0.1:
        up, down = max(0, up - 1), max(0, down - 1)
    return distance[max(0, top - up) : bottom + down, max(0, left - max(0, before)) : right + max(0, after)]


def distances(rng: Random, image: np.ndarray, back: np.ndarray) -> np.ndarray:
    """Distance to the background as the reader estimates and masks it."""
    if rng.random() < 0.15:
        back = back + np.array([rng.uniform(-4, 4) for _ in range(3)], np.float32)
    distance = np.sqrt(((image - back) ** 2).sum(2))
    if rng.random() < 0.85:
        own = (distance > max(22.0, 0.3 * float(distance.max()))).astype(np.uint8)
        reach = rng.choice((3, 3, 5))
        distance = distance * cv2.dilate(own, np.ones((reach, reach), np.uint8))
    return distance


def empty(rng: Random) -> Line:
    """Something that is no text."""
    rows, columns = rng.randint(6, 22), rng.randint(5, 70)
    image = np.zeros((rows, columns), np.float32)
    kind, thick = rng.random(), rng.randint(1, 2)
    if kind < 0.3:
        cv2.rectangle(image, (1, 1), (columns - 2, rows - 2), 255, rng.choice((-1, -1, thick)))
    elif kind < 0.5:
        cv2.circle(image, (columns // 2, rows // 2), max(2, min(rows, columns) // 2 - 1), 255, -1, cv2.LINE_AA)
    elif kind < 0.65:  # an icon
        for _ in range(rng.randint(2, 6)):
            at = rng.randint(0, columns - 2), rng.randint(0, rows - 2)
            to = at[0] + rng.randint(1, 8), at[1] + rng.randint(1, 8)
            cv2.rectangle(image, at, to, rng.choice((255, 255, 0)), rng.choice((-1, 1)))
    elif kind < 0.8 and columns > rows:
        ends = (0, rng.randint(0, rows - 1)), (columns - 1, rng.randint(0, rows - 1))
        cv2.line(image, *ends, 255, thick, cv2.LINE_AA)
    else:
        points = [(x, rng.randint(0, rows - 1)) for x in range(0, columns + 12, rng.randint(8, 20))]
        cv2.polylines(image, [np.array(points, np.int32)], False, 255, thick, cv2.LINE_AA)
    return Line(image, ink(image), "", "empty", float(rows))


def sample(rng: Random, kind: str | None = None, size: float | None = None) -> Line:
    """One random line; ``kind`` of text and font ``size`` may be fixed."""
    if kind is None and rng.random() < EMPTY_SHARE:
        return empty(rng)
    while True:
        text, made = random_text(rng, kind)
        path = fonts.pick(rng, text)
        label = label_of(text)
        real = size or font_size(rng)
        if rng.random() < (0.15 if real < 13 else 0.03) and ord("ı") in fonts.glyphs(path):
            share = rng.random()  # dots below the reader's smallest component
            text = "".join("ı" if char == "i" and rng.random() < share else char for char in text)
        cover = coverage(rng, text, path, real)
        if rng.random() < 0.3:
            cover = cover ** rng.uniform(0.65, 1.5)
        grey = cover if cover.ndim == 2 else cover.max(2)
        box = bounds(grey > 0.3 * grey.max())
        if box is None or grey.max() < 0.1:
            continue
        back, fore = colours(rng)
        if rng.random() < HALO_SHARE and real > 9:
            image, grey, fore = haloed(rng, grey, back)
            box = bounds(grey > 0.3 * grey.max()) or box
        else:
            image = back + (cover if cover.ndim == 3 else cover[..., None]) * (fore - back)
        if rng.random() < 0.26:
            box = clutter(rng, image, box, back, fore, label)
        crop = cut(rng, distances(rng, picture_noise(rng, image, real), back), box)
        crop = np.ascontiguousarray(crop)
        line = ink(crop)
        if line.shape[1] <= MAX_COLUMNS:
            return Line(crop, line, label, made, real)
