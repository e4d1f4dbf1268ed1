import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { askInChat, axeViolations, CHROMIUM, openLocalMode } from "./support.ts";

describe.skipIf(!CHROMIUM)(
  "local mode as a newcomer sees it (skipped where no Chromium is installed)",
  () => {
    let app: App;
    let browser: Browser;
    let page: Page;
    let url: string;

    beforeAll(async () => {
      ({ app, browser, page, url } = await openLocalMode({
        bypassCSP: true,
        viewport: { width: 1360, height: 860 },
      }));
    });
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
    });

    async function openLastThread(): Promise<void> {
      await page.locator('a[href*="thread="]').last().click();
      await page.waitForSelector("#thread-messages");
    }

    async function becomes(person: string): Promise<void> {
      const name = await page
        .locator("select[name=member] option", { hasText: person })
        .getAttribute("value");
      await Promise.all([page.waitForURL(/\/chat\//), page.selectOption("select[name=member]", name)]);
      await page.locator(".viewer", { hasText: person }).waitFor();
    }

    it("H1 A1: the printed link signs in, once, and leads to the chat", async () => {
      expect(page.url()).toContain("/chat/");
      expect(await page.locator(".viewer").innerText()).toContain("Ada");
    });

    it("B1 B5: a suggested request is answered in its thread, and posted in #ops", async () => {
      await page.getByRole("button", { name: "Orders by status" }).click();
      await page.locator('a[href*="thread="]').first().waitFor();
      await openLastThread();
      const answer = page.locator("#thread-messages");
      // The table, and that behind the numbers of its chart.
      await answer.locator("table").last().waitFor();
      expect(await answer.innerText()).toMatch(/orders by status/i);
      expect(await answer.innerText()).toContain("How did you get this?");
      await page.locator(".channels a", { hasText: "ops" }).click();
      await page.locator("#messages table").last().waitFor();
    });

    it("B6 H2: the receipt leads to the run's timeline", async () => {
      await page.goto(`${url}/runs`);
      await page.locator("td a").first().click();
      await page.getByText("Command planner").first().waitFor();
      expect(await page.locator(".timeline").innerText()).toContain("list-orders");
    });

    it("E3: the member may not approve the admin's request, the admin may, and the card shows it", async () => {
      await askInChat(page, url, "Chief, cancel order 1042 in our Internal Orders API");
      const here = page.url();
      await page.getByRole("button", { name: "Approve", exact: true }).waitFor();

      await becomes("Mallory");
      await page.goto(here);
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      await page.getByText("This is not yours to approve").waitFor();

      await becomes("Ada");
      await page.goto(here);
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      await page.getByText("Approved by").waitFor();
      await page.locator("#waiting .count").waitFor({ state: "detached" });
      await page.getByText("Done:", { exact: false }).waitFor();
    });

    it("C1: a bad form says what is wrong beside each field, a good one connects the API", async () => {
      const api = createServer((_request, response) => {
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify([{ city: "Oslo", celsius: 4 }]));
      });
      await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
      const baseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
      await page.goto(`${url}/integrations`);
      await page.getByRole("button", { name: "Add integration" }).click();
      const form = page.locator("form.connect");
      await form.locator("button[type=submit]").click();
      await form.locator("[aria-invalid=true]").first().waitFor();
      await form.locator("[name=name]").fill("Weather API");
      await form.locator("[name=base_url]").fill(baseUrl);
      await form.locator("[name=auth_method]").selectOption("none");
      await form.locator("[name=allow_private_network]").check();
      await form.locator("button[type=submit]").click();
      await page.getByText("Weather API is connected").first().waitFor();

      await askInChat(page, url, "Chief, call our Weather API: GET /cities");
      await page.locator("#thread-messages", { hasText: "Oslo" }).waitFor();
      api.close();
      api.closeAllConnections();
    });

    it.each(["/chat", "/integrations", "/runs", "/approvals"])(
      "H2: axe finds nothing on %s",
      async (path) => {
        await page.goto(url + path);
        expect(await axeViolations(page)).toEqual([]);
      },
    );

    /** Those that the previews of `web-pages.test.ts` do not have. */
    const OF_AN_INTEGRATION = [
      ...["activity", "scopes", "health", "openapi", "settings", "reconnect", "disconnect"],
      "contracts/new",
    ];
    const FURTHER = ["/integrations/mcp", "/find?q=orders", "/chat/app", "/chat-home", "/approvers"];
    it.each([
      ["dark", { width: 1360, height: 860 }],
      ["light", { width: 360, height: 740 }],
    ] as const)(
      "H2: axe finds nothing on pages that only a working Chief has (%s), and they fit the width",
      async (colorScheme, size) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize(size);
        await page.goto(`${url}/integrations`);
        const name = { name: "Internal Orders API", exact: true };
        const card = await page.getByRole("link", name).first().getAttribute("href");
        const found: unknown[] = [];
        for (const path of [...OF_AN_INTEGRATION.map((tab) => `${card}/${tab}`), ...FURTHER]) {
          const response = await page.goto(url + path);
          const violations = await axeViolations(page);
          found.push(
            ...violations.map(({ id, nodes }) => ({ path, id, at: nodes.map(({ target }) => target) })),
          );
          if (response?.status() !== 200) found.push({ path, status: response?.status() });
          if (!(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")))
            found.push({ path, scrolls: "sideways" });
        }
        expect(found).toEqual([]);
      },
      120_000,
    );

    it("H2: nothing scrolls sideways on a phone, and nothing is loaded from elsewhere", async () => {
      const loaded: string[] = [];
      page.on("request", (request) => loaded.push(request.url()));
      await page.setViewportSize({ width: 360, height: 740 });
      for (const path of ["/chat", "/integrations", "/runs", "/approvals"]) {
        await page.goto(url + path);
        const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        expect(await page.evaluate(overflow), path).toBe(0);
      }
      expect(loaded.filter((address) => !address.startsWith(url) && !address.startsWith("data:"))).toEqual(
        [],
      );
    });
  },
);
