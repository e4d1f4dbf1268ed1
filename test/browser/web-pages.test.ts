import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPreviewApp, PREVIEWS } from "../web/preview-app.tsx";
import { axeViolations, CHROMIUM, launchChromium, serveOnLoopback } from "./support.ts";

const LOOKS = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "light" },
} as const;
const why = CHROMIUM === undefined ? " (skipped: Chromium is not installed)" : "";

describe.skipIf(CHROMIUM === undefined)(`H2: the pages in a browser${why}`, () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveOnLoopback>>;
  beforeAll(async () => {
    browser = await launchChromium();
    server = await serveOnLoopback(createPreviewApp());
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function open(path: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ reducedMotion: "reduce", ...options });
    await page.goto(server.url + path);
    return page;
  }

  /** A chat page that is connected to its stream of events. */
  async function openChat(): Promise<Page> {
    const page = await browser.newPage({ reducedMotion: "reduce" });
    const connected = page.waitForResponse((response) =>
      new URL(response.url()).pathname.endsWith("/events"),
    );
    await page.goto(`${server.url}/chat/C0OPS`);
    await connected;
    return page;
  }

  describe.each(Object.entries(LOOKS))("%s", (_name, look) => {
    let page: Page;
    beforeAll(async () => {
      page = await browser.newPage({ reducedMotion: "reduce", ...look, bypassCSP: true });
    });
    afterAll(() => page.close());

    it.each(Object.keys(PREVIEWS))("%s breaks no rule of axe and fits the width", async (path) => {
      await page.goto(server.url + path);
      const violations = await axeViolations(page);
      expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target) }))).toEqual(
        [],
      );
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    });
  });

  it("nothing on any page is refused by the content security policy, and nothing is loaded from elsewhere", async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    // A page that is open for some seconds asks for news, which the previews do not have.
    const isNews = (resourceType: string) => resourceType === "xhr" || resourceType === "fetch";
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) problems.push(text);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !isNews(response.request().resourceType()))
        problems.push(response.url());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => request.url().startsWith(server.url) || problems.push(request.url()));
    for (const path of Object.keys(PREVIEWS)) await page.goto(server.url + path);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("adding shows only the fields of the chosen method, and faults beside their fields", async () => {
    const page = await open("/integrations");
    await page.getByRole("button", { name: "Add integration" }).click();
    const dialog = page.getByRole("dialog", { name: "Add integration" });
    expect(await dialog.getByLabel("Token", { exact: true }).isVisible()).toBe(true);
    await dialog.getByLabel("Auth method").selectOption("basic");
    expect(await dialog.getByLabel("Token", { exact: true }).isVisible()).toBe(false);
    expect(await dialog.getByLabel("Password").isVisible()).toBe(true);
    await dialog.getByRole("button", { name: "Connect and probe" }).click();
    await dialog.getByText("Give it a name").waitFor();
    expect(await page.evaluate("document.activeElement.name")).toBe("name");
    expect(await dialog.getByLabel("Password").isVisible()).toBe(true);
    await page.close();
  });

  it("a message is sent with Enter, arrives by the stream of events, and the box is empty again", async () => {
    const page = await openChat();
    const box = page.getByLabel("Message #ops");
    await box.fill("hello *there*");
    await box.press("Enter");
    await page.locator("#messages strong", { hasText: "there" }).waitFor();
    await expect.poll(() => box.inputValue()).toBe("");
    await page.close();
  });

  it("a press asks first where the message wants that, and posts nothing when the answer is no", async () => {
    const page = await openChat();
    const question = page.getByRole("dialog", { name: "Deny it?" });
    await page.getByRole("button", { name: "Deny" }).click();
    await question.getByRole("button", { name: "Back" }).click();
    expect(await page.locator("#status").innerText()).toContain("thinking");
    await page.getByRole("button", { name: "Deny" }).click();
    await question.getByRole("button", { name: "Deny" }).click();
    await page.locator("#status", { hasText: "saw answer/deny=apr_1" }).waitFor();
    await page.close();
  });

  it("a modal opens by itself, at the field that was wrong, and Escape closes it", async () => {
    const page = await open("/chat-modal");
    const dialog = page.getByRole("dialog", { name: "Edit the request" });
    await dialog.waitFor();
    expect(await page.evaluate("document.activeElement.getAttribute('aria-invalid')")).toBe("true");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.close();
  });

  it("a request that fails is told in the corner, and leaves the page as it is", async () => {
    const page = await open("/integrations");
    await page.getByRole("button", { name: "Test" }).first().click();
    await page.getByRole("status").getByText("There is nothing here").waitFor();
    expect(await page.locator("#cards .card").count()).toBe(4);
    await page.close();
  });

  it("the theme is kept from page to page", async () => {
    const page = await open("/integrations", { colorScheme: "light" });
    await page.getByRole("button", { name: "Theme" }).click();
    await page.goto(`${server.url}/runs`);
    expect(await page.evaluate("getComputedStyle(document.body).colorScheme")).toBe("dark");
    await page.close();
  });

  it("cards are found while typing", async () => {
    const page = await open("/integrations");
    await page.getByLabel("Find an integration").fill("wms");
    await expect.poll(() => page.locator("#cards .card:visible").count()).toBe(1);
    await page.getByLabel("Find an integration").fill("nothing like it");
    await page.getByText("No integration matches.").waitFor();
    await page.close();
  });
});
