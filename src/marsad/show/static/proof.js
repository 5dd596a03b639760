// Proves work for a report from a busy network (ALTCHA 2), then sends it. Where the browser has no
// crypto (a page without https), the reader waits and presses the button, as without a script.
const form = document.querySelector("[data-challenge]");
const why = document.getElementById("why");
const AT_ONCE = 64;

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived(puzzle, counter) {
  const nonce = bytes(puzzle.nonce), password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(puzzle.salt), iterations: puzzle.cost };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * puzzle.keyLength)));
}

async function solve(puzzle) {
  for (let first = 0; ; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, n) => derived(puzzle, first + n));
    const keys = await Promise.all(tries);
    const found = keys.findIndex((key) => key.startsWith(puzzle.keyPrefix));
    if (found >= 0) return { counter: first + found, derivedKey: keys[found] };
  }
}

if (form && window.crypto && crypto.subtle) {
  why.textContent = why.dataset.busy;
  const challenge = JSON.parse(form.dataset.challenge);
  const solution = await solve(challenge.parameters);
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "altcha";
  field.value = btoa(JSON.stringify({ challenge, solution }));
  form.append(field);
  form.submit();
}
