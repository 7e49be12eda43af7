"""Charts drawn with Vega-Lite: narrow defaults, themes, areas, legends on every side."""

from ...chart import charts
from ...with_vega import draw  # noqa: F401

CHARTS = charts("vega", "wide", [
    ("wvl_origins", "vertical_bar", "default", "origins", {"rows": 4, "width": 80, "height": 200, "title": False, "padding": 5}),
    ("wvl_grouped", "grouped_bar", "default", "letters3", {"rows": 4, "series": 3, "legend": "right", "legend_title": "group", "width": 150, "height": 200, "title": False, "padding": 5}),
    ("wvl_swap", "horizontal_bar", "default", "letters3", {"rows": 3, "width": 200, "height": 60, "title": False, "padding": 5, "fmt": "one"}),
    ("wvl_tiny_stack", "stacked_horizontal", "default", "quarter_sales", {"rows": 3, "series": 3, "legend": "right", "width": 120, "height": 60, "title": False, "padding": 5}),
    ("wvl_sky", "stacked_bar", "default", "sky", {"series": 5, "legend": "right", "legend_title": "Weather type", "width": 240, "height": 200, "title": False, "angle": 0, "colors": ["#e7ba52", "#c7c7c7", "#aec7e8", "#1f77b4", "#9467bd"],
                                                 "names_axis": {"labelFontSize": 9}}),
    ("wvl_area", "line", "default", "streams", {"rows": 8, "mark": {"type": "area", "line": True, "opacity": 0.5}, "zero": True, "fmt": "M", "width": 300, "height": 200, "angle": -45}),
    ("wvl_month", "line", "default", "night_trains", {"rows": 12, "mark": {"interpolate": "monotone"}, "width": 200, "height": 200, "title": False, "zero": True, "angle": -90}),
    ("wvl_browsing", "multi_line", "carbong10", "browsing", {"rows": 8, "series": 4, "legend": "top", "point": True, "width": 460, "height": 260, "angle": 0}),
    ("wvl_warmth_dark", "grouped_bar", "dark", "roofs", {"rows": 6, "series": 3, "legend": "bottom", "width": 480, "height": 250, "angle": -30, "colors": "set2"}),
    ("wvl_dwellings_h", "horizontal_bar", "googlecharts", "dwellings", {"rows": 6, "fmt": "space", "print": "space", "width": 320, "height": 200}),
    ("wvl_modes", "normalised_bar", "default", "modes", {"rows": 6, "series": 4, "fmt": "pct", "print": "pct", "legend": "left", "width": 380, "height": 280, "angle": 0, "colors": "dark2", "label_size": 9}),
    ("wvl_users_big", "stacked_bar", "fivethirtyeight", "users", {"rows": 8, "series": 2, "fmt": "M", "legend": "top", "scale": 2.4, "width": 420, "height": 260, "angle": -90}),
    ("wvl_engines", "donut", "default", "engines", {"rows": 6, "print": "pct1", "legend": "right", "radius": 120, "inner": 50, "at": 140, "width": 320, "height": 300, "colors": "category20"}),
    ("wvl_losses_h", "horizontal_bar", "carbonwhite", "losses", {"rows": 7, "width": 360, "height": 220, "print": "plain", "values_axis": {"grid": False}, "fmt": "plain"}),
])  # fmt: skip
