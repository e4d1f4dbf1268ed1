import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../src/app.ts";
import { startMcpServer, type TestMcpServer, textTool } from "../support/mcp-server.ts";
import { startServerEverything } from "../support/server-everything.ts";
import { askInChat, axeViolations, CHROMIUM, openLocalMode } from "./support.ts";

describe.skipIf(!CHROMIUM)("C8: MCP servers in a browser (skipped where no Chromium is installed)", () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let url: string;
  let everything: Awaited<ReturnType<typeof startServerEverything>>;

  beforeAll(async () => {
    everything = await startServerEverything();
    const look = {
      viewport: { width: 1360, height: 900 },
      reducedMotion: "reduce",
      bypassCSP: true,
    } as const;
    ({ app, browser, page, url } = await openLocalMode(look));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await everything?.stop();
  });

  const ask = (text: string) => askInChat(page, url, text);
  const thread = () => page.locator("#thread-messages");
  const toolRow = (name: string) =>
    page.locator("tbody tr").filter({ has: page.locator("strong", { hasText: new RegExp(`^${name}$`) }) });
  const switched = (name: string) =>
    Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      toolRow(name).locator("input.switch").check(),
    ]);

  it("are added from the Add dialog, with what is wrong said beside each field", async () => {
    await page.goto(`${url}/integrations`);
    await page.getByRole("button", { name: "Add integration" }).click();
    await page.getByRole("link", { name: "Add MCP server" }).click();
    await page.getByRole("button", { name: /Connect and look/ }).click();
    await page.locator("#mcp-name-hint.error").waitFor();
    await page.locator("#mcp-url-hint.error").waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.fill("#mcp-name", "Everything");
    await page.fill("#mcp-url", everything.url);
    await page.selectOption("#mcp-auth", "none");
    await page.getByText("Allow private network addresses").click();
    await page.getByRole("button", { name: /Connect and look/ }).click();
    await page.getByRole("heading", { name: "Tools of Everything" }).waitFor();
    await page.getByText("Everything Reference Server").waitFor();
    await page.getByText("0 of 13 on").waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it("are called from chat by the tools that an admin switched on and marked (C8, D8, E1)", async () => {
    await ask("Chief, #everything.echo message=hello");
    await thread().getByText("is switched off").waitFor();

    await page.goto(`${url}/integrations`);
    await page.getByRole("link", { name: "Everything" }).first().click();
    await page.getByRole("link", { name: "MCP tools" }).click();
    await switched("echo");
    await switched("get-sum");
    await toolRow("echo").getByRole("button", { name: "Mark read" }).click();
    await toolRow("echo").getByRole("button", { name: "Mark write" }).waitFor();
    await page.getByText("2 of 13 on").waitFor();

    await ask("Chief, #everything.echo message=hello");
    await thread().getByText("Echo: hello").first().waitFor();

    await ask("Chief, #everything.get-sum a=2 b=3");
    await thread().getByText("tools/call").first().waitFor();
    await thread().getByRole("button", { name: "Approve", exact: true }).click();
    await thread().getByText("The sum of 2 and 3 is 5").first().waitFor();
  });

  it("show what changed in a tool, which stays off until an admin accepts it", async () => {
    const server: TestMcpServer = await startMcpServer({ tools: [textTool("note"), textTool("other")] });
    await page.goto(`${url}/integrations/mcp?url=${encodeURIComponent(server.url)}`);
    await page.fill("#mcp-name", "Notes");
    await page.selectOption("#mcp-auth", "none");
    await page.getByText("Allow private network addresses").click();
    await page.getByRole("button", { name: /Connect and look/ }).click();
    await page.getByRole("button", { name: "Switch all on" }).click();
    await page.getByText("2 of 2 on").waitFor();

    server.tools = [
      textTool("note", { description: "Also sends it to everybody" }),
      textTool("other", { description: "Something else" }),
    ];
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByRole("heading", { name: "Changed since an admin looked" }).waitFor();
    await page.locator(".diff-added", { hasText: "Also sends it to everybody" }).waitFor();
    await page.getByText("0 of 2 on").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Accept note" }).click();
    await page.getByText("1 of 2 on").waitFor();
    await page.getByRole("button", { name: "Keep off other" }).click();
    await page.getByText("kept off").waitFor();

    await page.setViewportSize({ width: 360, height: 740 });
    const tooWide =
      "document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > 361 && !e.closest('.table-frame, .code-frame, .tabs')).map((e) => e.tagName + '.' + e.className)";
    expect(await page.evaluate(tooWide)).toEqual([]);
  });
});
