"""Charts drawn with gnuplot."""

from ...chart import charts
from ...with_gnuplot import draw  # noqa: F401

CHARTS = charts("gnuplot", "wide", [
    ("wgp_roofs", "grouped_bar", "pngcairo pattern", "roofs", {"rows": 6, "series": 3, "key": "top right", "patterns": [3, 6, 7], "fill": "pattern border -1", "size": (640, 420), "more": ["set grid y"]}),
    ("wgp_glacier", "line", "pngcairo lines", "glacier", {"rows": 14, "with": "lines", "lw": 2, "size": (760, 400), "more": ["set grid", "set xzeroaxis"], "font": "Liberation Sans,10"}),
    ("wgp_turkish", "vertical_bar", "pngcairo boxes", "turkish_trade", {"rows": 7, "angle": 60, "size": (560, 460), "font": "Noto Sans,10", "print": "plain", "colors": ["#4682b4"]}),
    ("wgp_learning", "multi_line", "pngcairo points", "learning", {"rows": 9, "series": 3, "key": "bottom right", "lw": 1, "size": (520, 400), "font": "Liberation Serif,11", "colors": ["black", "black", "black"], "dashes": [1, 2, 3]}),
    ("wgp_hours", "stacked_bar", "pngcairo rowstacked", "hours_of_day", {"rows": 4, "series": 5, "key": "outside below horizontal", "size": (600, 440), "thick": 0.6, "axis_titles": False}),
])  # fmt: skip
