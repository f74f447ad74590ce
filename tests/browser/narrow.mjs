// On the narrowest screen nothing scrolls sideways, whatever people write: words without an end, formulas, code, tables.
import { look, narrow as viewport, sideBySide, signIn } from "./every-page.mjs";
import { startForum } from "./forum.mjs";

const word = (letters) => "Donaudampfschifffahrtsgesellschaftskapitaen".repeat(6).slice(0, letters);
const unbroken = [
  `A word: ${word(200)}, an address: https://example.org/${word(150)}?q=${word(40)}, code in a line: \`${word(180)}\``,
  `Inline $${"a_{1}+b^{2}-".repeat(17)}c$, and without a sign to break at $${"abcdefghij".repeat(20)}$.`,
  `$$\n${"\\frac{a}{b}+".repeat(17)}c\n$$`,
  `| ${word(60)} | ${word(60)} | b |\n| --- | --- | --- |\n| ${word(40)} | 2 | 3 |`,
  `- a list\n  - in a list\n    - in a list: ${word(90)}\n\n> a quote\n> > in a quote ${word(90)}`,
  `\`\`\`python\n${word(200)} = 1\n\`\`\``,
  `# ${word(90)}`,
].join("\n\n");
// Somebody who writes without a space wherever the limits let them. Answers the pages where it is to be seen.
async function unspaced(browser, forum) {
  const as = async (handle) => {
    const context = await browser.newContext();
    await signIn(context, forum.url, handle);
    const page = await context.newPage();
    return async (path, form) => {
      const answer = await page.request.post(forum.url + path, { form, headers: { "sec-fetch-site": "same-origin" } });
      if (!answer.ok()) throw new Error(`${handle} ${path}: ${answer.status()} ${(await answer.text()).replace(/[^]*<main/, "").slice(0, 900)}`);
      return new URL(answer.url());
    };
  };
  const [bea, tom, sofia] = [await as("bea"), await as("tom"), await as("sofia")];
  const profile = { display_name: word(40), about: unbroken, location: word(100), website: `https://example.org/${word(60)}`, time_zone: "America/Argentina/ComodRivadavia", language: "en", theme: "auto" };
  await bea("/settings", profile);
  const { pathname } = await bea("/ask", { kind: "question", category: "1", title: word(140), body: unbroken, tags: "yeast" });
  const answered = await tom(`/t/${pathname.split("/")[2]}/answers`, { body: unbroken });
  const post = answered.hash.slice(2);
  await bea(`/posts/${post}/comments`, { body: `${word(200)} and \`${word(90)}\`` });
  await tom(`/posts/${Number(post) - 1}/flag`, { reason: "off_topic", note: word(200) });
  await sofia(`/posts/${post}/edit`, { body: `${unbroken}\n\n${word(200)}`, title: "", tags: "", note: word(200), revision: "1" });
  await sofia("/members/bea/moderate", { kind: "warning", reason: word(200), days: "" });
  return {
    guest: [pathname, "/members/bea", `/search?q=${word(40)}`, "/leaderboard", `/posts/${post}/history`],
    member: ["/", "/mine", "/notifications", pathname, "/settings", "/members/bea", "/statement"],
    manager: ["/review", "/admin/audit", "/members/bea/moderate", `/posts/${post}/delete`, `/posts/${post}/flag`, pathname],
  };
}

export async function narrow(browser) {
  const forum = await startForum(["demo"]);
  const found = [];
  try {
    const wordy = await unspaced(browser, forum);
    const visits = [
      { who: "unspaced-guest", paths: wordy.guest },
      { who: "unspaced-member", handle: "bea", paths: wordy.member },
      { who: "unspaced-manager", handle: "hanna", paths: wordy.manager },
    ];
    const looks = ["en", "zh-Hans"].flatMap((language) => visits.map((visit) => ({ ...visit, language, colorScheme: "light", viewport })));
    const looked = await sideBySide(looks, (one) => look(browser, forum, one, found));
    if (found.length) throw new Error(`${found.length} findings on ${looked} pages:\n${found.join("\n")}`);
    console.log(`${looked} pages looked at`);
  } finally {
    await forum.stop();
  }
}
