"""Charts drawn with plotly: templates, sizes, texts inside and outside."""

from ...chart import charts
from ...with_plotly import draw  # noqa: F401

CHARTS = charts("plotly", "wide", [
    ("wpl_frames", "grouped_bar", "plotly_white", "frames", {"rows": 5, "series": 3, "print": "plain", "text_at": "outside", "legend": "top", "width": 640, "height": 420, "title": False}),
    ("wpl_stadiums", "vertical_bar", "default", "stadiums", {"rows": 9, "print": "k", "text_at": "inside", "fmt": "k", "width": 720, "height": 480, "angle": -90}),
    ("wpl_losses", "vertical_bar", "simple_white", "losses", {"rows": 7, "print": "plain", "text_at": "outside", "width": 760, "height": 460, "font": "Roboto"}),
    ("wpl_trade_h", "grouped_horizontal", "plotly_dark", "turkish_trade", {"rows": 6, "series": 2, "legend": "bottom", "width": 780, "height": 500, "margin": {"l": 120}, "axis_titles": False}),
    ("wpl_gdp", "multi_line", "seaborn", "gdp", {"rows": 17, "series": 2, "fmt": "pct", "legend": "top", "width": 860, "height": 430, "markers": False}),
    ("wpl_sharevalue", "line", "ggplot2", "sharevalue", {"rows": 11, "fmt": "eur_front", "width": 600, "height": 380, "angle": -60, "stroke": {"shape": "spline"}}),
    ("wpl_area", "line", "plotly_white", "endowment", {"rows": 10, "fmt": "usd", "markers": False, "fill": "tozeroy", "width": 900, "height": 420, "values_axis": {"tickformat": "", "exponentformat": "B", "rangemode": "tozero"}}),
    ("wpl_mix_h", "stacked_horizontal", "default", "power_mix", {"rows": 7, "series": 6, "fmt": "pct", "print": "plain", "legend": "right", "width": 900, "height": 480, "values_axis": {"range": [0, 100]}}),
    ("wpl_playtime", "pie", "seaborn", "playtime", {"rows": 5, "print": "pct", "names_at": True, "text_at": "outside", "width": 560, "height": 440}),
    ("wpl_slovak", "donut", "simple_white", "slovak", {"rows": 6, "print": "pct", "legend": "right", "hole": 0.35, "width": 640, "height": 420, "text_at": "inside", "orientation": "horizontal"}),
    ("wpl_small_tiers", "grouped_bar", "none", "tiers", {"rows": 5, "series": 2, "fmt": "usd", "legend": "right", "width": 380, "height": 280, "title": False, "margin": {"l": 60, "r": 10, "t": 20, "b": 60}, "axis_titles": False}),
    ("wpl_price", "bar_line", "plotly", "wines", {"rows": 8, "line": "price", "legend": "top", "fmt": "comma", "width": 900, "height": 500, "line_axis": {"range": [0, 50]}}),
])  # fmt: skip
