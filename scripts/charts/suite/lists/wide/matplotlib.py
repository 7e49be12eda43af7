"""Charts drawn with matplotlib and seaborn: error bars, hatches, areas, small and large, dark and framed."""

from ...chart import charts
from ...with_matplotlib import draw  # noqa: F401

GREY_PAGE = {"figure.facecolor": "#f2f2f2", "axes.facecolor": "#ffffff"}
INK = {"figure.facecolor": "#0d1117", "axes.facecolor": "#161b22", "text.color": "#c9d1d9", "axes.labelcolor": "#c9d1d9", "xtick.color": "#8b949e", "ytick.color": "#8b949e",
       "axes.edgecolor": "#30363d", "grid.color": "#30363d"}
BOLD = {"font.weight": "bold", "axes.labelweight": "bold", "axes.titleweight": "bold"}

CHARTS = charts("matplotlib", "wide", [
    ("wmp_errors", "grouped_bar", "default", "errors", {"rows": 7, "series": 2, "errors": 0.12, "legend": "upper right", "limits": (0, 3.6), "rotation": 30, "anchor": "right"}),
    ("wmp_latency_h", "horizontal_bar", "default", "latency", {"rows": 7, "errors": 0.08, "titles": "axes", "font": "DejaVu Sans Mono", "rc": {"font.size": 8}, "size": (6, 3.6), "colors": ["#4c78a8"]}),
    ("wmp_teeth", "multi_line", "default", "teeth", {"rows": 3, "series": 2, "markers": ["o", "^"], "dashes": ["-", "--"], "colors": ["black"], "legend": "lower right", "size": (4.2, 3.4), "dpi": 90}),
    ("wmp_castles", "vertical_bar", "seaborn-v0_8-notebook", "castles", {"rows": 7, "rotation": 60, "anchor": "right", "font": "Open Sans", "size": (5.4, 4.6), "grid": "y", "grid_style": {"linestyle": "--", "alpha": 0.6}}),
    ("wmp_honey", "grouped_bar", "ggplot", "honey", {"rows": 8, "series": 2, "fmt": "space", "legend": "upper right", "size": (9, 4.6), "font": "Noto Sans"}),
    ("wmp_trade_h", "grouped_horizontal", "default", "turkish_trade", {"rows": 7, "series": 2, "print": "point", "fmt": "point", "legend": "lower right", "size": (8, 5.4), "label_size": 8, "colors": ["#b56576", "#355070"],
                                                                     "bottom_up": True, "titles": "title", "rc": GREY_PAGE}),
    ("wmp_mini_share", "line", "default", "sharevalue", {"size": (3, 1.9), "dpi": 80, "rc": {"font.size": 6.5}, "titles": "title", "rotation": 90, "colors": ["#2ca02c"], "fmt": "eur_front"}),
    ("wmp_glacier", "vertical_bar", "default", "glacier", {"rows": 14, "colors": ["#457b9d"], "no_spines": ("top", "right"), "rotation": 90, "size": (7, 4), "grid": "y"}),
    ("wmp_glacier_lines", "multi_line", "grayscale", "glacier", {"rows": 14, "series": 2, "markers": ["s", "D"], "legend": "lower right", "grid": "both", "skip": 2, "size": (7, 4.4), "font": "Liberation Serif"}),
    ("wmp_dark_stack", "stacked_bar", "default", "shops", {"rows": 9, "series": 4, "rc": INK, "colors": ["#58a6ff", "#3fb950", "#d29922", "#f85149"], "legend": "upper left", "titles": "values", "thick": 0.66,
                                                         "legend_style": {"facecolor": "#161b22", "edgecolor": "#30363d"}, "print": "plain", "label_size": 8}),
    ("wmp_bold_frames", "grouped_bar", "default", "frames", {"rows": 5, "series": 3, "rc": {**BOLD, "font.size": 13}, "size": (10, 6), "legend": "upper left", "print": "plain", "label_size": 10, "edge": "black", "edge_width": 1.5,
                                                           "colors": ["#ffd166", "#06d6a0", "#118ab2"]}),
    ("wmp_area", "line", "default", "tonnage", {"area": 0.3, "limits": (0, 160), "skip": 3, "size": (7.5, 4), "colors": ["#6a4c93"], "grid": "y", "source": True, "rect": (0, 0.04, 1, 1), "no_spines": ("top", "right")}),
    ("wmp_filling", "bar_line", "default", "night_trains", {"line": "filling", "line_fmt": "pct", "rotation": 45, "anchor": "right", "legend": "upper left", "colors": ["#adb5bd", "#d00000"], "marker": "o", "size": (8, 4.8), "line_limits": (0, 100)}),
    ("wmp_goal", "bar_line", "seaborn-v0_8-whitegrid", "repairs", {"line": "goal", "twin": False, "dash": "--", "line_color": "#222222", "legend": "upper left", "rotation": 90, "colors": ["#90be6d"], "size": (7.4, 4.6), "titles": "values"}),
    ("wmp_hatch_h", "stacked_horizontal", "default", "hours_of_day", {"rows": 4, "series": 5, "hatch": ["//", "", "..", "xx", "\\\\"], "colors": ["#ffffff", "#dddddd", "#f4f4f4", "#bbbbbb", "#888888"], "legend": "bottom",
                                                                     "legend_style": {"bbox_to_anchor": (0.45, -0.2), "ncol": 5, "frameon": False, "fontsize": 9}, "size": (7.6, 4), "titles": "axes"}),
    ("wmp_pie_legend", "pie", "default", "crops", {"rows": 7, "names_in_legend": True, "legend": "right", "print": "pct", "colors": ["#386641", "#6a994e", "#a7c957", "#f2e8cf", "#bc4749", "#e9c46a", "#adb5bd"], "size": (7, 4.4),
                                                  "wedge": {"edgecolor": "black", "linewidth": 0.6}, "start": 90, "counterclock": False}),
    ("wmp_huge_lands_h", "grouped_horizontal", "default", "lands", {"rows": 7, "series": 2, "size": (14, 9), "dpi": 142, "legend": "lower right", "rc": {"font.size": 12}, "grid": "x", "font": "Lato", "fmt": "comma"}),
    ("wmp_tiny_origins", "vertical_bar", "default", "origins", {"rows": 4, "size": (3, 2), "dpi": 72, "rc": {"font.size": 8}, "titles": "none"}),
    ("wmp_jpeg_wines", "grouped_bar", "default", "wines", {"rows": 5, "series": 3, "jpeg": 35, "fmt": "comma", "legend": "upper right", "size": (6.4, 4), "rotation": 20, "colors": ["#7b1e3b", "#e9d8a6", "#e5989b"], "edge": "#444444"}),
    ("wmp_shrunk_polls", "multi_line", "default", "polls", {"series": 5, "shrink": 0.6, "size": (9, 6), "dpi": 110, "legend": "right", "fmt": "pct", "rotation": 45, "anchor": "right", "rc": {"font.size": 13}, "titles": "title"}),
]) + charts("seaborn", "wide", [
    ("wsn_agree_h", "normalised_bar", "white paper", "agree", {"rows": 6, "series": 4, "horizontal": True, "seaborn": {"style": "white", "palette": "RdBu", "context": "paper"}, "print": "pct", "legend": "top", "no_axis": True,
                                                             "size": (8, 4.2), "titles": "none", "label_size": 9, "colors": ["#2166ac", "#92c5de", "#f4a582", "#b2182b"]}),
    ("wsn_learning", "multi_line", "darkgrid talk", "learning", {"rows": 9, "series": 4, "seaborn": {"style": "darkgrid", "context": "talk", "palette": "bright"}, "legend": "lower right", "size": (10, 7)}),
    ("wsn_orchards_h", "grouped_horizontal", "whitegrid Paired", "orchards", {"rows": 7, "series": 2, "seaborn": {"style": "whitegrid", "palette": "Paired"}, "legend": "right_top", "size": (8.4, 4.6)}),
    ("wsn_homework", "grouped_bar", "ticks poster", "homework", {"rows": 5, "series": 4, "seaborn": {"style": "ticks", "context": "poster", "palette": "crest"}, "legend": "right", "size": (14, 8), "colors": ["#7dba91", "#40908e", "#27617f", "#2c3172"]}),
])  # fmt: skip
