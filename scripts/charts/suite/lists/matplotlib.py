"""Charts drawn with matplotlib and seaborn."""

from ..chart import charts
from ..with_matplotlib import draw  # noqa: F401

SOFT = ["#4c72b0", "#dd8452", "#55a868", "#c44e52", "#8172b3", "#937860"]
GREYS = ["#222222", "#888888", "#cccccc", "#555555"]
EARTH = ["#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51", "#6d597a"]
NIGHT = ["#f72585", "#4cc9f0", "#b5e48c", "#ffd166", "#9d4edd"]

TUNE = charts("matplotlib", "tune", [
    ("mpl_harvest", "vertical_bar", "default", "harvest", {"rows": 10, "rotation": 45, "anchor": "right", "rect": (0, 0.03, 1, 1), "source": True}),
    ("mpl_scores", "grouped_bar", "default", "scores", {"rows": 5, "series": 2, "print": "plain", "legend": "best", "titles": "values", "thick": 0.7}),
    ("mpl_letters_small", "vertical_bar", "default", "letters", {"rows": 5, "size": (3.2, 2.2), "dpi": 72, "titles": "none", "thick": 0.95}),
    ("mpl_staff_h", "horizontal_bar", "ggplot", "staff", {"rows": 8, "size": (7.5, 4.5), "titles": "axes", "bottom_up": True}),
    ("mpl_rain_stack", "stacked_bar", "bmh", "rain", {"series": 3, "size": (8, 5), "legend": "upper left"}),
    ("mpl_opinion", "normalised_bar", "default", "opinion", {"series": 5, "rows": 7, "print": "pct", "horizontal": True, "no_axis": True, "legend": "top",
                                                             "colors": ["#1a9850", "#91cf60", "#ffffbf", "#fc8d59", "#d73027"], "size": (9.2, 5), "label_size": 8,
                                                             "titles": "title", "title_pad": 30, "legend_style": {"frameon": False}}),
    ("mpl_temperature", "multi_line", "default", "temperature", {"series": 4, "markers": ["o", "s", "^", "d"], "legend": "best", "fmt": "degree", "grid": "both"}),
    ("mpl_loss_dark", "multi_line", "dark_background", "steps", {"series": 2, "size": (6, 4), "legend": "upper right", "dashes": ["-", "--"]}),
    ("mpl_households_538", "multi_line", "fivethirtyeight", "households", {"series": 2, "size": (8, 5), "fmt": "pct", "ends": True, "titles": "title"}),
    ("mpl_price", "line", "seaborn-v0_8-whitegrid", "price", {"fmt": "usd", "rotation": 45, "anchor": "right", "size": (7, 4), "markers": ["o"]}),
    ("mpl_pies", "pie", "default", "pies", {"print": "pct", "size": (5, 4), "start": 90, "explode": (0, 0.08, 0, 0)}),
    ("mpl_browsers", "donut", "default", "browsers", {"print": "pct1", "size": (6.4, 4.4), "names_in_legend": True, "legend": "right", "distance": 0.78,
                                                      "colors": EARTH, "white": True, "text": {"fontsize": 9}}),
    ("mpl_rain_temp", "bar_line", "default", "rain", {"series": 1, "line": "temperature", "line_color": "#d62728", "marker": "o", "legend": "upper left", "size": (7.5, 4.6),
                                                      "colors": ["#8ecae6"]}),
    ("mpl_bw_batch", "grouped_bar", "grayscale", "batch", {"series": 3, "rows": 5, "hatch": ["//", "", ".."], "colors": ["white", "#bbbbbb", "#eeeeee"],
                                                           "legend": "upper right", "font": "Liberation Serif", "legend_style": {"fontsize": 9},
                                                           "limits": (0, 125)}),
    ("mpl_balance_h", "horizontal_bar", "default", "balance", {"rows": 7, "fmt": "pct", "colors": ["#3a6ea5"], "grid": "x", "grid_style": {"alpha": 0.4, "linestyle": ":"},
                                                               "no_spines": ("top", "right"), "font": "Open Sans", "limits": (-30, 36), "titles": "title"}),
    ("mpl_large_energy", "stacked_horizontal", "default", "energy", {"series": 4, "rows": 8, "size": (8, 6), "dpi": 200, "legend": "bottom", "colors": EARTH,
                                                                     "bottom_up": True, "font": "Lato", "titles": "title", "legend_style": {"bbox_to_anchor": (0.5, -0.07)}}),
    ("mpl_jpeg_cities", "grouped_horizontal", "default", "cities", {"series": 2, "rows": 7, "fmt": "M", "legend": "lower right", "jpeg": 45, "titles": "title",
                                                                    "colors": ["#bdbdbd", "#1f78b4"], "size": (7, 5)}),
]) + charts("seaborn", "tune", [
    ("sns_fruit", "grouped_bar", "darkgrid", "fruit", {"series": 4, "rows": 6, "seaborn": {"style": "darkgrid", "palette": "deep"}, "legend": "right_top", "size": (8, 4.5)}),
    ("sns_servers_h", "horizontal_bar", "whitegrid pastel", "servers", {"rows": 12, "seaborn": {"style": "whitegrid", "palette": "pastel"}, "titles": "axes", "size": (6, 7), "each": True}),
    ("sns_tickets", "multi_line", "ticks colorblind", "tickets", {"series": 3, "seaborn": {"style": "ticks", "palette": "colorblind"}, "legend": "upper left", "markers": ["o", "X", "s"],
                                                               "no_spines": ("top", "right")}),
])  # fmt: skip

MORE = charts("matplotlib", "more", [
    ("mpl_ports", "grouped_bar", "tableau-colorblind10", "ports", {"series": 3, "rows": 6, "legend": "right", "size": (9, 4.4), "wrap": 11, "grid": "y", "fmt": "one"}),
    ("mpl_snow", "multi_line", "classic", "snow", {"series": 3, "legend": "upper left", "size": (7, 4.5), "limits": (0, 160)}),
    ("mpl_accuracy_err", "multi_line", "seaborn-v0_8-paper", "accuracy", {"series": 4, "legend": "lower right", "markers": ["o", "v", "s", "*"], "dashes": ["-", "--", "-.", ":"],
                                                                         "colors": ["black"], "size": (5, 3.6), "font": "Liberation Serif"}),
    ("mpl_animals_h", "horizontal_bar", "Solarize_Light2", "animals", {"rows": 9, "size": (6.5, 4.5), "print": "plain", "titles": "title"}),
    ("mpl_profits", "vertical_bar", "default", "profits", {"rows": 8, "print": "usd", "no_axis": True, "titles": "title", "colors": ["#7b2cbf"], "size": (8, 4.6), "font": "Roboto",
                                                         "rotation": 30, "anchor": "right"}),
    ("mpl_power", "line", "default", "power", {"size": (8, 3), "colors": ["#e63946"], "fmt": "comma", "grid": "y", "no_spines": ("top", "right", "left"), "font": "Inter"}),
    ("mpl_systems", "pie", "default", "systems", {"print": "pct1", "names_in_legend": True, "legend": "left", "colors": ["#003f5c", "#58508d", "#bc5090", "#ff6361", "#ffa600", "#999999"],
                                                 "white": True, "counterclock": False, "start": 90, "size": (6, 4), "legend_style": {"bbox_to_anchor": (-0.05, 0.5)},
                                                 "wedge": {"edgecolor": "white"}}),
    ("mpl_landuse", "donut", "ggplot", "landuse", {"print": "pct", "size": (5.5, 4.5), "ring": 0.3, "distance": 0.85, "source": True, "text": {"fontsize": 11}}),
    ("mpl_graduates", "bar_line", "seaborn-v0_8-muted", "graduates", {"line": "quota", "line_fmt": "pct", "fmt": "comma", "legend": "top", "marker": "D", "titles": "values",
                                                                    "rotation": 90, "size": (7, 5), "line_color": "black", "line_limits": (0, 70)}),
    ("mpl_costs", "normalised_bar", "default", "costs", {"series": 5, "fmt": "pct", "legend": "right", "colors": NIGHT, "rc": {"figure.facecolor": "#1b1b2f", "axes.facecolor": "#1b1b2f",
                                                       "text.color": "#eeeeee", "axes.labelcolor": "#eeeeee", "xtick.color": "#cccccc", "ytick.color": "#cccccc",
                                                       "axes.edgecolor": "#777777"}, "thick": 0.6, "edge": "#1b1b2f"}),
    ("mpl_trust_small", "stacked_horizontal", "default", "trust", {"series": 3, "rows": 5, "fmt": "pct", "size": (5.2, 3.2), "dpi": 80, "legend": "bottom", "titles": "title",
                                                                  "legend_style": {"bbox_to_anchor": (0.5, -0.12), "fontsize": 8, "frameon": False, "ncol": 3}}),
    ("mpl_doses_bw", "grouped_bar", "grayscale", "doses", {"series": 3, "hatch": ["", "xx", "\\\\"], "colors": ["#dddddd", "white", "#aaaaaa"], "legend": "upper left", "titles": "axes"}),
    ("mpl_huge_crime", "vertical_bar", "bmh", "crime", {"rows": 9, "size": (10, 7), "dpi": 190, "fmt": "comma", "rotation": 90, "titles": "title", "font": "Noto Sans"}),
    ("mpl_jpeg_life", "line", "default", "life", {"jpeg": 40, "markers": ["s"], "print": "one", "limits": (45, 82), "size": (6.6, 4.2)}),
    ("mpl_portuguese_h", "grouped_horizontal", "default", "portuguese", {"series": 4, "rows": 4, "legend": "right_top", "bottom_up": True, "size": (7.6, 4.4), "colors": EARTH, "edge": "black"}),
]) + charts("seaborn", "more", [
    ("sns_grades_h", "horizontal_bar", "white muted", "grades", {"rows": 10, "seaborn": {"style": "white", "palette": "muted"}, "print": "one", "limits": (0, 11), "titles": "title",
                                                                "no_spines": ("top", "right")}),
    ("sns_boxes", "grouped_bar", "ticks Set2", "boxes", {"series": 3, "seaborn": {"style": "ticks", "palette": "Set2"}, "legend": "top", "rotation": 45, "anchor": "right"}),
    ("sns_cars", "stacked_bar", "whitegrid husl", "cars", {"series": 3, "seaborn": {"style": "whitegrid", "palette": "husl", "context": "talk"}, "legend": "upper left", "fmt": "K", "size": (11, 6),
                                                          "thick": 1.0, "edge": "white"}),
    ("sns_emissions", "multi_line", "darkgrid rocket", "emissions", {"series": 5, "seaborn": {"style": "darkgrid", "palette": "tab10"}, "ends": True, "rect": (0, 0, 1, 1), "size": (8, 5)}),
])  # fmt: skip

CHARTS = TUNE + MORE
