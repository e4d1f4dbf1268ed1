import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { type TestApi, testApi } from "../support/chief/sample-apis.ts";
import { axeViolations, CHROMIUM, openLocalMode } from "./support.ts";

/** Where pictures are kept, for whoever wants to look at them. */
const PICTURES = process.env["CHIEF_PICTURES"];

describe.skipIf(!CHROMIUM)("a turn that takes a while, in the chat page (skipped without Chromium)", () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let url: string;
  let orders: TestApi;

  beforeAll(async () => {
    const opened = await openLocalMode({ bypassCSP: true, viewport: { width: 1360, height: 860 } });
    ({ app, browser, page, url } = opened);
    const { ordersToken } = JSON.parse(await readFile(join(opened.dataDir, "sample-keys.json"), "utf8"));
    await page.goto(`${url}/integrations`);
    await page.getByRole("link", { name: "Internal Orders API" }).first().click();
    await page.waitForURL(/integrations\/int_/);
    const baseUrl = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(await page.content())?.[0] ?? "";
    const headers = { authorization: `Bearer ${ordersToken}` };
    orders = testApi({ name: "Internal Orders API", baseUrl, token: ordersToken, openapi: "", headers });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const picture = async (name: string) => {
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  };
  const violations = async () => (await axeViolations(page)).map(({ id, nodes }) => ({ id, nodes }));

  /** Asks in the direct messages, slowly answered by the API, and opens the thread. */
  async function askSlowly(delayMs: number): Promise<void> {
    await orders.fail({ mode: "slow", delayMs, times: 1 });
    await page.goto(`${url}/chat`);
    await page.locator(".channels a", { hasText: "Chief" }).click();
    await page.getByRole("log", { name: "Messages in Chief" }).waitFor();
    const before = await page.locator('a[href*="thread="]').count();
    await page.locator("#write").fill("get order 1234 in our Internal Orders API");
    await page.locator("#write").press("Enter");
    await page.locator('a[href*="thread="]').nth(before).click();
    await page.locator("#thread-messages").waitFor();
  }

  it("B4: a plan with its task is drawn live, and becomes the answer", async () => {
    await askSlowly(6_000);
    const thread = page.locator("#thread-messages");
    await thread.locator(".task-in_progress").waitFor();
    expect(await thread.innerText()).toContain("Internal Orders API");
    expect(await page.locator("#thread-status button", { hasText: "Stop" }).count()).toBe(1);
    await picture("plan-while-working");
    expect(await violations()).toEqual([]);
    await thread.locator(".task-complete").waitFor();
    await thread.getByText("How did you get this?").waitFor();
    await page.waitForFunction("!document.querySelector('#thread-status button')");
    await picture("plan-with-answer");
    expect(await violations()).toEqual([]);
  });

  it("B6: feedback is given under the answer, and stands on the run's page", async () => {
    await page.getByRole("button", { name: "Bad answer" }).click();
    await page.getByText("was of no use. Tell me").waitFor();
    await picture("feedback-given");
    const href = await page.getByRole("link", { name: "How did you get this?" }).getAttribute("href");
    await page.goto(href ?? "");
    await page.getByText("of no use").waitFor();
    await picture("feedback-on-run");
    expect(await violations()).toEqual([]);
  });

  it("B3 D7: the stop button ends it, and says what was broken off", async () => {
    await askSlowly(30_000);
    await page.locator("#thread-messages .task-in_progress").waitFor();
    await page.locator("#thread-status button", { hasText: "Stop" }).click();
    await page
      .locator("#thread-messages")
      .getByText(/Broken off: Internal Orders API/)
      .waitFor();
    await page.waitForFunction("!document.querySelector('#thread-status button')");
    await picture("stopped");
  });

  it("B9: the direct messages suggest what can be asked", async () => {
    await page.locator(".channels a", { hasText: "Chief" }).click();
    await page.locator("#prompts button", { hasText: "Internal Orders API" }).waitFor();
    await picture("suggested-prompts");
    expect(await violations()).toEqual([]);
  });
});
