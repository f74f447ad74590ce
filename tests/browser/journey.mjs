// One journey: sign up, confirm from the mail's link, ask, others answer and vote, accept; the reward shows and arrives by mail,
// and its one-click unsubscribing stops the next one.
import assert from "node:assert/strict";
import { startForum } from "./forum.mjs";
import { startMailbox } from "./mailbox.mjs";
import { sameAsReload } from "./reload.mjs";

export const password = "stale-bread-and-lager";

export async function signUp(page, url, handle) {
  await page.goto(`${url}/sign-up`);
  await page.fill("#handle", handle);
  await page.fill("#email", `${handle}@example.org`);
  await page.fill("#password", password);
  await page.waitForTimeout(1600); // faster than this the form takes us for a machine
  await page.click("main form button.primary");
  await page.waitForURL(`${url}/confirm`);
}

export async function confirm(page, mailbox, handle) {
  const mail = await mailbox.wait(`${handle}@example.org`, /\/confirm\//);
  const link = mail.parsed.text.match(/http\S+\/confirm\/[\w-]+/)[0];
  await page.goto(link);
  await page.click("main form button.primary");
  await page.waitForSelector(".notice.good");
}

export async function firstAdministrator(page, forum) {
  const link = forum.output.match(/http\S+\/welcome\/[\w-]+/)[0];
  await page.goto(link);
  await page.fill("#handle", "root");
  await page.fill("#email", "root@example.org");
  await page.fill("#password", password);
  await page.click("main form button.primary");
  await page.waitForURL(/admin\/categories/);
}

export async function createCategory(page, forum, name) {
  await page.goto(`${forum.url}/admin/categories`);
  const form = page.locator('form[action="/admin/categories"]');
  if (!(await form.locator('[name="name"]').isVisible())) await page.locator("details:has(form[action='/admin/categories']) > summary").click();
  await form.locator('[name="name"]').fill(name);
  await form.locator("button").last().click();
  await page.waitForLoadState();
}

export async function journey(browser) {
  const mailbox = await startMailbox();
  const forum = await startForum([], { ACCOLADE_SMTP_URL: mailbox.url, ACCOLADE_AWARD_MAIL_SECONDS: "1" });
  const person = async () => (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const [root, mira, jonas] = await Promise.all([person(), person(), person()]);
  try {
    await firstAdministrator(root, forum);
    await createCategory(root, forum, "Brewing");

    await signUp(mira, forum.url, "mira");
    await confirm(mira, mailbox, "mira");
    await signUp(jonas, forum.url, "jonas");
    await confirm(jonas, mailbox, "jonas");

    await mira.goto(`${forum.url}/ask`);
    await mira.fill("#title", "Why does my wort stop fermenting at 1.020?");
    await mira.fill("#body", "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?");
    await mira.click("main form button.primary");
    await mira.waitForSelector(".topic-head h1");
    const topic = mira.url().split("#")[0];

    await jonas.goto(topic);
    await jonas.fill("#body", "Do a forced ferment test: it separates the two in a couple of days.");
    await jonas.click("#write ~ form button.primary, form[data-draft^='answer'] button.primary");
    await jonas.waitForSelector(".notice.good");
    await mailbox.wait("mira@example.org", /wort/);

    // A vote needs no reload: the page is brought up to date in place.
    await root.goto(topic);
    const up = root.locator("article.post:not(.accepted) button[value=up]").last();
    await up.click();
    await root.waitForSelector("button[aria-pressed=true][aria-label='Vote up']");
    assert.equal(root.url().split("#")[0], topic);
    await sameAsReload(root, "a vote");

    // Jonas has the page open when Mira accepts: the toast slides in.
    await jonas.goto(topic);
    await jonas.waitForTimeout(500);
    await mira.goto(topic);
    await mira.click("button.accept");
    await mira.waitForSelector(".post.accepted");
    await sameAsReload(mira, "accepting");
    assert.match(await mira.innerText("#toasts"), /Scholar/, "what accepting earned is shown");
    await jonas.waitForSelector("#toasts .toast", { timeout: 15000 });
    await jonas.goto(`${forum.url}/members/jonas`);
    const profile = await jonas.innerText("main");
    assert.match(profile, /26/, "1 to start with, 10 for the upvote, 15 for the acceptance");
    assert.match(profile, /Solver/);
    assert.match(profile, /Member/);

    const award = await mailbox.wait("jonas@example.org", /Solver/);
    assert.ok(award.parsed.text && award.parsed.html, "both parts");
    // Every mail so far fits a phone.
    const phone = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage();
    for (const { parsed } of mailbox.mails) {
      await phone.setContent(parsed.html);
      assert.ok(await phone.evaluate(() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth), `“${parsed.subject}” is wider than a phone`);
    }
    await phone.context().close();
    const post = award.parsed.headers.get("list-unsubscribe-post") ?? award.parsed.headers.get("list")?.["unsubscribe-post"];
    assert.match(award.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m, String(post));
    const link = award.raw.replace(/\r?\n[ \t]+/g, " ").match(/^List-Unsubscribe: <([^>]+)>/m)[1];
    const before = mailbox.mails.filter((m) => m.to.includes("jonas@example.org")).length;
    const looked = await fetch(link);
    assert.equal(looked.status, 200, "looking unsubscribes nobody");
    const stopped = await fetch(link, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "List-Unsubscribe=One-Click" });
    assert.equal(stopped.status, 200);

    // Jonas earns another badge; no award mail follows.
    await jonas.goto(`${forum.url}/settings`);
    await jonas.fill("[name=about]", "I brew lager in a cellar.");
    await jonas.locator("main form[action='/settings'] button.primary").click();
    await jonas.waitForSelector(".notice.good");
    await jonas.goto(`${forum.url}/members/jonas`);
    assert.match(await jonas.innerText("main"), /Autobiographer/);
    await jonas.waitForTimeout(4000);
    const after = mailbox.mails.filter((m) => m.to.includes("jonas@example.org")).length;
    assert.equal(after, before, "no award mail after unsubscribing");
  } finally {
    await forum.stop();
    await mailbox.stop();
  }
}
