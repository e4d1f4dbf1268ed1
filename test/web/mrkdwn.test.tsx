import { describe, expect, it } from "vitest";
import { parseMrkdwn } from "../../src/web/blocks/mrkdwn.ts";
import { ProseView } from "../../src/web/blocks/prose-view.tsx";
import { htmlOf } from "./html.ts";

const names = {
  user: (id: string) => (id === "U0ADA" ? "Ada" : undefined),
  channel: (id: string) => (id === "C0OPS" ? "ops" : undefined),
};
const render = (text: string) => htmlOf(<ProseView nodes={parseMrkdwn(text)} names={names} />);

describe("Slack's mrkdwn", () => {
  it.each([
    [
      "*bold* _italic_ ~gone~ `code`",
      "<p><strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code></p>",
    ],
    ["*bold _both_*", "<p><strong>bold <em>both</em></strong></p>"],
    ["2 * 3 * 4 and snake_case_name", "<p>2 * 3 * 4 and snake_case_name</p>"],
    ["`*not bold*`", "<p><code>*not bold*</code></p>"],
    ["one\ntwo", "<p>one<br/>two</p>"],
    ["a &lt;b&gt; &amp;amp;", "<p>a &lt;b&gt; &amp;amp;</p>"],
    [
      "hi <@U0ADA> in <#C0OPS>",
      '<p>hi <span class="mention">@Ada</span> in <span class="mention">#ops</span></p>',
    ],
    ["<@U0XYZ|ben>", '<p><span class="mention">@ben</span></p>'],
    ["<@U0XYZ>", '<p><span class="mention">@U0XYZ</span></p>'],
    ["<!here>", '<p><span class="mention broadcast">@here</span></p>'],
    ["done :white_check_mark: :nosuchemoji:", "<p>done ✅ :nosuchemoji:</p>"],
    ["&gt; said\n&gt; so", "<blockquote><p>said<br/>so</p></blockquote>"],
    ["• a\n- *b*", "<ul><li><p>a</p></li><li><p><strong>b</strong></p></li></ul>"],
    [
      "<!date^1392734382^{date_num} at {time_secs}|x>",
      '<p><time datetime="2014-02-18T14:39:42.000Z">2014-02-18 at 2:39:42 PM UTC</time></p>',
    ],
  ])("reads %j", (text, html) => {
    expect(render(text)).toBe(html);
  });

  it("writes a date out where the reader is", () => {
    const nodes = parseMrkdwn("<!date^1392690000^{date_num}, {date_short} at {time}|x>");
    const at = (timeZone: string) => htmlOf(<ProseView nodes={nodes} names={{ ...names, timeZone }} />);
    expect(at("America/New_York")).toContain("2014-02-17, Feb 17, 2014 at 9:20 PM</time>");
    expect(at("Europe/Berlin")).toContain("2014-02-18, Feb 18, 2014 at 3:20 AM</time>");
  });

  it("keeps everything between fences as it is", () => {
    const html = render("before\n```\n*a* &lt;b&gt;\n<@U0ADA>\n```\nafter");
    expect(html).toContain("<code>*a* &lt;b&gt;\n&lt;@U0ADA&gt;</code>");
    expect(html).toMatch(/^<p>before<\/p>.*<p>after<\/p>$/s);
  });

  it("takes a fence that is never closed for text", () => {
    expect(render("```select 1")).toBe("<p>```select 1</p>");
  });

  it("links to http, https and mailto, and names the address on hover", () => {
    const html = render("<https://example.com/a?b=1&amp;c=2|the docs>");
    expect(html).toContain('href="https://example.com/a?b=1&amp;c=2"');
    expect(html).toContain('title="https://example.com/a?b=1&amp;c=2"');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
    expect(render("<mailto:a@example.com|write>")).toContain('href="mailto:a@example.com"');
  });

  it.each([
    "<javascript:alert(1)|x>",
    "<data:text/html,x|x>",
    "<ftp://example.com|x>",
    "<https://a@evil.example|x>",
  ])("I4: makes no link of %s", (text) => {
    expect(render(text)).not.toContain("href");
  });

  it("takes no longer than a moment for a text full of openers", () => {
    const started = performance.now();
    render("*a _b ~c `d <e ".repeat(2600));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
