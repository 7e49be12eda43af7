"""Charts as a statistics portal, a JavaScript library and Go libraries draw them."""

from ...chart import charts
from ...with_svg import LIBRARY, NEWER, draw  # noqa: F401

CHARTS = charts("portal page", "wide", [
    ("wp_apps", "vertical_bar", "portal", "apps", {"rows": 8, "fmt": "pct", "print": "pct", "rotation": 45, "below": 215}),
    ("wp_fashion", "vertical_bar", "portal", "fashion", {"rows": 5, "fmt": "space", "print": "space", "title_off": 62, "thick": 0.68}),
    ("wp_pupils", "vertical_bar", "portal", "pupils", {"rows": 6, "fmt": "space", "print": "space", "title_off": 62}),
    ("wp_index", "vertical_bar", "portal", "index", {"rows": 7, "print": "plain", "parts": 8, "thick": 0.6}),
    ("wp_occupations", "grouped_bar", "portal", "occupations", {"rows": 7, "series": 2, "fmt": "pct", "print": "pct", "name_size": 11, "below": 228}),
    ("wp_incidents", "grouped_bar", "portal", "incidents", {"rows": 5, "series": 2, "print": "plain", "name_size": 11, "below": 215}),
    ("wp_jobless", "grouped_bar", "portal", "jobless", {"rows": 11, "series": 2, "fmt": "pct", "print": "pct", "label_size": 11}),
    ("wp_markets", "grouped_bar", "portal", "markets", {"rows": 8, "series": 2, "print": "plain"}),
    ("wp_apps3", "grouped_bar", "portal", "apps", {"rows": 5, "series": 3, "fmt": "pct", "print": "pct"}),
    ("wp_jpeg_turnover", "grouped_bar", "portal", "turnover", {"rows": 6, "series": 2, "fmt": "space", "print": "space", "jpeg": 55, "label_size": 10, "title_off": 58}),
    ("wp_shrunk_concern", "grouped_bar", "portal", "concern", {"rows": 5, "series": 4, "fmt": "pct", "print": "pct", "shrink": 0.75}),
    ("wp_dark_index", "vertical_bar", "portal", "index", {"rows": 8, "print": "plain", "colors": ["#0f283e"], "buttons": False, "right": 30, "pixels": (1000, 600)}),
    ("wp_shops", "stacked_bar", "portal", "shops", {"rows": 9, "series": 4, "print": "plain", "names_title": True}),
    ("wp_pupils_stack", "stacked_bar", "portal", "pupils", {"rows": 5, "series": 2, "fmt": "space", "print": "space", "title_off": 62}),
    ("wp_insurers_h", "horizontal_bar", "portal", "insurers", {"rows": 8, "fmt": "space", "print": "space", "left": 190, "pixels": (800, 640)}),
    ("wp_occupations_h", "grouped_horizontal", "portal", "occupations", {"rows": 6, "series": 2, "fmt": "pct", "print": "pct", "left": 190, "wrap": 24, "pixels": (800, 680)}),
    ("wp_concern_h", "stacked_horizontal", "portal", "concern", {"rows": 5, "series": 5, "fmt": "plain", "print": "plain", "left": 90}),
    ("wp_immigrants", "line", "portal", "immigrants", {"rows": 11, "fmt": "pct", "print": "pct"}),
    ("wp_attendance", "multi_line", "portal", "attendance", {"rows": 19, "series": 2, "fmt": "pct", "print": "pct", "rotation": 45, "below": 215}),
    ("wp_inhabitants", "multi_line", "portal", "inhabitants", {"rows": 11, "series": 2, "print": "plain"}),
    ("wp_turnover4", "multi_line", "portal", "turnover", {"rows": 8, "series": 4, "fmt": "space", "print": "space", "zero": True, "title_off": 58}),
    ("wp_platforms", "pie", "portal", "platforms", {"rows": 7, "print": "pct"}),
    ("wp_vacuums", "pie", "portal", "vacuums", {"rows": 5, "print": "pct", "pie": 105}),
    ("wp_impact", "pie", "portal", "impact", {"rows": 3, "print": "pct", "pie": 140}),
    ("wp_suppliers", "pie", "portal", "suppliers", {"rows": 11, "print": "pct"}),
]) + charts("Highcharts-like", "wide", [
    ("hc_lands", "grouped_bar", "plain", "lands", {"rows": 6, "series": 2, "fmt": "comma", "below": 60, "subtitle": "Source: Survey of Land Cover"}),
    ("hc_polls", "multi_line", "newer", "polls", {"rows": 9, "series": 5, "fmt": "pct", "colors": NEWER, "stroke": 2, "pixels": (860, 480)}),
    ("hc_losses", "grouped_bar", "newer", "losses", {"rows": 7, "series": 2, "print": "plain", "ticks": [-60, -40, -20, 0, 20, 40, 60, 80], "label_size": 10}),
    ("hc_wines_h", "stacked_horizontal", "plain", "wines", {"rows": 8, "series": 3, "fmt": "space", "left": 100, "below": 60, "colors": LIBRARY[::-1]}),
    ("hc_tonnage", "line", "plain", "tonnage", {"rows": 19, "area": True, "zero": True, "skip": 2, "stroke": 2, "radius": 3, "subtitle": "Source: Port Authority"}),
]) + charts("Go", "wide", [
    ("go_letters", "vertical_bar", "go", "letters3", {"rows": 4, "each": True, "values_right": True, "grid": False, "left": 20, "right": 60, "fmt": "one", "thick": 0.5, "round": 2}),
    ("go_cut", "vertical_bar", "go", "quarter_sales", {"rows": 4, "each": True, "values_right": True, "grid": False, "left": 20, "right": 60, "thick": 0.6, "ticks": [11.3, 14.2, 17.1, 20.0, 22.9, 25.8, 28.7, 31.6, 34.5]}),
    ("go_parts", "grouped_bar", "go", "parts", {"rows": 6, "series": 2, "title": False, "thick": 0.7}),
    ("go_bikes", "multi_line", "go", "bikes", {"rows": 13, "series": 2, "title_x": 130, "radius": 3, "stroke": 2, "hollow": "#fff", "pixels": (640, 400)}),
    ("go_stadiums_h", "horizontal_bar", "go", "stadiums", {"rows": 9, "fmt": "k", "left": 130, "right": 30, "thick": 0.6, "title_x": 150}),
])  # fmt: skip
