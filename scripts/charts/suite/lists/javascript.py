"""Charts drawn with ECharts and Chart.js."""

from ..chart import charts
from ..with_javascript import draw  # noqa: F401

WARM = ["#5470c6", "#91cc75", "#fac858", "#ee6666", "#73c0de", "#3ba272"]
TUNE = charts("ECharts", "tune", [
    ("ec_rain", "grouped_bar", "default", "rain", {"rows": 12, "series": 2, "legend": {"left": "center", "top": 8}, "title": False, "colors": WARM, "size": (600, 400)}),
    ("ec_loads", "multi_line", "default", "loads", {"rows": 7, "series": 5, "legend": {"top": 40}, "size": (700, 450), "gap": False, "grid": {"top": 90}}),
    ("ec_spanish_h", "horizontal_bar", "default", "spanish", {"rows": 7, "print": "plain", "size": (600, 400), "title": False, "grid": {"top": 20}}),
    ("ec_fruit_dark", "stacked_horizontal", "dark", "fruit", {"rows": 6, "series": 4, "theme": "dark", "legend": {"bottom": 8}, "print": "plain", "size": (720, 460), "titleLeft": 20}),
    ("ec_browsers", "pie", "default", "browsers", {"rows": 6, "print": "pct1", "colors": WARM, "legend": {"orient": "vertical", "left": "left", "top": "middle"}, "size": (640, 420), "titleLeft": "center"}),
    ("ec_energy_line", "bar_line", "default", "energy", {"rows": 8, "line": "growth", "line_fmt": "pct", "legend": {"top": 8}, "title": False, "valuesTitle": True, "colors": WARM, "size": (720, 420), "grid": {"right": 60}}),
    ("ec_price", "line", "default", "price", {"rows": 12, "fmt": "usd", "smooth": True, "size": (640, 380), "rotate": 45, "colors": WARM, "values": {"scale": True}}),
    ("ec_transport", "donut", "default", "transport", {"rows": 5, "legend": {"top": "5%"}, "title": False, "print": "pct", "namesInLegend": True, "size": (500, 420)}),
]) + charts("Chart.js", "tune", [
    ("cj_visitors", "vertical_bar", "default", "visitors", {"rows": 12, "fmt": "comma", "legend": "top", "soft": True, "title": False}),
    ("cj_harvest", "grouped_horizontal", "default", "harvest", {"rows": 5, "series": 3, "legend": "right", "size": (640, 480)}),
    ("cj_temperature", "multi_line", "default", "temperature", {"rows": 12, "series": 2, "legend": "top", "smooth": True, "fmt": "degree", "zero": False, "size": (700, 400)}),
    ("cj_visitors_dark", "stacked_bar", "dark", "visitors", {"rows": 6, "series": 3, "legend": "bottom", "dark": True, "fmt": "k", "size": (600, 420)}),
    ("cj_opinion", "normalised_bar", "default", "opinion", {"rows": 5, "series": 4, "fmt": "pct", "print": "pct", "legend": "bottom", "values": {"max": 100}, "labelColor": "#fff", "size": (620, 440)}),
    ("cj_votes", "donut", "dark", "votes", {"rows": 5, "print": "pct1", "legend": "left", "dark": True, "size": (520, 380), "labelColor": "#fff"}),
    ("cj_subscribers", "line", "default", "subscribers", {"rows": 12, "fmt": "M", "legend": "top", "size": (640, 380), "axisTitles": True, "colors": ["rgb(75, 192, 192)"]}),
    ("cj_waste", "pie", "default", "waste", {"rows": 5, "print": "pct", "legend": "right", "size": (480, 360), "labelColor": "#222", "bold": True}),
])  # fmt: skip

MORE = charts("ECharts", "more", [
    ("ec_harbour", "multi_line", "default", "harbour", {"rows": 12, "series": 3, "smooth": True, "legend": {"bottom": 6}, "titleLeft": "center", "size": (860, 460), "rotate": 45, "font": "Noto Sans", "fmt": "degree",
                                                        "dashes": ["solid", "dashed", "dotted"]}),
    ("ec_states", "vertical_bar", "default", "states", {"rows": 8, "rotate": 90, "size": (560, 480), "print": "plain", "colors": ["#73c0de"]}),
    ("ec_libraries", "stacked_bar", "dark", "libraries", {"rows": 6, "series": 3, "theme": "dark", "legend": {"right": 20, "top": 8}, "size": (760, 440), "fmt": "k", "barWidth": "50%"}),
    ("ec_calls_line", "bar_line", "default", "calls", {"rows": 12, "line": "wait", "legend": {"top": 10, "right": 20}, "size": (780, 420), "colors": ["#37a2da", "#ff9f7f"], "symbols": True}),
    ("ec_diet", "donut", "default", "diet", {"rows": 8, "print": "pct", "between": " ", "size": (620, 460), "titleLeft": "center", "item": {"borderColor": "#fff", "borderWidth": 2}, "font": "Inter"}),
    ("ec_trust_h", "stacked_horizontal", "default", "trust", {"rows": 7, "series": 4, "fmt": "pct", "print": "pct", "legend": {"top": 34}, "size": (760, 480), "grid": {"top": 80}, "values": {"max": 100}}),
    ("ec_big_sites", "grouped_bar", "default", "sites", {"rows": 6, "series": 2, "fmt": "M", "legend": {"top": 8, "right": 10}, "size": (800, 500), "scale": 2, "font": "Roboto", "item": {"borderRadius": [4, 4, 0, 0]}}),
    ("ec_phones_h", "grouped_horizontal", "default", "phones", {"rows": 5, "series": 2, "fmt": "pct", "print": "pct", "legend": {"bottom": 4}, "colors": ["#9b59b6", "#95a5a6"], "size": (620, 440)}),
]) + charts("Chart.js", "more", [
    ("cj_dutch", "vertical_bar", "default", "dutch", {"rows": 6, "fmt": "space", "print": "space", "each": True, "legend": False, "axisTitles": True, "size": (600, 420)}),
    ("cj_fleet", "normalised_bar", "default", "fleet", {"rows": 9, "series": 4, "fmt": "pct", "legend": "left", "values": {"max": 100}, "size": (760, 440), "axisTitles": True}),
    ("cj_internet", "line", "dark", "internet", {"rows": 10, "dark": True, "fmt": "bn", "stepped": False, "legend": "top", "size": (640, 380), "points": 4, "colors": ["rgb(0, 230, 170)"]}),
    ("cj_polish_h", "horizontal_bar", "default", "polish", {"rows": 6, "axisTitles": True, "legend": False, "colors": ["rgb(255, 159, 64)"], "soft": True, "size": (560, 360), "font": "Open Sans"}),
    ("cj_orders", "bar_line", "default", "orders", {"rows": 12, "line": "index", "legend": "bottom", "size": (860, 460), "axisTitles": True, "rotate": 45}),
    ("cj_landuse", "donut", "default", "landuse", {"rows": 5, "print": "pct", "legend": "bottom", "size": (420, 420), "labelColor": "#fff", "colors": ["#2d6a4f", "#74a57f", "#c9a227", "#8d5b4c", "#3a86ff"]}),
])  # fmt: skip

CHARTS = TUNE + MORE
