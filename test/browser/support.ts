import { existsSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { type App, type AppOverrides, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { freePort } from "../support/chief/free-port.ts";
import { copiedDataDir } from "../support/database.ts";

/** Pages of a loaded machine come late. */
const PATIENTLY_MS = 20_000;
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is installed, or undefined: a suite that needs it then says so and skips. */
export const CHROMIUM = PLACES.find((path) => existsSync(path));

/** Starts the installed Chromium. It opens no connection of its own. */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(`Install Chromium: none of ${PLACES.join(", ")} exists`);
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** Serves `listener` on a free port of the loopback interface. */
export async function serveOnLoopback(
  listener: RequestListener,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One rule that a page breaks, and where. */
export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe-core finds on the open page, WCAG 2.2 AA and its best practices. The page needs `bypassCSP`. */
export async function axeViolations(page: Page): Promise<readonly Violation[]> {
  await page.addScriptTag({ path: AXE });
  // A colour in the middle of a transition is not the one that people read; what never ends is left out.
  await page.evaluate(
    "Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < 5000).map((one) => one.finished.catch(() => {}))).then(() => {})",
  );
  const text = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then(({ violations }) => JSON.stringify(violations))",
  );
  return JSON.parse(String(text)) as readonly Violation[];
}

const FOCUSED =
  "(() => { const e = document.activeElement; return [e.getAttribute('name') || '', e.id, (e.textContent || '').trim()]; })()";

/** Goes on with Tab until the field of that name or id, or what has these words, has the focus. */
export async function tabTo(page: Page, what: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const names = (await page.evaluate(FOCUSED)) as string[];
    if (names.some((name) => name.startsWith(what))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${what}`);
}

/** Says something in the chat's first channel, and opens the thread in which it is answered. */
export async function askInChat(page: Page, url: string, text: string): Promise<void> {
  await page.goto(`${url}/chat`);
  const links = page.locator('#messages a[href*="thread="]');
  // The same may have been asked before, and its thread is another one.
  const before = await links.count();
  await page.fill("#write", text);
  await page.keyboard.press("Enter");
  await links.nth(before).click();
  await page.locator("#thread-messages").waitFor();
}

/** Chief in local mode over data of its own, and a browser in which its admin is signed in. The caller closes both. */
export async function openLocalMode(
  look: Parameters<Browser["newContext"]>[0],
  overrides: AppOverrides = {},
): Promise<{ app: App; browser: Browser; page: Page; url: string; dataDir: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = await copiedDataDir();
  const env = {
    PORT: String(port),
    CHIEF_PUBLIC_URL: url,
    CHIEF_DATA_DIR: dataDir,
    LOG_LEVEL: "silent",
  };
  const app = createApp(readConfig(env), overrides);
  const { signInLink } = await app.start();
  const browser = await launchChromium();
  const context = await browser.newContext(look);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENTLY_MS);
  await page.goto(signInLink ?? "");
  return { app, browser, page, url, dataDir };
}
