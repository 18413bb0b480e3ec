/* The picture of the server stands until somebody points at it or its figures change: only then is the library loaded that draws it anew. */
'use strict';
document.querySelectorAll('form[data-auto]').forEach(form => form.addEventListener('change', () => form.requestSubmit()));
(() => {
  const box = document.getElementById('chart');
  if (!box) return;
  const place = box.querySelector('.plot');
  const words = box.querySelector('svg').getAttribute('aria-label');
  const number = value => value.toLocaleString(document.documentElement.lang);
  let figures = JSON.parse(box.dataset.chart);
  let plot;
  /* Canvas does not know light-dark(): the colour is asked of an element that has it. */
  const colour = name => {
    const probe = document.createElement('span');
    probe.className = name;
    place.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const sums = () => {
    const upTo = (...names) => figures.times.map((_, i) => names.reduce((sum, name) => sum + figures[name][i], 0));
    return [figures.times.map((_, i) => i), upTo('delivered', 'deferred', 'bounced'), upTo('delivered', 'deferred'), figures.delivered, figures.accepted];
  };
  const told = index => {
    for (const sign of box.querySelectorAll('[data-figure]')) {
      const value = index == null ? undefined : figures[sign.dataset.figure === 'label' ? 'labels' : sign.dataset.figure][index];
      sign.textContent = value === undefined ? '' : typeof value === 'number' ? number(value) : value;
    }
  };
  const bar = name => ({ fill: colour('c-' + name), stroke: colour('c-' + name), width: 0, paths: uPlot.paths.bars({ size: [0.76, 60] }), points: { show: false } });
  const draw = () => {
    plot?.destroy();
    place.replaceChildren();
    const faint = colour('c-axis');
    const grid = { stroke: colour('c-grid'), width: 1 };
    const axis = { stroke: faint, grid, ticks: { show: false }, font: '12px system-ui' };
    plot = new uPlot({
      width: Math.max(200, place.clientWidth), height: 240, legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, range: (_, low, high) => [low - 0.5, high + 0.5] }, y: { range: (_, low, high) => [0, Math.max(4, high * 1.05)] } },
      axes: [
        { ...axis, size: 30, grid: { show: false }, splits: () => { const every = Math.ceil(figures.times.length / Math.max(2, place.clientWidth / 80)); return figures.times.map((_, i) => i).filter(i => i % every === 0); }, values: (_, splits) => splits.map(i => figures.labels[i] ?? '') },
        { ...axis, size: 64, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 1e8, 1e9], values: (_, splits) => splits.map(number) },
      ],
      series: [{}, bar('bounced'), bar('deferred'), bar('delivered'), { stroke: colour('c-accepted'), width: 2, points: { show: false } }],
      hooks: { setCursor: [it => told(it.cursor.idx)] },
    }, sums(), place);
    plot.root.setAttribute('role', 'img');
    plot.root.setAttribute('aria-label', words);
  };
  const rows = () => document.getElementById('chart-rows')?.replaceChildren(...figures.times.map((_, i) => {
    const row = document.createElement('tr');
    for (const name of ['labels', 'accepted', 'delivered', 'deferred', 'bounced']) {
      const cell = row.insertCell();
      cell.textContent = name === 'labels' ? figures.labels[i] : number(figures[name][i]);
      cell.className = name === 'labels' ? 'nowrap' : 'n';
    }
    return row;
  }));
  const fresh = () => {
    const text = document.querySelector('[data-chart-now]')?.dataset.chartNow;
    if (!text || text === box.dataset.chart) return;
    box.dataset.chart = text;
    figures = JSON.parse(text);
    rows();
    if (plot) plot.setData(sums()); else start();
  };
  let library;
  const start = () => {
    if (library) return;
    library = document.createElement('script');
    library.src = box.dataset.library;
    library.onload = draw;
    document.head.append(library);
  };
  place.addEventListener('pointerenter', start, { once: true });
  const live = document.querySelector('[data-live]');
  if (live) new MutationObserver(fresh).observe(live, { childList: true });
  let width = place.clientWidth;
  new ResizeObserver(() => { if (plot && place.clientWidth !== width) { width = place.clientWidth; plot.setSize({ width: Math.max(200, width), height: 240 }); } }).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot && draw());
})();
