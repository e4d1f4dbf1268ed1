import { describe, expect, it } from "vitest";
import { parseMarkdown } from "../../src/web/blocks/markdown.ts";
import { ProseView } from "../../src/web/blocks/prose-view.tsx";
import { htmlOf, wordsOf } from "./html.ts";

const names = { user: () => undefined, channel: () => undefined };
const render = (text: string) => htmlOf(<ProseView nodes={parseMarkdown(text)} names={names} />);

describe("standard Markdown", () => {
  it.each([
    [
      "**bold** *em* __bold__ _em_ ~~gone~~ `c`",
      "<p><strong>bold</strong> <em>em</em> <strong>bold</strong> <em>em</em> <s>gone</s> <code>c</code></p>",
    ],
    ["## Title", '<p class="heading heading-2">Title</p>'],
    ["- a\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"],
    ["3. a\n4. b", '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
    ["- a\n  - inner", "<ul><li><p>a</p><ul><li><p>inner</p></li></ul></li></ul>"],
    ["> quoted\n> **more**", "<blockquote><p>quoted<br/><strong>more</strong></p></blockquote>"],
    ["---", "<hr/>"],
    ["\\*not em\\*", "<p>*not em*</p>"],
    ["a<br>b <script>x</script>", "<p>a&lt;br&gt;b &lt;script&gt;x&lt;/script&gt;</p>"],
  ])("reads %j", (text, html) => {
    expect(render(text)).toBe(html);
  });

  it("reads tables, with bars inside code and escaped bars as text", () => {
    const html = render("| a | b |\n|:--|--:|\n| 1 | `x|y` |\n| p\\|q | |");
    expect(html).toContain('<th scope="col">a</th><th scope="col">b</th>');
    expect(html).toContain("<td>1</td><td><code>x|y</code></td>");
    expect(html).toContain("<td>p|q</td>");
  });

  it("keeps code blocks as they are, also one that the text ends in", () => {
    expect(render("```sql\nselect **1**\n```")).toContain("<code>select **1**</code>");
    expect(render("```\n<b>")).toContain("<code>&lt;b&gt;</code>");
  });

  it("links [text](url), <url> and bare addresses, without the full stop that ends the sentence", () => {
    expect(render("[docs](https://example.com/a_(b))")).toContain('href="https://example.com/a_(b)"');
    expect(render("see https://example.com/x.")).toContain('href="https://example.com/x"');
    expect(render("<https://example.com>")).toContain('href="https://example.com/"');
  });

  it.each(["[x](javascript:alert(1))", "[x](data:text/html,1)", "[x](//evil.example)", "[x](vbscript:1)"])(
    "I4: makes no link of %s but shows its text",
    (text) => {
      expect(render(text)).not.toContain("href");
      expect(wordsOf(render(text))).toContain("x");
    },
  );

  it("I4: loads no picture: it becomes a link", () => {
    const html = render("![pixel](https://evil.example/p.png)");
    expect(html).not.toContain("<img");
    expect(html).toContain('href="https://evil.example/p.png"');
  });

  it("takes no longer than a moment for deep nesting and a text full of openers", () => {
    const started = performance.now();
    render(`${"> ".repeat(4000)}x`);
    render("[".repeat(12_000));
    render("**a *b __c ~~d [e ".repeat(700));
    render("- ".repeat(6000));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
