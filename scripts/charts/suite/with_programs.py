"""Charts drawn with pgfplots (LaTeX), GD::Graph (Perl), JFreeChart (Java) and leather."""

import subprocess
import tempfile
from pathlib import Path

import cairosvg
import leather
from PIL import Image, ImageChops

from .chart import Chart

JARS = "/usr/share/java/jfreechart.jar:/usr/share/java/jcommon.jar"
JAVA = Path(__file__).parent / "java" / "Draw.java"
PERL = Path(__file__).parent / "perl" / "draw.pl"


def draw(chart: Chart, path) -> None:
    {"pgfplots": pgfplots, "GD::Graph": described, "JFreeChart": described, "leather": with_leather}[chart.library](chart, path)


def run(command, name: str, **more) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, **more)
    if done.returncode:
        raise RuntimeError(f"{name}: {(done.stderr + done.stdout)[-1500:]}")


def escaped(text: str) -> str:
    for sign in "&%$#_":
        text = text.replace(sign, "\\" + sign)
    return text.replace("²", "$^2$").replace("µ", "\\textmu{}").replace("°", "\\textdegree{}").replace("€", "\\texteuro{}").replace("₂", "$_2$")


def pgfplots(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    topic, horizontal = data.topic, "horizontal" in chart.type
    lines, stacked = "line" in chart.type, chart.type.startswith(("stacked", "normalised"))
    places, length = ("y", "x") if horizontal else ("x", "y")
    kind = "" if lines else f"{length}bar stacked," if stacked else f"{length}bar,"
    names = ",".join("{" + escaped(n) + "}" for n in data.names)
    settings = [
        kind + f"width={o.get('width', '11cm')}, height={o.get('height', '7cm')}", f"symbolic {places} coords={{{names}}}", f"{places}tick=data",
        f"{places}label={{{escaped(topic.names_title)}}}", f"{length}label={{{escaped(topic.values_title)}}}", f"{length} tick label style={{/pgf/number format/.cd, fixed, 1000 sep={{{o.get('mark', '')}}}}}",
        f"scaled {length} ticks=false", *o.get("axis", []),
    ]  # fmt: skip
    if not lines:
        settings += [f"{length}min=0", f"enlarge {places} limits={o.get('enlarge', 0.12)}"]
    if o.get("title"):
        settings.append(f"title={{{escaped(topic.title)}}}")
    if chart.print:
        settings.append("nodes near coords")
    if horizontal:
        settings.append("y dir=reverse" if stacked or len(data.series) == 1 else "y dir=normal")
    body = []
    for n, (head, column) in enumerate(data.series.items()):
        points = " ".join(f"({v:g},{{{escaped(k)}}})" if horizontal else f"({{{escaped(k)}}},{v:g})" for k, v in zip(data.names, column, strict=True))
        look = f"[{o['looks'][n]}]" if "looks" in o else "+"
        body += [f"\\addplot{look} coordinates {{{points}}};"] + ([f"\\addlegendentry{{{escaped(head)}}}"] if len(data.series) > 1 else [])
    text = ("\\documentclass{article}\n\\usepackage[margin=5mm,paperwidth=24cm,paperheight=18cm]{geometry}\\pagestyle{empty}\n\\usepackage[utf8]{inputenc}\\usepackage[T1]{fontenc}\\usepackage{lmodern}\\usepackage{textcomp}\n"
            f"\\usepackage{{pgfplots}}\\usetikzlibrary{{patterns}}\\pgfplotsset{{compat=1.16}}\n{o.get('before', '')}\n\\begin{{document}}\\begin{{tikzpicture}}\\begin{{axis}}[" + ",\n".join(settings)
            + "]\n" + "\n".join(body) + "\n\\end{axis}\\end{tikzpicture}\\end{document}\n")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "chart.tex").write_text(text, encoding="utf-8")
        run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "chart.tex"], chart.name, cwd=folder)
        run(["pdftoppm", "-r", str(o.get("dpi", 130)), "-png", "-singlefile", "chart.pdf", str(Path(path).resolve().with_suffix(""))], chart.name, cwd=folder)
    page = Image.open(path).convert("RGB")
    left, top, right, bottom = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    page.crop((left - 10, top - 10, right + 10, bottom + 10)).save(path)


def described(chart: Chart, path) -> None:
    """Charts of programs that read lines ``key<TAB>value...`` from standard input."""
    o, data = chart.options, chart.drawn()
    topic = data.topic
    width, height = o.get("size", (600, 400))
    rows = [
        ["type", chart.type], ["path", str(Path(path).resolve())], ["size", str(width), str(height)], ["title", topic.title if o.get("title", True) else ""],
        ["axes", topic.names_title, topic.values_title], ["print", "1" if chart.print else "0"], ["names", *data.names],
        *[["series", head, *[f"{v:.12g}" for v in column]] for head, column in data.series.items()],
        *[["option", key, str(value)] for key, value in o.items() if isinstance(value, str | int | float) and key != "title"],
    ]  # fmt: skip
    text = "".join("\t".join(row) + "\n" for row in rows)
    run(["perl", str(PERL)] if chart.library == "GD::Graph" else ["java", "-Djava.awt.headless=true", "-cp", JARS, str(JAVA)], chart.name, input=text)


def with_leather(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    made = leather.Chart(data.title)
    for n, (head, column) in enumerate(data.series.items()):
        if "horizontal" in chart.type:
            made.add_bars(list(zip(map(float, column), data.names, strict=True)), name=head)
        else:
            made.add_columns(list(zip(data.names, map(float, column), strict=True)), name=head, fill_color=o.get("colors", [None] * 6)[n])
    width, height = o.get("size", (640, 420))
    svg = made.to_svg(width=width, height=height)
    cairosvg.svg2png(svg.encode(), write_to=str(path), background_color="white", output_width=width, output_height=height)
