// Every act that a page carries out in place, in both themes and on the phone: afterwards the page is the page that a reload shows, what was
// being typed stays, what the act earned is shown, and no answer can put a page into a page.
import assert from "node:assert/strict";
import { sameAsReload, settled } from "./reload.mjs";
import { startForum } from "./forum.mjs";

const password = "bread-and-lager";
const looks = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 }, asker: "greta", voter: "mira", reader: "bea" },
  { colorScheme: "dark", viewport: { width: 360, height: 740 }, asker: "kenji", voter: "elodie", reader: "amara" },
];

async function signIn(context, url, handle) {
  const page = await context.newPage();
  page.on("pageerror", (error) => console.log(`${handle} ${page.url()}: ${error.stack}`));
  await page.goto(`${url}/sign-in`);
  await page.fill("#name", handle);
  await page.fill("#password", password);
  await page.click("main form button.primary");
  await page.waitForURL(`${url}/`);
  return page;
}

// Somebody else, who sends forms without looking at pages.
async function elsewhere(browser, forum, handle) {
  const page = await signIn(await browser.newContext(), forum.url, handle);
  return {
    async send(path, form) {
      const answer = await page.request.post(forum.url + path, { form, headers: { "sec-fetch-site": "same-origin" } });
      assert.ok(answer.ok(), `${handle} ${path}: ${answer.status()}`);
      return new URL(answer.url()).pathname;
    },
    close: () => page.context().close(),
  };
}

// Waits until a draft is kept in this browser.
const kept = (page, part) => page.waitForFunction((text) => Object.keys(localStorage).some((key) => key.startsWith("draft:") && localStorage.getItem(key).includes(text)), part);
const post = (page, of) => page.locator(`article.post#p${of}`);
const said = (page) => page.locator("#toasts .toast");

// The asker accepts, for the first time in their life: what that earns slides in. Then they change their mind, twice.
async function accepting(page, forum, topic, answer) {
  await page.goto(forum.url + topic);
  const button = page.locator(`#p${answer} button.accept`);
  await button.click();
  await settled(page);
  await page.waitForSelector(`#p${answer}.accepted`);
  const rewards = await page.locator("#toasts .toast:not(.plain)").allInnerTexts();
  assert.equal(rewards.length, 1, `accepting earned one badge, shown were ${rewards.length}: ${rewards.join(" | ")}`);
  assert.match(rewards[0], /Scholar[\s\S]*\+2 points/);
  await sameAsReload(page, "accepting an answer");
  await page.locator("#toasts .toast:not(.plain) [data-dismiss]").click();
  assert.equal(await page.locator("#toasts .toast:not(.plain)").count(), 0);
  await sameAsReload(page, "dismissing a toast");
  await button.click();
  await page.waitForSelector(`#p${answer}:not(.accepted)`);
  await sameAsReload(page, "taking the acceptance back");
  await button.click();
  await page.waitForSelector(`#p${answer}.accepted`);
  await sameAsReload(page, "accepting again");
}

async function voting(page, forum, path, name) {
  await page.goto(forum.url + path);
  const draft = `Half a sentence about ${path} that is still being`;
  const area = page.locator("form[data-draft^=answer] textarea");
  await area.fill(draft);
  await kept(page, draft);
  const ids = await page.locator("article.post:has(button[value=up]:not([aria-disabled]))").evaluateAll((all) => all.map((one) => one.id.slice(1)));
  assert.ok(ids.length, `nothing on ${path} can be voted for`);
  for (const id of ids.slice(0, 2)) {
    const [up, down] = [page.locator(`#up-${id}`), page.locator(`#down-${id}`)];
    const score = async () => Number((await post(page, id).locator(".score").innerText()).match(/[-−]?\d+/)[0].replace("−", "-"));
    const before = await score();
    const press = async (button, pressed, change, act) => {
      await button.click();
      await page.waitForFunction(([one, wanted]) => document.getElementById(one).getAttribute("aria-pressed") === wanted, [await button.getAttribute("id"), pressed]);
      await settled(page);
      assert.equal((await score()) - before, change, act);
      await sameAsReload(page, `${act} (${name})`);
    };
    await press(up, "true", 1, "voting up");
    if ((await down.getAttribute("aria-disabled")) === null) {
      await press(down, "true", -1, "voting down instead");
      await press(down, "false", 0, "taking the downvote back");
    } else {
      await press(up, "false", 0, "taking the upvote back");
    }
  }
  assert.equal(await area.inputValue(), draft, "what is being typed stays");
}

async function keeping(page, forum, path) {
  await page.goto(forum.url + path);
  const mark = page.locator("button.bookmark").first();
  const was = await mark.getAttribute("aria-pressed");
  for (const [act, wanted] of [["a bookmark", was === "true" ? "false" : "true"], ["taking the bookmark back", was]]) {
    await mark.click();
    await page.waitForFunction((state) => document.querySelector("button.bookmark").getAttribute("aria-pressed") === state, wanted);
    await sameAsReload(page, act);
  }
  const follow = page.locator(".topic-head form[action$='/follow'] button");
  const followed = await follow.getAttribute("aria-pressed");
  for (const [act, wanted] of [["following", followed === "true" ? "false" : "true"], ["following no more", followed]]) {
    await follow.click();
    await page.waitForFunction((state) => document.querySelector(".topic-head form[action$='/follow'] button").getAttribute("aria-pressed") === state, wanted);
    await sameAsReload(page, act);
    assert.ok((await said(page).last().innerText()).length > 0, "it is said what was done");
  }
}

async function commenting(page, forum, path) {
  await page.goto(forum.url + path);
  const fold = page.locator("details.fold:has(.comment-form)").first();
  const text = `Written in place, with **weight**, on ${page.viewportSize().width} pixels.`;
  await fold.locator("summary").click();
  const area = fold.locator("textarea");
  // Too short: the reason stands beside the post, and the words stay.
  await area.fill("No.");
  await fold.locator("button.primary").click();
  await page.waitForSelector(".post > .body > .refusal .why");
  assert.equal(await area.inputValue(), "No.");
  await area.fill(text);
  await fold.locator("button.primary").click();
  await page.waitForFunction((words) => [...document.querySelectorAll("ul.comments li")].some((one) => one.textContent.includes(words)), "Written in place, with weight");
  await settled(page);
  assert.equal(await page.locator(".refusal").count(), 0, "the refusal before is gone");
  await sameAsReload(page, "a comment");
  const own = page.locator("ul.comments li", { hasText: "Written in place" });
  page.once("dialog", (dialog) => dialog.dismiss());
  await own.locator("form button").click();
  assert.equal(await own.count(), 1, "declined, nothing happens");
  page.once("dialog", (dialog) => dialog.accept());
  await own.locator("form button").click();
  await own.waitFor({ state: "detached" });
  await sameAsReload(page, "deleting a comment");
}

// Somebody reads in peace; somebody else answers: the bell counts from nothing.
async function bell(page, forum, answer) {
  await page.goto(`${forum.url}/notifications`);
  if (await page.locator("form[action='/notifications/read']").count()) {
    await page.click("form[action='/notifications/read'] button");
    await page.locator("form[action='/notifications/read']").waitFor({ state: "detached" });
    await sameAsReload(page, "marking everything as read");
  }
  await page.goto(`${forum.url}/guidelines`);
  assert.equal((await page.innerText("[data-bell]")).trim(), "");
  await answer();
  await page.waitForFunction(() => document.querySelector("[data-bell] .count")?.textContent === "1");
  await sameAsReload(page, "news at the bell");
}

async function looking(page, forum) {
  await page.goto(`${forum.url}/tiers`);
  for (const _ of [1, 2]) {
    const theme = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    await page.click("header details > summary");
    await page.locator("header form[action='/theme'] button:visible").click();
    await page.waitForFunction((before) => getComputedStyle(document.documentElement).colorScheme !== before, theme);
    await sameAsReload(page, "changing the theme");
  }
  for (const language of ["zh-Hans", "en"]) {
    await page.selectOption("#lang", language);
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    await sameAsReload(page, "changing the language");
  }
}

async function writing(page, forum) {
  await page.goto(`${forum.url}/ask`);
  const text = "It stays at $1.020$ whatever I do:\n\n```python\nsugar = og - fg  # what is left\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nThanks to @jonas.";
  await page.fill("#title", "Why does it stay at 1.020 for weeks?");
  await page.fill("#body", text);
  await page.waitForSelector("#similar li a");
  await page.waitForFunction(() => document.querySelector("[data-draft-note]").textContent !== "");
  await sameAsReload(page, "a draft");
  await page.click("[data-preview]");
  await page.waitForSelector("[data-preview-pane] .katex");
  const shown = await page.locator("[data-preview-pane]").evaluate((pane) => pane.innerText);
  // Without scripts the same text is shown on a page of its own.
  const alone = await page.context().newPage();
  await alone.goto(`${forum.url}/guidelines`);
  await alone.evaluate((body) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/preview" });
    form.append(Object.assign(document.createElement("textarea"), { name: "body", value: body }));
    document.body.append(form);
    form.submit();
  }, text);
  await alone.waitForSelector(".card.prose .katex");
  assert.equal(shown, await alone.locator(".card.prose").evaluate((card) => card.innerText), "the preview is the page that shows it");
  await alone.close();
  await page.click("[data-write]");
  await sameAsReload(page, "a preview");
  await page.locator("[data-upload]").first().setInputFiles({ name: "flakes.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") });
  await page.waitForFunction(() => /!\[flakes\]\(\/media\//.test(document.querySelector("#body").value));
  await page.waitForFunction(() => document.querySelector("[data-upload-note]").textContent === "");
  await kept(page, "![flakes]");
  await sameAsReload(page, "a picture");
}

// What lies on the way may answer anything: nothing of it gets into the page, and the member is told.
async function strangers(page, forum, path) {
  await page.goto(forum.url + path);
  await settled(page);
  const whole = await (await page.request.get(`${forum.url}/tags`)).text();
  const button = page.locator("button.bookmark").first();
  for (const [what, answer] of [
    ["a whole page", { status: 200, contentType: "text/html", body: whole }],
    ["a whole page of an error", { status: 502, contentType: "text/html", body: whole }],
    ["something of a proxy", { status: 503, contentType: "text/html", body: "<html><body><h1>Busy</h1><script>document.title = 'taken'</script></body></html>" }],
    ["nothing", { status: 500, body: "" }],
  ]) {
    await page.route("**/bookmark", (route) => route.fulfill(answer));
    await button.click();
    await settled(page);
    await said(page).last().waitFor();
    await page.unroute("**/bookmark");
    await sameAsReload(page, `an act that is answered with ${what}`);
    assert.equal(await page.locator("h1").count(), 1);
  }
  // The act is done, but then the page cannot be fetched as it is: the browser goes there itself.
  let spoilt = 0;
  await page.route(`${forum.url}${path}`, (route) => {
    spoilt += 1;
    return spoilt === 1 ? route.fulfill({ status: 200, contentType: "text/html", body: "<p>Sign in to this network</p>" }) : route.continue();
  });
  await button.click();
  await page.waitForFunction(() => performance.getEntriesByType("navigation")[0].type === "reload");
  await page.unroute(`${forum.url}${path}`);
  await sameAsReload(page, "an act after which the page came back spoilt");
  await button.click();
}

// Acts that lead to another page by themselves.
async function leaving(page, forum, path, staff) {
  await page.goto(forum.url + path);
  await page.locator("article.post a[href$='/flag']").last().click();
  await page.locator("main form input[type=radio]").first().check();
  await page.click("main form button.primary");
  await page.waitForSelector(".notice.good");
  await sameAsReload(page, "a flag");
  await staff.goto(`${forum.url}/review`);
  await staff.locator("ul.inbox a").first().click();
  await staff.fill("#reason", "It belongs here as it is.");
  await staff.locator("#reason").blur();
  await staff.keyboard.press("a");
  await staff.waitForSelector("main .notice.good");
  await sameAsReload(staff, "a decision in the review queue");
}

// A session that ended meanwhile: the act leads to signing in.
async function ended(page, forum, path) {
  await page.goto(forum.url + path);
  await page.context().clearCookies();
  await page.locator("button.bookmark").first().click();
  await page.waitForURL(/\/sign-in\?next=/);
}

export async function acts(browser) {
  const forum = await startForum(["demo"]);
  try {
    const jonas = await elsewhere(browser, forum, "jonas");
    for (const { asker, voter, reader, ...look } of looks) {
      const open = async (handle) => signIn(await browser.newContext({ ...look, reducedMotion: "reduce" }), forum.url, handle);
      const pages = { asker: await open(asker), voter: await open(voter), reader: await open(reader), staff: await open("sofia") };
      const author = await elsewhere(browser, forum, asker);
      const category = "1";
      const topic = await author.send("/ask", { kind: "question", category, title: `Which yeast stays calm at ${look.viewport.width} degrees?`, body: "I would like to know which of the strains that you use stays calm when the cellar is warm.", tags: "yeast" });
      const place = await jonas.send(`/t/${topic.split("/")[2]}/answers`, { body: "A saison strain does: it was made for summers without any cooling at all." });
      assert.equal(place, topic);
      await pages.asker.goto(forum.url + topic);
      const answer = (await pages.asker.locator("article.post").last().getAttribute("id")).slice(1);
      await accepting(pages.asker, forum, topic, answer);

      const probe = pages.voter;
      await probe.goto(`${forum.url}/top?period=all`);
      const listed = await probe.locator(".topics .row h2 a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
      await voting(pages.voter, forum, topic, "a new topic");
      await voting(pages.voter, forum, `${listed.find((path) => /ferment|1-?020|stuck/.test(path)) ?? listed[1]}?sort=oldest`, "by time");
      await keeping(pages.voter, forum, topic);
      await commenting(pages.voter, forum, topic);
      await looking(pages.voter, forum);
      await writing(pages.voter, forum);
      await strangers(pages.voter, forum, topic);
      await leaving(pages.voter, forum, topic, pages.staff);
      await bell(pages.asker, forum, () => pages.reader.request.post(`${forum.url}/t/${topic.split("/")[2]}/answers`, { form: { body: "I have had good luck with a kveik strain at thirty degrees and more." }, headers: { "sec-fetch-site": "same-origin" } }));
      await ended(pages.voter, forum, topic);
      await author.close();
      for (const page of Object.values(pages)) await page.context().close();
    }
    await jonas.close();
  } finally {
    await forum.stop();
  }
}
