"""Charts drawn with R: ggplot2, base graphics and lattice."""

import json
import subprocess
import tempfile
from pathlib import Path

from .chart import Chart


GGTHEMES = ("economist", "few", "fivethirtyeight", "hc", "tufte", "wsj")


def strings(values) -> str:
    return "c(" + ", ".join(json.dumps(v, ensure_ascii=False) for v in values) + ")"


def numbers(values) -> str:
    return "c(" + ", ".join(f"{v:.12g}" for v in values) + ")"


def draw(chart: Chart, path) -> None:
    o = chart.options
    code = {"ggplot2": ggplot, "R base": base, "lattice": lattice}[chart.library](chart)
    width, height = o.get("size", (640, 480))
    head = f'options(scipen=9)\npng({json.dumps(str(path))}, width={width}, height={height}, res={o.get("res", 100)}, type="cairo")\n'
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "chart.R"
        script.write_text(head + code + "\ninvisible(dev.off())\n", encoding="utf-8")
        done = subprocess.run(["Rscript", "--vanilla", str(script)], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    if done.returncode:
        raise RuntimeError(f"{chart.name}: {done.stderr[-800:]}")


def ggplot(chart: Chart) -> str:
    o, data = chart.options, chart.data()
    topic, heads = data.topic, list(data.series)
    horizontal = "horizontal" in chart.type or o.get("horizontal")
    stacked = chart.type.startswith(("stacked", "normalised"))
    turned = stacked or horizontal
    line = heads[-1] if chart.line else None
    frame = (f"d <- data.frame(name=factor(rep({strings(data.names)}, {len(heads)}), levels={strings(data.names[::-1] if horizontal else data.names)}),"
             f" series=factor(rep({strings(heads)}, each={len(data.names)}), levels={strings(heads[::-1] if turned else heads)}),"
             f" value={numbers([v for c in data.columns for v in c])})\n"
             f"d$label <- {strings([chart.label.python(v) for c in data.columns for v in c]) if chart.print else 'NA'}\n")  # fmt: skip
    fill = "fill=series" if len(heads) > 1 else ""
    if chart.type in ("pie", "donut"):
        parts = [f"ggplot(d, aes(x={o.get('at', 2)}, y=value, fill=factor(name, levels=rev({strings(data.names)})))) + geom_col(width=1, color='white')",
                 "coord_polar('y', direction=-1) + theme_void()" if not o.get("axes") else "coord_polar('y', direction=-1)",
                 f"labs(title={json.dumps(topic.title)}, fill={json.dumps(topic.names_title)}, x=NULL, y=NULL)", "guides(fill=guide_legend(reverse=TRUE))"]  # fmt: skip
        if chart.type == "donut":
            parts.append("xlim(0.6, 2.6)")
        if chart.print:
            parts.append("geom_text(aes(label=label), position=position_stack(vjust=0.5), size=3.4)")
    elif chart.type in ("line", "multi_line"):
        colour = ", color=series" if len(heads) > 1 else ""
        kind = ", linetype=series" if o.get("dashed") else ""
        parts = [f"ggplot(d, aes(name, value, group=series{colour}{kind})) + geom_line({o.get('stroke', 'linewidth=0.9')})"]
        if o.get("points", True):
            parts.append(f"geom_point({o.get('point', 'size=2')})")
        if chart.print:
            parts.append("geom_text(aes(label=label), vjust=-0.9, size=3, show.legend=FALSE)")
    elif line:
        ratio = max(data.columns[0]) / (max(data.columns[-1]) * 1.15)
        rest = f"subset(d, series=={json.dumps(line)})"
        parts = [f"ggplot(mapping=aes(name, value)) + geom_col(data=subset(d, series!={json.dumps(line)}), fill={json.dumps(o['colors'][0])}, width=0.7)",
                 f"geom_line(data={rest}, aes(y=value*{ratio}, group=1), color={json.dumps(o['colors'][1])}, linewidth=1)",
                 f"geom_point(data={rest}, aes(y=value*{ratio}), color={json.dumps(o['colors'][1])}, size=2)",
                 f"scale_y_continuous(sec.axis=sec_axis(~./{ratio}, name={json.dumps(line)}))"]  # fmt: skip
    else:
        place = "position_stack()" if stacked else "position_dodge(width=0.8)"
        wide = o.get("thick", 0.8)
        paint = "" if fill else f", fill={json.dumps(o.get('fill', '#595959'))}"
        parts = [f"ggplot(d, aes(name, value{', ' + fill if fill else ''})) + geom_col(position={place}, width={wide}{paint}{o.get('col', '')})"]
        if chart.print:
            where = ("position=position_stack(vjust=0.5)" if stacked else
                     f"position=position_dodge(width=0.8), {'hjust=-0.15' if horizontal else 'vjust=-0.5'}")  # fmt: skip
            parts.append(f"geom_text(aes(label=label), {where}, size={o.get('label_size', 3.2)})")
        if horizontal:
            parts.append("coord_flip()")
    if chart.type not in ("pie", "donut") and not line:
        room = ", expand=expansion(mult=c(0.02, 0.12))" if chart.print and not stacked else ""
        parts.append(f"scale_y_continuous(labels={chart.tick.r}{room}{o.get('scale', '')})")
    if chart.type not in ("pie", "donut"):
        parts.append(f"labs(title={json.dumps(topic.title) if o.get('title', True) else 'NULL'}, x={json.dumps(topic.names_title)},"
                     f" y={json.dumps(heads[0] if line else topic.values_title)}, fill={json.dumps(o.get('legend_title', 'series'))}, color={json.dumps(o.get('legend_title', 'series'))},"
                     f" linetype={json.dumps(o.get('legend_title', 'series'))}"
                     + (f", subtitle={json.dumps(topic.subtitle)}" if o.get("subtitle") else "") + (f", caption={json.dumps(topic.source)}" if o.get("source") else "") + ")")  # fmt: skip
        parts.append(f"theme_{chart.style}(base_size={o.get('base', 11)})")
        if turned and len(heads) > 1:
            parts.append("guides(fill=guide_legend(reverse=TRUE))")
        if "colors" in o and not line:
            parts.append(f"scale_{'color' if 'line' in chart.type else 'fill'}_manual(values={strings(o['colors'][: len(heads)][:: -1 if turned else 1])})")
        if "palette" in o:
            parts.append(f"scale_{'color' if 'line' in chart.type else 'fill'}_brewer(palette={json.dumps(o['palette'])}{', direction=-1' if turned else ''})")
    elif "palette" in o:
        parts.append(f"scale_fill_brewer(palette={json.dumps(o['palette'])}, direction=-1)")
    parts.append(f"theme(legend.position={json.dumps(o.get('legend', 'right'))}{o.get('theme', '')})")
    themes = "library(ggthemes)\n" if chart.style in GGTHEMES else ""
    return "library(ggplot2)\n" + themes + frame + "p <- " + " +\n  ".join(parts) + "\nprint(p)"


def base(chart: Chart) -> str:
    o, data = chart.options, chart.data()
    topic, heads = data.topic, list(data.series)
    colours = strings(o["colors"][: max(len(heads), len(data.names) if o.get("each") or chart.type == "pie" else 0)]) if "colors" in o else None
    out = [f"par({o.get('par', 'mar=c(5, 4.5, 3, 1)')}, family={json.dumps(o.get('font', 'Liberation Sans'))})"]
    title = json.dumps(topic.title) if o.get("title", True) else '""'
    if chart.type == "pie":
        labels = strings([f"{n} {chart.label.python(v)}" if chart.print else n for n, v in zip(data.names, data.values, strict=True)])
        out.append(f"pie({numbers(data.values)}, labels={labels}, main={title}, clockwise={'TRUE' if o.get('clockwise') else 'FALSE'}"
                   + (f", col={colours}" if colours else "") + f", radius={o.get('radius', 0.85)})")  # fmt: skip
        return "\n".join(out)
    horizontal = "horizontal" in chart.type
    if chart.type in ("line", "multi_line"):
        matrix = f"m <- matrix({numbers([v for c in data.columns for v in c])}, ncol={len(heads)})"
        out += [matrix, f"matplot(m, type={json.dumps(o.get('kind', 'o'))}, pch={o.get('pch', '1:6')}, lty={o.get('lty', '1:5')}, col={colours or '1:6'}, lwd={o.get('lwd', 1)},"
                f" xaxt='n', xlab={json.dumps(topic.names_title if o.get('names_title', True) else '')}, ylab={json.dumps(topic.values_title)}, main={title}, las=1, bty={json.dumps(o.get('bty', 'o'))})",
                f"axis(1, at=1:{len(data.names)}, labels={strings(data.names)}, las={o.get('las', 1)})"]  # fmt: skip
        if o.get("grid"):
            out.append("grid()")
        if o.get("legend"):
            out.append(f"legend({json.dumps(o['legend'])}, legend={strings(heads)}, col={colours or '1:6'}, lty={o.get('lty', '1:5')}, pch={o.get('pch', '1:6')}, lwd={o.get('lwd', 1)}{o.get('legend_more', '')})")
        return "\n".join(out)
    beside = not chart.type.startswith(("stacked", "normalised"))
    names, columns = (data.names[::-1], [c[::-1] for c in data.columns]) if horizontal else (data.names, data.columns)
    show = list(zip(heads, columns, strict=True))
    if horizontal and beside:
        show = show[::-1]  # the first of a group is at the bottom
    rows = "rbind(" + ", ".join(numbers(c) for _, c in show) + ")" if len(heads) > 1 else numbers(columns[0])
    colour = f", col={colours}" if colours and not (horizontal and beside and len(heads) > 1) else f", col=rev({colours})" if colours else ""
    values_label, names_label = ("xlab", "ylab") if horizontal else ("ylab", "xlab")
    label_names = "" if o.get("no_names_title") else f", {names_label}={json.dumps(topic.names_title)}"
    out.append(f"m <- {rows}")
    out.append(f"at <- barplot(m, names.arg={strings(names)}, beside={'TRUE' if beside else 'FALSE'}, horiz={'TRUE' if horizontal else 'FALSE'}, main={title},"
               f" {values_label}={json.dumps(topic.values_title)}{label_names}, las={o.get('las', 1)}{colour}{o.get('bar', '')})")  # fmt: skip
    if chart.print:
        flat = [v for group in zip(*[c for _, c in show], strict=True) for v in group]
        where = "as.vector(m), as.vector(at), pos=4" if horizontal else "as.vector(at), as.vector(m), pos=3"
        out.append(f"text({where}, labels={strings([chart.label.python(v) for v in flat])}, xpd=TRUE, cex=0.85)")
    if o.get("legend"):
        density = o.get("legend_more", "")
        out.append(f"legend({json.dumps(o['legend'])}, legend={strings(heads)}, fill={colours or f'gray.colors({len(heads)})'}{density})")
    return "\n".join(out)


def lattice(chart: Chart) -> str:
    o, data = chart.options, chart.data()
    topic, heads = data.topic, list(data.series)
    horizontal = "horizontal" in chart.type
    names = data.names[::-1] if horizontal else data.names
    frame = (f"d <- data.frame(name=factor(rep({strings(data.names)}, {len(heads)}), levels={strings(names)}), series=factor(rep({strings(heads)}, each={len(data.names)}),"
             f" levels={strings(heads)}), value={numbers([v for c in data.columns for v in c])})\n")  # fmt: skip
    key = f", auto.key=list(space={json.dumps(o['legend'])}, columns={o.get('columns', 1)}{o.get('key', '')})" if o.get("legend") else ""
    axes = {"xlab" if horizontal else "ylab": topic.values_title, "ylab" if horizontal else "xlab": topic.names_title}
    labels = ", ".join(f"{k}={json.dumps(v)}" for k, v in axes.items())
    if "line" in chart.type:
        call = f"xyplot(value ~ name, groups=series, data=d, type='b', {labels}, main={json.dumps(topic.title)}{key})"
    else:
        formula = "name ~ value" if horizontal else "value ~ name"
        stack = "TRUE" if chart.type.startswith(("stacked", "normalised")) else "FALSE"
        call = f"barchart({formula}, groups=series, data=d, stack={stack}, origin=0, {labels}, main={json.dumps(topic.title)}{key}{o.get('more', '')})"
    return f"library(lattice)\n{o.get('before', '')}\n{frame}print({call})"
