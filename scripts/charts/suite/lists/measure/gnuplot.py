"""Charts of the measuring half drawn with gnuplot."""

from ...chart import charts
from ...with_gnuplot import draw  # noqa: F401

CHARTS = charts("gnuplot", "measure", [
    ("m_gp_servers", "grouped_bar", "pngcairo errorbars look", "servers", {"rows": 7, "series": 2, "key": "outside top center horizontal", "fmt": "comma", "size": (860, 480), "font": "Noto Sans,11",
                                                                         "colors": ["#1f78b4", "#b2df8a"], "fill": "solid 1 noborder", "more": ["set grid ytics lc rgb '#dddddd'", "set border 3", "set tics nomirror"], "gap": 2}),
    ("m_gp_enrol", "stacked_bar", "pngcairo dark", "enrol", {"rows": 9, "series": 3, "key": "top left textcolor rgb 'white'", "angle": 45, "size": (760, 500), "colors": ["#66c2a5", "#fc8d62", "#8da0cb"], "title": False,
                                                            "terminal_more": "background rgb '#202020'", "fill": "solid 0.9 noborder",
                                                            "more": ["set border lc rgb 'white'", "set xtics textcolor rgb 'white'", "set ytics textcolor rgb 'white'", "set xlabel textcolor rgb 'white'",
                                                                     "set ylabel textcolor rgb 'white'", "set yrange [0:80000]"]}),
    ("m_gp_codec", "multi_line", "pngcairo classic", "codec", {"rows": 7, "series": 4, "key": "bottom right", "lw": 1, "font": "DejaVu Serif,10", "size": (600, 440), "more": ["set tics in", "set style data linespoints"]}),
    ("m_gp_hungarian_h", "horizontal_bar", "pngcairo boxxy", "hungarian", {"rows": 7, "fmt": "pct", "print": "pct", "size": (640, 380), "font": "Open Sans,10", "fill": "solid 1 noborder", "colors": ["#8c510a"],
                                                                          "more": ["set lmargin 18", "set rmargin 8", "set border 3"]}),
    ("m_gp_deliveries_combo", "bar_line", "pngcairo y2", "deliveries", {"rows": 12, "line": "backlog", "key": "outside bottom center horizontal", "angle": 90, "size": (800, 500), "colors": ["#80b1d3", "#fb8072"],
                                                                  "font": "Liberation Sans,11", "more": ["set bmargin 8"]}),
])  # fmt: skip
