import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { axeViolations, CHROMIUM, openLocalMode, tabTo } from "./support.ts";

describe.skipIf(!CHROMIUM)("the keyboard alone (skipped where no Chromium is installed)", () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let url: string;
  beforeAll(async () => {
    const look = {
      bypassCSP: true,
      reducedMotion: "reduce",
      viewport: { width: 1360, height: 860 },
    } as const;
    ({ app, browser, page, url } = await openLocalMode(look));
    page.setDefaultTimeout(60_000);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function press(what: string, key = "Enter"): Promise<void> {
    await tabTo(page, what);
    await page.keyboard.press(key);
  }
  async function type(field: string, text: string): Promise<void> {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }

  it("H2 E9: answers what waits for approval; Enter at a box to tick, or after a reason, is no answer yet", async () => {
    for (const order of [1042, 1043]) {
      await page.goto(`${url}/chat`);
      await type("write", `Chief, cancel order ${order} in our Internal Orders API`);
      await page.keyboard.press("Enter");
      await page.locator("#messages article", { hasText: String(order) }).waitFor();
    }
    const waiting = async () => {
      await page.goto(`${url}/approvals`);
      return page.locator("main").innerText();
    };
    await expect.poll(waiting, { timeout: 25_000 }).toContain("2 waiting");
    await press("ids", "Space");
    await page.keyboard.press("Enter");
    await type("reason", "it is a gift");
    await page.keyboard.press("Enter");
    await press("Deny");
    await page.getByText("“it is a gift”").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await waiting()).toMatch(/1 waiting[\s\S]*Denied/);
    expect(await page.locator("main").innerText()).not.toContain("Approved");
  });

  it("H2 E6: makes a rule of plain words", async () => {
    await page.goto(`${url}/rules`);
    await press("Add a rule");
    await page.waitForURL(/\/rules\/new/);
    await type("words", "any DELETE call to our Internal Orders API needs my approval first");
    await press("Read it");
    await page.waitForURL(/words=/);
    await press("Make the rule");
    await page.waitForURL(/\/rules$/);
    expect(await page.locator("main").innerText()).toMatch(/DELETE[\s\S]*Internal Orders API/);
    expect(await axeViolations(page)).toEqual([]);
  });

  it("H2 E8: makes a group of approvers; Enter at a member saves it", async () => {
    await page.goto(`${url}/approvers`);
    await type("name", "finance");
    await page.keyboard.press("Enter");
    const group = page.locator("form.card", { has: page.getByRole("heading", { name: "finance" }) });
    await group.waitFor();
    await press("members", "Space");
    await page.keyboard.press("Enter");
    // The attribute is what the server wrote, whatever was ticked since.
    const ticked = () => group.locator("input[name=members]").first().getAttribute("checked");
    await expect.poll(ticked, { timeout: 20_000 }).not.toBeNull();
    expect(await axeViolations(page)).toEqual([]);
  });
});
