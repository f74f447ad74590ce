// The browser journeys: real Chromium against the real binary, a real SMTP server, axe-core on every page.
import { chromium } from "playwright-core";
import { acts } from "./acts.mjs";
import { journey } from "./journey.mjs";
import { keyboard } from "./keyboard.mjs";
import { narrow } from "./narrow.mjs";
import { everyPage } from "./every-page.mjs";
import { withoutScripts } from "./without-scripts.mjs";
import { writing } from "./writing.mjs";

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const only = process.argv[2];
let passed = 0;
let failed = 0;
for (const [name, test] of Object.entries({ journey, acts, writing, withoutScripts, keyboard, narrow, everyPage })) {
  if (only && only !== name) continue;
  const started = Date.now();
  try {
    await test(browser);
    passed += 1;
    console.log(`ok ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
