// After an act that scripts carried out in place, the page must be the page that a reload shows.
import assert from "node:assert/strict";

// The document as lines: one for each element, with its attributes in order and what its field holds, and one for each text. What is
// meant to pass is left out: notices of what was just done, the region of toasts, what is read of the moment.
function lines() {
  const out = [];
  // What scripts add to elements while they help, or what says how something stands open: no part of what the page is.
  const passing = /^(data-on[a-z]+|data-done|aria-activedescendant|style|tabindex|open)$/;
  // Two pages that were opened one after the other number their lists on their own, and a page may be viewed in between.
  const settled = (text) => text.replace(/suggest-\d+/g, "suggest-#").replace(/[\d.,k]+(?= views?\b)/g, "#").replace(/[\d.,]+ ?(?=次浏览)/g, "#");
  const walk = (node, depth) => {
    const pad = "  ".repeat(depth);
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/\s+/g, " ").trim();
      if (text) out.push(pad + settled(text));
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches("head > :not(title), [data-once], [data-draft-note], [data-upload-note], .suggest")) return;
    const field = node.matches("textarea, select, input:not([type=hidden])");
    const attributes = [...node.attributes].filter(({ name }) => !passing.test(name) && !(name === "title" && node.matches("time")) && !(name === "value" && (field || node.matches("[name=once]"))));
    const held = field ? ` holds ${JSON.stringify(node.matches("[type=checkbox], [type=radio]") ? node.checked : node.value)}` : "";
    out.push(`${pad}<${node.localName}${attributes.map(({ name, value }) => ` ${name}=${JSON.stringify(settled(value))}`).sort().join("")}>${held}`);
    if (node.matches("#toasts, time, textarea, .math")) return;
    node.childNodes.forEach((child) => walk(child, depth + 1));
  };
  walk(document.documentElement, 0);
  return out;
}

// What is wrong with a document whatever it says: a page within the page, or two elements of one name.
function faults() {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  const found = twice.map((id) => `two elements are named ${id}`);
  for (const one of ["main", "header.bar", "#toasts"]) if (document.querySelectorAll(one).length !== 1) found.push(`${one} is there ${document.querySelectorAll(one).length} times`);
  return found;
}

// The lines that only one of the two has, each with the element it stands in.
function difference(live, reloaded) {
  const longest = Array.from({ length: live.length + 1 }, () => new Uint16Array(reloaded.length + 1));
  for (let i = live.length - 1; i >= 0; i -= 1) {
    for (let j = reloaded.length - 1; j >= 0; j -= 1) longest[i][j] = live[i] === reloaded[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
  }
  const out = [];
  for (let i = 0, j = 0; i < live.length || j < reloaded.length;) {
    if (live[i] !== undefined && live[i] === reloaded[j]) { i += 1; j += 1; }
    else if (j >= reloaded.length || (i < live.length && longest[i + 1][j] >= longest[i][j + 1])) { out.push(`  only live:     ${live[i]}`); i += 1; }
    else { out.push(`  only reloaded: ${reloaded[j]}`); j += 1; }
  }
  return out;
}

// Waits until nothing that the member set off is under way.
export const settled = (page) =>
  page.waitForFunction(() => !("busy" in document.documentElement.dataset) && ![...document.querySelectorAll(".math")].some((one) => !("done" in one.dataset)));

// Fails unless the page is what another tab of the same browser shows at the same address.
export async function sameAsReload(page, act) {
  await settled(page);
  const live = await page.evaluate(lines);
  const wrong = await page.evaluate(faults);
  const tab = await page.context().newPage();
  try {
    await tab.setViewportSize(page.viewportSize());
    await tab.goto(page.url().split("#")[0]);
    await settled(tab);
    const reloaded = await tab.evaluate(lines);
    const missed = await tab.locator("main > .reward h2").allInnerTexts();
    wrong.push(...missed.map((title) => `the page did not show the reward “${title}”, a reload does`));
    wrong.push(...difference(live, reloaded.filter(Boolean)).slice(0, 40));
  } finally {
    await tab.close();
  }
  assert.equal(wrong.join("\n"), "", `after ${act} the page is not what a reload shows:\n${wrong.join("\n")}`);
}
