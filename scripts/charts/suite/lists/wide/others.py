"""Charts drawn with bokeh, pygal and plotnine."""

from ...chart import charts
from ...with_others import draw  # noqa: F401

CHARTS = charts("bokeh", "wide", [
    ("wbk_tiers", "grouped_bar", "light_minimal", "tiers", {"rows": 6, "series": 2, "fmt": "usd", "legend": "top_left", "width": 560, "height": 360}),
    ("wbk_languages_h", "horizontal_bar", "caliber", "languages", {"rows": 7, "width": 520, "height": 340, "colors": ["#718dbf"]}),
    ("wbk_wind", "multi_line", "default", "wind", {"rows": 8, "series": 3, "markers": True, "legend": "top_left", "width": 700, "height": 380, "fmt": "plain"}),
    ("wbk_modes", "normalised_bar", "night_sky", "modes", {"rows": 6, "series": 4, "fmt": "pct", "legend": "center", "outside": "right", "width": 680, "height": 400}),
]) + charts("pygal", "wide", [
    ("wpg_catalan_h", "horizontal_bar", "DefaultStyle", "catalan", {"rows": 5, "print": "plain", "bottom_up": True, "legend": False, "width": 640, "height": 380}),
    ("wpg_bikes", "multi_line", "LightGreenStyle", "bikes", {"rows": 13, "series": 2, "rotation": 45, "width": 760, "height": 460, "config": {"dots_size": 3}}),
    ("wpg_playtime", "pie", "CleanStyle", "playtime", {"rows": 5, "print": "pct", "legend_bottom": True, "width": 560, "height": 460}),
    ("wpg_roofs_stack_h", "stacked_horizontal", "SolidColorStyle", "roofs", {"rows": 6, "series": 3, "bottom_up": True, "width": 720, "height": 420}),
]) + charts("plotnine", "wide", [
    ("wpn_lithuanian_h", "grouped_horizontal", "minimal", "lithuanian", {"rows": 7, "series": 2, "legend": "bottom", "size": (6, 4.6)}),
    ("wpn_polls", "multi_line", "bw", "polls", {"rows": 9, "series": 4, "fmt": "pct", "legend": "top", "size": (7.4, 4.2)}),
    ("wpn_tiny", "vertical_bar", "linedraw", "quarter_sales", {"rows": 4, "legend": "none", "size": (3.4, 2.8), "dpi": 80}),
])  # fmt: skip
