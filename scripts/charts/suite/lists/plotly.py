"""Charts drawn with plotly."""

from ..chart import charts
from ..with_plotly import draw  # noqa: F401

TUNE = charts("plotly", "tune", [
    ("plotly_loads", "stacked_bar", "default", "loads", {"series": 5, "legend": "right", "width": 800}),
    ("plotly_exports", "grouped_bar", "default", "exports", {"rows": 8, "series": 2, "legend": "right", "fmt": "usd", "title_style": {"x": 0.5}}),
    ("plotly_coffee_h", "horizontal_bar", "plotly_white", "coffee", {"rows": 7, "print": "pct", "axis_titles": False, "fmt": "pct", "width": 760, "height": 420, "margin": {"l": 190}}),
    ("plotly_german", "vertical_bar", "simple_white", "german", {"rows": 7, "print": "plain", "text_at": "outside", "angle": -45, "font": "Open Sans"}),
    ("plotly_temperature", "multi_line", "plotly_dark", "temperature", {"series": 3, "legend": "inside", "legend_style": {"bgcolor": "rgba(0,0,0,0)"}, "width": 900, "height": 450, "title": False}),
    ("plotly_subscribers", "line", "ggplot2", "subscribers", {"rows": 15, "markers": False, "fmt": "M", "width": 640, "height": 400, "legend": None}),
    ("plotly_transport", "pie", "default", "transport", {"rows": 6, "print": "pct", "legend": "right", "width": 600, "height": 450}),
    ("plotly_votes", "donut", "plotly_white", "votes", {"rows": 5, "print": "pct1", "names_at": True, "text_at": "outside", "hole": 0.6, "width": 620, "height": 480, "font": "Lato"}),
    ("plotly_mix", "normalised_bar", "seaborn", "mix", {"rows": 8, "series": 4, "fmt": "pct", "legend": "bottom", "width": 720, "height": 460, "axis_titles": False}),
    ("plotly_revenue_line", "bar_line", "plotly_white", "revenue", {"rows": 8, "fmt": "usdM", "line": "margin", "line_fmt": "pct", "legend": "top", "width": 820, "height": 460,
                                                                    "title": False, "line_axis": {"range": [0, 40]}}),
    ("plotly_budget_h", "grouped_horizontal", "presentation", "budget", {"rows": 6, "series": 2, "legend": "right", "width": 1000, "height": 640, "bottom_up": True, "margin": {"l": 160}, "axis_titles": False}),
])  # fmt: skip

MORE = charts("plotly", "more", [
    ("plotly_sites", "vertical_bar", "default", "sites", {"rows": 8, "fmt": "M", "width": 700, "height": 450}),
    ("plotly_machines_h", "stacked_horizontal", "gridon", "machines", {"rows": 9, "series": 3, "legend": "top", "width": 760, "height": 520, "bottom_up": True}),
    ("plotly_quarters", "bar_line", "default", "quarters", {"rows": 10, "line": "change", "legend": "bottom", "width": 860, "height": 480, "line_fmt": "pct", "angle": 90,
                                                           "legend_style": {"y": -0.36}}),
    ("plotly_interest", "multi_line", "simple_white", "interest", {"rows": 18, "series": 3, "markers": False, "fmt": "pct", "legend": "top", "width": 900, "height": 420, "dashes": ["solid", "dash", "dot"],
                                                                  "font": "Roboto"}),
    ("plotly_diet", "pie", "ggplot2", "diet", {"rows": 8, "print": "pct", "names_at": True, "text_at": "outside", "width": 640, "height": 520, "direction": "counterclockwise"}),
    ("plotly_systems", "donut", "plotly_dark", "systems", {"rows": 5, "print": "pct1", "legend": "bottom", "hole": 0.45, "width": 520, "height": 520}),
    ("plotly_rents_h", "horizontal_bar", "plotly_dark", "rents", {"rows": 8, "fmt": "eur_front", "print": "eur_front", "text_at": "inside", "width": 640, "height": 440, "axis_titles": False}),
    ("plotly_polish", "grouped_bar", "plotly_white", "polish", {"rows": 6, "series": 2, "print": "plain", "text_at": "outside", "legend": "left", "width": 900, "height": 480, "colors": ["#264653", "#e76f51"],
                                                               "patterns": ["", "/"], "margin": {"l": 180}}),
    ("plotly_dutch", "grouped_horizontal", "default", "dutch", {"rows": 6, "series": 2, "legend": "right", "fmt": "k", "width": 620, "height": 420, "title": False}),
])  # fmt: skip

CHARTS = TUNE + MORE
