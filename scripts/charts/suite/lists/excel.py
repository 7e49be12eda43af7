"""Charts of Excel workbooks, drawn by LibreOffice Calc."""

from ..chart import charts
from ..with_excel import draw  # noqa: F401

TUNE = charts("Excel", "tune", [
    ("xl_batch", "grouped_bar", "excel 2007", "batch", {"rows": 6, "series": 2, "legend": "right", "axis_titles": True, "size": (940, 537)}),
    ("xl_tickets", "multi_line", "excel 2007", "tickets", {"rows": 8, "series": 3, "legend": "right", "axis_titles": True, "size": (720, 432)}),
    ("xl_pies", "pie", "excel 2007", "pies", {"rows": 3, "legend": "right", "size": (600, 400)}),
    ("xl_regions", "grouped_bar", "powerpoint", "regions", {"rows": 3, "series": 3, "legend": None, "title": False, "size": (400, 300)}),
    ("xl_budget", "stacked_bar", "excel 2013", "budget", {"rows": 6, "series": 2, "legend": "bottom", "size": (640, 400), "gap": 60, "rotation": -45}),
    ("xl_german_h", "horizontal_bar", "excel 2013", "german", {"rows": 7, "print": "plain", "no_axis": True, "grid": False, "bottom_up": True, "gap": 60}),
    ("xl_channels", "normalised_bar", "excel 2013", "channels", {"rows": 4, "series": 4, "fmt": "pct", "legend": "bottom", "size": (600, 400), "gap": 80}),
    ("xl_rain_combo", "bar_line", "excel 2013", "rain", {"rows": 12, "line": "temperature", "legend": "bottom", "markers": ["circle"], "size": (780, 440), "axis_titles": True}),
    ("xl_transport", "donut", "excel 2013", "transport", {"rows": 5, "print": "pct", "legend": "bottom", "size": (520, 420), "label_color": "#FFFFFF"}),
    ("xl_exports_h", "stacked_horizontal", "excel 2007", "exports", {"rows": 6, "series": 3, "fmt": "comma", "legend": "right", "bottom_up": True, "size": (760, 420)}),
    ("xl_balance", "vertical_bar", "excel 2013", "balance", {"rows": 6, "print": "plain", "fmt": "plain", "gap": 100, "size": (640, 380)}),
])  # fmt: skip

MORE = charts("Excel", "more", [
    ("xl_boxes", "grouped_bar", "calc", "boxes", {"rows": 6, "series": 3, "legend": "right", "size": (640, 360), "title": False}),
    ("xl_quarters", "bar_line", "office 2023", "quarters", {"rows": 8, "line": "plan", "legend": "top", "size": (800, 440), "axis_titles": True}),
    ("xl_libraries", "vertical_bar", "excel 2007", "libraries", {"rows": 7, "fmt": "comma", "gradient": ["#DCE6F2"], "rotation": -45, "size": (760, 480)}),
    ("xl_interest", "line", "excel 2013", "interest", {"rows": 18, "fmt": "pct", "size": (900, 400), "rotation": -90}),
    ("xl_snow", "multi_line", "office 2023", "snow", {"rows": 9, "series": 3, "legend": "bottom", "markers": ["square", "diamond", "triangle"], "size": (700, 420)}),
    ("xl_rents_h", "grouped_horizontal", "excel 2013", "rents", {"rows": 6, "series": 2, "fmt": "eur", "legend": "top", "bottom_up": True, "size": (680, 460)}),
    ("xl_landuse", "pie", "excel 2013", "landuse", {"rows": 5, "print": "pct", "legend": "left", "size": (560, 380), "label_at": "outside_end"}),
    ("xl_costs", "normalised_bar", "calc", "costs", {"rows": 5, "series": 6, "fmt": "pct", "legend": "right", "horizontal": True, "bottom_up": True, "size": (720, 400)}),
    ("xl_slate_cars", "stacked_bar", "slate", "cars", {"rows": 10, "series": 3, "fmt": "comma", "legend": "top", "size": (820, 460)}),
    ("xl_answer", "donut", "office 2023", "answer", {"rows": 4, "print": "pct", "legend": "right", "size": (560, 380), "label_color": "#FFFFFF", "label_size": 11}),
    ("xl_machines_h", "stacked_horizontal", "office 2023", "machines", {"rows": 8, "series": 2, "print": "plain", "legend": "bottom", "bottom_up": True, "label_color": "#FFFFFF", "size": (760, 480), "gap": 40}),
    ("xl_dark_turkish_h", "horizontal_bar", "slate", "turkish", {"rows": 6, "print": "plain", "bottom_up": True, "size": (620, 400)}),
    ("xl_big_crime", "grouped_bar", "excel 2013", "crime", {"rows": 6, "series": 2, "print": "comma", "fmt": "comma", "legend": "bottom", "size": (960, 560), "dpi": 160}),
])  # fmt: skip

CHARTS = TUNE + MORE
