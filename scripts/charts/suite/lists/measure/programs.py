"""Charts of the measuring half drawn with pgfplots, GD::Graph, JFreeChart and leather."""

from ...chart import charts
from ...with_programs import draw  # noqa: F401

CHARTS = charts("pgfplots", "measure", [
    ("m_pgf_ops", "grouped_bar", "default", "ops", {"rows": 6, "series": 3, "axis": ["bar width=7pt", "legend style={at={(0.5,-0.22)},anchor=north,legend columns=-1}", "ymajorgrids"]}),
    ("m_pgf_codec", "multi_line", "default", "codec", {"rows": 7, "series": 4, "axis": ["legend pos=south east", "grid=major"], "width": "9cm", "dpi": 150}),
    ("m_pgf_memory_h", "horizontal_bar", "default", "memory", {"rows": 8, "print": "plain", "axis": ["bar width=9pt", "enlarge x limits={upper,value=0.15}", "axis x line*=bottom", "axis y line*=left"], "enlarge": 0.1,
                                                             "looks": ["fill=teal!60,draw=teal!60!black"], "mark": ""}),
    ("m_pgf_temper_stack", "stacked_bar", "patterns", "temper", {"rows": 6, "series": 3, "looks": ["pattern=north east lines", "fill=black!60", "fill=white"], "axis": ["bar width=18pt", "legend pos=outer north east"], "title": True,
                                                               "before": "\\usepackage{mathptmx}"}),
]) + charts("GD::Graph", "measure", [
    ("m_gd_accidents", "grouped_bar", "default", "accidents", {"rows": 7, "series": 3, "size": (640, 420), "grid": 1, "top": 180, "ticks": 6}),
    ("m_gd_river", "line", "default", "river", {"rows": 12, "size": (620, 380), "vertical": 1, "top": 450, "ticks": 9}),
]) + charts("JFreeChart", "measure", [
    ("m_jfree_czech", "vertical_bar", "glossy", "czech", {"rows": 6, "size": (680, 420), "slanted": 1}),
    ("m_jfree_marriages", "multi_line", "default", "marriages", {"rows": 8, "series": 2, "size": (640, 400), "points": 1}),
    ("m_jfree_islands_h", "stacked_horizontal", "flat", "islands", {"rows": 8, "series": 2, "size": (620, 440), "flat": 1, "legend": "right"}),
    ("m_jfree_strom", "pie", "default", "strom", {"rows": 6, "print": "pct", "size": (560, 400)}),
]) + charts("leather", "measure", [
    ("m_leather_ageband", "vertical_bar", "default", "ageband", {"rows": 9, "size": (640, 400)}),
    ("m_leather_stages_h", "horizontal_bar", "default", "stages", {"rows": 6, "size": (600, 380)}),
])  # fmt: skip
