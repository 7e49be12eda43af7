"""Charts of the measuring half drawn with matplotlib and seaborn."""

from ...chart import charts
from ...with_matplotlib import draw  # noqa: F401

IBM = ["#648fff", "#785ef0", "#dc267f", "#fe6100", "#ffb000"]
NORD = ["#5e81ac", "#bf616a", "#a3be8c", "#ebcb8b", "#b48ead"]
MUTED_GREEN = ["#344e41", "#588157", "#a3b18a", "#dad7cd"]
NAVY = {"figure.facecolor": "#0b132b", "axes.facecolor": "#0b132b", "text.color": "white", "axes.labelcolor": "white", "xtick.color": "#c7d0e0",
        "ytick.color": "#c7d0e0", "axes.edgecolor": "#3a506b", "grid.color": "#24344d"}  # fmt: skip
LATEX = {"mathtext.fontset": "cm", "axes.linewidth": 0.6, "xtick.direction": "in", "ytick.direction": "in", "xtick.top": True, "ytick.right": True,
         "legend.fancybox": False, "legend.edgecolor": "black"}  # fmt: skip

CHARTS = charts("matplotlib", "measure", [
    ("m_mpl_water", "vertical_bar", "petroff10", "water", {"rows": 8, "rotation": 40, "anchor": "right", "grid": "y", "size": (7, 4.6)}),
    ("m_mpl_datasets", "grouped_bar", "latex-like", "datasets", {"rows": 5, "series": 3, "rc": LATEX, "font": "STIXGeneral", "size": (5.2, 3.2), "dpi": 130, "legend": "top", "colors": IBM,
                                                                 "legend_style": {"ncol": 3, "fontsize": 9}, "limits": (0, 100), "edge": "black", "edge_width": 0.5, "titles": "axes"}),
    ("m_mpl_bytes", "multi_line", "latex-like", "bytes", {"series": 3, "rc": LATEX, "font": "STIXGeneral", "size": (4.6, 3.3), "dpi": 140, "legend": "upper left", "markers": ["x", "+", "o"],
                                                          "dashes": ["-", "--", "-."], "titles": "axes", "colors": ["#1b1b1b", "#c1121f", "#003049"], "linewidth": 1}),
    ("m_mpl_airports_h", "stacked_horizontal", "seaborn-v0_8-pastel", "airports", {"rows": 10, "series": 3, "legend": "lower right", "size": (7.2, 5.2), "titles": "title"}),
    ("m_mpl_metro", "line", "seaborn-v0_8-darkgrid", "metro", {"rows": 10, "fmt": "M", "size": (7.4, 3.6), "markers": ["D"]}),
    ("m_mpl_anomaly", "vertical_bar", "default", "anomaly", {"rows": 20, "rotation": 90, "size": (9, 4.2), "colors": ["#b2182b"], "grid": "y", "grid_style": {"linewidth": 0.4}, "titles": "values"}),
    ("m_mpl_inflation_navy", "multi_line", "navy", "inflation", {"rows": 18, "series": 2, "rc": NAVY, "fmt": "pct", "rotation": 60, "anchor": "right", "legend": "lower left", "colors": ["#ffd166", "#4cc9f0"],
                                                                 "size": (9, 4.6), "grid": "y", "font": "Lato", "titles": "title", "legend_style": {"frameon": False}}),
    ("m_mpl_french", "grouped_bar", "seaborn-v0_8-bright", "french", {"rows": 7, "series": 3, "legend": "bottom", "size": (8, 5), "legend_style": {"bbox_to_anchor": (0.5, -0.13)}}),
    ("m_mpl_sectors", "pie", "seaborn-v0_8-pastel", "sectors", {"rows": 7, "print": "pct", "size": (6.4, 5), "start": 140, "colors": ["#92C6FF", "#97F0AA", "#FF9F9A", "#D0BBFF", "#FFFEA3", "#B0E0E6", "#e0c9a6"], "distance": 0.75, "text": {"fontsize": 9}}),
    ("m_mpl_storage", "donut", "navy", "storage", {"rows": 5, "print": "pct", "rc": NAVY, "names_in_legend": True, "legend": "bottom", "colors": NORD, "ring": 0.35, "distance": 0.82,
                                                   "size": (5, 5), "legend_style": {"bbox_to_anchor": (0.5, 0.0), "frameon": False, "ncol": 3}, "white": True, "font": "Roboto"}),
    ("m_mpl_paygap_h", "horizontal_bar", "default", "paygap", {"rows": 9, "wrap": 26, "print": "pct1", "no_axis": True, "titles": "title", "title_loc": "left", "source": True, "colors": ["#2a6f97"],
                                                               "size": (7.4, 5.6), "rect": (0, 0.03, 1, 1), "font": "Noto Sans", "title_style": {"fontweight": "bold", "loc": "left"}}),
    ("m_mpl_popul_stack", "stacked_bar", "seaborn-v0_8-poster", "popul", {"rows": 13, "series": 2, "size": (12, 7.5), "legend": "upper left", "rotation": 45, "colors": ["#14213d", "#fca311"]}),
    ("m_mpl_agemix", "normalised_bar", "default", "agemix", {"rows": 7, "series": 5, "horizontal": True, "fmt": "pct", "legend": "top", "colors": ["#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"],
                                                             "print": "plain", "edge": "white", "titles": "title", "title_pad": 34, "size": (7.6, 4.6), "thick": 0.9,
                                                             "legend_style": {"frameon": False, "ncol": 5}}),
    ("m_mpl_forest_line", "bar_line", "default", "forest", {"rows": 15, "line": "hectares", "fmt": "space", "legend": "upper left", "colors": ["#e9c46a"], "line_color": "#6a040f", "marker": "s",
                                                            "rotation": 45, "size": (8.6, 4.8), "font": "Open Sans"}),
    ("m_mpl_genes_tiny", "vertical_bar", "default", "genes", {"rows": 6, "size": (3.2, 2.4), "dpi": 80, "titles": "values", "colors": ["#999999"], "edge": "black", "no_spines": ("top", "right"),
                                                              "rotation": 45, "thick": 0.6}),
    ("m_mpl_temper_hatch", "grouped_bar", "hatched", "temper", {"rows": 6, "series": 3, "hatch": ["", "///", "..."], "colors": ["#f4f4f4", "#d9d9d9", "#a6a6a6"], "legend": "best", "print": "plain", "label_size": 7,
                                                                "size": (6.6, 4), "font": "Liberation Serif"}),
    ("m_mpl_big_spanish_h", "grouped_horizontal", "seaborn-v0_8-colorblind", "spanish", {"rows": 7, "series": 3, "size": (9, 7), "dpi": 200, "legend": "lower right", "grid": "x", "fmt": "space"}),
    ("m_mpl_jpeg_river", "line", "default", "river", {"rows": 12, "jpeg": 35, "size": (6.2, 3.8), "colors": ["#1d3557"], "rotation": 45, "print": "plain", "markers": ["o"], "limits": (80, 460), "titles": "values"}),
]) + charts("seaborn", "measure", [
    ("m_sns_blood", "vertical_bar", "whitegrid flare", "blood", {"rows": 8, "seaborn": {"style": "whitegrid", "palette": "flare"}, "each": True, "colors": ["#eb9a74", "#e67c66", "#e15b5b", "#cd3f66", "#ad3471", "#8c2d73", "#6b2b70", "#4b2362"],
                                                                 "fmt": "comma", "print": "comma", "size": (7, 4.2)}),
    ("m_sns_belief_h", "grouped_horizontal", "ticks Paired", "belief", {"rows": 8, "series": 2, "seaborn": {"style": "ticks", "palette": "Paired"}, "fmt": "pct", "legend": "lower right", "size": (7.4, 5.6),
                                                                        "titles": "title", "no_spines": ("top", "right")}),
    ("m_sns_codec", "multi_line", "dark Dark2", "codec", {"rows": 7, "series": 4, "seaborn": {"style": "dark", "palette": "Dark2"}, "legend": "lower right", "markers": ["o", "s", "^", "P"], "size": (6, 4.4)}),
    ("m_sns_likert", "normalised_bar", "white RdYlGn", "likert", {"rows": 6, "series": 4, "horizontal": True, "seaborn": {"style": "white", "font_scale": 0.85}, "colors": ["#66bd63", "#ffffbf", "#f46d43", "#bbbbbb"],
                                                                  "print": "pct", "no_axis": True, "legend": "bottom", "legend_style": {"bbox_to_anchor": (0.4, -0.02), "frameon": False, "ncol": 4},
                                                                  "size": (8.4, 4.2), "titles": "title"}),
])  # fmt: skip
