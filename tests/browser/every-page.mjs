// Every page for guests, members and managers, in both themes, two widths and three languages, of a full forum and of an empty one: axe
// finds nothing (in English), nothing overflows sideways, no word is missing, and the page works under its own security policy. With
// SCREENSHOTS=folder each is also kept as a picture.
import axe from "axe-core";
import { mkdirSync } from "node:fs";
import { startForum } from "./forum.mjs";

const open = ["/", "/unanswered", "/top?period=all", "/categories", "/tags", "/c/brewing", "/tags/yeast", "/search?q=yeast", "/search?q=nothing-of-this-kind", "/leaderboard", "/badges", "/badges/solver", "/tiers", "/privileges", "/guidelines", "/members/jonas", "/sign-in", "/sign-up", "/forgot", "/nowhere"];
const own = ["/ask", "/statement", "/notifications", "/bookmarks", "/followed", "/mine", "/settings", "/settings/mail", "/settings/password", "/settings/sessions", "/members/mira"];
const desk = ["/review", "/admin", "/admin/audit", "/admin/categories", "/admin/mail", "/members/oskar/moderate"];
const bare = ["/", "/unanswered", "/top", "/categories", "/tags", "/search?q=yeast", "/leaderboard", "/badges", "/badges/solver"];
const bareOwn = ["/", "/ask", "/statement", "/notifications", "/bookmarks", "/followed", "/mine", "/members/first", "/review", "/admin", "/admin/audit", "/admin/categories", "/admin/mail"];

const wide = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };
const everyLook = [
  ["light", wide],
  ["light", phone],
  ["dark", wide],
  ["dark", phone],
];
const twoLooks = [everyLook[0], everyLook[3]];
const password = "bread-and-lager";

async function signIn(context, url, handle) {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill("#name", handle);
  await page.fill("#password", password);
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

// What axe has to say about a page.
async function findings(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
}

// Looks at some pages of one visitor in one look; what is wrong goes to `found`.
async function look(browser, forum, { who, handle, paths, language, colorScheme, viewport }, found) {
  const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce", bypassCSP: false });
  if (handle) await signIn(context, forum.url, handle);
  await choose(context, forum.url, language);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  for (const path of paths) {
    await page.goto(forum.url + path);
    const where = `${who} ${path} ${language} ${colorScheme} ${viewport.width}`;
    // The other languages have the same markup; axe takes most of the time.
    const violations = language === "en" ? await findings(page) : [];
    for (const v of violations) found.push(`${where}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 2).join(" | ")}`);
    const { over, lang } = await page.evaluate(() => ({
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      lang: document.documentElement.lang,
    }));
    if (over > 1) found.push(`${where}: ${over} px too wide`);
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
    const posts = [`/posts/${post}/history`, `/posts/${post}/flag`];
    const visits = [
      { who: "guest", paths: [...open, topics[0], topics[3]] },
      { who: "member", handle: "mira", paths: [...own, topics[0], topics[1], ...posts] },
      { who: "manager", handle: "hanna", paths: [...desk, topics[2], `/posts/${post}/delete`, `/posts/${post}/edit`] },
    ];
    for (const language of ["en", "zh-Hans", "zh-Hant"]) {
      for (const [colorScheme, viewport] of language === "en" ? everyLook : twoLooks) {
        for (const visit of visits) looked += await look(browser, forum, { ...visit, language, colorScheme, viewport }, found);
      }
    }
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
