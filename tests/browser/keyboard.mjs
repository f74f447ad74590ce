// The same forum without a pointer: every step by Tab, Enter, Space and letters, the focus always to be seen and never lost.
import assert from "node:assert/strict";
import { startForum } from "./forum.mjs";

const MOST_STEPS = 150;

// Whatever marks the element in focus: an outline of its own or of what it stands in, or a ring drawn as a shadow.
const focus = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const ring = (element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    let seen = false;
    for (let element = at, steps = 0; element && element !== document.body && steps < 4; element = element.parentElement, steps += 1) seen ||= ring(element);
    const box = at.getBoundingClientRect();
    return { seen, size: box.width * box.height, what: at.outerHTML.slice(0, 160), lost: at === document.body };
  });

// Goes on with Tab until an element is in focus; every stop on the way has to be seen.
async function tabTo(page, selector) {
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    await page.keyboard.press("Tab");
    const here = await focus(page);
    if (here.lost) continue; // the browser's own controls lie between the page's end and its beginning
    assert.ok(here.seen, `the focus cannot be seen on ${here.what}`);
    assert.ok(here.size > 0, `something without a size takes the focus: ${here.what}`);
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`${selector} is not reached within ${MOST_STEPS} steps`);
}

export async function keyboard(browser) {
  const forum = await startForum(["demo"]);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  try {
    await page.goto(`${forum.url}/`);
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.matches("a.skip")), "the first stop leads past the top bar");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.getElementById("main").contains(document.activeElement)), "and it does");

    await page.goto(`${forum.url}/`);
    await tabTo(page, "header a[href^='/sign-in']");
    await page.keyboard.press("Enter");
    await page.waitForURL(/sign-in/);
    await tabTo(page, "#name");
    await page.keyboard.type("sofia");
    await tabTo(page, "#password");
    await page.keyboard.type("bread-and-lager");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${forum.url}/`);

    await tabTo(page, ".topics .row:nth-child(3) h2 a");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".topic-head h1");

    // A vote: the button stays in focus, so that it can be taken back at once.
    await tabTo(page, "article.post form.votes button[value=up]:not([aria-disabled])");
    const button = await page.evaluate(() => document.activeElement.id);
    const pressed = (wanted) =>
      page.waitForFunction(
        ([id, state]) => {
          const at = document.activeElement;
          return at.id === id && at.getAttribute("aria-pressed") === state && !("busy" in document.documentElement.dataset);
        },
        [button, wanted],
      );
    await page.keyboard.press("Space");
    await pressed("true");
    await page.keyboard.press("Enter");
    await pressed("false");

    // A comment: the fold opens, the text goes in, the button posts it.
    await tabTo(page, "details.fold:has(.comment-form) > summary");
    await page.keyboard.press("Enter");
    await tabTo(page, ".comment-form textarea");
    await page.keyboard.type("Written without touching a mouse.");
    await tabTo(page, ".comment-form button.primary");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => [...document.querySelectorAll("ul.comments li")].some((line) => line.textContent.includes("without touching a mouse")));
    assert.ok(!(await focus(page)).lost, "the focus is kept after commenting");

    // An answer.
    await tabTo(page, "form[data-draft^='answer-'] textarea");
    await page.keyboard.type("Keep it cool, wait two more weeks, and taste before you decide anything.");
    await tabTo(page, "form[data-draft^='answer-'] button.primary");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".notice.good");

    // The member's menu opens, closes on Escape and gives the focus back.
    await tabTo(page, "header details > summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector("header details[open]");
    await page.keyboard.press("Escape");
    await page.waitForSelector("header details:not([open])");
    assert.ok(await page.evaluate(() => document.activeElement.matches("header details > summary")), "Escape gives the focus back");
  } finally {
    await page.context().close();
    await forum.stop();
  }
}
