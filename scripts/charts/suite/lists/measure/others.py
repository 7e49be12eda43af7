"""Charts of the measuring half drawn with bokeh, pygal and plotnine."""

from ...chart import charts
from ...with_others import draw  # noqa: F401

SPECTRAL = ["#3288bd", "#99d594", "#e6f598", "#fc8d59", "#d53e4f"]
CHARTS = charts("bokeh", "measure", [
    ("m_bokeh_islands", "vertical_bar", "night_sky", "islands", {"rows": 10, "colors": ["#5ab4e5"], "width": 640, "height": 360}),
    ("m_bokeh_waiting_h", "grouped_horizontal", "default", "waiting", {"rows": 7, "series": 2, "legend": "bottom_right", "colors": ["#2b83ba", "#fdae61"], "width": 620, "height": 420}),
    ("m_bokeh_lira", "multi_line", "caliber", "lira", {"rows": 10, "fmt": "one", "series": 3, "legend": "center", "outside": "below", "orientation": "horizontal", "markers": True, "dashes": ["solid", "dashed", "dotdash"],
                                                      "width": 680, "height": 400}),
    ("m_bokeh_assets", "normalised_bar", "light_minimal", "assets", {"rows": 7, "series": 4, "fmt": "pct", "legend": "center", "outside": "right", "colors": SPECTRAL, "width": 700, "height": 380}),
]) + charts("pygal", "measure", [
    ("m_pygal_genes", "grouped_bar", "NeonStyle", "genes", {"rows": 6, "series": 3, "legend_bottom": True, "title": False, "width": 700, "height": 420}),
    ("m_pygal_romanian_h", "horizontal_bar", "BlueStyle", "romanian", {"rows": 6, "bottom_up": True, "print": "plain", "legend": False, "width": 640}),
    ("m_pygal_yesno", "pie", "DarkColorizedStyle", "yesno", {"rows": 3, "print": "pct", "width": 520, "height": 380}),
    ("m_pygal_bytes", "line", "LightGreenStyle", "bytes", {"rows": 7, "axis_titles": True, "legend": False, "config": {"show_dots": False, "show_y_guides": True}}),
]) + charts("plotnine", "measure", [
    ("m_plotnine_ops_h", "grouped_horizontal", "538", "ops", {"rows": 5, "series": 2, "legend": "top", "size": (6.4, 4.6)}),
    ("m_plotnine_marriages", "stacked_bar", "seaborn", "marriages", {"rows": 8, "series": 2, "fmt": "K", "legend": "bottom", "size": (7.2, 4.6), "dpi": 120}),
])  # fmt: skip
