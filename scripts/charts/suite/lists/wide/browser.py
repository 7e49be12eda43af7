"""Charts that libraries for web pages draw in a headless Chromium."""

from ...chart import charts
from ...with_browser import draw  # noqa: F401

CHARTS = charts("ApexCharts", "wide", [
    ("wap_modes", "normalised_bar", "default", "modes", {"rows": 6, "series": 4, "fmt": "pct", "print": "pct", "legend": "top", "size": (620, 400)}),
    ("wap_streams", "multi_line", "dark", "streams", {"rows": 8, "series": 3, "fmt": "M", "legend": "bottom", "dark": True, "ground": "#1f2430", "size": (680, 400), "curve": "smooth", "points": 4}),
    ("wap_latency_h", "grouped_horizontal", "default", "latency", {"rows": 6, "series": 3, "legend": "right", "size": (720, 480), "axisTitles": True}),
    ("wap_tiers", "vertical_bar", "default", "tiers", {"rows": 6, "fmt": "usd", "print": "usd", "radius": 6, "each": True, "size": (520, 360), "labels": {"offsetY": -20, "style": {"colors": ["#304758"]}}}),
]) + charts("billboard.js", "wide", [
    ("wbb_steps", "multi_line", "default", "homework", {"rows": 7, "series": 4, "legend": "right", "size": (640, 360)}),
    ("wbb_roofs_h", "stacked_horizontal", "default", "roofs", {"rows": 6, "series": 3, "legend": "bottom", "size": (640, 400), "gridLines": True}),
    ("wbb_goal", "bar_line", "default", "repairs", {"rows": 12, "line": "rate", "legend": "bottom", "rotate": 60, "size": (760, 440), "axisTitles": True}),
    ("wbb_impact", "pie", "default", "impact", {"rows": 3, "print": "pct", "legend": "bottom", "size": (360, 320), "title": False}),
]) + charts("Chartist", "wide", [
    ("wct_parts", "grouped_bar", "default", "parts", {"rows": 6, "series": 2, "legend": True, "size": (560, 340), "colors": ["#d70206", "#f4c63d"]}),
]) + charts("Frappe Charts", "wide", [
    ("wfr_shops", "stacked_bar", "default", "shops", {"rows": 9, "series": 2, "size": (700, 380), "colors": ["#7cd6fd", "#743ee2"]}),
    ("wfr_bikes", "line", "default", "bikes", {"rows": 13, "size": (680, 320), "fill": True, "colors": ["#5e64ff"]}),
]) + charts("TOAST UI Chart", "wide", [
    ("wtu_dwellings_h", "grouped_horizontal", "default", "dwellings", {"rows": 6, "series": 2, "fmt": "space", "legend": "bottom", "size": (720, 460), "axisTitles": True}),
    ("wtu_polls", "multi_line", "default", "polls", {"rows": 9, "series": 4, "legend": "right", "size": (760, 420), "points": True}),
]) + charts("G2", "wide", [
    ("wg2_wines", "grouped_bar", "classic", "wines", {"rows": 6, "series": 3, "fmt": "comma", "legend": "top", "size": (700, 420), "axisTitles": True}),
    ("wg2_icelandic_h", "horizontal_bar", "classic", "icelandic", {"rows": 7, "fmt": "space", "size": (560, 360), "print": "space"}),
]) + charts("Observable Plot", "wide", [
    ("wop_sky", "stacked_bar", "default", "sky", {"series": 5, "size": (640, 420), "rotate": -45, "colors": ["#f2c14e", "#c9c9c9", "#8d99ae", "#457b9d", "#dfe7fd"]}),
    ("wop_stadiums_h", "horizontal_bar", "default", "stadiums", {"rows": 9, "fmt": "comma", "size": (620, 340), "left": 110}),
]) + charts("Recharts", "wide", [
    ("wrc_losses", "grouped_bar", "default", "losses", {"rows": 7, "series": 2, "legend": "bottom", "size": (880, 420), "colors": ["#8884d8", "#82ca9d"]}),
    ("wrc_wind", "multi_line", "default", "wind", {"rows": 8, "series": 3, "legend": "top", "size": (640, 360), "colors": ["#8884d8", "#82ca9d", "#ffc658"], "curve": "monotone"}),
    ("wrc_shrunk_shops", "stacked_bar", "default", "shops", {"rows": 9, "series": 4, "legend": "right", "size": (800, 460), "shrink": 0.7, "print": "plain", "labelInk": "#fff", "colors": ["#0088FE", "#00C49F", "#a86b00", "#d1495b"]}),
])  # fmt: skip
