// Every page for guests, members and managers, in both themes, two widths and three languages, of a full forum and of an empty one: axe
// finds nothing (in English), nothing overflows sideways, no word is missing, and the page works under its own security policy. With
// SCREENSHOTS=folder each is also kept as a picture.
import axe from "axe-core";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { startForum } from "./forum.mjs";
import { validity } from "./validity.mjs";
import { settled } from "./reload.mjs";
import { password as newPassword, signUp } from "./journey.mjs";

const open = ["/", "/unanswered", "/top?period=all", "/categories", "/tags", "/c/brewing", "/tags/yeast", "/search?q=yeast", "/search?q=nothing-of-this-kind", "/leaderboard", "/badges", "/badges/solver", "/tiers", "/privileges", "/guidelines", "/members/jonas", "/sign-in", "/sign-up", "/forgot", "/nowhere"];
const own = ["/ask", "/uploads", "/statement", "/notifications", "/bookmarks", "/followed", "/mine", "/settings", "/settings/mail", "/settings/password", "/settings/sessions", "/settings/feeds", "/members/mira"];
const desk = ["/review", "/admin", "/admin/audit", "/admin/categories", "/admin/groups", "/admin/site", "/admin/mail", "/admin/jobs", "/members/oskar/moderate"];
const bare = ["/", "/unanswered", "/top", "/categories", "/tags", "/search?q=yeast", "/leaderboard", "/badges", "/badges/solver"];
const bareOwn = ["/", "/ask", "/statement", "/notifications", "/bookmarks", "/followed", "/mine", "/members/first", "/review", "/admin", "/admin/audit", "/admin/categories", "/admin/groups", "/admin/mail", "/admin/jobs"];

const wide = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };
const everyLook = [
  ["light", wide],
  ["light", phone],
  ["dark", wide],
  ["dark", phone],
];
const twoLooks = [everyLook[0], everyLook[3]];
// The narrowest screen that a page has to fit.
export const narrow = { width: 320, height: 640 };
const password = "bread-and-lager";

export async function signIn(context, url, handle, secret = password) {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill("#name", handle);
  await page.fill("#password", secret);
  await page.click("main form button.primary");
  await page.waitForURL(`${url}/`);
  await page.close();
}

// Chooses a language the way readers do: by the form at the foot of the page.
async function choose(context, url, language) {
  const page = await context.newPage();
  await page.goto(url);
  const answer = await page.request.post(`${url}/language`, { form: { lang: language, next: "/" }, headers: { "sec-fetch-site": "same-origin" } });
  if (!answer.ok()) throw new Error(`the language ${language} could not be chosen: ${answer.status()}`);
  await page.close();
}

// Waits for a mail that the forum wrote into its folder and that has a link of some kind; answers the link's path.
async function linkByMail(forum, kind) {
  const folder = join(forum.folder, "mail");
  for (let tries = 0; tries < 300; tries += 1) {
    let names = [];
    try {
      names = readdirSync(folder).filter((name) => name.endsWith(".eml"));
    } catch {
      // No mail yet, no folder.
    }
    for (const name of names) {
      const mail = await simpleParser(readFileSync(join(folder, name)));
      const found = mail.text.match(new RegExp(`http[^\\s]+(/${kind}/[\\w.-]+)`));
      if (found) return found[1];
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`no mail has a link to /${kind}/`);
}

// Makes what some pages are about: a comment, a flag, a deleted post, a new member, mails with links. Answers where those pages are.
async function happenings(browser, forum, topics, post) {
  const as = async (handle) => {
    const context = await browser.newContext();
    await signIn(context, forum.url, handle);
    const page = await context.newPage();
    const send = async (path, form) => {
      const answer = await page.request.post(forum.url + path, { form, headers: { "sec-fetch-site": "same-origin" } });
      if (!answer.ok()) throw new Error(`${handle} ${path}: ${answer.status()}`);
    };
    return { page, send };
  };
  const [mira, hanna] = [await as("mira"), await as("hanna")];
  await mira.send(`/posts/${post}/comments`, { body: "This is what @jonas has been asking about all the time." });
  await mira.send(`/posts/${post}/flag`, { reason: "off_topic", note: "" });
  await mira.page.goto(`${forum.url}/posts/${post}`);
  const comment = (await mira.page.locator(`#p${post} li[id^="c"]`).last().getAttribute("id")).slice(1);
  await hanna.page.goto(`${forum.url}${topics[4]}`);
  const gone = (await hanna.page.locator("article.post").last().getAttribute("id")).slice(1);
  await hanna.send(`/posts/${gone}/delete`, { reason: "It was posted twice." });
  await hanna.page.goto(`${forum.url}/review`);
  const item = await hanna.page.locator('form[action^="/review/"]').first().getAttribute("action");

  const guest = await (await browser.newContext()).newPage();
  await signUp(guest, forum.url, "newcomer");
  await guest.goto(`${forum.url}/forgot`);
  await guest.fill("main form [name=email]", "newcomer@example.org");
  await guest.click("main form button.primary");
  const byMail = [await linkByMail(forum, "confirm"), await linkByMail(forum, "reset"), await linkByMail(forum, "unsubscribe")];
  await hanna.send("/admin/groups", { name: "Cellar crew", description: "They look after the barrels." });
  await hanna.page.goto(`${forum.url}/admin/groups`);
  const group = await hanna.page.locator('main a[href^="/admin/groups/"]').first().getAttribute("href");
  await hanna.send(`${group}/members`, { member: "jonas", reason: "He has the keys." });
  await hanna.page.goto(`${forum.url}/admin/mail`);
  const letter = await hanna.page.locator('main a[href^="/admin/mail/"]').first().getAttribute("href");
  for (const page of [mira.page, hanna.page, guest]) await page.context().close();
  return {
    guest: [...byMail, "/confirm/no-such-secret", "/reset/no-such-secret", "/unsubscribe/no-such-token"],
    newcomer: ["/confirm", "/ask", "/privileges", "/posts/1/edit", "/admin"],
    manager: [`/comments/${comment}/delete`, `/posts/${gone}/restore`, item, letter, group],
  };
}

// Forms that come back with what is wrong beside their fields.
async function wrongForms(browser, forum, found) {
  const tries = [
    { path: "/sign-up", fields: { "#handle": "a b", "#email": "nobody", "#password": "short" } },
    { path: "/sign-in", fields: { "#name": "mira", "#password": "not-the-password" } },
    { path: "/ask", handle: "mira", fields: { "#title": "Too short", "#body": "Why?" } },
    { path: "/settings", handle: "mira", fields: { "#website": "javascript:alert(1)" } },
    { path: "/settings/password", handle: "mira", fields: { "input[type=password] >> nth=0": "wrong", "input[type=password] >> nth=1": "short" } },
  ];
  for (const { path, handle, fields } of tries) {
    const context = await browser.newContext({ viewport: phone, reducedMotion: "reduce" });
    if (handle) await signIn(context, forum.url, handle);
    const page = await context.newPage();
    await page.goto(forum.url + path);
    for (const [field, value] of Object.entries(fields)) await page.fill(field, value);
    if (path === "/sign-up") await page.waitForTimeout(1600);
    const form = page.locator("main form", { has: page.locator(Object.keys(fields)[0]) });
    await form.evaluate((element) => { element.noValidate = true; });
    await form.locator("button.primary").click();
    await page.waitForSelector(".invalid .error, .summary, [role=alert]").catch(() => { throw new Error(`${path} did not come back with mistakes but as ${page.url()}`); });
    for (const v of await findings(page)) found.push(`${path} with mistakes: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 2).join(" | ")}`);
    await context.close();
  }
  return tries.length;
}

// Pages of the route table that were not looked at. What is read by programs alone has no look.
function unseen(visited) {
  const table = readFileSync(new URL("../../src/pages.rs", import.meta.url), "utf8");
  const forPrograms = /^\/(healthz|readyz|metrics|assets|media|live|similar|autocomplete|sitemap|robots)|feed\.atom$|\/html$/;
  const elsewhere = ["/welcome/{secret}", "/t/{id}", "/posts/{id}", "/comments/{id}"];
  const patterns = [...table.matchAll(/^ {4}get "([^"]+)"/gm)].map(([, path]) => path).filter((path) => !forPrograms.test(path) && !elsewhere.includes(path));
  if (patterns.length < 40) throw new Error("the route table cannot be read");
  const paths = [...visited].map((path) => path.split("?")[0]);
  return patterns.filter((pattern) => !paths.some((path) => new RegExp(`^${pattern.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path)));
}

// What axe has to say about a page.
async function findings(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
}

// What sticks out of the page at its end.
const widest = (page) =>
  page.evaluate(() => {
    const edge = document.scrollingElement.clientWidth;
    const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > edge + 0.5 && getComputedStyle(one).position !== "fixed");
    return out.filter((one) => !out.some((other) => other !== one && one.contains(other))).slice(0, 3).map((one) => `${one.parentElement.className} > ${one.outerHTML.slice(0, 90)}`).join(" | ");
  });

// Each member signs in once and comes back with that session: who signs in again and again is told to wait.
const sessions = new Map();
async function comeBack(context, url, handle, secret) {
  const key = `${url} ${handle}`;
  if (!sessions.has(key)) {
    const first = await context.browser().newContext();
    sessions.set(key, signIn(first, url, handle, secret).then(() => first.cookies()).finally(() => first.close()));
  }
  await context.addCookies(await sessions.get(key));
}

// Looks at some pages of one visitor in one look; what is wrong goes to `found`.
export async function look(browser, forum, { who, handle, secret, paths, language, colorScheme, viewport }, found) {
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce", bypassCSP: false });
  if (handle) await comeBack(context, forum.url, handle, secret);
  await choose(context, forum.url, language);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  for (const path of paths) {
    const answer = await page.goto(forum.url + path);
    const where = `${who} ${path} ${language} ${colorScheme} ${viewport.width}`;
    // The other languages and the narrowest screen have the same markup; axe takes most of the time.
    const violations = language === "en" && viewport !== narrow ? await findings(page) : [];
    // The markup is the same in every look.
    if (language === "en" && viewport === wide && colorScheme === "light") found.push(...(await validity(await answer.text())).map((fault) => `${where}: ${fault}`));
    await settled(page);
    for (const v of violations) found.push(`${where}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 2).join(" | ")}`);
    const { over, lang } = await page.evaluate(() => ({
      over: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
      lang: document.documentElement.lang,
    }));
    if (over > 0) found.push(`${where}: ${over} px too wide: ${await widest(page)}`);
    if (lang !== language) found.push(`${where}: the page says it is in ${lang}`);
    found.push(...complaints.splice(0).map((c) => `${where}: ${c}`));
    if (process.env.SCREENSHOTS) {
      const name = `${who}-${path.replace(/[^a-z0-9]+/gi, "-").slice(0, 40)}-${language}-${colorScheme}-${viewport.width}.png`;
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}` });
    }
  }
  await context.close();
  return paths.length;
}

// Takes two looks at a time: a look waits for the forum most of its time. Answers the sum of what they answer.
export async function sideBySide(looks, take) {
  let [next, sum] = [0, 0];
  const work = async () => {
    while (next < looks.length) {
      const one = looks[next];
      next += 1;
      const taken = await take(one);
      sum += taken;
    }
  };
  await Promise.all([work(), work()]);
  return sum;
}

export async function everyPage(browser) {
  const found = [];
  let looked = 0;
  if (process.env.SCREENSHOTS) mkdirSync(process.env.SCREENSHOTS, { recursive: true });

  const forum = await startForum(["demo"]);
  try {
    const probe = await browser.newPage();
    await probe.goto(`${forum.url}/top?period=all`);
    const topics = await probe.locator(".topics .row h2 a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    await probe.goto(`${forum.url}${topics[0]}`);
    const post = (await probe.locator("article.post").last().getAttribute("id")).slice(1);
    await probe.close();
    const more = await happenings(browser, forum, topics, post);
    const posts = [`/posts/${post}/history`, `/posts/${post}/flag`];
    const retag = `/topics/${topics[2].split("/")[2]}/retag`;
    const visits = [
      { who: "guest", paths: [...open, topics[0], topics[3], ...more.guest] },
      { who: "newcomer", handle: "newcomer", secret: newPassword, paths: more.newcomer },
      { who: "member", handle: "mira", paths: [...own, topics[0], topics[1], ...posts] },
      { who: "manager", handle: "hanna", paths: [...desk, topics[2], retag, `/posts/${post}/delete`, `/posts/${post}/edit`, ...more.manager] },
    ];
    for (const path of unseen(visits.flatMap((visit) => visit.paths))) found.push(`no journey looks at ${path}`);
    looked += await wrongForms(browser, forum, found);
    // A member has one language at a time.
    for (const language of ["en", "zh-Hans", "zh-Hant"]) {
      const looks = (language === "en" ? everyLook : twoLooks).flatMap(([colorScheme, viewport]) => visits.map((visit) => ({ ...visit, language, colorScheme, viewport })));
      looked += await sideBySide(looks, (one) => look(browser, forum, one, found));
    }
    const small = visits.map((visit) => ({ ...visit, language: "en", colorScheme: "light", viewport: narrow }));
    looked += await sideBySide(small, (one) => look(browser, forum, one, found));
  } finally {
    await forum.stop();
  }

  const empty = await startForum([]);
  try {
    const link = empty.output.match(/http\S+\/welcome\/\S+/)[0];
    const page = await browser.newPage();
    await page.goto(link);
    await page.fill("#handle", "first");
    await page.fill("#email", "first@example.org");
    await page.fill("#password", password);
    await page.click("main form button.primary");
    await page.waitForURL((address) => !address.pathname.startsWith("/welcome"));
    await page.context().close();
    for (const [language, [colorScheme, viewport]] of [["en", everyLook[0]], ["zh-Hans", everyLook[3]]]) {
      looked += await look(browser, empty, { who: "empty-guest", paths: bare, language, colorScheme, viewport }, found);
      looked += await look(browser, empty, { who: "empty-first", handle: "first", paths: bareOwn, language, colorScheme, viewport }, found);
    }
  } finally {
    await empty.stop();
  }
  if (found.length) throw new Error(`${found.length} findings on ${looked} pages:\n${found.join("\n")}`);
  console.log(`${looked} pages looked at`);
}
