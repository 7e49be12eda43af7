"""Invented data for the suite: topics written by hand, values drawn by a seeded generator."""

import dataclasses
import math
import random
import zlib

MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"


@dataclasses.dataclass(frozen=True)
class Topic:
    """What a chart is about; names and series are written ``a|b|c``."""

    title: str
    names_title: str
    values_title: str
    names: str
    low: float
    high: float
    step: float
    profile: str = "free"  # free, ranked, up, down, walk, season, signed, shares
    series: str = ""
    unit: str = ""
    subtitle: str = ""
    source: str = ""


@dataclasses.dataclass(frozen=True)
class Data:
    """The data of one chart: ``series`` maps a column's name to one value a row."""

    topic: Topic
    names: tuple[str, ...]
    series: dict[str, tuple[float, ...]]

    @property
    def title(self):
        return self.topic.title

    @property
    def columns(self):
        return list(self.series.values())

    @property
    def values(self):
        return self.columns[0]

    def reversed(self):
        """The same rows from last to first."""
        return Data(self.topic, self.names[::-1], {k: v[::-1] for k, v in self.series.items()})


def span(first: int, last: int, step: int = 1) -> str:
    return "|".join(str(year) for year in range(first, last + 1, step))


def rounded(value: float, step: float) -> float:
    value = round(round(value / step) * step, 6)
    return int(value) if value == int(value) else value


def column(rng: random.Random, topic: Topic, count: int) -> list[float]:
    """``count`` values of the topic's profile between its bounds."""
    low, high, width = topic.low, topic.high, topic.high - topic.low
    if topic.profile in ("up", "down"):
        start, end = low + width * rng.uniform(0, 0.35), high - width * rng.uniform(0, 0.35)
        if topic.profile == "down":
            start, end = end, start
        shift = rng.uniform(0.6, 1.6)
        noise = 0.09 * width
        return [
            min(high, max(low, start + (end - start) * (k / max(1, count - 1)) ** shift + rng.uniform(-noise, noise)))
            for k in range(count)
        ]
    if topic.profile == "walk":
        found = [low + width * rng.uniform(0.25, 0.75)]
        while len(found) < count:
            found.append(min(high, max(low, found[-1] + width * rng.uniform(-0.16, 0.16))))
        return found
    if topic.profile == "season":
        middle, swing = low + width * rng.uniform(0.4, 0.6), width * rng.uniform(0.25, 0.4)
        return [
            min(high, max(low, middle - swing * math.cos(2 * math.pi * (k - 0.3) / 12) + rng.uniform(-0.07, 0.07) * width))
            for k in range(count)
        ]
    values = [low + width * rng.random() ** (1.3 if topic.profile != "signed" else 1) for _ in range(count)]
    return sorted(values, reverse=True) if topic.profile == "ranked" else values


def shares(rng: random.Random, count: int, step: float, floor: float = 3.0) -> list[float]:
    """``count`` shares of at least ``floor`` that sum to 100 after rounding."""
    weights = [rng.uniform(0.15, 1) ** 1.6 for _ in range(count)]
    room = 100 - floor * count
    parts = [rounded(floor + room * w / sum(weights), step) for w in weights]
    top = parts.index(max(parts))
    parts[top] = rounded(parts[top] + 100 - sum(parts), step)
    return parts


def make(topic: Topic, name: str, rows: int | None = None, series: int = 1, line: Topic | None = None) -> Data:
    """Data of the chart called ``name``: the topic's first ``rows`` names and ``series`` series.

    A lone series is called by the title of the value axis.
    """
    rng = random.Random(zlib.crc32(name.encode()))
    names = topic.names.split("|")[:rows]
    heads = topic.series.split("|")[:series] if series > 1 else [topic.values_title]
    if series > 1 and len(heads) < series:
        raise ValueError(f"{name}: {series} series wanted, {heads} there")
    if len(names) < (rows or 0):
        raise ValueError(f"{name}: {rows} rows wanted, {len(names)} there")
    if topic.profile == "shares" and len(heads) == 1:
        parts = shares(rng, len(names), topic.step)
        columns = [sorted(parts, reverse=True) if rng.random() < 0.6 else parts]
    elif topic.profile == "shares":
        columns = list(zip(*(shares(rng, len(heads), topic.step, 5) for _ in names), strict=True))
    else:
        columns = [[rounded(v, topic.step) for v in column(rng, topic, len(names))] for _ in heads]
        if topic.profile == "ranked" and len(heads) > 1:
            columns = [columns[0]] + [[rounded(max(topic.low * 0.5, v * rng.uniform(0.55, 1.2)), topic.step)
                                       for v in columns[0]] for _ in heads[1:]]  # fmt: skip
    found = dict(zip(heads, map(tuple, columns), strict=True))
    if line is not None:
        found[line.values_title] = tuple(rounded(v, line.step) for v in column(rng, line, len(names)))
    return Data(topic, tuple(names), found)
