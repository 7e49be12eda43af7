"""Charts of the measuring half as reports, dashboards and statistics portals print them."""

from ...chart import charts
from ...with_reports import draw  # noqa: F401

CHARTS = charts("pages", "measure", [
    ("m_bank_lira", "multi_line", "bank", "lira", {"rows": 10, "series": 3, "fmt": "one", "dashes": ["-", "--", ":"]}),
    ("m_bank_output", "grouped_bar", "bank", "output", {"rows": 6, "series": 2, "pixels": (600, 420)}),
    ("m_bureau_paygap_h", "grouped_horizontal", "bureau", "paygap", {"rows": 7, "series": 2, "fmt": "pct", "left": 210, "pixels": (760, 580)}),
    ("m_bureau_deliveries", "stacked_bar", "bureau", "deliveries", {"rows": 12, "series": 3, "pixels": (820, 480)}),
    ("m_bureau_patents_h", "horizontal_bar", "bureau", "patents", {"rows": 9, "fmt": "comma", "print": "comma", "left": 190, "colors": ["#871a5b"], "wrap": 22}),
    ("m_card_tools", "horizontal_bar", "card", "tools", {"rows": 8, "print": "plain"}),
    ("m_card_airports_dark", "horizontal_bar", "card", "airports", {"rows": 6, "print": "one", "paint": ("#e5e7eb", "#111827", "#374151", "#34d399"), "names": 60, "thick": 8, "width": 380}),
    ("m_poll_likert", "stacked_horizontal", "poll", "likert", {"rows": 6, "series": 4, "fmt": "pct", "print": "pct"}),
    ("m_portal_popul", "line", "portal", "popul", {"rows": 13, "print": "plain", "pixels": (840, 520), "colors": ["#e8590c"], "font": "Noto Sans"}),
    ("m_portal_hungarian", "grouped_bar", "portal", "hungarian", {"rows": 7, "series": 2, "fmt": "pct", "print": "pct", "wrap": 10, "colors": ["#5f3dc4", "#e599f7"], "foot": False}),
])  # fmt: skip
