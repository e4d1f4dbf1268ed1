import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { askInChat, axeViolations, CHROMIUM, openLocalMode } from "./support.ts";

/** Where screenshots are kept, for a look at how it is; nowhere unless asked. */
const LOOK = process.env["CHIEF_LOOK"];

describe.skipIf(!CHROMIUM)(
  "C5: an admin declares an action and calls it in chat (skipped where no Chromium is installed)",
  () => {
    let app: App;
    let browser: Browser;
    let page: Page;
    let url: string;
    let integration: string;

    beforeAll(async () => {
      ({ app, browser, page, url } = await openLocalMode({
        bypassCSP: true,
        reducedMotion: "reduce",
        viewport: { width: 1440, height: 950 },
      }));
      await page.goto(`${url}/integrations`);
      await page.getByRole("link", { name: "Internal Orders API" }).click();
      await page.waitForURL(/integrations\/int_/);
      integration = page.url();
    });
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
    });

    async function look(name: string): Promise<void> {
      if (LOOK) await page.screenshot({ path: `${LOOK}/${name}.png`, fullPage: true });
    }

    async function expectAccessible(): Promise<void> {
      const violations = await axeViolations(page);
      expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target) }))).toEqual(
        [],
      );
    }

    const outcome = () => page.locator("#trial-outcome");

    it("begins with an empty editor, whose faults stand at their fields", async () => {
      await page.getByRole("link", { name: "New action" }).click();
      await page.getByRole("heading", { name: "New action" }).waitFor();
      await look("1-empty");
      await expectAccessible();
      await page.getByRole("button", { name: "Save action" }).click();
      await page.getByText("Give it a name, such as refund-order").waitFor();
      await page.getByText("Enter the path below the base URL").first().waitFor();
      expect(await page.evaluate("document.activeElement.name")).toBe("name");
      await look("2-faults");
      await expectAccessible();
    });

    it("shows the exact request while typing, with dots for the credential", async () => {
      await page.getByLabel("Name", { exact: true }).first().fill("recent-buyers");
      await page.getByLabel("Description").fill("Who bought lately, with what they paid");
      await page.getByLabel("Path", { exact: true }).fill("/orders");
      await page.getByRole("button", { name: "Add query parameter" }).click();
      await page.getByLabel("Query parameter: name").fill("limit");
      await page.getByLabel("Query parameter: value").fill("{{count}}");
      await page.locator("#previews", { hasText: "{{count}} is not an input" }).waitFor();
      await page.getByRole("button", { name: "Add input" }).press("Enter");
      expect(await page.evaluate("document.activeElement.name")).toBe("input_name");
      await page.getByRole("button", { name: "Remove the input" }).press("Enter");
      expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe("Add input");
      await page.keyboard.press("Enter");
      const input = page.locator(".input-row");
      await input.getByLabel("Name").fill("count");
      await input.getByLabel("Type").selectOption("integer");
      await page.locator("#previews", { hasText: "enter a sample value" }).waitFor();
      await input.getByLabel("Sample").fill("5");
      await page.locator("#previews", { hasText: "/v1/orders?limit=5" }).waitFor();
      expect(await page.locator("#previews").innerText()).toContain("authorization: Bearer •••");
    });

    it("tests a read against the real API, and maps its answer", async () => {
      await page.getByRole("button", { name: "Test against the real API" }).click();
      await page.getByRole("button", { name: "Use as sample response" }).click();
      await page.locator("#output-title").scrollIntoViewIfNeeded();
      await page.getByLabel("Output", { exact: true }).selectOption("fields");
      const answer = JSON.parse(await page.locator("#sample-response").inputValue()) as Record<
        string,
        unknown
      >;
      const list = Object.keys(answer).find((key) => Array.isArray(answer[key])) ?? "";
      for (const [at, [name, path]] of [
        ["order", `${list}[*].id`],
        ["paid", `${list}[*].total`],
      ].entries()) {
        await page.getByRole("button", { name: "Add field" }).click();
        await page
          .getByLabel("Field: field")
          .nth(at)
          .fill(name ?? "");
        await page
          .getByLabel("Field: path in the answer")
          .nth(at)
          .fill(path ?? "");
      }
      await page.locator("#previews", { hasText: '"order":' }).waitFor();
      await look("3-mapped");
      await expectAccessible();
      await page.emulateMedia({ colorScheme: "dark" });
      await look("4-dark");
      await expectAccessible();
      await page.emulateMedia({ colorScheme: "light" });
    });

    it("is saved, and called by its name in chat", async () => {
      await page.getByRole("button", { name: "Save action" }).click();
      await page.waitForURL(/\?q=recent-buyers/);
      await page.getByRole("link", { name: "Edit recent-buyers" }).waitFor();
      await look("5-saved");
      await expectAccessible();
      await askInChat(page, url, "@Chief recent-buyers of the Internal Orders API with count=3");
      await page.locator("#thread-messages", { hasText: "paid" }).waitFor();
      await look("6-chat");
      expect(await page.locator("#thread-messages").innerText()).toMatch(/order/i);
    });

    it("asks before a test that writes, showing exactly the request, and records it as the admin's call", async () => {
      await page.goto(integration);
      await page.getByRole("link", { name: "New action" }).click();
      await page.getByText("Fill the form from a cURL command").click();
      const orders = await page.locator("header code").innerText();
      const secret = "test-9f8e7d6c5b4a39281706";
      await page
        .getByLabel("cURL command")
        .fill(
          `curl -X PATCH '${orders}/orders/1042' -H 'Authorization: Bearer ${secret}' --json '{"status": "paid"}'`,
        );
      await page.getByRole("button", { name: "Fill the form" }).click();
      await page.locator("#curl", { hasText: "Left out, because it is secret: a bearer token" }).waitFor();
      expect(await page.content()).not.toContain(secret);
      await page.getByRole("button", { name: "order_id 1042" }).click();
      await page.locator("#path").and(page.locator('[value="/orders/{{order_id}}"]')).waitFor();
      await look("7-curl");
      await expectAccessible();
      await page.getByRole("button", { name: "Test against the real API" }).click();
      await outcome().getByText("It is sent once, to the real API").waitFor();
      expect(await outcome().innerText()).toContain("/v1/orders/1042");
      await look("8-confirm");
      await expectAccessible();
      await page.getByRole("button", { name: "Send exactly this" }).click();
      await outcome()
        .getByText(/answered/)
        .first()
        .waitFor();
      await look("9-sent");
      await page.goto(`${integration}/activity`);
      const call = page.locator("#activity-list tbody tr").first();
      expect(await call.innerText()).toMatch(/update-orders \(test\)[\s\S]*Ada/);
    });

    it("fits a phone", async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${integration}?q=recent-buyers`);
      await page.getByRole("link", { name: "Edit recent-buyers" }).click();
      await page.getByRole("heading", { name: "recent-buyers" }).waitFor();
      await look("10-phone");
      await expectAccessible();
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      await page.setViewportSize({ width: 1440, height: 950 });
    });

    it("is copied from an imported operation, and removed", async () => {
      await page.goto(`${integration}?q=cancel`);
      await page
        .getByRole("link", { name: /^Copy / })
        .first()
        .click();
      await page.getByRole("heading", { name: "New action" }).waitFor();
      await look("11-copy");
      expect(await page.getByLabel("Name", { exact: true }).first().inputValue()).toMatch(/-2$/);
      await page.getByRole("button", { name: "Save action" }).click();
      await page.waitForURL(/\?q=/);
      await page
        .getByRole("button", { name: /^Remove / })
        .first()
        .click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await page.getByText("No action fits").waitFor();
    });
  },
);
