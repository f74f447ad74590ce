// Writing with everything that helps: similar topics, tags that complete themselves, pictures dropped and pasted, formulas, preview, and
// a draft that outlives its tab and its device.
import assert from "node:assert/strict";
import { startForum } from "./forum.mjs";

const text = "My notes say $OG = 1.048$ and that $FG = 1.020$, with this recipe:\n\n```python\nsugar = og - fg  # what is left\n```\n\n";

async function signIn(context, url) {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in?next=/ask`);
  await page.fill("#name", "mira");
  await page.fill("#password", "bread-and-lager");
  await page.click("main form button.primary");
  await page.waitForURL(`${url}/ask`);
  return page;
}

// Lets a picture go over the editor, or pastes one, as the browser does with a file from outside.
const give = (page, kind, name, colour) =>
  page.evaluate(
    async ([how, file, fill]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 200 });
      const context = canvas.getContext("2d");
      context.fillStyle = fill;
      context.fillRect(0, 0, 320, 200);
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
      const data = new DataTransfer();
      data.items.add(new File([blob], file, { type: "image/png" }));
      const area = document.querySelector("[data-editor] textarea");
      area.focus();
      const event = how === "drop"
        ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
        : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      area.dispatchEvent(event);
      if (!event.defaultPrevented) throw new Error(`the editor left the ${how} to the browser`);
    },
    [kind, name, colour],
  );

export async function writing(browser) {
  const forum = await startForum(["demo"]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const asked = [];
  context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  try {
    let page = await signIn(context, forum.url);

    await page.locator("#title").pressSequentially("How long should a lager rest");
    await page.waitForSelector("#similar li a");
    assert.match(await page.innerText("#similar"), /lager|rest/i);

    await page.locator("#tags").pressSequentially("yea");
    await page.waitForSelector(".tagbox [role=option]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".tagbox .chip");
    assert.equal((await page.innerText(".tagbox .chip")).trim(), "yeast");
    assert.equal(await page.inputValue("[name=tags]"), "yeast");

    await page.fill("#body", text);
    await page.evaluate(() => { const area = document.querySelector("#body"); area.setSelectionRange(area.value.length, area.value.length); });
    await give(page, "drop", "mash_tun.png", "#c98a1b");
    await page.waitForFunction(() => /!\[mash tun\]\(\/media\/[\w.]+\)/.test(document.querySelector("#body").value));
    await give(page, "paste", "cellar.png", "#27506b");
    await page.waitForFunction(() => /!\[cellar\]\(\/media\/[\w.]+\)/.test(document.querySelector("#body").value));

    // The member's name completes itself, too.
    await page.locator("#body").pressSequentially("\n\nThanks to @jon");
    await page.waitForSelector("[data-editor] [role=option]");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#body").value.endsWith("@jonas "));

    const katex = () => asked.filter((path) => path.includes("katex.min.js")).length;
    assert.equal(katex(), 0, "no formula is shown yet");
    await page.click("[data-preview]");
    await page.waitForSelector("[data-preview-pane] .katex");
    assert.equal(katex(), 1);
    assert.ok(await page.locator("[data-preview-pane] pre code span").count(), "code has its colours");
    const widths = () => page.locator(".prose img").evaluateAll((all) => Promise.all(all.map(async (one) => { await one.decode(); return one.naturalWidth; })));
    assert.deepEqual(await widths(), [320, 320]);
    await page.click("[data-write]");

    // The tab is closed in the middle of a word: everything is there again, here at once and on another device once it was sent.
    await page.locator("#body").pressSequentially(" half a wo");
    await page.waitForFunction(() => document.querySelector("[data-draft-note]").textContent !== "");
    const written = await page.inputValue("#body");
    await page.close();
    page = await context.newPage();
    await page.goto(`${forum.url}/ask`);
    assert.equal(await page.inputValue("#body"), written);
    assert.equal(await page.inputValue("#title"), "How long should a lager rest");
    assert.equal((await page.innerText(".tagbox .chip")).trim(), "yeast");
    const elsewhere = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const device = await signIn(elsewhere, forum.url);
    assert.equal((await device.inputValue("#body")).trim(), written.trim());
    await elsewhere.close();

    await page.click("main form[data-draft=ask] button.primary");
    await page.waitForSelector(".topic-head h1");
    assert.deepEqual(await widths(), [320, 320]);
    assert.ok(await page.locator("article.post a[href='/members/jonas']").count(), "the mention is a link");
    await page.goto(`${forum.url}/ask`);
    assert.equal(await page.inputValue("#body"), "", "what was published is no draft any more");
  } finally {
    await context.close();
    await forum.stop();
  }
}
