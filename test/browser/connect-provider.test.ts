import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { freePort } from "../support/chief/free-port.ts";
import { copiedDataDir } from "../support/database.ts";
import { CLIENT, type EmulatedProvider, startGitHub } from "../support/providers.ts";
import { askInChat, CHROMIUM, launchChromium } from "./support.ts";

describe.skipIf(!CHROMIUM)(
  "C7, C12, C13, C14: GitHub in a browser (skipped where no Chromium is installed)",
  () => {
    let app: App;
    let github: EmulatedProvider;
    let browser: Browser;
    let page: Page;
    let url: string;
    const refused: string[] = [];

    beforeAll(async () => {
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      github = await startGitHub([`${url}/oauth/callback/github`]);
      const env = {
        PORT: String(port),
        CHIEF_PUBLIC_URL: url,
        CHIEF_DATA_DIR: await copiedDataDir(),
        LOG_LEVEL: "silent",
      };
      app = createApp(readConfig(env), { providers: [github.provider] });
      const { signInLink } = await app.start();
      browser = await launchChromium();
      page = await browser.newPage({ viewport: { width: 1360, height: 860 }, reducedMotion: "reduce" });
      page.setDefaultTimeout(20_000);
      page.on(
        "console",
        (message) => /Content.Security/i.test(message.text()) && refused.push(message.text()),
      );
      await page.goto(signInLink ?? "");
    });
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
      await github?.close();
    });

    async function ask(text: string): Promise<string> {
      await askInChat(page, url, text);
      const thread = page.locator("#thread-messages", { hasText: "How did you get this?" });
      await thread.waitFor();
      return thread.innerText();
    }

    /** On the provider's page: choose the account. */
    async function agree(): Promise<void> {
      await page.waitForURL(/\/login\/oauth\/authorize/);
      await page.locator("form button").first().click();
      await page.waitForURL(/\/oauth\/callback\/github/);
    }

    it("is set up from the Add dialog, and connected with a click and a consent", async () => {
      await page.goto(`${url}/integrations`);
      await page.getByRole("button", { name: "Add integration" }).click();
      await page.getByRole("link", { name: /Set up GitHub/ }).click();
      await page.getByText(`${url}/oauth/callback/github`).waitFor();
      await page.fill("#client-id", CLIENT.id);
      await page.fill("#client-secret", CLIENT.secret);
      await page.getByRole("button", { name: "Save" }).click();

      await page.goto(`${url}/integrations`);
      await page.getByRole("button", { name: "Add integration" }).click();
      await page.getByRole("button", { name: /Connect GitHub/ }).click();
      await agree();
      await page.getByText("GitHub is connected").waitFor();
      await page.getByText("Chief acts as admin at GitHub").waitFor();
    });

    it("answers; when its access has ended, says so with a link; and goes on after a new consent", async () => {
      expect(await ask("Chief, call GitHub: GET /user")).toContain("admin");
      github.goodTokens.clear();
      expect(await ask("Chief, call GitHub: GET /user")).toMatch(/GitHub refused the credential/);

      const text = await ask("Chief, reconnect GitHub");
      expect(text).toContain("The link works only for you");
      const link = page.locator("#thread-messages").getByRole("link", { name: "Reconnect GitHub" });
      await page.goto((await link.getAttribute("href")) ?? "");
      await page.getByLabel(/Read your organisations/).uncheck();
      await page.getByRole("button", { name: "Continue" }).click();
      await agree();
      await page.getByText("Reconnected").waitFor();
      expect(await page.locator("main").innerText()).toMatch(/Lost with the last consent\s+read:org/i);
      expect(await ask("Chief, call GitHub: GET /user")).toContain("admin");
    });

    it("disconnects, and nothing on the way was refused by the content security policy", async () => {
      await page.goto(`${url}/integrations`);
      await page.getByRole("link", { name: "GitHub", exact: true }).click();
      await page.getByRole("link", { name: "Disconnect" }).click();
      await page.getByText("What will break").waitFor();
      await page.getByRole("button", { name: "Disconnect" }).click();
      await page.waitForURL(/\/integrations$/);
      expect(github.goodTokens.size).toBe(0);
      expect(refused).toEqual([]);
    });
  },
);
