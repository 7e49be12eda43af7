"""Charts drawn with pgfplots, GD::Graph, JFreeChart and leather."""

from ...chart import charts
from ...with_programs import draw  # noqa: F401

CHARTS = charts("pgfplots", "wide", [
    ("wpg_errors", "grouped_bar", "ybar", "errors", {"rows": 5, "series": 2, "axis": ["x tick label style={rotate=45, anchor=east}", "legend pos=north east", "bar width=9pt", "ymajorgrids"]}),
    ("wpg_learning", "multi_line", "axis", "learning", {"rows": 9, "series": 3, "axis": ["legend pos=south east", "grid=major"]}),
    ("wpg_dwellings_h", "horizontal_bar", "xbar", "dwellings", {"rows": 6, "axis": ["bar width=10pt"], "mark": "\\,", "width": "15cm"}),
]) + charts("GD::Graph", "wide", [
    ("wgd_markets", "grouped_bar", "default", "markets", {"rows": 6, "series": 2, "size": (520, 360), "top": 400, "ticks": 8, "colours": "lblue,dred"}),
    ("wgd_wind", "multi_line", "default", "wind", {"rows": 8, "series": 2, "size": (520, 360), "grid": 1, "top": 20, "ticks": 4, "placement": "RC"}),
]) + charts("JFreeChart", "wide", [
    ("wjf_units", "grouped_bar", "default", "quarter_sales", {"rows": 4, "series": 3, "size": (560, 380)}),
    ("wjf_roofs_h", "stacked_horizontal", "flat", "roofs", {"rows": 6, "series": 3, "flat": 1, "legend": "right", "size": (640, 400)}),
    ("wjf_polls", "multi_line", "points", "polls", {"rows": 9, "series": 3, "points": 1, "slanted": 1, "size": (620, 420)}),
]) + charts("leather", "wide", [
    ("wlt_origins", "vertical_bar", "default", "origins", {"rows": 4, "size": (480, 320)}),
])  # fmt: skip
