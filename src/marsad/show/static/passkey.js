// The ceremony of a passkey (WebAuthn): asks the server what to sign, lets the browser sign it,
// and sends the answer with the form around the button.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = list => (list ?? []).map(each => ({ ...each, id: bytes(each.id) }));

function wish(asked) {
  const wished = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) wished.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) wished.excludeCredentials = named(asked.excludeCredentials);
  if (asked.allowCredentials) wished.allowCredentials = named(asked.allowCredentials);
  return { publicKey: wished };
}

function told(credential) {
  const { response } = credential, parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts });
}

async function hold(box) {
  const form = box.closest("form"), says = box.querySelector("[role=status]");
  says.textContent = "";
  try {
    const answer = await fetch(box.dataset.options, { method: "POST", body: new URLSearchParams({ form: box.dataset.form }) });
    if (!answer.ok) throw new Error(answer.status);
    const asked = await answer.json();
    const credential = await navigator.credentials[asked.user ? "create" : "get"](wish(asked));
    form.elements.credential.value = told(credential);
    form.submit();
  } catch {
    says.textContent = box.dataset.failed;
  }
}

for (const box of document.querySelectorAll(".ceremony")) {
  box.hidden = false;
  const button = box.querySelector("button");
  if (window.PublicKeyCredential) button.addEventListener("click", () => hold(box));
  else { button.remove(); box.querySelector("[role=status]").textContent = box.dataset.none; }
}
