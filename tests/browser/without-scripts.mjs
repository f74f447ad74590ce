// The same with JavaScript off: everything is a form and a page.
import assert from "node:assert/strict";
import { startForum } from "./forum.mjs";

export async function withoutScripts(browser) {
  const forum = await startForum(["demo"]);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  try {
    await page.goto(`${forum.url}/sign-in?next=/ask`);
    await page.fill("#name", "mira");
    await page.fill("#password", "bread-and-lager");
    await page.click("main form button.primary");
    await page.waitForURL(`${forum.url}/ask`);
    await page.fill("#title", "How long does kveik keep when it is dried?");
    await page.fill("#body", "I dried some on baking paper last spring and would like to know whether it is worth pitching.");
    await page.click("main form button.primary");
    await page.waitForSelector(".topic-head h1");
    assert.match(await page.innerText(".notice.good"), /published/);
    await page.goto(`${forum.url}/`);
    await page.locator(".topics .row h2 a").nth(4).click();
    const before = Number(await page.innerText("article.post .score >> nth=-1").then((t) => t.replace(/\D*(-?\d+)$/, "$1")));
    const up = page.locator("article.post form.votes button[value=up]").last();
    if (await up.count()) {
      await up.click();
      await page.waitForLoadState();
      const refused = await page.locator(".why").count();
      const after = Number(await page.innerText("article.post .score >> nth=-1").then((t) => t.replace(/\D*(-?\d+)$/, "$1")));
      assert.ok(refused > 0 || after === before + 1, `the score went from ${before} to ${after}`);
    }
    await page.goto(`${forum.url}/search?q=yeast`);
    assert.ok((await page.locator("mark").count()) > 0, "results show the matching passage");
  } finally {
    await context.close();
    await forum.stop();
  }
}
