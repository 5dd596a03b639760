// Keeps an open page true: the live stream says that something changed, the server draws it anew,
// and what differs is put in place. Without a stream it looks every half minute.
const main = document.querySelector("[data-live]");
const button = document.querySelector("[data-pause]");
const TOLD = ["counts", "state", "incident", "reset"];
const REST = 3000, POLL = 30000;
let stream, next, looked = Date.now(), paused = false, tag = "";

async function refresh() {
  next = 0;
  looked = Date.now();
  try {
    // "no-cache" asks again with the ETag; the browser's own copy may be some seconds old.
    const answer = await fetch(main.dataset.source, { cache: "no-cache" });
    if (!answer.ok || paused || answer.headers.get("ETag") === tag) return;
    tag = answer.headers.get("ETag");
    put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* Away: the next look will tell. */ }
}

function put(fresh) {
  document.title = fresh.title;
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const now = fresh.getElementById(old.id);
    const kept = old.contains(button) ? button : null;
    if (!now) continue;
    if (kept) now.querySelector("[data-pause]")?.remove();
    const html = now.innerHTML;
    if (old.dataset.seen === html) continue;
    if (!kept && old.innerHTML === html) continue;
    if (old.contains(document.activeElement) && document.activeElement !== old) continue;
    old.innerHTML = html;
    if (kept) { old.append(kept); old.dataset.seen = html; }
  }
}

function soon(wait) {
  if (next || paused || document.hidden) return;
  // A little chance spreads many readers over a second or two.
  next = setTimeout(refresh, Math.max(0, looked + wait - Date.now()) + Math.random() * 1500);
}

function open() {
  close();
  if (paused || document.hidden || !window.EventSource) return;
  const only = main.dataset.live;
  stream = new EventSource("/api/v1/live" + (only ? "?service=" + encodeURIComponent(only) : ""));
  for (const kind of TOLD) {
    stream.addEventListener(kind, () => soon(kind === "counts" && !only ? 5 * REST : REST));
  }
  stream.onerror = () => { if (stream.readyState === 2) setTimeout(open, POLL); };
}

function close() {
  if (stream) stream.close();
  clearTimeout(next);
  stream = next = 0;
}

if (main) {
  open();
  setInterval(() => {
    const streaming = stream && stream.readyState === 1;
    if (Date.now() - looked >= (streaming ? 2 * POLL : POLL)) soon(0);
  }, POLL / 3);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return close();
    open();
    soon(REST);
  });
  const words = [button.textContent, button.dataset.run];
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = words[+paused];
    if (paused) return close();
    open();
    soon(0);
  });
}
