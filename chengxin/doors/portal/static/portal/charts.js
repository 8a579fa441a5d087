// 统计图: draws each chart from the table before it. Without this script the tables stand alone and nothing is missing.
"use strict";
(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = [];

  function figures(table) {
    const series = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent);
    const rows = [...table.tBodies[0].rows].map((row) => ({ label: row.cells[0].textContent, values: [...row.cells].slice(1).map((cell) => Number(cell.textContent)) }));
    return { series, rows };
  }

  function option(place) {
    const { series, rows } = figures(document.getElementById(place.dataset.of));
    const ink = token("--ink-2"), line = token("--line");
    const colours = [token("--blue"), token("--bar"), token("--good"), token("--warn")];
    const late = place.dataset.of === "table-punctual";
    const upright = place.dataset.draw === "line";
    const shown = upright ? rows : rows.slice(0, 15);
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8;
    const text = { color: ink, fontSize: size };
    const names = { type: "category", data: shown.map((row) => row.label), inverse: !upright, axisLabel: { ...text, width: upright ? undefined : Math.min(size * 12, place.clientWidth * 0.42), overflow: "break", lineHeight: size * 1.25 }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
    const amounts = { type: "value", axisLabel: text, splitLine: { lineStyle: { color: line } } };
    return {
      animation: !still.matches,
      color: late ? [token("--good"), token("--seal")] : colours,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      legend: series.length > 1 ? { textStyle: text, top: 0 } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: token("--paper"), borderColor: line, textStyle: { color: token("--ink"), fontSize: size } },
      grid: { left: 8, right: 24, top: series.length > 1 ? 40 : 12, bottom: 8, containLabel: true },
      xAxis: upright ? names : amounts,
      yAxis: upright ? amounts : names,
      series: series.map((name, at) => ({ name, type: upright ? "line" : "bar", stack: place.dataset.draw === "stack" ? "all" : undefined, barMaxWidth: 22, symbolSize: 5, data: shown.map((row) => row.values[at]) })),
    };
  }

  function draw(place) {
    const table = document.getElementById(place.dataset.of);
    if (!table || !window.echarts) return;
    const rows = Math.min(table.tBodies[0].rows.length, 15);
    place.style.height = place.dataset.draw === "line" ? "320px" : `${Math.max(160, 60 + rows * 34)}px`;
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(place));
    drawn.push([place, chart]);
  }

  document.querySelectorAll(".chart").forEach(draw);
  addEventListener("resize", () => drawn.forEach(([, chart]) => chart.resize()));
  dark.addEventListener("change", () => drawn.forEach(([place, chart]) => chart.setOption(option(place), true)));
})();
