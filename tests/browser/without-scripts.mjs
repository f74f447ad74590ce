// The same with JavaScript off: everything is a form and a page.
import assert from "node:assert/strict";
import { startForum } from "./forum.mjs";

// A picture of one pixel.
const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

export async function withoutScripts(browser) {
  const forum = await startForum(["demo"]);
  const contexts = [];
  const visitor = async (handle, next) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${forum.url}/sign-in?next=${next}`);
    await page.fill("#name", handle);
    await page.fill("#password", "bread-and-lager");
    await page.click("main form button.primary");
    await page.waitForURL(forum.url + next);
    return page;
  };
  const said = (page) => page.innerText(".notice.good");
  try {
    const mira = await visitor("mira", "/ask");

    // A picture and a preview, each in a tab of its own: the form stays as it is.
    await mira.fill("#title", "How long does kveik keep when it is dried?");
    const [picture] = await Promise.all([mira.context().waitForEvent("page"), mira.click(".editor-foot a[href='/uploads']")]);
    await picture.setInputFiles("#file", { name: "flakes.png", mimeType: "image/png", buffer: pixel });
    await picture.click("main form button.primary");
    const line = await picture.inputValue("#line");
    assert.match(line, /^!\[flakes\]\(\/media\/[\w.]+\)$/);
    await picture.setInputFiles("#file", { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
    await picture.click("main form button.primary");
    assert.ok((await picture.innerText("#file-error")).length > 0);
    await picture.close();
    await mira.fill("#body", `I dried some on **baking paper** last spring and would like to know whether it is worth pitching.\n\n${line}`);
    const [preview] = await Promise.all([mira.context().waitForEvent("page"), mira.click("button[formaction='/preview']")]);
    await preview.waitForLoadState();
    assert.equal(await preview.innerText(".prose strong"), "baking paper");
    assert.equal(await preview.locator(".prose img[alt=flakes]").count(), 1);
    await preview.close();
    assert.match(await mira.inputValue("#body"), /baking paper/);

    await mira.click("main form[data-draft=ask] .actions button.primary");
    await mira.waitForSelector(".topic-head h1");
    assert.match(await said(mira), /published/);
    const topic = new URL(mira.url()).pathname;

    // Somebody answers, comments, votes and follows.
    const jonas = await visitor("jonas", topic);
    await jonas.fill("#body", "Dried kveik keeps for years in the freezer; make a starter before you trust it with a batch.");
    await jonas.click("form[data-draft^=answer] .actions button.primary");
    await jonas.waitForSelector(".notice.good");
    const question = jonas.locator("article.post").first();
    const score = async (page) => Number((await page.locator("article.post .score").first().innerText()).match(/-?\d+/)[0]);
    const before = await score(jonas);
    await question.locator("form.votes button[value=up]").click();
    assert.equal(await score(jonas), before + 1);
    await question.locator("details.fold:has(.comment-form) > summary").click();
    await question.locator(".comment-form textarea").fill("Which strain is it, and how thin were the flakes?");
    await question.locator(".comment-form button.primary").click();
    assert.match(await question.locator("ul.comments").innerText(), /how thin were the flakes/);
    await jonas.click(`form[action$='/follow'] button`);
    assert.equal(await jonas.locator("form[action$='/follow'] button").getAttribute("aria-pressed"), "false", "who answers follows, and may stop");
    await jonas.click(`form[action$='/follow'] button`);
    await jonas.goto(`${forum.url}/followed`);
    assert.equal(await jonas.locator(`.topics a[href='${topic}']`).count(), 1);

    // The asker reads of it, accepts, keeps the topic for later and corrects the question.
    await mira.goto(`${forum.url}/notifications`);
    assert.match(await mira.innerText("main"), /kveik/);
    await mira.click("form[action='/notifications/read'] button");
    await mira.goto(forum.url + topic);
    await mira.click("button.accept[value=on]");
    assert.equal(await mira.locator(".post.accepted").count(), 1);
    await mira.locator("button.bookmark").first().click();
    await mira.goto(`${forum.url}/bookmarks`);
    assert.equal(await mira.locator(`.topics a[href='${topic}']`).count(), 1);
    await mira.goto(forum.url + topic);
    await mira.locator("article.post a[href$='/edit']").first().click();
    await mira.fill("#body", `${await mira.inputValue("#body")}\n\nIt is Voss.`);
    await mira.click("main form button.primary");
    await mira.waitForSelector(".topic-head h1");
    await mira.locator("article.post a[href$='/history']").first().click();
    assert.match(await mira.innerText("main ins >> nth=0"), /Voss/);

    // A reward stands at the top of the next page, once.
    await jonas.goto(`${forum.url}/statement`);
    assert.match(await jonas.innerText("main"), /15/);
    await mira.goto(`${forum.url}/settings`);
    await mira.fill("[name=about]", "I brew in a kitchen of four square metres.");
    await mira.selectOption("[name=language]", "zh-Hans");
    await mira.click("main form[action='/settings'] button.primary");
    assert.equal(await mira.getAttribute("html", "lang"), "zh-Hans");
    await mira.click("form[action='/language'] button");

    // A moderator looks at what was reported, and closes the topic.
    await jonas.goto(forum.url + topic);
    await jonas.locator("article.post a[href$='/flag']").first().click();
    await jonas.locator("main form input[type=radio]").first().check();
    await jonas.click("main form button.primary");
    await jonas.waitForSelector(".notice.good");
    const sofia = await visitor("sofia", "/review");
    await sofia.locator("ul.inbox a").filter({ hasText: "kveik" }).click();
    await sofia.fill("#reason", "It belongs here as it is.");
    await sofia.press("#reason", "Enter");
    assert.equal(await sofia.inputValue("#reason"), "It belongs here as it is.", "Enter decides nothing");
    await sofia.click("button[name=decision][value=dismiss]");
    assert.ok((await said(sofia)).length > 0);
    await sofia.goto(forum.url + topic);
    await sofia.locator("details.fold:has(form[action$='/manage']) > summary").click();
    await sofia.fill("#manage-reason", "Everything has been said.");
    await sofia.click("button[name=order][value=lock]");
    await jonas.goto(forum.url + topic);
    assert.equal(await jonas.locator("form[data-draft^=answer]").count(), 0, "a locked topic takes no answers");
    assert.ok(await jonas.locator(".why").count(), "and says why");

    await mira.goto(`${forum.url}/search?q=yeast`);
    assert.ok((await mira.locator("mark").count()) > 0, "results show the matching passage");
    await mira.locator("header details > summary").click();
    await mira.click("header form[action='/sign-out'] button");
    await mira.waitForSelector("header a[href^='/sign-in']");
  } finally {
    for (const context of contexts) await context.close();
    await forum.stop();
  }
}
