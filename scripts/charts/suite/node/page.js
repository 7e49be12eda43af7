// Draws the page's chart (global `chart`, with `tick`, `label` and `lineTick`) with the library that the page has loaded.
const o = chart.options;
const place = document.getElementById('page');
const round = ['pie', 'donut'].includes(chart.type);
const horizontal = chart.type.includes('horizontal') || !!o.horizontal;
const stacked = chart.type.startsWith('stacked') || chart.type === 'normalised_bar';
const lines = ['line', 'multi_line'].includes(chart.type);
const heads = chart.series.map((s) => s.name);
const last = chart.series.length - 1;
const rows = chart.series.flatMap((s) => chart.names.map((name, k) => ({ name, series: s.name, value: s.data[k] })));
const colours = o.colors ?? ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b'];
const title = o.title === false ? undefined : chart.title;

// A heading and a legend in HTML, as pages put them around charts of libraries that have none.
function around(legend) {
  const box = document.createElement('div');
  if (title) box.innerHTML = `<div style="padding:10px 14px 2px;font-weight:600;font-size:17px;color:${o.ink ?? '#222'}">${title}</div>`;
  if (legend) {
    const items = (round ? chart.names : heads).map((name, n) => `<span style="margin-right:16px"><i style="display:inline-block;width:12px;height:12px;margin-right:6px;background:${colours[n]}"></i>${name}</span>`);
    box.innerHTML += `<div style="padding:6px 14px;font-size:13px;color:${o.ink ?? '#444'}">${items.join('')}</div>`;
  }
  place.append(box);
  const made = document.createElement('div');
  place.append(made);
  return { made, height: chart.height - box.offsetHeight };
}

// The settings without those that are undefined, which ApexCharts takes for given ones.
function known(value) {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => [k, known(v)]));
}

function apex() {
  const series = round ? chart.series[0].data : chart.series.map((s, n) => ({ ...s, ...(chart.line ? { type: n === last ? 'line' : 'column' } : {}) }));
  const valueAxis = { title: { text: o.axisTitles ? chart.valuesTitle : undefined }, labels: { formatter: tick, show: !o.noAxis } };
  new ApexCharts(place, known({
    chart: { type: chart.type === 'pie' ? 'pie' : round ? 'donut' : lines || chart.line ? 'line' : 'bar', stacked, stackType: o.percent ? '100%' : 'normal', width: chart.width, height: chart.height,
      toolbar: { show: !!o.toolbar }, animations: { enabled: false }, fontFamily: o.font, background: o.ground },
    series, labels: round ? chart.names : undefined, colors: o.colors, theme: { mode: o.dark ? 'dark' : 'light', palette: o.palette },
    xaxis: round ? undefined : { categories: chart.names, title: { text: o.axisTitles ? (horizontal ? chart.valuesTitle : chart.namesTitle) : undefined }, labels: { rotate: o.rotate ?? -45, ...(horizontal ? { formatter: tick } : {}) } },
    yaxis: round || horizontal ? { labels: { maxWidth: 220 } } : chart.line ? [valueAxis, { opposite: true, title: { text: chart.series[last].name }, labels: { formatter: lineTick } }] : valueAxis,
    plotOptions: { bar: { horizontal, columnWidth: o.wide ?? '70%', borderRadius: o.radius ?? 0, distributed: !!o.each, dataLabels: { position: stacked ? 'center' : 'top' } } },
    dataLabels: { enabled: !!label, formatter: (v, c) => label(round ? chart.series[0].data[c.seriesIndex] : v), ...(o.labels ?? {}) },
    stroke: round ? {} : { curve: o.curve ?? 'straight', width: lines ? 3 : chart.line ? [0, 4] : 1, dashArray: o.dashes ?? 0, colors: lines || chart.line ? undefined : ['transparent'] }, markers: { size: o.points ?? 0 },
    legend: { show: !!o.legend, position: o.legend || 'bottom', showForSingleSeries: true, ...(o.legendStyle ?? {}) }, title: { text: title, align: o.align ?? 'left' },
    grid: o.grid ?? {},
  })).render();
}

function billboard() {
  const columns = round ? chart.names.map((n, k) => [n, chart.series[0].data[k]]) : chart.series.map((s) => [s.name, ...s.data]);
  bb.generate({
    bindto: place, size: { width: chart.width, height: chart.height }, title: { text: title, padding: { top: 8, bottom: 12 } }, transition: { duration: 0 },
    data: { columns, type: round ? chart.type : lines ? (o.spline ? 'spline' : 'line') : 'bar', types: chart.line ? { [heads[last]]: 'line' } : {}, axes: chart.line ? { [heads[last]]: 'y2' } : {},
      groups: stacked ? [heads] : [], order: null, labels: label && !round ? { format: (v) => label(v) } : false, colors: Object.fromEntries((round ? chart.names : heads).map((h, n) => [h, colours[n]])) },
    pie: { label: { format: (v) => label(v) } }, donut: { label: { format: (v) => label(v) }, title: o.inside },
    axis: round ? {} : { rotated: horizontal, x: { type: 'category', categories: chart.names, tick: { rotate: o.rotate ?? 0, multiline: !!o.multiline }, label: o.axisTitles ? { text: chart.namesTitle, position: horizontal ? 'outer-middle' : 'outer-center' } : undefined },
      y: { tick: { format: tick, count: o.ticks }, max: o.max, padding: o.max ? 0 : undefined, label: o.axisTitles ? { text: chart.valuesTitle, position: horizontal ? 'outer-center' : 'outer-middle' } : undefined },
      y2: { show: chart.line, tick: { format: lineTick }, label: o.axisTitles && chart.line ? { text: heads[last], position: 'outer-middle' } : undefined } },
    grid: { y: { show: !!o.gridLines } }, legend: { show: !!o.legend, position: o.legend || 'bottom', ...(o.legendStyle ?? {}) }, bar: { width: { ratio: o.ratio ?? 0.7 } }, point: { r: o.points ?? 3 },
  });
}

function chartist() {
  const { made, height } = around(o.legend);
  const turned = (list) => (horizontal ? [...list].reverse() : list); // the first is at the bottom; reverseData would turn the series too
  const kind = round ? Chartist.PieChart : lines ? Chartist.LineChart : Chartist.BarChart;
  const value = { labelInterpolationFnc: tick, offset: o.valueOffset ?? 50, onlyInteger: !!o.whole };
  const data = round ? { labels: chart.series[0].data.map((v) => label(v)), series: chart.series[0].data } : { labels: turned(chart.names), series: chart.series.map((s) => turned(s.data)) };
  new kind(made, data, { width: `${chart.width - 10}px`, height: `${height - 6}px`, stackBars: stacked, horizontalBars: horizontal, seriesBarDistance: o.distance ?? 14,
    donut: chart.type === 'donut', donutWidth: 60, fullWidth: true, chartPadding: { top: 16, right: 40, bottom: 8, left: 12 }, lineSmooth: !!o.curve, low: lines ? undefined : 0,
    [horizontal ? 'axisX' : 'axisY']: value, [horizontal ? 'axisY' : 'axisX']: { offset: o.nameOffset ?? 30 } });
  const paint = colours.map((c, n) => `.ct-series-${'abcdef'[n]} .ct-bar,.ct-series-${'abcdef'[n]} .ct-line,.ct-series-${'abcdef'[n]} .ct-point{stroke:${c}!important;stroke-width:${lines ? 3 : o.thick ?? 12}px}.ct-series-${'abcdef'[n]} .ct-slice-pie{fill:${c}!important}.ct-point{stroke-width:8px!important}.ct-label{font-size:${o.fontSize ?? 12}px}`);
  document.head.insertAdjacentHTML('beforeend', `<style>${paint.join('')}</style>`);
}

function frappeCharts() {
  const datasets = chart.series.map((s, n) => ({ name: s.name, values: s.data, chartType: lines || (chart.line && n === last) ? 'line' : 'bar' }));
  new frappe.Chart(place, { title, data: { labels: chart.names, datasets }, type: round ? chart.type : lines ? 'line' : datasets.length > 1 && !stacked ? 'axis-mixed' : 'bar', height: chart.height, colors: colours, animate: false,
    barOptions: { stacked, spaceRatio: 0.4 }, lineOptions: { dotSize: 5, regionFill: o.fill ? 1 : 0 }, valuesOverPoints: label ? 1 : 0, axisOptions: { xAxisMode: 'tick', xIsSeries: 0 }, truncateLegends: false, maxSlices: 12 });
}

function toast() {
  const labels = label ? { visible: true, formatter: (v) => label(parseFloat(v)), ...(o.labels ?? {}) } : undefined;
  const axis = { title: o.axisTitles ? chart.namesTitle : undefined }, values = { title: o.axisTitles ? chart.valuesTitle : undefined, label: { formatter: (v) => tick(+v) } };
  const options = { chart: { width: chart.width, height: chart.height, title: title ? { text: title, align: o.align ?? 'left' } : undefined, animation: false }, exportMenu: { visible: false },
    legend: { visible: !!o.legend, align: o.legend || 'right', showCheckbox: false }, theme: { series: { ...(o.colors ? { colors: o.colors } : {}), ...(o.seriesTheme ?? {}) }, chart: { fontFamily: o.font } },
    series: { stack: stacked ? true : undefined, dataLabels: labels, showDot: !!o.points, spline: !!o.spline, ...(chart.type === 'donut' ? { radiusRange: { inner: '55%', outer: '100%' } } : {}) },
    xAxis: horizontal ? values : { ...axis, label: { interval: 1 } }, yAxis: horizontal ? axis : values };
  const data = { categories: chart.names, series: chart.series };
  if (round) toastui.Chart.pieChart({ el: place, data: { series: chart.names.map((name, k) => ({ name, data: chart.series[0].data[k] })) }, options });
  else if (chart.line) {
    options.yAxis = [{ ...values, chartType: 'column' }, { title: o.axisTitles ? heads[last] : undefined, chartType: 'line' }];
    toastui.Chart.columnLineChart({ el: place, data: { categories: chart.names, series: { column: chart.series.slice(0, last), line: [chart.series[last]] } }, options });
  } else toastui.Chart[lines ? 'lineChart' : horizontal ? 'barChart' : 'columnChart']({ el: place, data, options });
}

function g2() {
  const made = new G2.Chart({ container: place, width: chart.width, height: chart.height, theme: o.theme ?? 'classic' });
  const colour = { range: colours.slice(0, round ? chart.names.length : heads.length), domain: round ? chart.names : heads };
  const legend = { color: o.legend ? { position: o.legend, layout: { justifyContent: 'center' }, title: false } : false };
  const many = heads.length > 1;
  const printed = label ? [{ text: (d) => label(d.value), position: round || stacked ? 'inside' : 'top', ...(round || stacked || lines ? {} : horizontal ? { textAlign: 'left', dx: 4, textBaseline: 'middle', position: 'right' } : { dy: -14, textBaseline: 'middle' }), fontSize: 11, ...(o.labels ?? {}) }] : [];
  const shared = { data: rows, animate: false, title, legend, scale: { color: colour, y: { nice: true, ...(o.valueScale ?? {}) } } };
  if (round) made.options({ ...shared, type: 'interval', coordinate: { type: 'theta', ...(chart.type === 'donut' ? { innerRadius: 0.6 } : {}) }, transform: [{ type: 'stackY' }], encode: { y: 'value', color: 'name' }, labels: printed, style: { stroke: '#fff', lineWidth: 1 } });
  else {
    const axis = { x: { title: o.axisTitles ? chart.namesTitle : false, labelAutoHide: false, ...(o.namesAxis ?? {}) }, y: { title: o.axisTitles ? chart.valuesTitle : false, labelFormatter: (v) => tick(+v) } };
    const encode = { x: 'name', y: 'value', ...(many ? { color: 'series' } : {}) };
    if (lines) made.options({ ...shared, type: 'view', axis, children: [{ type: 'line', encode: { ...encode, shape: o.smooth ? 'smooth' : 'line' }, style: { lineWidth: 2, ...(many ? {} : { stroke: colours[0] }) }, labels: printed }, ...(o.points ? [{ type: 'point', encode: { ...encode, shape: 'point' }, style: { r: 3.5, ...(many ? {} : { fill: colours[0] }) }, tooltip: false }] : [])] });
    else made.options({ ...shared, axis, type: 'interval', encode, transform: stacked ? [{ type: 'stackY' }] : many ? [{ type: 'dodgeX' }] : [], coordinate: horizontal ? { transform: [{ type: 'transpose' }] } : {}, labels: printed, style: { maxWidth: o.wide ?? 60, ...(many ? {} : { fill: colours[0] }), ...(o.radius ? { radiusTopLeft: o.radius, radiusTopRight: o.radius } : {}) } });
  }
  made.render();
}

function observable() {
  const { made, height } = around(false);
  const colour = { domain: heads, range: colours.slice(0, heads.length), legend: heads.length > 1 };
  const value = { tickFormat: tick, label: chart.valuesTitle, grid: true, ...(o.percentTicks ? { domain: [0, 100] } : {}) };
  const shared = { width: chart.width, height: height - (heads.length > 1 ? 44 : 8), color: colour, marginLeft: o.left ?? 60, marginRight: o.right ?? 30, marginBottom: o.bottom ?? 40, style: { fontSize: o.fontSize ?? '12px', fontFamily: o.font ?? 'Liberation Sans' } };
  const bar = horizontal ? Plot.barX : Plot.barY;
  const text = (more) => Plot.text(rows, { text: (d) => label(d.value), ...more });
  let options;
  if (lines) options = { ...shared, x: { type: 'point', domain: chart.names, label: chart.namesTitle, tickRotate: o.rotate ?? 0 }, y: value, marks: [Plot.lineY(rows, { x: 'name', y: 'value', stroke: 'series', marker: o.marker, strokeWidth: 2 })] };
  else if (stacked || heads.length === 1) {
    const names = { domain: chart.names, label: null, tickRotate: horizontal ? 0 : o.rotate ?? 0 };
    const enc = horizontal ? { y: 'name', x: 'value' } : { x: 'name', y: 'value' };
    options = { ...shared, [horizontal ? 'y' : 'x']: names, [horizontal ? 'x' : 'y']: value, marks: [bar(rows, { ...enc, fill: 'series', order: heads }), ...(label && heads.length === 1 ? [text({ ...enc, ...(horizontal ? { textAnchor: 'start', dx: 4 } : { dy: -8 }) })] : []), horizontal ? Plot.ruleX([0]) : Plot.ruleY([0])] };
  } else {
    const facet = horizontal ? { fy: { domain: chart.names, label: null }, y: { axis: null, domain: heads }, x: value } : { fx: { domain: chart.names, label: null, tickRotate: o.rotate ?? 0 }, x: { axis: null, domain: heads }, y: value };
    options = { ...shared, ...facet, marks: [bar(rows, horizontal ? { fy: 'name', y: 'series', x: 'value', fill: 'series' } : { fx: 'name', x: 'series', y: 'value', fill: 'series' }), horizontal ? Plot.ruleX([0]) : Plot.ruleY([0])] };
  }
  made.append(Plot.plot(options));
}

function recharts() {
  const { made, height } = around(false);
  const R = Recharts, e = React.createElement;
  const data = chart.names.map((name, k) => ({ name, ...Object.fromEntries(chart.series.map((s, n) => [`s${n}`, s.data[k]])) }));
  const size = { width: chart.width, height: height - 6, margin: { top: 24, right: 34, left: o.left ?? 16, bottom: o.bottom ?? 10 } };
  const legend = o.legend ? e(R.Legend, { key: 'l', verticalAlign: o.legend === 'top' ? 'top' : o.legend === 'right' ? 'middle' : 'bottom', layout: o.legend === 'right' ? 'vertical' : 'horizontal', align: o.legend === 'right' ? 'right' : 'center' }) : null;
  let drawn;
  if (round) {
    const set = { data: chart.names.map((name, k) => ({ name, value: chart.series[0].data[k] })), dataKey: 'value', nameKey: 'name', outerRadius: o.outer ?? 120, innerRadius: chart.type === 'donut' ? o.inner ?? 70 : 0, isAnimationActive: false, label: label ? (p) => label(p.value) : false, startAngle: 90, endAngle: -270 };
    drawn = e(R.PieChart, size, e(R.Pie, set, chart.names.map((n, k) => e(R.Cell, { key: k, fill: colours[k] }))), legend);
  } else {
    const names = { dataKey: 'name', interval: 0, key: 'n', ...(o.rotate ? { angle: o.rotate, textAnchor: 'end', height: o.below ?? 70 } : {}), ...(horizontal ? { type: 'category', width: o.nameWidth ?? 110 } : {}) };
    const values = { tickFormatter: tick, key: 'v', ...(horizontal ? { type: 'number' } : { yAxisId: 'a', width: 70 }) };
    const marks = chart.series.map((s, n) => {
      const over = chart.line && n === last;
      const common = { key: n, dataKey: `s${n}`, name: s.name, isAnimationActive: false, ...(horizontal ? {} : { yAxisId: over ? 'b' : 'a' }) };
      const printed = label && !over ? e(R.LabelList, { dataKey: `s${n}`, position: stacked ? 'center' : horizontal ? 'right' : 'top', formatter: label, style: { fontSize: 12, fill: o.labelInk ?? '#333' } }) : null;
      return lines || over ? e(R.Line, { ...common, stroke: colours[n], strokeWidth: 2, type: o.curve ?? 'linear', dot: o.points !== false }, printed) : e(R.Bar, { ...common, fill: colours[n], stackId: stacked ? 'x' : undefined }, printed);
    });
    drawn = e(lines ? R.LineChart : R.ComposedChart, { ...size, data, layout: horizontal ? 'vertical' : 'horizontal' }, o.noGrid ? null : e(R.CartesianGrid, { key: 'g', strokeDasharray: '3 3' }), horizontal ? e(R.XAxis, values) : e(R.XAxis, names), horizontal ? e(R.YAxis, names) : e(R.YAxis, values),
      chart.line ? e(R.YAxis, { key: 'w', yAxisId: 'b', orientation: 'right', tickFormatter: lineTick }) : null, legend, ...marks);
  }
  ReactDOM.createRoot(made).render(drawn);
}

({ ApexCharts: apex, 'billboard.js': billboard, Chartist: chartist, 'Frappe Charts': frappeCharts, 'TOAST UI Chart': toast, G2: g2, 'Observable Plot': observable, Recharts: recharts })[chart.library]();
