"""Charts as reports and dashboards print them."""

from ...chart import charts
from ...with_reports import draw  # noqa: F401

CHARTS = charts("pages", "wide", [
    ("wre_steps_card", "horizontal_bar", "card", "steps_done", {"rows": 7, "print": "pct", "font": "Inter", "thick": 8, "radius": 4, "width": 420}),
    ("wre_languages_card", "horizontal_bar", "card", "languages", {"rows": 7, "print": "comma", "font": "Roboto", "paint": ("#e5e7eb", "#111827", "#374151", "#f59e0b"), "thick": 18, "radius": 3, "names": 110}),
    ("wre_agree_poll", "normalised_bar", "poll", "agree", {"rows": 6, "series": 4, "print": "pct", "horizontal": True, "left": 150}),
    ("wre_gdp_bank", "multi_line", "bank", "gdp", {"rows": 17, "series": 2, "rotation": 90, "pixels": (560, 420), "dashes": ["-", "--"]}),
    ("wre_crops_bureau", "grouped_horizontal", "bureau", "lands", {"rows": 6, "series": 2, "left": 190, "wrap": 22}),
    ("wre_estonian_bureau", "multi_line", "bureau", "estonian", {"rows": 9, "series": 3}),
])  # fmt: skip
