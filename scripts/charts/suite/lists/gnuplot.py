"""Charts drawn with gnuplot."""

from ..chart import charts
from ..with_gnuplot import draw  # noqa: F401

TUNE = charts("gnuplot", "tune", [
    ("gp_scores", "grouped_bar", "pngcairo histogram", "scores", {"rows": 6, "series": 2, "key": "top right", "more": ["set grid y"]}),
    ("gp_debt", "stacked_bar", "pngcairo rowstacked", "debt", {"rows": 8, "series": 3, "key": "outside right", "angle": 45, "size": (760, 460), "font": "Liberation Sans,11"}),
    ("gp_loss", "multi_line", "pngcairo linespoints", "steps", {"rows": 10, "series": 2, "key": "top right", "more": ["set grid"], "lw": 2, "font": "Liberation Serif,13"}),
    ("gp_births", "line", "png gd", "births", {"rows": 10, "size": (520, 380), "axis_titles": True, "font": "", "terminal": "pngcairo", "more": ["set border 3", "set tics nomirror"]}),
])  # fmt: skip

MORE = charts("gnuplot", "more", [
    ("gp_trials_bw", "grouped_bar", "pngcairo pattern", "trials", {"rows": 6, "series": 3, "key": "top left", "patterns": [1, 2, 4], "colors": ["black"] * 3, "fill": "pattern border -1",
                                                                  "font": "Liberation Serif,11", "more": ["set yrange [0:14]"]}),
    ("gp_crime_h", "horizontal_bar", "pngcairo boxxy", "crime", {"rows": 8, "size": (700, 420), "more": ["set grid x", "set rmargin 4", "set lmargin 20"]}),
    ("gp_snow", "multi_line", "pngcairo dashed", "snow", {"rows": 9, "series": 3, "key": "top left box", "with": "lines", "dashes": [1, 2, 4], "lw": 2, "angle": 90, "size": (640, 420)}),
    ("gp_orders", "bar_line", "pngcairo y2", "orders", {"rows": 12, "line": "wait", "key": "above", "angle": -45, "size": (820, 480), "colors": ["#9ecae1", "#d94801"], "font": "Lato,11"}),
    ("gp_income", "line", "pngcairo labels", "income", {"rows": 12, "print": "plain", "more": ["set yrange [0:30]", "set grid y"], "size": (760, 420), "font": "Roboto,10", "title": False}),
])  # fmt: skip

CHARTS = TUNE + MORE
