"""Charts as statistics portals, survey institutes, data sites and news magazines print them."""

from ..chart import charts
from ..with_pages import draw  # noqa: F401

OLIVE = ["#949d48", "#d1cdb0", "#377668", "#ea9e2c"]
TUNE = charts("pages", "tune", [
    ("portal_coffee", "vertical_bar", "portal", "coffee", {"rows": 7, "fmt": "pct", "print": "pct"}),
    ("portal_debt", "vertical_bar", "portal", "debt", {"rows": 9, "print": "plain"}),
    ("portal_ages", "grouped_bar", "portal", "ages", {"rows": 7, "series": 2, "fmt": "pct", "print": "pct", "wrap": 9}),
    ("portal_energy", "stacked_bar", "portal", "energy", {"rows": 8, "series": 4, "print": "plain"}),
    ("portal_births", "line", "portal", "births", {"rows": 10, "fmt": "space", "print": "space"}),
    ("portal_households", "multi_line", "portal", "households", {"rows": 9, "series": 2, "fmt": "pct", "print": "pct", "pixels": (1000, 620)}),
    ("portal_exports_h", "horizontal_bar", "portal", "exports", {"rows": 9, "fmt": "space", "print": "space", "pixels": (800, 640), "left": 90}),
    ("portal_staff_h", "grouped_horizontal", "portal", "staff", {"rows": 6, "series": 2, "print": "plain", "left": 150}),
    ("portal_transport", "pie", "portal", "transport", {"rows": 7, "print": "pct"}),
    ("portal_opinion", "stacked_horizontal", "portal", "opinion", {"rows": 5, "series": 5, "fmt": "pct", "print": "pct", "left": 90}),
    ("survey_coffee", "horizontal_bar", "survey", "coffee", {"rows": 5, "print": "plain", "colors": ["#bf9c27"], "left": 130}),
    ("survey_votes", "pie", "survey", "votes", {"rows": 4, "print": "pct1", "colors": OLIVE, "left": 30, "pixels": (310, 480)}),
    ("site_beds", "horizontal_bar", "datasite", "beds", {"rows": 5, "print": "plain", "fmt": "plain"}),
    ("site_unemployment", "multi_line", "datasite", "unemployment", {"rows": 18, "series": 4, "fmt": "pct", "skip": 3}),
])  # fmt: skip

MORE = charts("pages", "more", [
    ("portal_phones", "vertical_bar", "portal", "phones", {"rows": 9, "fmt": "pct", "print": "pct", "rotation": 45, "below": 80}),
    ("portal_income", "vertical_bar", "portal", "income", {"rows": 15, "print": "plain", "pixels": (800, 500)}),
    ("portal_reasons", "grouped_horizontal", "portal", "reasons", {"rows": 6, "series": 2, "fmt": "pct", "print": "pct", "left": 180, "pixels": (800, 650)}),
    ("portal_graduates", "stacked_bar", "portal", "graduates", {"rows": 9, "series": 2, "fmt": "space", "print": "space", "label_size": 7}),
    ("portal_income_line", "line", "portal", "income", {"rows": 12, "print": "plain", "colors": ["#0f283e"]}),
    ("portal_life", "multi_line", "portal", "life", {"rows": 8, "series": 2, "print": "plain", "colors": ["#87bc24", "#a80a0a"]}),
    ("portal_crime_h", "horizontal_bar", "portal", "crime", {"rows": 9, "fmt": "comma", "print": "comma", "foot": False, "left": 130}),
    ("portal_ports", "grouped_bar", "portal", "ports", {"rows": 5, "series": 3, "print": "plain", "pixels": (1100, 700), "dpi": 130}),
    ("portal_landuse", "pie", "portal", "landuse", {"rows": 5, "print": "pct", "pixels": (700, 480)}),
    ("portal_fleet", "normalised_bar", "portal", "fleet", {"rows": 9, "series": 4, "fmt": "pct", "print": "pct"}),
    ("survey_reasons", "horizontal_bar", "survey", "reasons", {"rows": 7, "print": "plain", "colors": ["#436983"], "left": 170, "title_wrap": 42, "pixels": (440, 560)}),
    ("survey_trust", "stacked_horizontal", "survey", "trust", {"rows": 6, "series": 4, "print": "plain", "colors": ["#00577d", "#6facc7", "#d6c8a5", "#a08a4c"], "left": 90, "pixels": (480, 480)}),
    ("survey_answer", "pie", "survey", "answer", {"rows": 4, "print": "pct", "colors": ["#1f477c", "#949d48", "#dbd7c6", "#a2591f"], "left": 30, "pixels": (340, 520)}),
    ("site_rents", "horizontal_bar", "datasite", "rents", {"rows": 6, "fmt": "eur_front", "print": "eur_front", "pixels": (850, 480)}),
    ("site_emissions", "multi_line", "datasite", "emissions", {"rows": 9, "series": 3, "pixels": (850, 560)}),
    ("magazine_internet", "multi_line", "magazine", "internet", {"rows": 10, "series": 2, "fmt": "bn"}),
    ("magazine_states", "grouped_bar", "magazine", "states", {"rows": 7, "series": 2, "pixels": (720, 460)}),
    ("magazine_cars", "line", "magazine", "cars", {"rows": 13, "fmt": "comma", "skip": 2}),
])  # fmt: skip

CHARTS = TUNE + MORE
