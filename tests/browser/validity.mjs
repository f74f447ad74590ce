// Whether a page is HTML as the standard has it. What is only a matter of style, or what axe looks at better, is left out.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  elements: ["html5"],
  rules: {
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "attr-quotes": "off",
    "doctype-style": "off",
    "long-title": "off",
    "no-inline-style": "off",
    "no-raw-characters": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
  },
});

// Attributes with a hyphen that HTML does not know: everybody's own begin with `data-`. Drawings have many of their own.
function strangers(html) {
  const pages = html.replace(/<(svg|script)[^]*?<\/\1>/g, "");
  const names = [...pages.matchAll(/<[a-z][^>]*>/g)].flatMap(([tag]) => [...tag.replace(/="[^"]*"/g, "").matchAll(/\s([a-z]+-[\w-]+)/g)].map(([, name]) => name));
  return [...new Set(names)].filter((name) => !/^(data|aria)-/.test(name) && !["accept-charset", "http-equiv"].includes(name)).map((name) => `the attribute ${name} is not one of HTML`);
}

// The faults of a document, each with its place.
export async function validity(html) {
  const report = await validator.validateString(html);
  const faults = report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, offset }) => `${ruleId}: ${message}: ${html.slice(Math.max(0, offset - 60), offset + 80).replace(/\s+/g, " ")}`));
  return [...faults, ...strangers(html)];
}
