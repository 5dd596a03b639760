// Makes the chart one that can be zoomed: by dragging, wheel, fingers, keys or the links below it.
// What is shown is fetched as fine as it fits, and the address follows.
/* global uPlot */
const box = document.getElementById("zoomed");
const still = document.getElementById("chart");
const { api, page, zone, locale, longest } = box.dataset;
const seconds = (text) => Date.parse(text) / 1000;
const START = [seconds(box.dataset.from), seconds(box.dataset.to)];
const INKS = ["--ink", "--ok", "--problem", "--possible", "--maintenance", "--unknown"];
const DASHES = [[], [8, 3], [2, 3], [12, 4, 2, 4], [5, 5], [14, 3, 2, 3, 2, 3]];
const PARTS = ["h-chart", "presets", "lines", "about", "kinds", "numbers", "data", "splits", "held", "kept", "begin", "end", "spells", "moves"];
const STEPS = box.dataset.steps.split(" ").map(Number);
const SHORTEST = 600, REST = 150, DAY = 86400;
const number = new Intl.NumberFormat(locale);
const told = document.createElement("div");
const loaded = Date.now();
const now = () => seconds(box.dataset.now) + (Date.now() - loaded) / 1000;
let chart, found, range = START, asked = 0, waiting;

const colour = (name) => getComputedStyle(box).getPropertyValue(name).trim();
const said = (options) => new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
const clock = said({ hour: "2-digit", minute: "2-digit" });
const day = said({ day: "numeric", month: "short" });
const month = said({ month: "short", year: "numeric" });
const full = said({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

function times(_, splits, axis, space, step) {
  let before = "";
  return splits.map((at) => {
    const when = new Date(at * 1000);
    if (step >= 28 * DAY) return month.format(when);
    const date = day.format(when);
    if (step >= DAY) return date;
    const text = date === before ? clock.format(when) : `${clock.format(when)}\n${date}`;
    before = date;
    return text;
  });
}

function shade(u) {
  const { left, top, width, height } = u.bbox;
  u.ctx.fillStyle = colour("--shade");
  for (const each of found.incidents) {
    const begin = u.valToPos(seconds(each.onset), "x", true);
    const end = each.ended ? u.valToPos(seconds(each.ended), "x", true) : left + width;
    const from = Math.max(begin, left), to = Math.min(Math.max(end, begin + 2), left + width);
    if (to > from) u.ctx.fillRect(from, top, to - from, height);
  }
}

function tell(u) {
  const at = u.cursor.idx;
  told.hidden = at == null;
  if (told.hidden) return;
  const names = document.querySelectorAll("#lines [data-name]");
  const lines = found.lines.map((line, n) => {
    const count = line.counts[at];
    return `${names[n]?.dataset.name ?? line.cell}: ${count == null ? "–" : number.format(count)}`;
  });
  told.replaceChildren(...[full.format(new Date(found.time[at] * 1000)), ...lines].map((text) => {
    const row = document.createElement("div");
    row.textContent = text;
    row.dir = "auto";
    return row;
  }));
}

function options() {
  const soft = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "13px system-ui" };
  const lines = found.lines.map((line, n) => ({ stroke: colour(INKS[n]), dash: DASHES[n], width: 2, points: { show: false } }));
  const edge = { stroke: "transparent", points: { show: false } };
  return {
    width: box.clientWidth, height: box.clientHeight, legend: { show: false },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
    scales: { x: { range: () => range }, y: { range: (u, low, high) => [0, Math.max(4, high * 1.05)] } },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    series: [{}, ...(found.usual ? [edge, edge] : []), ...lines],
    bands: found.usual ? [{ series: [1, 2], fill: colour("--band") }] : [],
    axes: [{ ...soft, values: times, space: 90 }, { ...soft, values: (u, all) => all.map((n) => number.format(n)), size: 56 }],
    hooks: { drawClear: [shade], setCursor: [tell], setSelect: [select] },
  };
}

function select(u) {
  const { left, width } = u.select;
  if (width < 4) return;
  u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  show(u.posToVal(left, "x"), u.posToVal(left + width, "x"));
}

function draw() {
  const fills = seconds(found.to) > now();
  const usual = found.usual ? [found.usual.high, found.usual.low] : [];
  const columns = [found.time, ...usual, ...found.lines.map((line) => line.counts)];
  // The newest bin still fills: it would look like a fall.
  const data = fills ? columns.map((column) => column.slice(0, Math.max(column.length - 1, 1))) : columns;
  box.hidden = false;
  still.classList.add("unseen");
  chart?.destroy();
  chart = new uPlot(options(), data, box);
  box.append(told);
}

function show(from, to) {
  let width = Math.min(Math.max(to - from, SHORTEST), longest * 60);
  const end = Math.min((from + to + width) / 2, Math.max(now(), START[1]));
  width = Math.min(width, end);
  range = [end - width, end];
  chart?.setScale("x", { min: range[0], max: range[1] });
  clearTimeout(waiting);
  waiting = setTimeout(load, REST);
}

const iso = (at) => new Date(Math.round(at / 60) * 60000).toISOString().slice(0, 19) + "Z";

async function load() {
  const mine = ++asked;
  const ends = `&from=${iso(range[0])}&to=${iso(range[1])}`;
  const points = Math.max(200, box.clientWidth / 2), minutes = (range[1] - range[0]) / 60;
  const fine = STEPS.find((each) => minutes <= each * points) ?? STEPS.at(-1);
  const step = range === START ? box.dataset.step : fine;
  try {
    const answer = await fetch(`${api}${ends}&step=${step}m`);
    if (!answer.ok || mine !== asked) return;
    found = await answer.json();
    draw();
    if (range === START) return;
    history.replaceState(null, "", page + ends);
    const fresh = await fetch(`${page}${ends}&step=${step}m`);  // its words say how fine it is drawn
    if (fresh.ok && mine === asked) put(new DOMParser().parseFromString(await fresh.text(), "text/html"));
  } catch { /* Away: what is drawn stays, and the next move asks again. */ }
}

function put(fresh) {
  for (const id of PARTS) {
    const old = document.getElementById(id), now = fresh.getElementById(id);
    if (old && now && !old.contains(document.activeElement)) old.innerHTML = now.innerHTML;
  }
  still.setAttribute("aria-label", fresh.getElementById("chart").getAttribute("aria-label"));
  for (const link of document.querySelectorAll("nav a[hreflang]")) {
    link.href = fresh.querySelector(`nav a[hreflang="${link.hreflang}"]`)?.getAttribute("href") ?? link.href;
  }
  document.querySelector("[data-move=reset]").hidden = false;
}

const zoom = (factor, at = (range[0] + range[1]) / 2) => show(at - (at - range[0]) * factor, at + (range[1] - at) * factor);
const move = (share) => { const by = (range[1] - range[0]) * share; show(range[0] + by, range[1] + by); };
const MOVES = { in: () => zoom(0.5), out: () => zoom(2), left: () => move(-0.5), right: () => move(0.5), reset: () => show(...START) };
const KEYS = { ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2), "+": MOVES.in, "=": MOVES.in, "-": MOVES.out, _: MOVES.out, 0: MOVES.reset };

function fingers() {
  let before = null;
  const places = (event) => [...event.touches].slice(0, 2).map((touch) => chart.posToVal(touch.clientX - chart.over.getBoundingClientRect().left, "x"));
  box.addEventListener("touchstart", (event) => { before = places(event); }, { passive: true });
  box.addEventListener("touchend", () => { before = null; });
  box.addEventListener("touchmove", (event) => {
    const now = places(event);
    if (!before || before.length !== now.length) return;
    if (now.length === 1) return show(range[0] + before[0] - now[0], range[1] + before[0] - now[0]);
    event.preventDefault();
    const middle = (before[0] + before[1]) / 2, shift = middle - (now[0] + now[1]) / 2;
    const factor = Math.abs((before[1] - before[0]) / (now[1] - now[0] || 1));
    show(middle - (middle - range[0]) * factor + shift, middle + (range[1] - middle) * factor + shift);
  }, { passive: false });
}

if (window.uPlot) {
  told.className = "told";
  told.hidden = true;
  document.querySelector("[data-move=reset]").hidden = false;
  load();
  fingers();
  box.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  // Whoever only scrolls past isn't held up: the wheel zooms a chart that was clicked, or with Ctrl.
  box.addEventListener("wheel", (event) => {
    if (!chart || !(event.ctrlKey || document.activeElement === box)) return;
    event.preventDefault();
    const at = chart.posToVal(event.clientX - chart.over.getBoundingClientRect().left, "x");
    zoom(event.deltaY > 0 ? 1.25 : 0.8, at);
  }, { passive: false });
  document.getElementById("moves").addEventListener("click", (event) => {
    const asked = event.target.closest("[data-move]");
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    MOVES[asked.dataset.move]();
  });
  new ResizeObserver(() => chart?.setSize({ width: box.clientWidth, height: box.clientHeight })).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => found && draw());
}
