import { sql } from "drizzle-orm";
import { UnsecuredJWT } from "jose";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { openDatabase } from "../../src/database/index.ts";
import { json, type RecordingApi, recordingApi } from "../support/recording-api.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { axeViolations, CHROMIUM, openLocalMode, tabTo } from "./support.ts";

/** Where screenshots are kept, for a look at how it is; nowhere unless asked. */
const LOOK = process.env["CHIEF_LOOK"];
const [BAD, GOOD] = ["shop-token-that-is-bad", "shop-token-that-is-good"];

/** Each step shows every state of its page in three looks, which takes a loaded machine a while. */
const PATIENTLY = { timeout: 240_000 };

describe.skipIf(!CHROMIUM)(
  "C1, C9, C10, C11, C12, C13: the life of an integration in a browser (skipped where no Chromium is installed)",
  PATIENTLY,
  () => {
    let app: App;
    let browser: Browser;
    let page: Page;
    let url: string;
    let card: string;
    let dataDir: string;
    let api: RecordingApi;
    const good = new Set([GOOD]);
    const closing: (() => Promise<void>)[] = [];

    beforeAll(async () => {
      api = await recordingApi(
        ({ headers }, response) => {
          const token = String(headers["authorization"]).replace(/^Bearer /, "");
          if (good.has(token)) json(response, [{ id: 1 }, { id: 2 }]);
          else json(response, { message: "no" }, 401);
        },
        (close) => closing.push(close),
      );
      const look = {
        viewport: { width: 1360, height: 900 },
        reducedMotion: "reduce",
        bypassCSP: true,
      } as const;
      const often = { checkEveryMs: 1_000, scheduleTick: "*/5 * * * * *" };
      ({ app, browser, page, url, dataDir } = await openLocalMode(look, often));
      page.setDefaultTimeout(60_000);
    });
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
      for (const close of closing) await close();
    });

    /** What axe finds here and at 360 px, in light and dark, with a picture of each. */
    async function looks(name: string): Promise<void> {
      const wide = page.viewportSize() ?? { width: 1360, height: 900 };
      for (const [size, colorScheme] of [
        [wide, "light"],
        [wide, "dark"],
        [{ width: 360, height: 740 }, "light"],
      ] as const) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        const where = `${name}-${size.width}-${colorScheme}`;
        if (LOOK) await page.screenshot({ path: `${LOOK}/${where}.png`, fullPage: true });
        const found = await axeViolations(page);
        expect(found.map(({ id, nodes }) => ({ where, id, at: nodes.map(({ target }) => target) }))).toEqual(
          [],
        );
        expect([where, await page.evaluate("document.documentElement.scrollWidth <= innerWidth")]).toEqual([
          where,
          true,
        ]);
      }
      await page.setViewportSize(wide);
      await page.emulateMedia({ colorScheme: "light" });
    }

    const dialog = () => page.getByRole("dialog", { name: "Add integration" });
    const fault = (field: string) => dialog().locator(`[name="${field}"][aria-invalid="true"]`);
    const connect = async () => {
      await tabTo(page, "Connect and probe");
      await page.keyboard.press("Enter");
    };
    async function write(field: string, text: string): Promise<void> {
      await tabTo(page, field);
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
    }
    const shows = async (path: string, text: string | RegExp) => {
      const seen = async () => {
        await page.goto(path);
        return page.locator("main").innerText();
      };
      await expect.poll(seen, { timeout: 60_000, interval: 500 }).toMatch(text);
    };
    /** Does what posts a form, and waits for the answer. */
    const answered = async (act: () => Promise<void>) => {
      const answer = page.waitForResponse((response) => response.request().method() === "POST");
      await act();
      await answer;
    };
    it("is added with the keyboard alone; what is wrong is said beside each field, and no secret is kept in the form", async () => {
      await page.goto(`${url}/integrations`);
      await tabTo(page, "Add integration");
      await page.keyboard.press("Enter");
      await dialog().waitFor();
      await connect();
      await fault("name").waitFor();
      await fault("base_url").waitFor();
      await fault("token").waitFor();
      expect(await page.evaluate("document.activeElement.name")).toBe("name");
      await looks("1-empty");

      await write("name", "Shop API");
      await write("base_url", "ftp://shop.example.com");
      await write("token", BAD);
      await connect();
      await fault("base_url").waitFor();
      await expect
        .poll(() => dialog().locator("[name=name]").getAttribute("aria-invalid"), { timeout: 20_000 })
        .toBeNull();
      expect(await dialog().locator("[name=token]").inputValue()).toBe("");

      await write("base_url", api.origin);
      await write("token", BAD);
      await connect();
      await fault("base_url").waitFor();
      await expect.poll(() => dialog().innerText(), { timeout: 20_000 }).toMatch(/private/i);

      await write("token", BAD);
      await tabTo(page, "allow_private_network");
      await page.keyboard.press("Space");
      await connect();
      await dialog().getByText("Shop API is connected").waitFor();
      await expect
        .poll(() => dialog().innerText(), { timeout: 20_000 })
        .toMatch(/answered 401: the credential was refused/);
    });

    it("is failing until a good credential is pasted, which never comes back to a page", async () => {
      await shows(`${url}/integrations`, /Shop API[\s\S]*Failing/);
      await page.getByRole("link", { name: "Shop API", exact: true }).click();
      await page.waitForURL(/integrations\/int_/);
      card = new URL(page.url()).pathname;
      await tabTo(page, "Reconnect");
      await page.keyboard.press("Enter");
      await page.waitForURL(/reconnect$/);
      await looks("3-reconnect");
      await write("token", GOOD);
      await answered(() => page.keyboard.press("Enter"));
      await shows(url + card, /Healthy/);
      expect(await page.content()).not.toContain(GOOD);
    });

    it("is what a schedule needs; a credential that says when it ends turns its card to a warning", async () => {
      await page.goto(`${url}/schedules/new`);
      await page.fill("[name=request]", "call our Shop API: GET /orders");
      await page.fill("[name=times]", "every weekday at 9");
      await page.fill("[name=channel]", "#ops");
      await page.getByRole("button", { name: "Start the schedule" }).click();
      await page.waitForURL(/\/schedules(\/1)?$/);

      const ending = new UnsecuredJWT({}).setExpirationTime(Math.round(Date.now() / 1000) + 20).encode();
      good.add(ending);
      await page.goto(`${url}${card}/reconnect`);
      await page.fill("[name=token]", ending);
      await answered(() => page.locator("[name=token]").press("Enter"));
      await shows(url + card, /Token expiring/);
      await looks("4-expiring");
    });

    /** What was said in the chat at `path`, once something was that matches. */
    async function said(path: string, what: RegExp): Promise<string[]> {
      await page.goto(url + path);
      const messages = page.locator("#messages article").filter({ hasText: what });
      await messages.first().waitFor();
      return messages.allInnerTexts();
    }
    const channel = async (name: string) => {
      await page.goto(`${url}/chat`);
      const link = page.getByRole("navigation", { name: "Channels" }).getByRole("link", { name });
      return String(await link.getAttribute("href"));
    };

    it("tells its admin once, in direct messages, what would break and when, however often it is looked at", async () => {
      await said("/chat/app", /its credential/);
      const looked = api.requests.length;
      await expect.poll(() => api.requests.length, { timeout: 30_000 }).toBeGreaterThan(looked + 2);
      const told = await said("/chat/app", /its credential/);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(
        /Shop API: its credential (ends|should have ended)[\s\S]*schedule 1 \([\s\S]*next 2/,
      );
    });

    it("is failing when it is refused; the schedule is paused, and its channel is told", async () => {
      good.clear();
      await shows(url + card, /Failing/);
      await shows(`${url}/schedules`, /Paused/);
      expect(await said(await channel("ops"), /is paused/)).toHaveLength(1);
      await looks("5-paused");
    });

    it("is healthy with a fresh credential, and exactly what was paused for it is resumed with a press", async () => {
      good.add(GOOD);
      await page.goto(`${url}${card}/reconnect`);
      await write("token", GOOD);
      await answered(() => page.keyboard.press("Enter"));
      await shows(url + card, /Healthy/);
      const [offer] = await said(await channel("ops"), /works again/);
      expect(offer).toContain("Schedule 1 was paused because of it");
      await tabTo(page, "Resume it");
      await page.keyboard.press("Enter");
      await shows(`${url}/schedules`, /Active/);
    });

    it("is disconnected by who has seen what breaks; nothing that could open its secret is left", async () => {
      await page.goto(`${url}${card}/disconnect`);
      expect(await page.locator("main").innerText()).toMatch(
        /What will break[\s\S]*schedule 1: call our Shop/,
      );
      await looks("6-disconnect");
      await tabTo(page, "Disconnect");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/integrations$/);
      expect(await page.locator("main").innerText()).not.toContain("Shop API");

      await app.stop();
      const { db, close } = await openDatabase({ dataDir, logger: silentLogger() });
      closing.push(close);
      const id = card.slice("/integrations/".length);
      const left = await db.execute(sql`
        select id from data_keys where scope = ${id} union all select id from credentials where integration_id = ${id}`);
      expect(left.rows).toEqual([]);
    });
  },
);
