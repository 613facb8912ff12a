// Draws the charts. Everything else on the page works without scripts.
(() => {
  "use strict";

  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const UNITS = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "K"], [1, ""]];
  const DAYS_OF_TICKS = [1, 2, 7, 14];
  const MONTHS_OF_TICKS = [1, 3, 6, 12, 24, 60, 120];
  const DAYS_A_MONTH = 30.4;
  const FIRST_MONDAY = 4;
  const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

  const data = JSON.parse(document.getElementById("chart-data").textContent);

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const unit = size => UNITS.find(([from]) => size >= from) || [1, ""];
  const utc = day => new Date(day * 864e5);
  const month = day => `${MONTHS[utc(day).getUTCMonth()]} ${utc(day).getUTCFullYear()}`;
  const dayOfYear = day => `${utc(day).getUTCDate()} ${MONTHS[utc(day).getUTCMonth()]}`;
  const date = day => `${dayOfYear(day)} ${utc(day).getUTCFullYear()}`;

  /** Formats a value with four digits. */
  function amount(value) {
    const [size, name] = unit(Math.abs(value));
    const text = Number((Math.abs(value) / size).toPrecision(4)).toLocaleString("en", { maximumSignificantDigits: 4 });
    return (value < 0 ? "−" : "") + text + name;
  }

  /** Formats the labels of an axis with one unit, and with as many decimals as the steps need. */
  function amounts(splits) {
    const [size, name] = unit(Math.max(...splits.map(Math.abs)));
    const step = splits.length > 1 ? (splits[1] - splits[0]) / size : 1;
    let decimals = 0;
    while (decimals < 12 && Math.abs(step - Number(step.toFixed(decimals))) > step * 1e-6) {
      decimals++;
    }
    return splits.map(value =>
      value === 0 ? "0" : (value < 0 ? "−" : "") + (Math.abs(value) / size).toFixed(decimals) + name);
  }

  /** The smallest step between ticks that leaves room for the labels, in days or in months. */
  function step(chart) {
    const span = chart.scales.x.max - chart.scales.x.min;
    const fits = (ticks, label) => ticks <= Math.max(1, Math.floor(chart.width / label));
    const days = DAYS_OF_TICKS.find(each => fits(span / each, 64));
    const months = MONTHS_OF_TICKS.find(each => fits(span / (each * DAYS_A_MONTH), each < 12 ? 84 : 60));
    return days ? { days } : { months: months || 1200 };
  }

  /** Ticks on whole days in UTC; weeks start on Mondays, months on the first. */
  function ticks(chart, axis, from, to) {
    const { days, months } = step(chart);
    const splits = [];
    if (days) {
      for (let day = Math.ceil((from - FIRST_MONDAY) / days) * days + FIRST_MONDAY; day <= to; day += days) {
        splits.push(day);
      }
      return splits;
    }
    const start = utc(from).getUTCFullYear() * 12 + utc(from).getUTCMonth();
    const end = to - ((to - from) * 12) / chart.width; // a later label would be cut off
    for (let at = Math.floor(start / months) * months; ; at += months) {
      const day = Date.UTC(Math.floor(at / 12), at % 12, 1) / 864e5;
      if (day > end) {
        return splits;
      }
      if (day >= from) {
        splits.push(day);
      }
    }
  }

  function dates(chart, splits) {
    const { months } = step(chart);
    return splits.map(day => (months >= 12 ? String(utc(day).getUTCFullYear()) : months ? month(day) : dayOfYear(day)));
  }

  /** The indexes of values between gaps, which no line connects. */
  function isolated(values) {
    const known = at => values[at] != null;
    return values.map((value, at) => at).filter(at => known(at) && !known(at - 1) && !known(at + 1));
  }

  function draw(element) {
    const values = data[element.dataset.series];
    const fromZero = element.dataset.series === "volume";
    const reading = element.parentElement.querySelector(".reading");
    const lastReading = reading.textContent;
    const dots = isolated(values);
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });

    const options = {
      ...size(),
      legend: { show: false },
      padding: [8, 20, 0, 0],
      cursor: { y: false, drag: { x: true, y: false }, sync: { key: "days" }, points: { size: 8 } },
      scales: {
        x: { time: false, range: (chart, min, max) => (data.days.length > 1 ? [min, max] : [data.days[0] - 1, data.days[0] + 1]) },
        y: fromZero ? { range: { min: { soft: 0, mode: 1, pad: 0.1 }, max: { pad: 0.1 } } } : {},
      },
      axes: [
        { splits: ticks, values: dates, stroke: () => color("--muted"), font: FONT, size: 32, grid: { show: false }, ticks: { stroke: () => color("--line"), width: 1, size: 6 } },
        { values: (chart, splits) => amounts(splits), stroke: () => color("--muted"), font: FONT, size: 64, space: 44, grid: { stroke: () => color("--faint"), width: 1 }, ticks: { show: false } },
      ],
      series: [
        {},
        {
          stroke: () => color("--accent"),
          fill: fromZero ? () => color("--fill") : undefined,
          width: data.days.length > 400 ? 1 : 2,
          points: { size: 6, fill: () => color("--accent"), show: () => false, filter: () => (dots.length ? dots : null) },
        },
      ],
      hooks: {
        setCursor: [chart => {
          const at = chart.cursor.idx;
          reading.textContent = at == null
            ? lastReading
            : `${date(data.days[at])} · ${values[at] == null ? "no value" : amount(values[at])}`;
        }],
      },
    };

    const chart = new uPlot(options, [data.days, values], element);
    new ResizeObserver(() => chart.setSize(size())).observe(element);
    for (const query of ["(prefers-color-scheme: dark)", "print"]) {
      matchMedia(query).addEventListener("change", () => chart.redraw(false));
    }
  }

  document.querySelectorAll(".chart").forEach(draw);
})();
