// Sets a fresh Uptime Kuma up through its own socket: an account, monitors of an address that
// answers, and a public status page of them. node peer.cjs KUMA WATCHED MONITORS
const { io } = require("socket.io-client");
const [kuma, watched, monitors] = process.argv.slice(2);
const socket = io(kuma, { reconnection: true });
const call = (...said) => new Promise((done, fail) => {
  const timer = setTimeout(() => fail(new Error(`${said[0]}: no answer`)), 20_000);
  socket.emit(...said, (answer) => {
    clearTimeout(timer);
    answer.ok ? done(answer) : fail(new Error(`${said[0]}: ${answer.msg}`));
  });
});

async function main() {
  const [name, word] = ["bench", "only-for-a-bench-1"];
  await call("setup", name, word);
  await call("login", { username: name, password: word, token: "" });
  const monitorList = [];
  for (let number = 1; number <= Number(monitors); number += 1) {
    const added = await call("add", {
      type: "http", name: `Service ${number}`, url: watched, method: "GET", interval: 20,
      retryInterval: 20, resendInterval: 0, maxretries: 0, timeout: 16, maxredirects: 3,
      accepted_statuscodes: ["200-299"], notificationIDList: {}, ignoreTls: false, upsideDown: false,
      kafkaProducerBrokers: [], kafkaProducerSaslOptions: { mechanism: "None" },
    });
    monitorList.push({ id: added.monitorID });
  }
  await call("addStatusPage", "Services", "bench");
  const config = {
    slug: "bench", title: "Services", description: "", icon: "/icon.svg", theme: "auto", published: true,
    showTags: false, domainNameList: [], customCSS: "", footerText: "", showPoweredBy: true,
  };
  await call("saveStatusPage", "bench", config, "/icon.svg", [{ name: "Services", monitorList }]);
}

main().then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });
