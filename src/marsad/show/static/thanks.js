// When the two minutes are over the forms that change a report go, and its receipt leaves the
// address. Without a script they stay, and the server says that it is too late.
const thanks = document.querySelector("[data-left]");
const until = Date.now() + Number(thanks.dataset.left);

function look() {
  if (Date.now() < until) return;
  clearInterval(timer);
  for (const part of thanks.querySelectorAll("details, .undo")) {
    // Who is in the middle of it is told by the server, not robbed of it.
    if (!part.contains(document.activeElement)) part.hidden = true;
  }
  history.replaceState(null, "", thanks.dataset.plain);
}

const timer = setInterval(look, 1000);
// A page that comes back by the back button is as old as it is, and may be of a report taken back.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
