"""Charts of Excel workbooks, drawn by LibreOffice Calc."""

from ...chart import charts
from ...with_excel import draw  # noqa: F401

CHARTS = charts("Excel", "wide", [
    ("wxl_parts_h", "grouped_horizontal", "excel 2007", "parts", {"rows": 6, "series": 2, "legend": "right", "axis_titles": True, "size": (720, 430), "bottom_up": True}),
    ("wxl_units", "grouped_bar", "powerpoint", "quarter_sales", {"rows": 3, "series": 3, "legend": "right", "title": False, "size": (480, 360), "gradient": ["#b9cde5", "#e6b9b8", "#d7e4bd"], "font_size": 14}),
    ("wxl_sweets", "pie", "excel 2007", "sweets", {"rows": 3, "legend": "right", "print": "plain", "size": (560, 380)}),
    ("wxl_shrunk_tiers", "vertical_bar", "excel 2013", "tiers", {"rows": 6, "fmt": "usd", "print": "usd", "size": (760, 440), "shrink": 0.6}),
    ("wxl_big_roofs", "grouped_bar", "office 2023", "roofs", {"rows": 6, "series": 3, "legend": "bottom", "size": (900, 520), "dpi": 190}),
    ("wxl_losses", "grouped_bar", "excel 2013", "losses", {"rows": 7, "series": 2, "legend": "bottom", "size": (760, 440), "print": "plain", "gap": 80}),
    ("wxl_users", "stacked_bar", "office 2023", "users", {"rows": 8, "series": 2, "fmt": "M", "legend": "right", "size": (720, 420), "rotation": -45}),
    ("wxl_homework", "multi_line", "excel 2013", "homework", {"rows": 7, "series": 4, "legend": "bottom", "markers": ["circle", "square", "diamond", "triangle"], "size": (640, 400), "axis_titles": True}),
    ("wxl_dash_polls", "multi_line", "calc", "polls", {"rows": 9, "series": 3, "legend": "right", "size": (720, 400), "rotation": -90, "dash": ["solid", "dash", "round_dot"]}),
    ("wxl_austrian_h", "horizontal_bar", "excel 2003", "austrian", {"rows": 6, "bottom_up": True, "size": (700, 420), "fmt": "plain"}),
    ("wxl_agree_h", "normalised_bar", "office 2023", "agree", {"rows": 6, "series": 4, "fmt": "pct", "print": "pct", "horizontal": True, "bottom_up": True, "legend": "bottom", "size": (760, 440), "gap": 50, "label_color": "#FFFFFF",
                                                             "percent": False, "value_axis": {"max": 100}}),
    ("wxl_filling", "bar_line", "excel 2013", "night_trains", {"rows": 12, "line": "filling", "line_fmt": "pct", "line_format": '0"%"', "legend": "top", "size": (780, 430)}),
    ("wxl_slate_crops", "donut", "slate", "playtime", {"rows": 5, "print": "pct", "legend": "right", "size": (560, 380), "colors": ["#FFC000", "#5BC0DE", "#D9534F", "#9FD36B", "#B39DDB"], "label_color": "#1B1F27"}),
])  # fmt: skip
