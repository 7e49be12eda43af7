"""Charts of Excel workbooks (XlsxWriter), drawn by LibreOffice Calc."""

import subprocess
import tempfile
from pathlib import Path

import xlsxwriter
from PIL import Image

from .chart import Chart

EXCEL_2013 = ["#5B9BD5", "#ED7D31", "#A5A5A5", "#FFC000", "#4472C4", "#70AD47"]
EXCEL_2007 = ["#4F81BD", "#C0504D", "#9BBB59", "#8064A2", "#4BACC6", "#F79646"]
OFFICE_2023 = ["#156082", "#E97132", "#196B24", "#0F9ED5", "#A02B93", "#4EA72E"]
CALC = ["#004586", "#FF420E", "#FFD320", "#579D1C", "#7E0021", "#83CAFF"]
LOOKS = {
    "excel 2007": {"colors": EXCEL_2007, "grid": "#868686", "ink": "#000000", "bold": True, "frame": "#868686", "title": 18, "gap": 150},
    "excel 2013": {"colors": EXCEL_2013, "grid": "#D9D9D9", "ink": "#595959", "bold": False, "frame": "#D9D9D9", "title": 14, "gap": 219},
    "powerpoint": {"colors": EXCEL_2007, "grid": "#868686", "ink": "#000000", "bold": True, "frame": None, "title": 18, "gap": 100},
    "office 2023": {"colors": OFFICE_2023, "grid": "#E0E0E0", "ink": "#404040", "bold": False, "frame": None, "title": 14, "gap": 120},
    "calc": {"colors": CALC, "grid": "#B3B3B3", "ink": "#000000", "bold": False, "frame": None, "title": 13, "gap": 100},
    "excel 2003": {"colors": EXCEL_2007, "grid": "#000000", "ink": "#000000", "bold": True, "frame": "#000000", "title": 12, "gap": 60, "plot": "#C0C0C0"},
    "slate": {"colors": ["#FFC000", "#5BC0DE", "#D9534F", "#9FD36B"], "grid": "#5A6270", "ink": "#E8E8E8", "bold": False, "frame": None,
              "title": 14, "gap": 80, "ground": "#2B303A"},
}  # fmt: skip


def draw(chart: Chart, path) -> None:
    width, height = chart.options.get("size", (720, 432))
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "chart.xlsx"
        write(chart, book, width, height)
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{Path(tempfile.gettempdir()) / 'calc_profile'}", "--convert-to", "pdf",
                        "--outdir", folder, str(book)], check=True, capture_output=True, timeout=180)  # fmt: skip
        resolution = chart.options.get("dpi", 96)
        subprocess.run(["pdftoppm", "-r", str(resolution), "-f", "1", "-l", "1", "-png", "-singlefile", f"{folder}/chart.pdf", f"{folder}/chart"],
                       check=True)  # fmt: skip
        scale = resolution / 96
        Image.open(f"{folder}/chart.png").crop((0, 0, round(width * scale) + 1, round(height * scale) + 1)).save(path)


def write(chart: Chart, book: Path, width: int, height: int) -> None:
    """A workbook with the chart alone on its first sheet and the data on its second."""
    o, data = chart.options, chart.drawn()
    topic, look = data.topic, LOOKS[chart.style]
    colours = o.get("colors", look["colors"])
    file = xlsxwriter.Workbook(str(book))
    page, cells = file.add_worksheet("Chart"), file.add_worksheet("Data")
    page.set_landscape()
    page.set_paper(8)
    page.set_margins(0, 0, 0, 0)
    page.set_header("", {"margin": 0})
    page.set_footer("", {"margin": 0})
    cells.write_row(0, 0, ["", *data.series])
    for k, name in enumerate(data.names):
        cells.write_row(k + 1, 0, [name, *[c[k] for c in data.columns]])
    horizontal = "horizontal" in chart.type or o.get("horizontal", False)
    kind = {"line": "line", "multi_line": "line", "pie": "pie", "donut": "doughnut"}.get(chart.type, "bar" if horizontal else "column")
    sub = "percent_stacked" if chart.type == "normalised_bar" and o.get("percent", True) else "stacked" if chart.type.startswith(("stacked", "norm")) else None
    made = file.add_chart({"type": kind, **({"subtype": sub} if sub else {})})
    second = file.add_chart({"type": "line"}) if chart.line else None
    ink = {"color": look["ink"], "name": o.get("font", "Carlito")}
    for n in range(len(data.series)):
        last = second is not None and n == len(data.series) - 1
        (second if last else made).add_series(series(chart, data, n, colours, look, last))
    value_axis = {"num_format": chart.tick.excel if sub != "percent_stacked" else "0%", "num_font": {**ink, "size": o.get("font_size", 10)},
                  "major_gridlines": {"visible": o.get("grid", True), "line": {"color": look["grid"], "width": 0.75}},
                  "line": {"none": True} if chart.style == "excel 2013" else {"color": look["grid"]}, "visible": not o.get("no_axis")}  # fmt: skip
    name_axis = {"num_font": {**ink, "size": o.get("font_size", 10), **({"rotation": o["rotation"]} if "rotation" in o else {})},
                 "line": {"color": look["grid"]}, "label_position": "low"}  # fmt: skip
    if o.get("axis_titles"):
        bold = {"name_font": {**ink, "bold": look["bold"], "size": 10}}
        value_axis |= {"name": topic.values_title, **bold}
        name_axis |= {"name": topic.names_title, **bold}
    value_axis |= o.get("value_axis", {})
    if kind not in ("pie", "doughnut"):
        # XlsxWriter calls the horizontal axis of a bar chart x, whatever is on it.
        (made.set_y_axis if horizontal else made.set_x_axis)(name_axis | ({"major_gridlines": {"visible": False}} if horizontal else {}))
        (made.set_x_axis if horizontal else made.set_y_axis)(value_axis)
    if second is not None:
        second.set_y2_axis({"num_format": o.get("line_format", "General"), "num_font": {**ink, "size": 10}, "name": list(data.series)[-1] if o.get("axis_titles") else None,
                            "name_font": {**ink, "bold": look["bold"], "size": 10}})  # fmt: skip
        made.combine(second)
    if o.get("title", True) and topic.title:
        made.set_title({"name": topic.title, "name_font": {**ink, "size": look["title"], "bold": look["bold"]}})
    else:
        made.set_title({"none": True})
    made.set_legend({"position": o["legend"], "font": {**ink, "size": o.get("font_size", 10)}} if o.get("legend") else {"none": True})
    ground = {"fill": {"color": look["ground"]}} if "ground" in look else {}
    made.set_chartarea({"border": {"color": look["frame"]} if look["frame"] else {"none": True}, **ground})
    made.set_plotarea({"fill": {"color": look["plot"]}} if "plot" in look else ground)
    made.set_size({"width": width, "height": height})
    page.insert_chart("A1", made)
    file.close()


def series(chart: Chart, data, n: int, colours, look, last: bool) -> dict:
    """One series of the sheet with its looks."""
    o, count = chart.options, len(data.names)
    found = {"name": ["Data", 0, n + 1], "categories": ["Data", 1, 0, count, 0], "values": ["Data", 1, n + 1, count, n + 1]}
    if chart.type in ("pie", "donut"):
        found["points"] = [{"fill": {"color": colours[k % len(colours)]}, "border": {"color": "white", "width": 1}} for k in range(count)]
    elif chart.type in ("line", "multi_line") or last:
        found["line"] = {"color": colours[n], "width": o.get("width", 2.25), **({"dash_type": o["dash"][n]} if "dash" in o else {})}
        found["marker"] = {"type": o["markers"][n % len(o["markers"])], "size": 6, "fill": {"color": colours[n]}, "border": {"color": colours[n]}} if o.get("markers") else {"type": "none"}
        found["y2_axis"] = last
    else:
        found["gap"] = o.get("gap", look["gap"])
        found["overlap"] = 100 if chart.type.startswith(("stacked", "norm")) else o.get("overlap", -20 if chart.style == "excel 2013" and len(data.series) > 1 else 0)
        found["fill"] = {"color": colours[n]}
        if "gradient" in o:
            found["gradient"] = {"colors": [o["gradient"][n % len(o["gradient"])], colours[n]]}
        if "pattern" in o:
            found["pattern"] = {"pattern": o["pattern"][n % len(o["pattern"])], "fg_color": colours[n], "bg_color": "white"}
            found["border"] = {"color": colours[n]}
    if chart.print and not last:
        where = o.get("label_at", "outside_end" if chart.type in ("pie", "vertical_bar", "horizontal_bar", "grouped_bar", "grouped_horizontal") else
                      "above" if "line" in chart.type and chart.type != "bar_line" else None)  # fmt: skip
        found["data_labels"] = {"value": True, "num_format": chart.label.excel, "font": {"color": o.get("label_color", look["ink"]), "size": o.get("label_size", 9),
                                                                                        "name": o.get("font", "Carlito")},
                                **({"position": where} if where else {}), **o.get("labels", {})}  # fmt: skip
    return found
