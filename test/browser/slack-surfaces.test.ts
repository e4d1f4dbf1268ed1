import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { axeViolations, CHROMIUM, openLocalMode } from "./support.ts";

describe.skipIf(!CHROMIUM)(
  "what stands around messages in the local workspace (skipped where no Chromium is installed)",
  () => {
    let app: App;
    let browser: Browser;
    let page: Page;
    let url: string;
    beforeAll(async () => {
      ({ app, browser, page, url } = await openLocalMode({
        bypassCSP: true,
        reducedMotion: "reduce",
        viewport: { width: 1360, height: 860 },
      }));
      await page.goto(`${url}/chat`);
      await page.fill("#write", "Chief, call our Internal Orders API: GET /orders. Group by status.");
      await page.keyboard.press("Enter");
      await page.locator("#messages article").first().waitFor();
    });
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
    });

    const closeModal = async () => {
      await page.locator("#view-form button[data-dismiss]").click();
      await page.locator("#view").waitFor({ state: "detached" });
    };

    it("B7: a breakdown is drawn above its table", async () => {
      const link = page.locator('#messages a[href*="thread="]').first();
      await page.goto(url + (await link.getAttribute("href")));
      const thread = page.locator("#thread-messages");
      await thread.locator("svg[role=img]").waitFor();
      await thread.locator("table").last().waitFor();
      expect(await thread.innerText()).toContain("How did you get this?");
    });

    it.each(["light", "dark"] as const)(
      "B1: the menu of a message opens the form of a shortcut, which axe finds nothing in (%s)",
      async (colorScheme) => {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${url}/chat`);
        const message = page.locator("#messages article").first();
        await message.hover();
        await message.locator("summary").click();
        await message.getByRole("button", { name: "Ask Chief about this" }).click();
        await page.getByText("What should I do about it?").waitFor();
        expect(await axeViolations(page)).toEqual([]);
        await closeModal();
        await page.emulateMedia({ colorScheme: "light" });
      },
    );

    it("B1: “New Chief request” refuses an empty form beside its field, and begins a full one", async () => {
      await page.goto(`${url}/chat`);
      await page.getByRole("button", { name: "New Chief request" }).click();
      await page.getByText("What should I do?").waitFor();
      await page.locator("#view-form button[type=submit]").click();
      await page.getByText("Please complete this required field").waitFor();
      await page.locator("#view textarea").fill("integrations");
      await page.locator("#view-form button[type=submit]").click();
      await page.locator("#view").waitFor({ state: "detached" });
      await page.locator(".channels a", { hasText: "Chief" }).click();
      await page.locator("#messages", { hasText: "You asked: integrations" }).waitFor();
    });

    it("B9 F3: Home shows everything and opens the form of a skill; it fits a phone, and axe finds nothing", async () => {
      await page.goto(`${url}/chat-home`);
      for (const name of ["Approvals", "Integrations", "Skills", "Schedules"])
        await page.locator("#home-blocks").getByText(name, { exact: true }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await page.evaluate(overflow)).toBe(0);
      await page.getByRole("button", { name: "Run…" }).first().click();
      await page.getByText("Only try it out").waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate(overflow)).toBe(0);
    });
  },
);
