"""Charts drawn with ECharts and Chart.js."""

from ...chart import charts
from ...with_javascript import draw  # noqa: F401

CHARTS = charts("ECharts", "wide", [
    ("wec_polls", "multi_line", "default", "polls", {"rows": 9, "series": 5, "legend": {"right": 10, "top": "middle", "orient": "vertical"}, "grid": {"right": 110, "top": 60}, "fmt": "pct", "size": (760, 420)}),
    ("wec_dwellings", "vertical_bar", "default", "dwellings", {"rows": 6, "print": "space", "fmt": "space", "rotate": 30, "size": (560, 380)}),
    ("wec_small_wind", "line", "default", "wind", {"rows": 8, "size": (320, 220), "title": False, "grid": {"top": 20, "bottom": 16}, "colors": ["#ee6666"]}),
    ("wec_night", "bar_line", "dark", "night_trains", {"rows": 12, "theme": "dark", "line": "filling", "line_fmt": "pct", "legend": {"top": 36}, "grid": {"top": 90, "right": 60}, "size": (820, 440)}),
    ("wec_mix", "stacked_bar", "default", "power_mix", {"rows": 7, "series": 6, "fmt": "pct", "legend": {"bottom": 4}, "size": (780, 460), "values": {"max": 100}, "font": "Roboto"}),
    ("wec_engines", "pie", "default", "engines", {"rows": 6, "print": "pct1", "between": "\n", "size": (600, 440), "titleLeft": "center", "radius": "55%"}),
    ("wec_marked", "grouped_bar", "default", "repairs", {"rows": 12, "series": 2, "marked": True, "legend": {"top": 8}, "title": False, "size": (700, 400), "grid": {"right": 60}, "rotate": 30}),
    ("wec_marked_line", "multi_line", "default", "wind", {"rows": 8, "series": 2, "marked": True, "legend": {"top": 8, "right": 20}, "title": False, "size": (640, 380), "grid": {"right": 60}}),
    ("wec_losses_h", "horizontal_bar", "default", "losses", {"rows": 7, "size": (620, 400), "print": "plain", "colors": ["#3ba272"]}),
]) + charts("Chart.js", "wide", [
    ("wcj_steps_h", "grouped_horizontal", "default", "steps_done", {"rows": 7, "series": 2, "fmt": "pct", "legend": "top", "size": (720, 460), "soft": True}),
    ("wcj_homework", "multi_line", "dark", "homework", {"rows": 7, "series": 4, "dark": True, "legend": "right", "size": (760, 400), "dashes": [[], [6, 4]]}),
    ("wcj_estonian", "stacked_bar", "default", "estonian", {"rows": 9, "series": 3, "fmt": "space", "legend": "bottom", "axisTitles": True, "size": (720, 440), "font": "Noto Sans"}),
    ("wcj_scale2_funds", "vertical_bar", "default", "funds", {"rows": 5, "fmt": "usdM", "print": "usdM", "legend": False, "scale": 1.5, "size": (520, 340), "each": True, "bold": True}),
    ("wcj_repairs", "bar_line", "default", "repairs", {"rows": 12, "line": "rate", "legend": "top", "axisTitles": True, "rotate": 60, "size": (700, 460), "colors": ["rgb(153, 102, 255)", "rgb(255, 159, 64)"]}),
    ("wcj_playtime", "donut", "default", "playtime", {"rows": 5, "print": "pct", "legend": "right", "size": (520, 320), "labelColor": "#fff", "font": "Inter"}),
    ("wcj_mini_h", "horizontal_bar", "default", "catalan", {"rows": 5, "legend": False, "size": (340, 200), "fontSize": 9, "title": False, "colors": ["rgb(75, 192, 192)"]}),
])  # fmt: skip
