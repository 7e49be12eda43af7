"""Charts drawn with R: ggplot2, base graphics and lattice."""

from ...chart import charts
from ...with_r import draw  # noqa: F401

CHARTS = charts("ggplot2", "wide", [
    ("wgg_castles_h", "horizontal_bar", "gray", "castles", {"rows": 7, "size": (520, 360), "fill": "steelblue", "print": "plain"}),
    ("wgg_homework", "grouped_bar", "minimal", "homework", {"rows": 7, "series": 4, "legend": "bottom", "legend_title": "Grade", "palette": "Spectral", "size": (720, 440)}),
    ("wgg_polls", "multi_line", "bw", "polls", {"rows": 9, "series": 5, "legend_title": "Party", "fmt": "pct", "size": (760, 440), "theme": ", axis.text.x=element_text(angle=45, hjust=1)"}),
    ("wgg_mix", "normalised_bar", "classic", "power_mix", {"rows": 7, "series": 6, "fmt": "pct", "legend": "right", "legend_title": "Quelle", "palette": "Paired", "size": (760, 440)}),
    ("wgg_tonnage", "line", "light", "tonnage", {"rows": 19, "size": (820, 380), "stroke": "color='firebrick', linewidth=0.8", "legend": "none", "theme": ", axis.text.x=element_text(angle=90, vjust=0.5)", "source": True}),
    ("wgg_teeth", "grouped_bar", "gray", "teeth", {"rows": 3, "series": 2, "legend_title": "supp", "size": (420, 320), "base": 10, "col": ", color='black'"}),
]) + charts("R base", "wide", [
    ("wrb_losses", "vertical_bar", "coloured", "losses", {"rows": 7, "colors": ["#8da0cb"], "las": 2, "no_names_title": True, "par": "mar=c(7, 4.5, 3, 1)", "size": (560, 480)}),
    ("wrb_shops", "stacked_bar", "terrain", "shops", {"rows": 9, "series": 4, "colors": ["#00A600", "#E6E600", "#ECB176", "#F2F2F2"], "legend": "topleft", "size": (640, 460)}),
    ("wrb_estonian", "multi_line", "default", "estonian", {"rows": 9, "series": 3, "legend": "topleft", "legend_more": ", cex=0.8, bty='n'", "size": (620, 440), "grid": True}),
]) + charts("lattice", "wide", [
    ("wla_orchards", "grouped_bar", "default", "orchards", {"rows": 7, "series": 2, "legend": "top", "columns": 2, "size": (620, 420)}),
    ("wla_estonian", "multi_line", "default", "estonian", {"rows": 9, "series": 3, "legend": "right", "size": (680, 420)}),
])  # fmt: skip
