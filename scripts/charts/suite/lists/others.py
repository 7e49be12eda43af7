"""Charts drawn with bokeh, pygal and plotnine."""

from ..chart import charts
from ..with_others import draw  # noqa: F401

TUNE = charts("bokeh", "tune", [
    ("bokeh_fruit", "vertical_bar", "default", "fruit", {"rows": 6, "axis_titles": False, "height": 350}),
    ("bokeh_french", "grouped_bar", "caliber", "french", {"rows": 6, "series": 2, "legend": "top_right", "angle": 0.9, "fmt": "eur"}),
    ("bokeh_tickets", "stacked_horizontal", "default", "tickets", {"rows": 7, "series": 3, "legend": "top_right", "toolbar": "right", "width": 640}),
]) + charts("pygal", "tune", [
    ("pygal_loads", "grouped_bar", "DefaultStyle", "loads", {"rows": 5, "series": 3}),
    ("pygal_spanish_h", "grouped_horizontal", "LightSolarizedStyle", "spanish", {"rows": 5, "series": 2, "bottom_up": True, "title": False}),
    ("pygal_rain", "multi_line", "CleanStyle", "rain", {"rows": 12, "series": 2, "legend_bottom": True}),
    ("pygal_browsers", "pie", "DefaultStyle", "browsers", {"rows": 5, "print": "pct1"}),
]) + charts("plotnine", "tune", [
    ("plotnine_visitors", "stacked_bar", "gray", "visitors", {"rows": 8, "series": 3, "fmt": "comma"}),
    ("plotnine_beds", "grouped_bar", "bw", "beds", {"rows": 5, "series": 2, "legend": "top"}),
])  # fmt: skip

MORE = charts("bokeh", "more", [
    ("bokeh_calls", "line", "light_minimal", "calls", {"rows": 12, "markers": True, "width": 700, "height": 300, "title": True}),
    ("bokeh_swedish", "horizontal_bar", "contrast", "swedish", {"rows": 7, "fmt": "space"}),
    ("bokeh_stock", "multi_line", "dark_minimal", "stock", {"rows": 8, "series": 2, "legend": "center", "outside": "right", "width": 760, "height": 380}),
    ("bokeh_libraries", "stacked_bar", "default", "libraries", {"rows": 7, "series": 3, "legend": "center", "outside": "above", "orientation": "horizontal", "fmt": "comma", "angle": 0.785, "width": 720, "height": 460,
                                                               "colors": ["#c9d9d3", "#718dbf", "#e84d60"]}),
]) + charts("pygal", "more", [
    ("pygal_machines", "stacked_bar", "DarkStyle", "machines", {"rows": 8, "series": 3, "rotation": 45}),
    ("pygal_diet", "donut", "TurquoiseStyle", "diet", {"rows": 6, "print": "pct", "legend_bottom": True}),
    ("pygal_grades", "line", "RedBlueStyle", "grades", {"rows": 8, "axis_titles": True, "legend": False}),
]) + charts("plotnine", "more", [
    ("plotnine_trust", "normalised_bar", "classic", "trust", {"rows": 5, "series": 4, "fmt": "pct", "legend": "bottom", "size": (7, 4.4)}),
    ("plotnine_power", "multi_line", "light", "power", {"rows": 12, "series": 3, "legend": "right", "legend_title": "Season", "size": (8, 4)}),
])  # fmt: skip

CHARTS = TUNE + MORE
