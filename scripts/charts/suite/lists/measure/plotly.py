"""Charts of the measuring half drawn with plotly."""

from ...chart import charts
from ...with_plotly import draw  # noqa: F401

PASTEL = ["rgb(102,197,204)", "rgb(246,207,113)", "rgb(248,156,116)", "rgb(220,176,242)", "rgb(135,197,95)"]
CHARTS = charts("plotly", "measure", [
    ("m_plotly_stores", "vertical_bar", "default", "stores", {"rows": 18, "fmt": "usdk", "width": 900, "height": 440, "angle": -90, "values_axis": {"tickformat": "~s", "tickprefix": "$"}}),
    ("m_plotly_belief", "grouped_bar", "ygridoff", "belief", {"rows": 6, "series": 3, "fmt": "pct", "print": "pct", "legend": "top", "width": 960, "height": 520, "axis_titles": False, "text_at": "outside",
                                                             "font": "Inter", "legend_style": {"x": 0, "xanchor": "left"}}),
    ("m_plotly_shares", "multi_line", "plotly_dark", "shares_m", {"rows": 10, "series": 3, "fmt": "bn", "legend": "bottom", "width": 760, "height": 470, "values_axis": {"tickvals": [1e9, 2e9, 3e9, 4e9, 5e9], "ticktext": ["1bn", "2bn", "3bn", "4bn", "5bn"]},
                                                                 "legend_style": {"y": -0.3}}),
    ("m_plotly_ageband", "stacked_bar", "plotly_white", "ageband", {"rows": 9, "series": 3, "legend": "right", "legend_style": {"title": {"text": "Format"}}, "colors": PASTEL, "width": 680, "height": 430}),
    ("m_plotly_italian_h", "grouped_horizontal", "xgridoff", "italian", {"rows": 7, "series": 2, "legend": "inside", "legend_style": {"x": 0.98, "xanchor": "right", "y": 0.05, "yanchor": "bottom"}, "bottom_up": True, "width": 720, "height": 500, "margin": {"l": 160}}),
    ("m_plotly_traffic", "pie", "seaborn", "traffic", {"rows": 6, "print": "pct", "legend": "left", "width": 640, "height": 420, "pull": [0, 0, 0.12, 0, 0, 0], "rotation": 30}),
    ("m_plotly_strom", "donut", "simple_white", "strom", {"rows": 6, "print": "pct", "names_at": True, "text_at": "outside", "hole": 0.4, "width": 700, "height": 500, "font": "Noto Sans", "colors": PASTEL + ["#8be0a4"]}),
    ("m_plotly_weeks_combo", "bar_line", "seaborn", "weeks", {"rows": 11, "fmt": "k", "line": "bounce", "line_fmt": "pct", "legend": "top", "width": 880, "height": 480, "line_axis": {"range": [0, 70]}, "angle": 45}),
    ("m_plotly_poverty", "line", "presentation", "poverty", {"rows": 11, "fmt": "pct", "width": 1000, "height": 600, "font_style": {"size": 16}}),
])  # fmt: skip
