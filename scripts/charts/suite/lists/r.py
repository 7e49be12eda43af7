"""Charts drawn with R: ggplot2, base graphics and lattice."""

from ..chart import charts
from ..with_r import draw  # noqa: F401

TUNE = charts("ggplot2", "tune", [
    ("gg_harvest", "vertical_bar", "gray", "harvest", {"rows": 6, "size": (560, 420)}),
    ("gg_staff_h", "grouped_horizontal", "gray", "staff", {"rows": 6, "series": 2, "legend_title": "Year", "size": (700, 480)}),
    ("gg_opinion", "normalised_bar", "minimal", "opinion", {"rows": 6, "series": 5, "fmt": "pct", "horizontal": True, "print": "pct", "legend": "bottom", "palette": "RdYlBu", "size": (820, 480), "legend_title": "",
                                                            "label_size": 2.8}),
    ("gg_temperature", "multi_line", "gray", "temperature", {"rows": 12, "series": 4, "legend_title": "Place", "size": (700, 430)}),
    ("gg_energy", "stacked_bar", "bw", "energy", {"rows": 11, "series": 6, "legend": "right", "legend_title": "Source", "source": True, "size": (760, 480)}),
    ("gg_visitors_line", "bar_line", "light", "visitors", {"rows": 12, "line": "temperature", "colors": ["#a6bddb", "#e34a33"], "legend": "none", "size": (760, 440)}),
]) + charts("R base", "tune", [
    ("rb_fruit", "vertical_bar", "gray", "fruit", {"rows": 7, "size": (560, 460), "bar": ", cex.names=0.7"}),
    ("rb_batch", "grouped_bar", "coloured", "batch", {"rows": 5, "series": 2, "colors": ["darkblue", "red"], "legend": "topright", "bar": ", ylim=c(0, 115)"}),
    ("rb_waste", "pie", "pastel", "waste", {"rows": 6, "print": "pct", "size": (520, 480), "par": "mar=c(1, 4, 3, 4)"}),
    ("rb_price", "multi_line", "black", "price", {"rows": 12, "series": 3, "legend": "topleft", "colors": ["black", "red", "blue"], "las": 2, "names_title": False, "legend_more": ", cex=0.8", "size": (620, 460)}),
])  # fmt: skip

MORE = charts("ggplot2", "more", [
    ("gg_libraries_h", "horizontal_bar", "minimal", "libraries", {"rows": 9, "fill": "#2c7fb8", "fmt": "comma", "print": "comma", "subtitle": True, "source": True, "size": (740, 460)}),
    ("gg_profits", "grouped_bar", "bw", "profits", {"rows": 6, "series": 2, "fmt": "usd", "legend": "top", "palette": "Set1", "legend_title": "Year", "size": (780, 460)}),
    ("gg_trust", "stacked_horizontal", "light", "trust", {"rows": 7, "series": 4, "fmt": "pct", "legend": "bottom", "legend_title": "", "colors": ["#1b9e77", "#d95f02", "#7570b3", "#e7298a"], "size": (720, 470)}),
    ("gg_accuracy", "multi_line", "classic", "accuracy", {"rows": 7, "series": 4, "dashed": True, "legend_title": "Model", "size": (600, 420), "palette": "Dark2"}),
    ("gg_italian", "pie", "void", "italian", {"rows": 6, "print": "pct", "legend": "left", "palette": "Set3", "size": (560, 420)}),
    ("gg_landuse", "donut", "void", "landuse", {"rows": 5, "print": "pct", "palette": "Accent", "size": (520, 400)}),
    ("gg_dark_life", "line", "dark", "life", {"rows": 8, "size": (600, 380), "stroke": "color='#ffd700', linewidth=1.2", "point": "color='#ffd700', size=3", "legend": "none", "print": "one"}),
    ("gg_cars_line", "bar_line", "minimal", "cars", {"rows": 11, "line": "share", "colors": ["#bdbdbd", "#08519c"], "legend": "none", "size": (820, 460)}),
]) + charts("R base", "more", [
    ("rb_boxes_bw", "grouped_bar", "hatched", "boxes", {"rows": 5, "series": 3, "bar": ", density=c(10, 30, 60), angle=c(45, 135, 0), ylim=c(0, 1300)", "legend": "topleft",
                                                        "legend_more": ", density=c(10, 30, 60), angle=c(45, 135, 0)", "colors": ["black", "black", "black"], "font": "Liberation Serif"}),
    ("rb_swedish_h", "horizontal_bar", "steelblue", "swedish", {"rows": 7, "colors": ["steelblue"], "par": "mar=c(4.5, 8, 3, 2)", "no_names_title": True, "size": (620, 440)}),
    ("rb_quarters", "stacked_bar", "rainbow", "quarters", {"rows": 8, "series": 4, "colors": ["#FF0000", "#80FF00", "#00FFFF", "#8000FF"], "las": 2, "no_names_title": True, "legend": "topleft", "size": (640, 520)}),
    ("rb_answer", "pie", "default", "answer", {"rows": 4, "print": "pct", "clockwise": True, "colors": ["#66c2a5", "#fc8d62", "#8da0cb", "#e78ac3"], "size": (560, 460), "par": "mar=c(1, 5, 3, 5)", "radius": 0.7}),
    ("rb_power", "line", "step", "power", {"rows": 12, "kind": "b", "pch": "19", "bty": "n", "grid": True, "size": (900, 440)}),
]) + charts("lattice", "more", [
    ("lattice_dutch_h", "grouped_horizontal", "default", "dutch", {"rows": 6, "series": 2, "legend": "top", "columns": 2, "size": (600, 480)}),
    ("lattice_turkish", "grouped_bar", "default", "turkish", {"rows": 6, "series": 2, "legend": "right", "size": (620, 440)}),
    ("lattice_portuguese", "stacked_bar", "default", "portuguese", {"rows": 4, "series": 4, "legend": "right", "size": (560, 440)}),
])  # fmt: skip

CHARTS = TUNE + MORE
