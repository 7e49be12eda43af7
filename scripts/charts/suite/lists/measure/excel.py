"""Charts of the measuring half: Excel workbooks, drawn by LibreOffice Calc."""

from ...chart import charts
from ...with_excel import draw  # noqa: F401

BLUES = ["#1F4E79", "#2E75B6", "#9DC3E6", "#DEEBF7"]
GREENS = ["#70AD47", "#A9D18E", "#E2F0D9"]
RETRO = ["#9999FF", "#993366", "#FFFFCC", "#CCFFFF", "#660066", "#FF8080"]  # of Excel 97-2003
CHARTS = charts("Excel", "measure", [
    ("m_xl_deliveries", "vertical_bar", "excel 2013", "deliveries", {"rows": 12, "print": "plain", "gap": 40, "colors": ["#ED7D31"], "rotation": -90, "size": (720, 400), "no_axis": True, "grid": False, "font": "Liberation Sans"}),
    ("m_xl_brands_retro", "grouped_bar", "excel 2003", "brands", {"rows": 8, "series": 3, "fmt": "comma", "legend": "right", "axis_titles": True, "colors": RETRO, "size": (680, 440), "font": "Liberation Sans"}),
    ("m_xl_grants", "stacked_bar", "office 2023", "grants", {"rows": 6, "series": 3, "fmt": "usdM", "legend": "left", "size": (820, 460), "colors": BLUES, "gap": 50}),
    ("m_xl_waiting_h", "grouped_horizontal", "powerpoint", "waiting", {"rows": 6, "series": 2, "print": "plain", "legend": "top", "bottom_up": True, "size": (640, 440), "colors": ["#7F7F7F", "#C00000"], "no_axis": True, "grid": False,
                                                                     "gap": 60}),
    ("m_xl_verkehr_h", "stacked_horizontal", "excel 2013", "verkehr", {"rows": 9, "series": 3, "fmt": "pct", "print": "pct", "legend": "bottom", "bottom_up": True, "colors": GREENS, "gap": 30, "size": (700, 460),
                                                                    "label_color": "#000000", "value_axis": {"max": 100}}),
    ("m_xl_assets", "normalised_bar", "calc", "assets", {"rows": 7, "series": 4, "fmt": "pct", "legend": "bottom", "size": (560, 380), "gap": 80}),
    ("m_xl_inflation", "line", "powerpoint", "inflation", {"rows": 14, "fmt": "pct1", "rotation": -45, "size": (780, 420), "markers": ["diamond"], "colors": ["#31859C"]}),
    ("m_xl_marriages", "multi_line", "slate", "marriages", {"rows": 8, "series": 2, "fmt": "comma", "legend": "bottom", "size": (680, 400), "markers": ["circle"]}),
    ("m_xl_vienna_combo", "bar_line", "calc", "vienna", {"rows": 12, "line": "temp", "fmt": "comma", "legend": "bottom", "axis_titles": True, "size": (800, 460), "markers": ["triangle"]}),
    ("m_xl_strom", "pie", "office 2023", "strom", {"rows": 6, "print": "pct", "legend": "bottom", "size": (520, 420), "label_at": "inside_end", "label_color": "#FFFFFF", "colors": ["#203864", "#2F5597", "#8FAADC", "#BF9000", "#7F6000", "#548235"]}),
    ("m_xl_storage", "donut", "powerpoint", "storage", {"rows": 5, "print": "pct", "legend": "top", "size": (480, 420), "title": False, "label_color": "#FFFFFF"}),
    ("m_xl_stages_h", "horizontal_bar", "office 2023", "stages", {"rows": 6, "print": "comma", "bottom_up": True, "gap": 25, "size": (600, 340), "no_axis": True, "grid": False, "colors": ["#A02B93"]}),
    ("m_xl_big_bytes", "grouped_bar", "excel 2013", "bytes", {"rows": 6, "series": 3, "legend": "top", "size": (860, 500), "dpi": 170, "axis_titles": True}),
])  # fmt: skip
