"""Charts of the measuring half drawn with ECharts and Chart.js."""

from ...chart import charts
from ...with_javascript import draw  # noqa: F401

WALDEN = ["#3fb1e3", "#6be6c1", "#626c91", "#a0a7e6", "#c4ebad", "#96dee8"]
VINTAGE = ["#d87c7c", "#919e8b", "#d7ab82", "#6e7074", "#61a0a8", "#efa18d"]
CHARTS = charts("ECharts", "measure", [
    ("m_ec_weeks", "stacked_bar", "walden", "weeks", {"rows": 11, "series": 5, "legend": {"type": "plain", "bottom": 6}, "colors": WALDEN, "size": (820, 460), "fmt": "space", "titleLeft": "center"}),
    ("m_ec_belief_h", "horizontal_bar", "vintage", "belief", {"rows": 8, "fmt": "pct", "print": "pct", "colors": ["#d87c7c"], "background": "#fef8ef", "size": (640, 460), "barWidth": 14, "subtitle": True, "font": "Noto Serif",
                                                             "item": {"borderRadius": [0, 7, 7, 0]}, "noGrid": True, "grid": {"top": 90}}),
    ("m_ec_river", "line", "dark", "river", {"rows": 12, "theme": "dark", "smooth": True, "symbols": False, "size": (720, 380), "values": {"scale": True}}),
    ("m_ec_parc_rose", "donut", "vintage", "parc", {"rows": 5, "print": "pct", "colors": VINTAGE, "legend": {"orient": "vertical", "right": 20, "top": "middle"}, "namesInLegend": True, "size": (620, 400), "center": ["40%", "55%"]}),
    ("m_ec_paris_combo", "bar_line", "default", "paris", {"rows": 12, "line": "prix", "legend": {"bottom": 4}, "valuesTitle": True, "colors": ["#c23531", "#2f4554"], "size": (820, 460), "grid": {"right": 70}, "font": "Lato",
                                                         "line_fmt": "plain"}),
    ("m_ec_czech", "grouped_bar", "default", "czech", {"rows": 6, "series": 2, "print": "plain", "legend": {"top": 34}, "grid": {"top": 90}, "size": (780, 460), "namesLabel": {"width": 90, "overflow": "break"}, "barGap": "0%",
                                                      "colors": ["#dd6b66", "#759aa0"]}),
    ("m_ec_verkehr", "normalised_bar", "walden", "verkehr", {"rows": 9, "series": 3, "fmt": "pct", "legend": {"right": 10, "top": 6}, "colors": ["#516b91", "#59c4e6", "#edafda"], "values": {"max": 100}, "size": (640, 400), "scale": 1.5}),
]) + charts("Chart.js", "measure", [
    ("m_cj_output", "vertical_bar", "default", "output", {"rows": 9, "legend": "top", "soft": True, "colors": ["rgb(153, 102, 255)"], "size": (640, 400), "fmt": "plain", "zero": True}),
    ("m_cj_french_h", "grouped_horizontal", "dark", "french", {"rows": 7, "series": 2, "legend": "bottom", "dark": True, "size": (600, 520), "colors": ["rgb(255, 205, 86)", "rgb(75, 192, 192)"]}),
    ("m_cj_popul", "multi_line", "default", "popul", {"rows": 13, "series": 2, "legend": "right", "size": (760, 400), "axisTitles": True, "dashes": [[], [6, 4]], "points": 0, "font": "Inter"}),
    ("m_cj_sectors", "pie", "default", "sectors", {"rows": 6, "print": "pct", "legend": "left", "size": (560, 400), "labelColor": "#fff", "bold": True, "colors": ["#0d3b66", "#f95738", "#ee964b", "#1b998b", "#6d597a", "#2e86ab"]}),
    ("m_cj_modal", "stacked_horizontal", "default", "modal", {"rows": 6, "series": 4, "fmt": "pct", "print": "pct", "legend": "top", "values": {"max": 100}, "noNamesGrid": True, "padding": 20, "labelColor": "#222", "size": (700, 420),
                                                             "colors": ["#ffadad", "#ffd6a5", "#caffbf", "#a0c4ff"]}),
    ("m_cj_shares", "line", "default", "shares_m", {"rows": 10, "fmt": "bn", "legend": "top", "smooth": True, "size": (620, 360), "colors": ["rgb(220, 38, 38)"], "zero": False, "rotate": 45}),
])  # fmt: skip
