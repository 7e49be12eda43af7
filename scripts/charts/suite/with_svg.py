"""Charts as two kinds of programs draw them, drawn as SVG and shot in Chromium.

"portal" is a statistics portal's page (values in bold, bands, a legend of dots, a column of buttons, a foot of links),
"plain" the page of a well-known JavaScript library with its own title, "go" the plain pictures of charting libraries
for Go (small type, ticks on the right, names below). The looks are imitated, not copied.
"""

import html
import math
import textwrap
from functools import cache

from PIL import ImageFont

from .chart import Chart
from .with_others import shoot

BLUES = ["#2876dd", "#0f283e", "#bababa", "#a80a0a", "#87bc24", "#e8b022", "#5c2a6e", "#b779e8", "#1f9b8f", "#8a8f99", "#3c7d0b"]
LIBRARY = ["#7cb5ec", "#434348", "#90ed7d", "#f7a35c", "#8085e9", "#f15c80"]
NEWER = ["#2caffe", "#544fc5", "#00e272", "#fe6a35", "#6b8abc", "#d568fb"]
GO = ["#5470c6", "#91cc75", "#fac858", "#ee6666", "#73c0de", "#3ba272"]
OPEN_SANS = "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf"


@cache
def face():
    return ImageFont.truetype(OPEN_SANS, 20)


def wide(text: str, size: float) -> float:
    """The width of a text in pixels, as in Open Sans."""
    return face().getlength(text) * size / 20


def nice(low: float, high: float, parts: int) -> list[float]:
    """Round ticks from at or under ``low`` to at or over ``high``."""
    rough = (high - low) / parts
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * s for s in (1, 2, 2.5, 5, 10) if power * s >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * k, 9) for k in range(first, last + 1)]


class Page:
    """An SVG in the making; texts remember their boxes, so that later ones can keep clear of them."""

    def __init__(self, chart: Chart, look: dict):
        self.o, self.data, self.chart, self.look = chart.options, chart.drawn(), chart, look
        self.width, self.height = chart.options.get("pixels", look["pixels"])
        self.font = chart.options.get("font", look["font"])
        self.colours = chart.options.get("colors", look["colors"])
        self.parts: list[str] = []
        self.printed: list[tuple[float, float, float, float]] = []
        self.horizontal = "horizontal" in chart.type
        self.stacked = chart.type.startswith(("stacked", "normalised"))

    def rect(self, x, y, w, h, fill, more="") -> None:
        self.parts.append(f"<rect x='{x:.1f}' y='{y:.1f}' width='{w:.1f}' height='{h:.1f}' fill='{fill}' {more}/>")

    def line(self, x1, y1, x2, y2, stroke, more="") -> None:
        self.parts.append(f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{stroke}' {more}/>")

    def text(self, x, y, words, size, fill, anchor="middle", more="") -> None:
        """``y`` is the base line."""
        self.parts.append(f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{fill}' text-anchor='{anchor}' {more}>{html.escape(words)}</text>")

    def value(self, x, y, words, size, fill, more="") -> None:
        """A printed value, dropped where it would lie on another one, as libraries do."""
        w = wide(words, size) * 1.08
        box = (x - w / 2, y - size, x + w / 2, y + 2)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.printed):
            return
        self.printed.append(box)
        self.text(x, y, words, size, fill, more=f"font-weight='bold' {more}")

    def shot(self, path, ground: str) -> None:
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{self.width}' height='{self.height}' font-family=\"'{self.font}'\">{''.join(self.parts)}</svg>"
        shoot(f"<!doctype html><meta charset='utf-8'><style>body{{margin:0;background:{ground}}}svg{{display:block}}</style>{svg}", path, self.width, self.height)


LOOKS = {
    "portal": {"pixels": (800, 557), "font": "Open Sans", "colors": BLUES, "tick": 12, "name": 12, "ink": "#666", "bands": True, "grid": "stroke-dasharray='1 3'"},
    "plain": {"pixels": (760, 480), "font": "Liberation Sans", "colors": LIBRARY, "tick": 11, "name": 11, "ink": "#666", "bands": False, "grid": ""},
    "newer": {"pixels": (760, 480), "font": "Liberation Sans", "colors": NEWER, "tick": 12.8, "name": 12.8, "ink": "#333", "bands": False, "grid": ""},
    "go": {"pixels": (600, 400), "font": "Roboto", "colors": GO, "tick": 12, "name": 12, "ink": "#464646", "bands": False, "grid": ""},
}  # fmt: skip


def draw(chart: Chart, path) -> None:
    page = Page(chart, LOOKS[chart.style])
    if chart.style == "portal":
        ground = portal_frame(page)
        box = (page.o.get("left", 98), 47, page.width - page.o.get("right", 73), page.height - page.o.get("below", 195))
    elif chart.style == "go":
        ground, box = go_frame(page)
    else:
        ground, box = library_frame(page)
    if chart.type == "pie":
        round_(page, box)
    else:
        place = Scale(page, box)
        (lines if "line" in chart.type else bars)(page, place)
    page.shot(path, ground)


def dots(page: Page, y: float, lines_: bool) -> None:
    """The legend: one dot (or a piece of line) and a name in bold for each series, in the middle."""
    size = 12
    spans = [wide(head, size) * 1.1 + 34 for head in page.data.series]
    x = (page.width - 40 - sum(spans)) / 2
    for n, (head, span) in enumerate(zip(page.data.series, spans, strict=True)):
        if lines_:
            page.line(x - 3, y - 4, x + 13, y - 4, page.colours[n], "stroke-width='3'")
        page.parts.append(f"<circle cx='{x + 5:.1f}' cy='{y - 4}' r='{4 if lines_ else 6}' fill='{page.colours[n]}'/>")
        page.text(x + 18, y, head, size, "#333", "start", "font-weight='bold'")
        x += span


def portal_frame(page: Page) -> str:
    w, h = page.width, page.height
    page.rect(7, 7, w - 15, h - 15, "#fff", "rx='4' stroke='#ececec'")
    for k in range(6 if page.o.get("buttons", True) else 0):
        y = 20 + 42 * k
        page.rect(w - 55, y, 34, 34, "#fff", "rx='3' stroke='#eeeef2'")
        shape = ["<path d='M0-7 2-2 7-2 3 1 5 6 0 3-5 6-3 1-7-2-2-2z'/>", "<path d='M-6 4h12l-2-3v-4a4 4 0 0 0-8 0v4z'/>", "<circle r='6'/>",
                 "<path d='M5-6-5 0 5 6' fill='none' stroke='#b6bcc8' stroke-width='3'/>", "<path d='M-6-4h5v8h-5zM1-4h5v8h-5z'/>", "<path d='M-6-2h12v6h-12zM-4-6h8v3h-8z'/>"][k]
        page.parts.append(f"<g transform='translate({w - 38},{y + 17})' fill='#b6bcc8'>{shape}</g>")
    page.text(w - 40, h - 56, "© Numeria 2021", 12.5, "#4a5160", "end")
    page.parts.append(f"<path d='M{w - 36} {h - 66}v10M{w - 36} {h - 66}h10l-2 3 2 3h-10z' fill='#333' stroke='#333'/>")
    page.text(w - 40, h - 32, "Show source", 12.5, "#0077cc", "end")
    page.text(40, h - 32, "Additional Information", 12.5, "#0077cc", "start")
    for x in (31, w - 32):
        page.parts.append(f"<circle cx='{x}' cy='{h - 36}' r='5.5' fill='#0077cc'/>")
        page.text(x, h - 32, "i", 10, "#fff", more="font-weight='bold'")
    if len(page.data.series) > 1:
        dots(page, h - 116, "line" in page.chart.type)
    return "#fbfbfd"


def library_frame(page: Page):
    o, data = page.o, page.data
    top = 14
    if o.get("title", True) and data.title:
        page.text(page.width / 2, 28, data.title, 18, "#333", more="font-weight='bold'" if page.chart.style == "newer" else "")
        top = 38
        if o.get("subtitle"):
            page.text(page.width / 2, 48, o["subtitle"], 12, "#666")
            top = 56
    legend = len(data.series) > 1
    if legend:
        dots(page, page.height - 18, "line" in page.chart.type)
    if o.get("credits", True):
        page.text(page.width - 10, page.height - 5, "numeria.example", 9, "#999", "end")
    return "#fff", (o.get("left", 78), top + 14, page.width - o.get("right", 24), page.height - (36 if legend else 14) - o.get("below", 44))


def go_frame(page: Page):
    o, data = page.o, page.data
    top = 20
    if o.get("title", True) and data.title:
        page.text(o.get("title_x", page.width / 2), 28, data.title, 15, "#333")
        top = 44
    if len(data.series) > 1:
        x = page.width - 20 - sum(wide(h, 12) + 50 for h in data.series) if o.get("legend", "top") == "top" else 40
        for n, head in enumerate(data.series):
            if "line" in page.chart.type:
                page.line(x, top - 4, x + 28, top - 4, page.colours[n], "stroke-width='2.5'")
                page.parts.append(f"<circle cx='{x + 14:.1f}' cy='{top - 4}' r='4.5' fill='{page.colours[n]}'/>")
            else:
                page.rect(x, top - 12, 28, 13, page.colours[n])
            page.text(x + 33, top, head, 12, "#464646", "start")
            x += wide(head, 12) + 50
        top += 12
    return "#fff", (o.get("left", 50), top + 8, page.width - o.get("right", 50), page.height - o.get("below", 36))


class Scale:
    """Axes, their words, and where a category and a value lie."""

    def __init__(self, page: Page, box):
        self.left, self.top, self.right, self.bottom = box
        data, o, look = page.data, page.o, page.look
        columns = data.columns
        top = max(map(sum, zip(*columns, strict=True))) if page.stacked else max(map(max, columns))
        low = min(map(min, columns))
        base = min(0, low) if "line" not in page.chart.type or o.get("zero") else low - (top - low) * 0.1
        self.ticks = o.get("ticks") or nice(max(base, 0) if low >= 0 else base, top * (1.06 if page.chart.print and top > 0 else 1), o.get("parts", 5))
        self.low, self.high, self.count = self.ticks[0], self.ticks[-1], len(data.names)
        self.horizontal = page.horizontal
        span = (self.bottom - self.top if page.horizontal else self.right - self.left) / self.count
        self.span = span
        for k in range(1, self.count, 2) if look["bands"] else ():
            if page.horizontal:
                page.rect(self.left, self.top + k * span, self.right - self.left, span, "#f8f8f8")
            else:
                page.rect(self.left + k * span, self.top, span, self.bottom - self.top, "#f8f8f8")
        right_side = o.get("values_right", False)
        for tick in self.ticks:
            at = self.at(tick)
            words = page.chart.tick.python(tick)
            if page.horizontal:
                if o.get("grid", True):
                    page.line(at, self.top, at, self.bottom, "#c4c4c4", look["grid"])
                page.text(at, self.bottom + 18, words, look["tick"], look["ink"])
            else:
                if o.get("grid", True):
                    page.line(self.left, at, self.right, at, "#c4c4c4", look["grid"])
                if right_side:
                    page.text(self.right + 8, at + 4, words, look["tick"], look["ink"], "start")
                else:
                    page.text(self.left - 12, at + 4, words, look["tick"], look["ink"], "end")
        self.names(page)
        zero = self.at(max(self.low, 0))
        if page.horizontal:
            page.line(zero, self.top, zero, self.bottom, "#222")
        else:
            page.line(self.left, zero if page.chart.style != "go" else self.bottom, self.right, zero if page.chart.style != "go" else self.bottom, "#222")
        if o.get("axis_title", page.chart.style != "go"):
            if page.horizontal:
                page.text((self.left + self.right) / 2, self.bottom + 38, data.topic.values_title, 10.5, "#666")
            else:
                y = (self.top + self.bottom) / 2
                x = self.left - o.get("title_off", 47)
                page.text(x, y, data.topic.values_title, 10.5, "#666", more=f"transform='rotate(-90 {x} {y})'")
            if o.get("names_title"):
                page.text((self.left + self.right) / 2, self.bottom + 42, data.topic.names_title, 10.5, "#666")

    def at(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return self.left + part * (self.right - self.left) if self.horizontal else self.bottom - part * (self.bottom - self.top)

    def middle(self, k: int) -> float:
        return (self.top if self.horizontal else self.left) + (k + 0.5) * self.span

    def names(self, page: Page) -> None:
        o, size, ink = page.o, page.o.get("name_size", page.look["name"]), page.look["ink"]
        skip = o.get("skip", 1)
        for k, name in enumerate(page.data.names):
            if k % skip:
                continue
            at = self.middle(k)
            if self.horizontal:
                rows = textwrap.wrap(name, o.get("wrap", 22))
                for n, row in enumerate(rows):
                    page.text(self.left - 10, at + 4 + (n - (len(rows) - 1) / 2) * (size + 1), row, size, ink, "end")
            elif o.get("rotation"):
                page.text(at + 4, self.bottom + 16, name, size, ink, "end", f"transform='rotate(-{o['rotation']} {at + 4:.1f} {self.bottom + 16:.1f})'")
            else:
                letters = max(4, int(self.span * 0.95 / (size * 0.52)))
                for n, row in enumerate(textwrap.wrap(name, o.get("wrap", letters), break_long_words=False)):
                    page.text(at, self.bottom + 20 + n * (size + 1), row, size, ink)


HALO = "stroke='#fff' stroke-width='2.5' paint-order='stroke' stroke-linejoin='round'"
SHADE = "stroke='#000' stroke-width='2.5' paint-order='stroke' stroke-linejoin='round'"


def bars(page: Page, place: Scale) -> None:
    o, chart = page.o, page.chart
    count = 1 if page.stacked else len(page.data.series)
    part = o.get("thick", 0.78 if chart.style == "portal" else 0.62)
    each = place.span * part / count
    size = o.get("label_size", 12 if chart.style == "portal" else 11)
    base = [0.0] * place.count
    printed = []
    for n, (_, column) in enumerate(page.data.series.items()):
        for k, value in enumerate(column):
            start = place.middle(k) - place.span * part / 2 + (0 if page.stacked else each * n)
            a, b = place.at(max(place.low, base[k])), place.at(base[k] + value)
            near, far = min(a, b), max(a, b)
            fill = page.colours[(k if o.get("each") else n) % len(page.colours)]
            gap = 1 if chart.style == "portal" else 0
            more = "stroke='#fff' stroke-width='1'" if page.stacked else f"rx='{o.get('round', 0)}'"
            if page.horizontal:
                page.rect(near, start + gap, far - near, each - 2 * gap, fill, more)
                spot = ((near + far) / 2, start + each / 2 + 4) if page.stacked else (far + 6 + wide(chart.label.python(value), size) * 0.56, start + each / 2 + 4) if chart.print else None
            else:
                page.rect(start + gap, near, each - 2 * gap, far - near, fill, more)
                spot = (start + each / 2, (near + far) / 2 + 4) if page.stacked else (start + each / 2, near - 7 if value >= 0 else far + 14)
            if page.stacked:
                base[k] += value
            if chart.print:
                printed.append((spot, chart.label.python(value)))
    for (x, y), words in printed:
        page.value(x, y, words, size, "#fff" if page.stacked else "#333", SHADE if page.stacked else HALO)


def lines(page: Page, place: Scale) -> None:
    o, chart = page.o, page.chart
    for n, (_, column) in enumerate(page.data.series.items()):
        points = [(place.middle(k), place.at(v)) for k, v in enumerate(column)]
        if o.get("area"):
            page.parts.append(f"<polygon points='{points[0][0]:.1f},{place.bottom:.1f} {' '.join(f'{x:.1f},{y:.1f}' for x, y in points)} {points[-1][0]:.1f},{place.bottom:.1f}' fill='{page.colours[n]}' fill-opacity='0.35'/>")
        page.parts.append(f"<polyline points='{' '.join(f'{x:.1f},{y:.1f}' for x, y in points)}' fill='none' stroke='{page.colours[n]}' stroke-width='{o.get('stroke', 3)}' stroke-linejoin='round'/>")
        for x, y in points if o.get("points", True) else ():
            page.parts.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{o.get('radius', 4)}' fill='{o.get('hollow', page.colours[n])}' stroke='{page.colours[n]}' stroke-width='1.5'/>")
    for column in page.data.columns if chart.print else ():
        for k, value in enumerate(column):
            page.value(place.middle(k), place.at(value) - 12, chart.label.python(value), o.get("label_size", 12), "#333", HALO)


def round_(page: Page, box) -> None:
    """A pie clockwise from the top; names in bold and shares outside, with short curved lines to them."""
    o, data = page.o, page.data
    left, top, right, bottom = box
    x0, y0 = (left + right) / 2, (top + bottom) / 2 + 20
    radius = o.get("pie", min(right - left, bottom - top) / 2 * 0.86)
    total, turn = sum(data.values), o.get("start", 0.0)

    def point(part: float, away: float) -> tuple[float, float]:
        """A point at a part of the full turn and a distance from the middle."""
        return x0 + away * math.sin(2 * math.pi * part), y0 - away * math.cos(2 * math.pi * part)

    for k, (name, value) in enumerate(zip(data.names, data.values, strict=True)):
        colour = page.colours[k % len(page.colours)]
        end = turn + value / total
        (xa, ya), (xb, yb) = point(turn, radius), point(end, radius)
        page.parts.append(f"<path d='M{x0} {y0}L{xa:.2f} {ya:.2f}A{radius} {radius} 0 {int(end - turn > 0.5)} 1 {xb:.2f} {yb:.2f}z' fill='{colour}' stroke='#fff'/>")
        middle = (turn + end) / 2
        (x1, y1), (x2, y2), (x3, y3) = point(middle, radius), point(middle, radius + 20), point(middle, radius + 34)
        side = 1 if x3 >= x0 else -1
        page.parts.append(f"<path d='M{x1:.1f} {y1:.1f}Q{x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f}' fill='none' stroke='{colour}'/>")
        share = page.chart.label.python(value) if page.chart.print else ""
        words = f"<tspan fill='{colour}' font-weight='bold'>· </tspan><tspan font-weight='bold'>{html.escape(name)}</tspan> {share}"
        page.parts.append(f"<text x='{x3 + side * o.get('away', 26):.1f}' y='{y3 + 4:.1f}' font-size='12' fill='#444' text-anchor='{'start' if side > 0 else 'end'}'>{words}</text>")
        turn = end
