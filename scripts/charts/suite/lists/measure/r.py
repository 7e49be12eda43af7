"""Charts of the measuring half drawn with R: ggplot2 (with ggthemes), base graphics and lattice."""

from ...chart import charts
from ...with_r import draw  # noqa: F401

AIR = ", axis.title.y=element_text(margin=margin(r=14)), axis.title.y.right=element_text(margin=margin(l=14)), axis.title.x=element_text(margin=margin(t=8))"
OKABE = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2"]
CHARTS = charts("ggplot2", "measure", [
    ("m_gg_species", "vertical_bar", "fivethirtyeight", "species", {"rows": 10, "fmt": "comma", "size": (760, 460), "fill": "#FF2700", "theme": ", axis.text.x=element_text(angle=35, hjust=1)"}),
    ("m_gg_output", "grouped_bar", "economist", "output", {"rows": 7, "series": 2, "legend": "top", "legend_title": "", "size": (820, 500), "colors": ["#014d64", "#00a2d9"], "theme": AIR}),
    ("m_gg_agemix", "normalised_bar", "classic", "agemix", {"rows": 7, "series": 5, "horizontal": True, "fmt": "pct", "legend": "top", "legend_title": "Age", "colors": OKABE, "size": (720, 460)}),
    ("m_gg_tools_h", "horizontal_bar", "tufte", "tools", {"rows": 11, "fill": "#7f7f7f", "print": "plain", "size": (600, 460), "thick": 0.5}),
    ("m_gg_poverty", "multi_line", "wsj", "poverty", {"rows": 11, "series": 3, "fmt": "pct", "legend": "bottom", "legend_title": "", "size": (820, 520), "base": 9, "colors": ["#c72e29", "#016392", "#be9c2e"],
                                                     "theme": ", legend.text=element_text(size=11)"}),
    ("m_gg_waiting_h", "grouped_horizontal", "few", "waiting", {"rows": 7, "series": 2, "legend": "left", "legend_title": "Sector", "size": (760, 460), "palette": "Pastel1", "col": ", color='grey30'"}),
    ("m_gg_parc", "donut", "void", "parc", {"rows": 5, "print": "pct", "palette": "Set2", "legend": "bottom", "size": (560, 480), "theme": ", legend.title=element_blank()"}),
    ("m_gg_enrol_combo", "bar_line", "hc", "enrol", {"rows": 9, "theme": AIR, "line": "ontime", "colors": ["#7cb5ec", "#434348"], "legend": "none", "size": (860, 480)}),
]) + charts("R base", "measure", [
    ("m_rb_ageband", "grouped_bar", "heat", "ageband", {"rows": 9, "series": 3, "colors": ["#FF0000", "#FF8000", "#FFFF00"], "legend": "topleft", "legend_more": ", bty='n', horiz=TRUE", "bar": ", ylim=c(0, 30)",
                                                       "size": (760, 460)}),
    ("m_rb_crust", "pie", "rainbow", "crust", {"rows": 6, "print": "pct", "colors": ["#FF0000", "#FFFF00", "#00FF00", "#00FFFF", "#0000FF", "#FF00FF"], "size": (520, 480), "par": "mar=c(1, 4, 3, 4)"}),
    ("m_rb_islands_h", "horizontal_bar", "terrain", "islands", {"rows": 10, "colors": ["#00A600", "#3EBB00", "#8BD000", "#E6E600", "#E8C32E", "#EBB25E", "#EDB48E", "#F0C9C0", "#F2F2F2", "#ffffff"], "each": True,
                                                               "par": "mar=c(4.5, 6, 3, 2)", "no_names_title": True, "size": (600, 480)}),
    ("m_rb_temper", "stacked_bar", "grey", "temper", {"rows": 6, "series": 3, "legend": "top", "legend_more": ", horiz=TRUE, bty='n'", "bar": ", ylim=c(0, 500)", "size": (600, 480), "font": "DejaVu Sans"}),
]) + charts("lattice", "measure", [
    ("m_lattice_solar", "multi_line", "default", "solar", {"rows": 8, "series": 3, "legend": "right", "key": ", lines=TRUE, points=TRUE", "size": (680, 420)}),
    ("m_lattice_brands_h", "stacked_horizontal", "colours", "brands", {"rows": 9, "series": 3, "legend": "bottom", "columns": 3, "size": (640, 520),
                                                                    "before": "trellis.par.set(superpose.polygon=list(col=c('#4682B4','#F4A460','#9ACD32')))"}),
])  # fmt: skip
