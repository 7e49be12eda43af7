// Draws one chart, described in JSON on standard input, with ECharts or Chart.js.
import { writeFileSync, readFileSync } from 'node:fs';

const chart = JSON.parse(readFileSync(0, 'utf-8'));
const tick = eval(chart.tick);
const label = chart.label ? eval(chart.label) : null;
const lineTick = eval(chart.lineTick);
const o = chart.options;
const round = ['pie', 'donut'].includes(chart.type);
const horizontal = chart.type.includes('horizontal') || o.horizontal;
const stacked = chart.type.startsWith('stacked') || chart.type === 'normalised_bar';
const lines = ['line', 'multi_line'].includes(chart.type);

async function echarts() {
  const library = await import('echarts');
  const { Resvg } = await import('@resvg/resvg-js');
  const page = library.init(null, o.theme ?? null, { renderer: 'svg', ssr: true, width: chart.width, height: chart.height });
  const last = chart.series.length - 1;
  const categories = { type: 'category', data: chart.names, axisLabel: { interval: 0, ...(o.rotate ? { rotate: o.rotate } : {}), ...(o.namesLabel ?? {}) }, inverse: horizontal, boundaryGap: !lines || o.gap !== false };
  if (o.axisTitles) { categories.name = chart.namesTitle; categories.nameLocation = 'middle'; categories.nameGap = o.namesGap ?? 30; }
  const values = { type: 'value', axisLabel: { formatter: tick, show: !o.noAxis }, splitLine: { show: !o.noGrid }, ...(o.values ?? {}) };
  if (o.axisTitles || o.valuesTitle) { values.name = chart.valuesTitle; }
  const series = chart.series.map((s, n) => {
    const over = chart.line && n === last;
    // Bubbles at the greatest and the least value, and a dashed line at the mean.
    const marked = o.marked ? { markPoint: { data: [{ type: 'max' }, { type: 'min' }] }, markLine: { data: [{ type: 'average' }] } } : {};
    if (lines || over) {
      return { ...marked, type: 'line', name: s.name, data: s.data, smooth: !!o.smooth, yAxisIndex: over ? 1 : 0, showSymbol: o.symbols !== false, symbolSize: 6,
        lineStyle: { width: 2, type: (o.dashes ?? ['solid'])[n % (o.dashes ?? ['solid']).length] },
        label: { show: !!label && !over, position: 'top', formatter: (p) => label(p.value) }, endLabel: { show: !!o.ends, formatter: '{a}' } };
    }
    return { ...marked, type: 'bar', name: s.name, data: s.data, stack: stacked ? 'all' : undefined, barWidth: o.barWidth, itemStyle: o.item ?? {}, barGap: o.barGap,
      label: { show: !!label, position: stacked ? 'inside' : horizontal ? 'right' : 'top', formatter: (p) => label(p.value), ...(o.labelStyle ?? {}) } };
  });
  const setting = {
    animation: false,
    backgroundColor: o.background ?? (o.theme === 'dark' ? undefined : '#fff'),
    title: o.title === false ? undefined : { text: chart.title, subtext: o.subtitle ? chart.subtitle : '', left: o.titleLeft ?? 'auto' },
    legend: o.legend ? { data: round ? chart.names : chart.series.map((s) => s.name), ...o.legend } : undefined,
    grid: { containLabel: true, left: 20, right: 30, bottom: 40, top: 70, ...(o.grid ?? {}) },
    textStyle: { fontFamily: o.font ?? 'Liberation Sans' },
    ...(o.colors ? { color: o.colors } : {}),
  };
  if (round) {
    setting.series = [{ type: 'pie', radius: chart.type === 'donut' ? ['42%', '68%'] : o.radius ?? '60%', center: o.center ?? ['50%', '55%'], startAngle: o.start ?? 90,
      data: chart.names.map((name, k) => ({ name, value: chart.series[0].data[k] })), itemStyle: o.item ?? {},
      label: { show: !o.noLabels, position: o.labelAt ?? 'outside', formatter: (p) => (o.namesInLegend ? '' : p.name + (label ? (o.between ?? ': ') : '')) + (label ? label(p.value) : '') } }];
  } else {
    const value2 = chart.line ? { type: 'value', name: chart.series[last].name, axisLabel: { formatter: lineTick }, splitLine: { show: false } } : null;
    setting.xAxis = horizontal ? values : categories;
    setting.yAxis = horizontal ? categories : value2 ? [values, value2] : values;
    setting.series = series;
  }
  page.setOption(setting);
  const svg = page.renderToSVGString();
  const png = new Resvg(svg, { fitTo: { mode: 'zoom', value: o.scale ?? 1 }, font: { loadSystemFonts: true, defaultFontFamily: 'Liberation Sans', sansSerifFamily: 'Liberation Sans' } }).render().asPng();
  writeFileSync(chart.path, png);
}

async function chartjs() {
  const { createCanvas } = await import('@napi-rs/canvas');
  const { Chart } = await import('chart.js/auto');
  const scale = o.scale ?? 1;
  const canvas = createCanvas(chart.width * scale, chart.height * scale);
  const ink = o.dark ? '#ddd' : '#666';
  Chart.defaults.font.family = o.font ?? 'Liberation Sans';
  Chart.defaults.font.size = o.fontSize ?? 12;
  Chart.defaults.color = ink;
  const colours = o.colors ?? ['rgb(54, 162, 235)', 'rgb(255, 99, 132)', 'rgb(255, 159, 64)', 'rgb(255, 205, 86)', 'rgb(75, 192, 192)', 'rgb(153, 102, 255)'];
  const last = chart.series.length - 1;
  const datasets = chart.series.map((s, n) => ({
    label: s.name, data: s.data, type: chart.line && n === last ? 'line' : undefined, order: chart.line && n === last ? 0 : 1,
    yAxisID: chart.line && n === last ? 'y1' : undefined,
    backgroundColor: round || o.each ? chart.names.map((_, k) => colours[k % colours.length]) : o.soft ? colours[n].replace('rgb', 'rgba').replace(')', ', 0.5)') : colours[n],
    borderColor: round ? (o.dark ? '#222' : '#fff') : colours[n], borderWidth: lines || (chart.line && n === last) ? 3 : round ? 2 : o.soft ? 1 : 0,
    tension: o.smooth ? 0.4 : 0, pointRadius: o.points ?? 3, borderDash: (o.dashes ?? [[]])[n % (o.dashes ?? [[]]).length], stepped: !!o.stepped,
  }));
  const ground = { id: 'ground', beforeDraw: (c) => { c.ctx.save(); c.ctx.fillStyle = o.dark ? '#222831' : '#fff'; c.ctx.fillRect(0, 0, c.width, c.height); c.ctx.restore(); } };
  const printed = { id: 'printed', afterDatasetsDraw: (c) => {
    if (!label) return;
    c.data.datasets.forEach((set, n) => c.getDatasetMeta(n).data.forEach((mark, k) => {
      const at = round || stacked ? mark.getCenterPoint() : mark.tooltipPosition();
      c.ctx.save();
      c.ctx.font = `${o.bold ? 'bold ' : ''}${o.labelSize ?? 11}px ${Chart.defaults.font.family}`;
      c.ctx.fillStyle = o.labelColor ?? ink;
      c.ctx.textAlign = horizontal && !stacked ? 'left' : 'center';
      c.ctx.textBaseline = round || stacked || horizontal ? 'middle' : 'bottom';
      c.ctx.fillText(label(set.data[k]), at.x + (horizontal && !stacked ? 5 : 0), at.y - (round || stacked || horizontal ? 0 : lines ? 7 : 3));
      c.ctx.restore();
    }));
  } };
  const grid = { color: o.dark ? '#3c444f' : '#e5e5e5' };
  const values = { beginAtZero: o.zero !== false, stacked, grid, display: !o.noAxis, ticks: { callback: (v) => tick(v) }, title: { display: !!o.axisTitles, text: chart.valuesTitle }, grace: label ? '8%' : 0, ...(o.values ?? {}) };
  const names = { stacked, grid: { ...grid, display: !o.noNamesGrid }, ticks: { autoSkip: false, ...(o.rotate ? { minRotation: o.rotate, maxRotation: o.rotate } : {}) }, title: { display: !!o.axisTitles, text: chart.namesTitle } };
  const scales = round ? {} : horizontal ? { x: values, y: names } : { x: names, y: values };
  if (chart.line) scales.y1 = { position: 'right', grid: { drawOnChartArea: false }, ticks: { callback: (v) => lineTick(v) }, title: { display: !!o.axisTitles, text: chart.series[last].name } };
  new Chart(canvas.getContext('2d'), {
    type: chart.type === 'pie' ? 'pie' : chart.type === 'donut' ? 'doughnut' : lines ? 'line' : 'bar',
    data: { labels: chart.names, datasets },
    options: { responsive: false, animation: false, devicePixelRatio: scale, indexAxis: horizontal ? 'y' : 'x', scales, layout: { padding: o.padding ?? 10 },
      plugins: { title: { display: o.title !== false, text: chart.title, ...(o.titleStyle ?? {}) }, legend: { display: !!o.legend, position: o.legend || 'top', ...(o.legendStyle ?? {}) } } },
    plugins: [ground, printed],
  });
  writeFileSync(chart.path, canvas.toBuffer('image/png'));
}

await (chart.library === 'ECharts' ? echarts() : chartjs());
process.exit(0); // ECharts leaves a timer running
