"""Charts drawn with gnuplot."""

import subprocess

from .chart import Chart


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def draw(chart: Chart, path) -> None:
    o, data = chart.options, chart.drawn()
    topic = data.topic
    heads, count = list(data.series), len(data.names)
    width, height = o.get("size", (640, 480))
    font = o.get("font", "DejaVu Sans,10")
    rows = "\n".join(" ".join([quoted_name(name)] + [f"{c[k]:g}" if abs(c[k]) < 1e5 else f"{c[k]:.0f}" for c in data.columns]
                              + [quoted_name(chart.label.python(c[k])) for c in data.columns if chart.print])
                     for k, name in enumerate(data.names))  # fmt: skip
    script = [
        f"set terminal {o.get('terminal', 'pngcairo')} size {width},{height} font '{font}' noenhanced {o.get('terminal_more', '')}",
        f"set output '{path}'", "set encoding utf8", "set decimalsign '.'",
        f"$data << EOD\n{rows}\nEOD",
        f"set format {'x' if 'horizontal' in chart.type else 'y'} {quoted(chart.tick.gnuplot)}",
    ]  # fmt: skip
    if o.get("title", True) and topic.title:
        script.append(f"set title {quoted(topic.title)}")
    if o.get("axis_titles", True):
        script += [f"set xlabel {quoted(topic.names_title)}", f"set ylabel {quoted(topic.values_title)}"]
    script.append(f"set key {o['key']}" if o.get("key") else "unset key")
    for n, colour in enumerate(o.get("colors", [])):
        script.append(f"set linetype {n + 1} lc rgb '{colour}'")
    if "angle" in o:
        script.append(f"set xtics rotate by {o['angle']} {'right' if o['angle'] > 0 else ''} nomirror")
    script += o.get("more", [])
    if chart.type in ("line", "multi_line"):
        look = o.get("with", "linespoints")
        script.append(f"set xrange [-0.3:{count - 0.7}]")
        dashes = o.get("dashes", [1])
        parts = [f"$data using 0:{n + 2}:xtic(1) with {look} lw {o.get('lw', 1)} dt {dashes[n % len(dashes)]} title {quoted(h)}"
                 for n, h in enumerate(heads)]  # fmt: skip
        if chart.print:
            parts += [f"$data using 0:{n + 2}:{n + 2 + len(heads)} with labels offset 0,0.8 notitle" for n in range(len(heads))]
    elif chart.type == "bar_line":
        script += ["set style fill solid 0.8 noborder", "set boxwidth 0.7", "set ytics nomirror", "set y2tics",
                   f"set y2label {quoted(heads[-1])}", f"set xrange [-0.6:{count - 0.4}]", "set yrange [0:*]"]  # fmt: skip
        parts = [f"$data using 0:2:xtic(1) with boxes title {quoted(heads[0])}",
                 f"$data using 0:3 axes x1y2 with linespoints lw 2 pt 7 title {quoted(heads[-1])}"]  # fmt: skip
    elif chart.type == "horizontal_bar":
        script += ["unset xlabel", "unset ylabel", f"set xlabel {quoted(topic.values_title)}", f"set yrange [{count - 0.4}:-0.6]", "set xrange [0:*]",
                   f"set style fill {o.get('fill', 'solid 0.7 border -1')}", "set ytics nomirror"]  # fmt: skip
        parts = [f"$data using ($2*0.5):0:($2*0.5):(0.35):ytic(1) with boxxyerror title {quoted(heads[0])}"]
        if chart.print:
            parts.append("$data using 2:0:3 with labels left offset 0.6,0 notitle")
    else:
        kind = "rowstacked" if chart.type.startswith(("stacked", "normalised")) else f"clustered gap {o.get('gap', 1)}"
        script += ["set style data histogram", f"set style histogram {kind}", f"set style fill {o.get('fill', 'solid 0.8 border -1')}",
                   f"set boxwidth {o.get('thick', 0.9)}"]  # fmt: skip
        if min(min(c) for c in data.columns) >= 0:
            script.append("set yrange [0:100]" if chart.type == "normalised_bar" else "set yrange [0:*]")
        parts = [f"$data using {n + 2}:xtic(1) {('fs pattern ' + str(o['patterns'][n])) if 'patterns' in o else ''} title {quoted(h)}" for n, h in enumerate(heads)]
        if chart.print and len(heads) == 1:
            parts.append("$data using 0:2:3 with labels offset 0,0.7 notitle")
    script.append("plot " + ", ".join(parts))
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


def quoted_name(name: str) -> str:
    return '"' + name.replace('"', "'") + '"'
