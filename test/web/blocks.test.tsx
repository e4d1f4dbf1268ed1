import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kernel/index.ts";
import { Blocks } from "../../src/web/blocks/blocks.tsx";
import type { Surface } from "../../src/web/blocks/surface.ts";
import { htmlOf, tagsOf, wordsOf } from "./html.ts";
import { APPROVAL_CARD, CHARTS, EVERYTHING, ORDERS_ANSWER, PLAN, VIEW } from "./sample-blocks.ts";
import { PLACE } from "./samples.ts";

const surface: Surface = {
  names: { user: (id) => (id === "U0ADA" ? "Ada" : undefined), channel: () => "ops" },
  people: PLACE.people,
  channels: PLACE.channels,
  idPrefix: "m1",
  actionUrl: "/chat/C0OPS/messages/1.1/actions",
};
const render = (blocks: readonly JsonObject[], more: Partial<Surface> = {}) =>
  htmlOf(<Blocks blocks={blocks} surface={{ ...surface, ...more }} />);

describe("Block Kit as HTML", () => {
  it("shows a table with its caption, and numbers set to the right", () => {
    const html = render(ORDERS_ANSWER);
    expect(html).toContain("<figcaption>Orders by status</figcaption>");
    expect(html).toContain('<td class="number">7</td>');
    expect(html).toContain("<td>paid</td>");
  });

  it("posts block, action, type and value of a button", () => {
    const html = render(APPROVAL_CARD);
    expect(html).toContain('hx-post="/chat/C0OPS/messages/1.1/actions"');
    expect(html).toContain('<input type="hidden" name="block_id" value="answer"/>');
    expect(html).toContain('<input type="hidden" name="action_id" value="approve"/>');
    expect(html).toMatch(/<button type="submit" class="small primary" name="value" value="apr_1"/);
  });

  it("asks before a button that wants confirmation, in the words of the message", () => {
    const deny = tagsOf(render(APPROVAL_CARD)).find(({ attributes }) => attributes.has("hx-confirm"));
    expect(deny?.attributes.get("data-confirm-text")).toBe("Ben is told.");
    expect(deny?.attributes.get("data-confirm-title")).toBe("Deny it?");
    expect(deny?.attributes.get("data-confirm-yes")).toBe("Deny");
  });

  it("disables buttons where nothing can be pressed", () => {
    expect(render(APPROVAL_CARD, { actionUrl: undefined })).toMatch(/<button[^>]* disabled/);
  });

  it("says the state of each task in words, not only by its icon", () => {
    const words = wordsOf(render(PLAN));
    expect(words).toMatch(
      /Look up the order \(done\).*Check inventory \(in progress\).*\(to do\).*\(failed\)/s,
    );
  });

  it("shows a type that it does not know as a labelled box with its JSON", () => {
    const words = wordsOf(render(EVERYTHING));
    expect(words).toContain("A block that this page does not draw: hologram");
    expect(words).toContain('"text": "from the future"');
  });

  it("I4: shows a picture of another host as a link, and one of ours or in the address as a picture", () => {
    const image = (image_url: string) => render([{ type: "image", alt_text: "a cat", image_url }]);
    expect(image("https://evil.example/p.png")).not.toContain("<img");
    expect(wordsOf(image("https://evil.example/p.png"))).toContain("Picture: a cat");
    expect(image("/files/F1/cat.png")).toContain('<img src="/files/F1/cat.png" alt="a cat"');
    expect(image("data:image/png;base64,AAAA")).toContain('<img src="data:image/png;base64,AAAA"');
    expect(image("data:image/svg+xml;base64,AAAA")).not.toContain("<img");
    expect(image("//evil.example/p.png")).not.toContain("<img");
  });

  it("offers people and channels by name where a select wants them", () => {
    const select = (type: string) =>
      render([{ type: "actions", elements: [{ type, action_id: "who", initial_user: "U0BEN" }] }]);
    expect(select("users_select")).toContain('<option value="U0BEN" selected="">Ben</option>');
    expect(select("multi_channels_select")).toContain('<option value="C0GENERAL">general</option>');
  });

  it("ties the inputs of a modal to its form, with labels, hints and faults", () => {
    const blocks = (VIEW["blocks"] as JsonObject[]) ?? [];
    const html = render(blocks, { formId: "view-form", errors: { note: "Write at least ten characters" } });
    const note = tagsOf(html).find(({ name }) => name === "textarea");
    expect(note?.attributes.get("form")).toBe("view-form");
    expect(note?.attributes.get("name")).toBe("note/text/plain_text_input");
    expect(note?.attributes.get("aria-invalid")).toBe("true");
    expect(wordsOf(html)).toContain("Write at least ten characters");
    expect(html).not.toContain("Shown to the customer");
  });

  it("gives the same message in a channel and in its thread different ids", () => {
    const ids = ["channel-1", "thread-1"].flatMap((idPrefix) =>
      tagsOf(render(EVERYTHING, { idPrefix })).flatMap(({ attributes }) => attributes.get("id") ?? []),
    );
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("B7: charts", () => {
  it("are drawn with their numbers beside them, for those who do not see the drawing", () => {
    const html = render(CHARTS);
    expect(tagsOf(html).filter(({ name }) => name === "svg").length).toBeGreaterThanOrEqual(4);
    expect(html).toContain('aria-label="bar chart: Orders a day"');
    expect(wordsOf(html)).toContain("Show the numbers");
    expect(html).toContain('<th scope="row">Fri</th><td class="number">21</td><td class="number">3</td>');
  });

  it("are made without inline styles", () => {
    expect(render(CHARTS)).not.toContain("style=");
  });
});
