// Tells every time by the reader's own clock too, where that differs from the site's: when a time
// is pointed at, and beside it once the reader asks for that. Asked for, so nothing moves by itself.
const button = document.querySelector("[data-own]");
const { zone, digits, also } = button.dataset;
const language = document.documentElement.lang;
const told = { numberingSystem: digits, hourCycle: "h23", hour: "2-digit", minute: "2-digit" };
const dated = { ...told, day: "numeric", month: "short" };
const clock = (options, timeZone) => new Intl.DateTimeFormat(language, { ...options, timeZone });
const [short, long] = [clock(told), clock(dated)];
const site = clock(dated, zone), siteDay = clock({ dateStyle: "short" }, zone);
const ownDay = clock({ dateStyle: "short" });
const shown = () => button.getAttribute("aria-pressed") === "true";

function own(time) {
  const at = new Date(time.dateTime);
  if (isNaN(at) || long.format(at) === site.format(at)) return "";
  return also.replace("{time}", (ownDay.format(at) === siteDay.format(at) ? short : long).format(at));
}

function tell() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const text = own(time);
    if (!text) continue;
    button.hidden = false;
    time.title = text;
    const beside = time.querySelector("small");
    if (!shown()) beside?.remove();
    else if (!beside) time.append(Object.assign(document.createElement("small"), { textContent: ` (${text})` }));
  }
}

button.addEventListener("click", () => {
  button.setAttribute("aria-pressed", !shown());
  tell();
});
document.addEventListener("fresh", tell);
tell();
