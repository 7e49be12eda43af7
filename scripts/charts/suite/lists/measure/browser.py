"""Charts of the measuring half that libraries for web pages draw in Chromium."""

from ...chart import charts
from ...with_browser import draw  # noqa: F401

CAT10 = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7"]
CHARTS = charts("ApexCharts", "measure", [
    ("m_apex_grants_h", "horizontal_bar", "light", "grants", {"rows": 5, "fmt": "usdM", "print": "usdM", "radius": 4, "legend": False, "size": (680, 400), "labels": {"style": {"colors": ["#fff"]}, "textAnchor": "end"}, "axisTitles": True}),
    ("m_apex_servers_dark", "grouped_bar", "dark", "servers", {"rows": 6, "series": 3, "fmt": "k", "dark": True, "ground": "#343e59", "legend": "top", "size": (760, 440), "wide": "60%"}),
    ("m_apex_weeks", "stacked_bar", "palette4", "weeks", {"rows": 8, "series": 3, "fmt": "comma", "palette": "palette4", "legend": "right", "size": (760, 420), "axisTitles": True}),
    ("m_apex_assets_h", "normalised_bar", "palette7", "assets", {"rows": 7, "series": 4, "horizontal": True, "percent": True, "fmt": "pct", "print": "pct", "palette": "palette7", "legend": "bottom", "size": (700, 420)}),
    ("m_apex_lira", "multi_line", "light", "lira", {"rows": 10, "series": 3, "curve": "smooth", "points": 4, "legend": "bottom", "size": (720, 380), "axisTitles": True, "fmt": "one", "grid": {"padding": {"right": 24, "left": 16}, "row": {"colors": ["#f3f3f3", "transparent"], "opacity": 0.5}}}),
    ("m_apex_traffic", "donut", "palette2", "traffic", {"rows": 5, "print": "pct", "palette": "palette2", "legend": "right", "size": (560, 380)}),
]) + charts("billboard.js", "measure", [
    ("m_bb_french", "multi_line", "default", "french", {"rows": 7, "series": 3, "legend": "bottom", "spline": True, "gridLines": True, "size": (680, 380)}),
    ("m_bb_brands", "stacked_bar", "default", "brands", {"rows": 7, "series": 3, "fmt": "comma", "legend": "right", "size": (720, 400), "colors": ["#00c73c", "#fa7171", "#2ad0ff"], "axisTitles": True}),
    ("m_bb_accidents", "bar_line", "default", "accidents", {"rows": 7, "line": "mean", "legend": "bottom", "size": (720, 420), "axisTitles": True}),
    ("m_bb_storage", "pie", "default", "storage", {"rows": 5, "print": "pct", "legend": "right", "size": (480, 360), "title": False, "colors": ["#3f51b5", "#009688", "#ff9800", "#e91e63", "#9e9e9e"]}),
]) + charts("Chartist", "measure", [
    ("m_chartist_danish", "grouped_bar", "default", "danish", {"rows": 6, "series": 2, "legend": True, "size": (620, 400), "colors": ["#d70206", "#f4c63d"], "thick": 14, "distance": 18}),
    ("m_chartist_spanish_h", "stacked_horizontal", "default", "spanish", {"rows": 7, "series": 3, "legend": True, "size": (660, 420), "nameOffset": 110, "colors": ["#0544d3", "#6b0392", "#f05b4f"], "thick": 20, "valueOffset": 30}),
]) + charts("Frappe Charts", "measure", [
    ("m_frappe_solar", "line", "default", "solar", {"rows": 8, "size": (640, 320), "colors": ["#743ee2"], "fill": True}),
    ("m_frappe_accidents", "vertical_bar", "default", "accidents", {"rows": 7, "print": "plain", "size": (600, 320), "colors": ["#5e64ff"]}),
]) + charts("TOAST UI Chart", "measure", [
    ("m_toast_airports", "grouped_bar", "default", "airports", {"rows": 7, "series": 3, "legend": "right", "size": (900, 460), "axisTitles": True}),
    ("m_toast_metro", "line", "default", "metro", {"rows": 10, "fmt": "M", "legend": False, "points": True, "size": (720, 400), "axisTitles": True}),
    ("m_toast_romanian_h", "stacked_horizontal", "default", "romanian", {"rows": 6, "series": 3, "legend": "bottom", "print": "plain", "size": (720, 460), "align": "center"}),
    ("m_toast_brands_combo", "bar_line", "default", "brands", {"rows": 8, "line": "backlog", "fmt": "comma", "legend": "top", "size": (820, 460), "axisTitles": True, "points": True}),
    ("m_toast_gasto", "pie", "default", "gasto", {"rows": 6, "print": "pct1", "legend": "bottom", "size": (520, 460), "labels": {"anchor": "center"}}),
]) + charts("G2", "measure", [
    ("m_g2_italian", "vertical_bar", "classic", "italian", {"rows": 7, "print": "plain", "size": (720, 420), "colors": ["#5B8FF9"], "radius": 6}),
    ("m_g2_enrol_dark", "multi_line", "classicDark", "enrol", {"rows": 9, "series": 3, "theme": "classicDark", "ground": "#141414", "legend": "top", "smooth": True, "points": True, "size": (760, 400), "colors": ["#5B8FF9", "#5AD8A6", "#F6BD16"]}),
    ("m_g2_crust", "donut", "academy", "crust", {"rows": 7, "print": "pct", "legend": "right", "size": (560, 420), "colors": ["#4e79a7", "#f28e2c", "#e15759", "#76b7b2", "#59a14f", "#edc949", "#af7aa1"], "labels": {"fill": "#fff"}}),
    ("m_g2_heating", "normalised_bar", "classic", "heating", {"rows": 4, "series": 5, "fmt": "pct", "print": "pct", "legend": "bottom", "size": (560, 440), "colors": ["#6395fa", "#62daab", "#657798", "#f6c022", "#e96c5b"], "wide": 90, "valueScale": {"domain": [0, 100]}}),
]) + charts("Observable Plot", "measure", [
    ("m_plot_paygap_h", "horizontal_bar", "default", "paygap", {"rows": 8, "fmt": "pct", "print": "pct1", "size": (720, 400), "left": 250, "right": 50, "colors": ["#4269d0"]}),
    ("m_plot_poverty", "multi_line", "default", "poverty", {"rows": 11, "series": 4, "fmt": "pct", "size": (720, 440), "colors": CAT10, "marker": "dot"}),
    ("m_plot_cities", "grouped_bar", "default", "cities", {"rows": 7, "series": 2, "size": (760, 420), "colors": CAT10}),
    ("m_plot_ageband_h", "grouped_horizontal", "default", "ageband", {"rows": 7, "series": 2, "size": (560, 480), "colors": ["#3ca951", "#ff8ab7"], "font": "Inter"}),
]) + charts("Recharts", "measure", [
    ("m_rech_water", "stacked_bar", "default", "water", {"rows": 7, "series": 3, "legend": "bottom", "rotate": -35, "below": 120, "size": (680, 460), "colors": ["#8884d8", "#82ca9d", "#ffc658"]}),
    ("m_rech_stages", "vertical_bar", "default", "stages", {"rows": 6, "print": "comma", "fmt": "comma", "legend": "top", "size": (620, 380), "colors": ["#413ea0"]}),
    ("m_rech_vienna_combo", "bar_line", "default", "vienna", {"rows": 12, "line": "occupancy", "line_fmt": "pct", "fmt": "k", "legend": "bottom", "size": (760, 420), "colors": ["#413ea0", "#ff7300"]}),
    ("m_rech_yesno", "donut", "default", "yesno", {"rows": 3, "print": "pct", "legend": "bottom", "size": (420, 400), "colors": ["#00C49F", "#FF8042", "#0088FE"], "outer": 110}),
])  # fmt: skip
