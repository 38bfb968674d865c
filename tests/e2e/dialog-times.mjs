// How long does the first use of each dialog keep the page's main thread busy?
// usage: node dialog-times.mjs SERVER_URL
// SERVER_URL leads to a page of that server with a bar that has every dialog's button.
// Prints {"more":[ms,…],…}; called by `cargo xtask bench dialogs`.
import puppeteer from "puppeteer-core";

const RUNS = 7;
const DIALOGS = { more: "[data-act=more]", qr: "[data-act=qr]", cite: "[data-act=cite]", fediverse: "[data-dialog=fediverse]" };

const [, , page] = process.argv;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
try {
  const times = Object.fromEntries(Object.keys(DIALOGS).map((name) => [name, []]));
  // One of each that does not count: the first page of a browser is slower than all others.
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, button] of Object.entries(DIALOGS)) {
      const time = await firstUse(button);
      if (run > 0) times[name].push(time);
    }
  }
  console.log(JSON.stringify(times));
} finally {
  await browser.close();
}

/** Milliseconds of all tasks from the click to the first idle moment after the dialog is there. */
async function firstUse(button) {
  const context = await browser.createBrowserContext();
  try {
    const tab = await context.newPage();
    await tab.goto(page, { waitUntil: "load" });
    await (await tab.waitForSelector("teil-bar")).hover();
    await tab.waitForSelector("teil-bar[data-ready]");
    const session = await tab.createCDPSession();
    // The time that the thread ran, so that what else the machine does counts as little as possible.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
    };
    await tab.emulateCPUThrottling(4);
    await tab.evaluate(idle);
    const before = await busy();
    await tab.evaluate(open, button);
    return (await busy()) - before;
  } finally {
    await context.close();
  }
}

function idle() {
  return new Promise((resolve) => requestIdleCallback(resolve));
}

async function open(button) {
  const { shadowRoot } = document.querySelector("teil-bar");
  shadowRoot.querySelector(button).click();
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  while (!shadowRoot.querySelector("dialog:modal")) await frame();
  await frame();
  await frame();
  await new Promise((resolve) => requestIdleCallback(resolve));
}
