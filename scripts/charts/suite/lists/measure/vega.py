"""Charts of the measuring half drawn with Vega-Lite, which Altair writes too."""

from ...chart import charts
from ...with_vega import draw  # noqa: F401

SERIF = {"font": "Noto Serif", "axis": {"labelFont": "Noto Serif", "titleFont": "Noto Serif", "grid": False, "domainColor": "#333", "tickColor": "#333"},
         "title": {"font": "Noto Serif", "fontSize": 16, "anchor": "start"}, "legend": {"labelFont": "Noto Serif", "titleFont": "Noto Serif"}, "view": {"stroke": None}}  # fmt: skip
PLAIN = {"font": "Open Sans", "axis": {"labelFont": "Open Sans", "titleFont": "Open Sans"}, "axisX": {"labelFont": "Open Sans"}, "axisY": {"labelFont": "Open Sans"}, "legend": {"labelFont": "Open Sans", "titleFont": "Open Sans"}, "title": {"font": "Open Sans"}}
NIGHT = {"background": "#1e1e2e", "title": {"color": "#cdd6f4"}, "axis": {"labelColor": "#cdd6f4", "titleColor": "#cdd6f4", "gridColor": "#313244", "domainColor": "#585b70", "tickColor": "#585b70"},
         "legend": {"labelColor": "#cdd6f4", "titleColor": "#cdd6f4"}, "view": {"stroke": "transparent"}}  # fmt: skip

CHARTS = charts("vega", "measure", [
    ("m_vl_tools", "vertical_bar", "default", "tools", {"rows": 12, "width": 430, "height": 220, "angle": -45, "mark": {"color": "#e45756", "cornerRadiusEnd": 4}, "print": "plain"}),
    ("m_vl_finnish_h", "grouped_horizontal", "default", "finnish", {"rows": 7, "series": 2, "fmt": "space", "legend": "top", "legend_title": "Vuosi", "width": 360, "height": 300, "colors": "paired", "config": SERIF}),
    ("m_vl_species_stack", "stacked_bar", "powerbi", "species", {"rows": 8, "series": 4, "legend": "bottom", "width": 480, "height": 280, "fmt": "comma", "angle": 0, "config": PLAIN}),
    ("m_vl_vienna", "multi_line", "googlecharts", "vienna", {"rows": 12, "series": 2, "legend": "right", "fmt": "comma", "width": 460, "height": 240, "angle": 0, "zero": True}),
    ("m_vl_solar_night", "line", "default", "solar", {"rows": 8, "point": {"color": "#f9e2af"}, "config": NIGHT, "background": "#1e1e2e", "mark": {"color": "#f9e2af", "strokeWidth": 3}, "width": 380, "height": 200, "angle": 0,
                                                     "title": True, "zero": True}),
    ("m_vl_heating", "normalised_bar", "carbong10", "heating", {"rows": 4, "series": 5, "fmt": "pct", "legend": "right", "legend_title": "System", "width": 260, "height": 280, "angle": 0, "print": "pct",
                                                               "label_color": "white"}),
    ("m_vl_gasto", "pie", "default", "gasto", {"rows": 6, "print": "pct1", "legend": "left", "radius": 115, "width": 280, "height": 270, "colors": "tableau20", "at": 136}),
    ("m_vl_modal_h", "stacked_horizontal", "default", "modal", {"rows": 6, "series": 4, "fmt": "pct", "legend": "top", "colors": ["#003f5c", "#7a5195", "#ef5675", "#ffa600"], "width": 400, "height": 170,
                                                               "domain": [0, 100]}),
    ("m_vl_cities_combo", "bar_line", "default", "cities", {"rows": 7, "line": "limit", "colors": ["#bab0ac", "#d62728"], "width": 440, "height": 240, "angle": -30, "title": True}),
    ("m_vl_yesno_small", "donut", "default", "yesno", {"rows": 3, "print": "pct", "legend": "right", "radius": 62, "inner": 36, "at": 49, "label_color": "white", "width": 140, "height": 130, "title": False,
                                                      "colors": ["#1d7874", "#ee2e31", "#8d99ae"]}),
])  # fmt: skip
