// Every page for guests, members and managers, in both themes and two widths: axe finds nothing, nothing overflows sideways, and the
// page works under its own security policy. With SCREENSHOTS=folder each is also kept as a picture.
import axe from "axe-core";
import { mkdirSync } from "node:fs";
import { startForum } from "./forum.mjs";

const open = ["/", "/unanswered", "/top?period=all", "/categories", "/tags", "/c/brewing", "/tags/yeast", "/search?q=yeast", "/leaderboard", "/badges", "/badges/solver", "/tiers", "/privileges", "/guidelines", "/members/jonas", "/sign-in", "/sign-up", "/forgot", "/nowhere"];
const own = ["/ask", "/statement", "/notifications", "/bookmarks", "/followed", "/mine", "/settings", "/settings/mail", "/settings/password", "/settings/sessions", "/members/mira"];
const desk = ["/review", "/admin", "/admin/audit", "/admin/categories", "/admin/mail", "/members/oskar/moderate"];

const sizes = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

async function signIn(context, url, handle) {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill("#name", handle);
  await page.fill("#password", "bread-and-lager");
  await page.click("main form button.primary");
  await page.waitForURL(`${url}/`);
  await page.close();
}

export async function everyPage(browser) {
  const forum = await startForum(["demo"]);
  const found = [];
  let looked = 0;
  const folder = process.env.SCREENSHOTS;
  if (folder) mkdirSync(folder, { recursive: true });
  try {
    const probe = await browser.newPage();
    await probe.goto(`${forum.url}/top?period=all`);
    const topics = await probe.locator(".topics .row h2 a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    await probe.goto(`${forum.url}${topics[0]}`);
    const post = (await probe.locator("article.post").last().getAttribute("id")).slice(1);
    await probe.close();
    const posts = [`/posts/${post}/history`, `/posts/${post}/flag`];
    const visits = [
      ["guest", null, [...open, topics[0], topics[3]]],
      ["member", "mira", [...own, topics[0], topics[1], ...posts]],
      ["manager", "hanna", [...desk, topics[2], `/posts/${post}/delete`, `/posts/${post}/edit`]],
    ];
    for (const colorScheme of ["light", "dark"]) {
      for (const viewport of sizes) {
        for (const [who, handle, paths] of visits) {
          const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce", bypassCSP: false });
          if (handle) await signIn(context, forum.url, handle);
          const page = await context.newPage();
          const complaints = [];
          page.on("console", (message) => {
            if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
          });
          page.on("pageerror", (error) => complaints.push(String(error)));
          for (const path of paths) {
            await page.goto(forum.url + path);
            looked += 1;
            const where = `${who} ${path} ${colorScheme} ${viewport.width}`;
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
            for (const v of violations) found.push(`${where}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 2).join(" | ")}`);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 1) found.push(`${where}: ${wide} px too wide`);
            found.push(...complaints.splice(0).map((c) => `${where}: ${c}`));
            if (folder) {
              const name = `${who}-${path.split("?")[0].replace(/[^a-z0-9]+/gi, "-").slice(0, 40)}-${colorScheme}-${viewport.width}.png`;
              await page.screenshot({ path: `${folder}/${name}` });
            }
          }
          await context.close();
        }
      }
    }
  } finally {
    await forum.stop();
  }
  if (found.length) throw new Error(`${found.length} findings on ${looked} pages:\n${found.join("\n")}`);
  console.log(`${looked} pages looked at`);
}
