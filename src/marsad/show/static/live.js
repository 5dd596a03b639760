// Keeps an open page true. The live stream says that something changed, the server draws the page
// anew, and what differs is put in place. Where no stream comes through it looks now and then; the
// longer nobody touches the page the rarer. Whoever else changes the page hears "fresh".
const main = document.querySelector("[data-live]");
const button = document.querySelector("[data-pause]");
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;
const sparing = matchMedia("(prefers-reduced-data:reduce)").matches || navigator.connection?.saveData;
const parts = new Map([...document.querySelectorAll("[data-fresh]")].map((e) => [e, e.innerHTML]));
let stream, look, due, retry, silence, tag, over = false, paused = !!history.state?.paused;
let awake = Date.now(), looked = awake, notBefore = 0, failures = 0, falls = 0, rests = 0;

const idle = () => over || paused || document.hidden;
const pace = (least, most) => Math.min(most, least * (1 + (Date.now() - awake) / (5 * MINUTE)));
const usual = () => (stream?.readyState === 1 ? pace(2 * MINUTE, HOUR / 6) : pace(MINUTE / 2, HOUR / 12));

// Some chance in every wait keeps many readers from asking at once.
function soon(wait) {
  if (idle()) return;
  const at = Math.max(looked + wait, notBefore) + Math.random() * Math.max(1.5 * SECOND, wait / 4);
  if (look && due <= at) return;
  clearTimeout(look);
  due = at;
  look = setTimeout(refresh, at - Date.now());
}

async function refresh() {
  look = 0;
  looked = Date.now();
  try {
    // "no-cache" asks again with the ETag; the browser's own copy may be some seconds old.
    const options = { cache: "no-cache", signal: AbortSignal.timeout(20 * SECOND) };
    const answer = await fetch(main.dataset.source, options);
    const asked = SECOND * (Number(answer.headers.get("Retry-After")) || 0);
    failures = answer.ok ? 0 : failures + 1;
    notBefore = Date.now() + asked;
    if (answer.ok && !idle() && answer.headers.get("ETag") !== tag) {
      tag = answer.headers.get("ETag");
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    failures += 1;
  }
  if (failures) notBefore = Math.max(notBefore, Date.now() + Math.min(HOUR / 6, 5 * SECOND * 2 ** failures));
  soon(usual());
}

function put(fresh) {
  document.title = fresh.title;
  for (const [old, seen] of parts) {
    const html = fresh.getElementById(old.id)?.innerHTML;
    if (html === undefined || html === seen) continue;
    if (old.contains(document.activeElement) && document.activeElement !== old) continue;
    old.innerHTML = html;
    parts.set(old, html);
  }
  document.dispatchEvent(new Event("fresh"));
  if (fresh.querySelector("[data-live]")) return;
  over = button.hidden = true;
  close();
}

function open() {
  close();
  if (idle()) return;
  soon(usual());
  if (sparing || !window.EventSource) return;
  const only = main.dataset.live;
  let since = 0;
  stream = new EventSource("/api/v1/live" + (only ? "?service=" + encodeURIComponent(only) : ""));
  silence = setTimeout(giveUp, 15 * SECOND);
  stream.onopen = () => {
    since = Date.now();
    clearTimeout(silence);
  };
  // After a fall it comes back by itself, with Last-Event-ID; not when it was refused.
  stream.onerror = () => {
    if (since && Date.now() - since > MINUTE) falls = rests = 0;
    falls += 1;
    if (stream.readyState === 2 || falls > 3) giveUp();
  };
  for (const kind of ["state", "incident", "reset"]) {
    stream.addEventListener(kind, () => soon(pace(3 * SECOND, 15 * SECOND)));
  }
  stream.addEventListener("counts", () => soon(pace(only ? 5 * SECOND : 15 * SECOND, MINUTE)));
}

// Something in between lets no stream through: look from time to time, and try it again later.
function giveUp() {
  stream.close();
  clearTimeout(silence);
  falls = 0;
  retry = setTimeout(open, Math.min(HOUR, MINUTE * 2 ** rests++) * (1 + Math.random()));
  soon(usual());
}

function close() {
  stream?.close();
  [look, retry, silence].forEach(clearTimeout);
  stream = undefined;
  look = retry = silence = 0;
}

function wake() {
  awake = Date.now();
  open();
  soon(3 * SECOND);
}

if (main) {
  const words = [button.textContent, button.dataset.run];
  const say = () => { button.textContent = words[+paused]; };
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    // The page remembers, over reload and back, and nothing else does.
    history.replaceState({ ...history.state, paused }, "");
    say();
    if (paused) return close();
    wake();
    soon(0);
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : wake()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && wake());
  say();
  open();
}
