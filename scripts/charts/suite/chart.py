"""One chart of the suite: what is drawn, how, and its gold table."""

import csv
import dataclasses
import io
from pathlib import Path

import numpy as np
from PIL import Image

from . import topics_measure, topics_more, topics_tune, topics_wide
from .data import Data, make
from .formats import FORMATS

FAR = 20  # of 255, in any channel
MANY = 4000
PARTS = {"tune": topics_tune, "more": topics_more, "wide": topics_wide, "measure": topics_measure}  # by their topics


@dataclasses.dataclass
class Chart:
    """A chart to draw; ``options`` are those of its library's module.

    ``part`` is one of ``PARTS``; "more" and "wide" belong to the tuning half.
    ``fmt`` names the format of the axis, ``print`` that of printed values (none are printed without it).
    """

    part: str
    name: str
    type: str
    library: str
    style: str
    topic: str
    rows: int | None = None
    series: int = 1
    line: str | None = None
    fmt: str = "plain"
    print: str | None = None
    line_fmt: str | None = None
    bottom_up: bool = False  # the library shows the first row at the bottom: rows are turned before drawing
    options: dict = dataclasses.field(default_factory=dict)

    @property
    def split(self) -> str:
        return "measure" if self.part == "measure" else "tune"

    @property
    def readable(self) -> bool:
        return True

    @property
    def values_printed(self) -> bool:
        return self.print is not None

    def data(self) -> Data:
        part = PARTS[self.part]
        line = part.LINES[self.line] if self.line else None
        return make(part.TOPICS[self.topic], self.name, self.rows, self.series, line)

    def drawn(self) -> Data:
        """The data in the order in which the library wants them."""
        return self.data().reversed() if self.bottom_up else self.data()

    @property
    def tick(self):
        return FORMATS[self.fmt]

    @property
    def label(self):
        return FORMATS[self.print] if self.print else None

    def gold(self) -> str:
        """The table as CSV: a value has a percent sign where the picture prints one with it."""
        data = self.data()
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow([data.topic.names_title or "Category", *data.series])
        formats = [self.print or self.fmt] * len(data.series)
        if self.line:
            formats[-1] = self.line_fmt or self.fmt
        for k, name in enumerate(data.names):
            cells = [f"{column[k]:.12g}" + ("%" if fmt.startswith("pct") else "")
                     for column, fmt in zip(data.columns, formats, strict=True)]  # fmt: skip
            rows.writerow([name, *cells])
        return out.getvalue()


def charts(library: str, part: str, rows) -> list[Chart]:
    """Charts of one library from rows ``(name, type, style, topic, {fields and options})``."""
    fields = {"rows", "series", "line", "fmt", "print", "line_fmt", "bottom_up"}
    made = []
    for name, kind, style, topic, given in rows:
        known = {k: v for k, v in given.items() if k in fields}
        options = {k: v for k, v in given.items() if k not in fields}
        made.append(Chart(part, name, kind, library, style, topic, options=options, **known))
    return made


def compact(path: Path, *, jpeg: int | None = None, shrink: float | None = None) -> None:
    """The same picture without alpha in few bytes; ``shrink`` scales it, ``jpeg`` puts it through that quality first."""
    picture = Image.open(path).convert("RGBA")
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    flat = page.convert("RGB")
    if shrink:
        flat = flat.resize((round(flat.width * shrink), round(flat.height * shrink)), Image.Resampling.BILINEAR)
    if jpeg:
        buffer = io.BytesIO()
        flat.save(buffer, "JPEG", quality=jpeg)
        flat = Image.open(buffer).convert("RGB")
    palette(flat).save(path, "PNG", optimize=True)


def palette(picture: Image.Image) -> Image.Image:
    """The picture with a palette: exact with at most 256 colours, else its commonest 256 when no pixel
    is then further off than ``FAR`` (the rare ones are edges of letters); else unchanged."""
    pixels = np.asarray(picture).reshape(-1, 3).astype(np.int32)
    codes = pixels @ np.array([65536, 256, 1])
    found, where, counts = np.unique(codes, return_inverse=True, return_counts=True)
    if len(found) > MANY:
        return picture
    split = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    kept = split[np.argsort(-counts, kind="stable")[:256]]
    away = np.abs(split[:, None, :] - kept[None]).max(axis=2)
    nearest = away.argmin(axis=1)
    if away.min(axis=1).max() > FAR:
        return picture
    made = Image.fromarray(nearest[where].reshape(picture.size[::-1]).astype(np.uint8), "P")
    made.putpalette(kept.astype(np.uint8).tobytes())
    return made


@dataclasses.dataclass
class Picture:
    """A picture that is no readable chart; ``type`` says what it is, ``make(path)`` draws it."""

    split: str
    name: str
    type: str
    library: str
    style: str
    make: object
    options: dict = dataclasses.field(default_factory=dict)
    readable: bool = False
    values_printed: bool = False
