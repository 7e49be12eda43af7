"""Charts drawn with Vega-Lite, which Altair writes too."""

from ..chart import charts
from ..with_vega import draw  # noqa: F401

TUNE = charts("vega", "tune", [
    ("vl_letters", "vertical_bar", "default", "letters", {"rows": 9, "width": 180, "height": 200, "padding": 5, "title": False, "angle": 0}),
    ("vl_teams_h", "horizontal_bar", "default", "teams", {"rows": 6, "width": 300, "height": 130, "title": False, "print": "plain"}),
    ("vl_letters_grouped", "grouped_bar", "default", "letters", {"rows": 3, "series": 3, "legend": "right", "legend_title": "category", "width": 260, "height": 220, "title": False, "angle": 0}),
    ("vl_energy_stack", "stacked_bar", "default", "energy", {"rows": 10, "series": 5, "legend": "right", "legend_title": "source", "width": 300, "height": 260, "title": False}),
    ("vl_timeuse_norm", "normalised_bar", "fivethirtyeight", "timeuse", {"rows": 8, "series": 4, "fmt": "pct", "legend": "top", "width": 420, "height": 260, "angle": -30}),
    ("vl_unemployment", "multi_line", "default", "unemployment", {"rows": 20, "series": 5, "legend": "right", "width": 420, "height": 260, "colors": "category10", "fmt": "pct"}),
    ("vl_visitors_dark", "line", "dark", "visitors", {"rows": 12, "fmt": "comma", "point": True, "width": 400, "height": 220, "angle": 0, "zero": True}),
    ("vl_pies", "pie", "default", "pies", {"rows": 3, "legend": "right", "legend_title": "Category", "title": False, "print": "pct", "radius": 100, "width": 240, "height": 240}),
    ("vl_waste_donut", "donut", "vox", "waste", {"rows": 6, "legend": "left", "print": "pct", "radius": 120, "inner": 70, "at": 95, "label_color": "white", "width": 280, "height": 260}),
    ("vl_rain_line", "bar_line", "default", "rain", {"line": "temperature", "colors": ["#85C5A6", "#85A9C5"], "width": 420, "height": 260, "title": False, "angle": 0, "point": True}),
    ("vl_wages_grouped_h", "grouped_horizontal", "latimes", "wages", {"rows": 6, "series": 2, "fmt": "eur", "legend": "bottom", "width": 380, "height": 300}),
    ("vl_regions_big", "stacked_horizontal", "quartz", "regions", {"rows": 4, "series": 4, "legend": "top", "scale": 2.0, "width": 420, "height": 200, "print": "one"}),
])  # fmt: skip

MORE = charts("vega", "more", [
    ("vl_phones_h", "horizontal_bar", "ggplot2", "phones", {"rows": 9, "fmt": "pct", "width": 330, "height": 220}),
    ("vl_doses", "line", "urbaninstitute", "doses", {"rows": 7, "point": True, "width": 380, "height": 250, "title": False, "print": "plain", "angle": 0}),
    ("vl_orders", "multi_line", "default", "orders", {"rows": 12, "series": 3, "ends": True, "colors": "dark2", "angle": -90, "width": 420, "height": 230, "zero": True}),
    ("vl_stock_curve", "multi_line", "carbonwhite", "stock", {"rows": 8, "series": 2, "mark": {"interpolate": "monotone", "strokeWidth": 3}, "legend": "top", "width": 460, "height": 240, "fmt": "plain"}),
    ("vl_media_norm", "normalised_bar", "default", "media", {"rows": 6, "series": 5, "horizontal": True, "legend": "bottom", "fmt": "pct", "print": "pct", "colors": "set2", "label_color": "#222",
                                                            "width": 520, "height": 220, "values_axis": {"grid": False}}),
    ("vl_trials", "grouped_bar", "excel", "trials", {"rows": 6, "series": 4, "legend": "right", "width": 460, "height": 260, "angle": 0}),
    ("vl_states", "vertical_bar", "carbong90", "states", {"rows": 8, "width": 400, "height": 260, "angle": -45, "fmt": "plain"}),
    ("vl_italian", "donut", "default", "italian", {"rows": 6, "names_out": 52, "radius": 110, "inner": 80, "legend": None, "width": 420, "height": 320, "colors": "pastel1", "print": "pct",
                                                  "at": 95, "label_size": 12}),
    ("vl_answer_small", "pie", "default", "answer", {"rows": 4, "legend": "bottom", "radius": 60, "width": 160, "height": 140, "title": False, "print": "pct", "at": 38,
                                                    "label_color": "white", "colors": ["#1b4965", "#5fa8d3", "#9a031e", "#6c757d"]}),
    ("vl_sites_stack_h", "stacked_horizontal", "default", "sites", {"rows": 8, "series": 2, "fmt": "M", "legend": "right", "width": 380, "height": 240, "scale": 1.5, "colors": ["#4c78a8", "#f58518"]}),
])  # fmt: skip

CHARTS = TUNE + MORE
