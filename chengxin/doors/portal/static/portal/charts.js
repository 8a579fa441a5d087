// 统计图: draws each chart from the table before it. Without this script the tables stand alone and nothing is missing.
"use strict";
(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = [];

  // Late is what weighs on government, and has the colour of it.
  const inks = (place) => (place.dataset.of === "table-punctual" ? ["--good", "--seal"] : ["--blue", "--warn", "--good"]).map(token);

  function figures(table) {
    const series = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows].map((row) => ({ label: row.cells[0].textContent, values: [...row.cells].slice(1).map((cell) => Number(cell.textContent)) }));
    return { series, rows };
  }

  function option(place) {
    const { series, rows } = figures(document.getElementById(place.dataset.of));
    const ink = token("--ink-2"), line = token("--line");
    const colours = inks(place);
    const upright = place.dataset.draw === "line";
    const shown = upright ? rows : rows.slice(0, 15);
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8;
    const text = { color: ink, fontSize: size };
    const names = { type: "category", data: shown.map((row) => row.label), inverse: !upright, axisLabel: { ...text, width: upright ? undefined : Math.min(size * 12, place.clientWidth * 0.42), overflow: "break", lineHeight: size * 1.25 }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
    const amounts = { type: "value", splitNumber: place.clientWidth < 440 ? 2 : 5, axisLabel: { ...text, hideOverlap: true }, splitLine: { lineStyle: { color: line } } };
    return {
      animation: !still.matches,
      color: colours,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 24, top: 12, bottom: 8, containLabel: true },
      xAxis: upright ? names : amounts,
      yAxis: upright ? amounts : names,
      series: series.map((name, at) => ({ name, type: upright ? "line" : "bar", stack: place.dataset.draw === "stack" ? "all" : undefined, barMaxWidth: 22, symbolSize: 5, data: shown.map((row) => row.values[at]) })),
    };
  }

  // 图例: which colour is which column; the words are the table's own.
  function key(place) {
    const { series } = figures(document.getElementById(place.dataset.of));
    const list = place.querySelector(".legend") || place.insertBefore(document.createElement("ul"), place.firstChild);
    list.className = "legend";
    list.replaceChildren(...(series.length > 1 ? series : []).map((name, at) => {
      const entry = document.createElement("li"), patch = document.createElement("span");
      patch.style.background = inks(place)[at];
      entry.append(patch, name);
      return entry;
    }));
  }

  function draw(place) {
    const table = document.getElementById(place.dataset.of);
    if (!table || !window.echarts) return;
    const rows = Math.min(table.tBodies[0].rows.length, 15);
    key(place);
    const paper = place.appendChild(document.createElement("div"));
    paper.style.height = place.dataset.draw === "line" ? "320px" : `${Math.max(110, 40 + rows * 34)}px`;
    const chart = window.echarts.init(paper, null, { renderer: "canvas" });
    chart.setOption(option(place));
    drawn.push([place, chart]);
  }

  document.querySelectorAll(".chart").forEach(draw);
  addEventListener("resize", () => drawn.forEach(([, chart]) => chart.resize()));
  dark.addEventListener("change", () => drawn.forEach(([place, chart]) => { key(place); chart.setOption(option(place), true); }));
})();
