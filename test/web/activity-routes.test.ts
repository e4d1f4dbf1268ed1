import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXPORT_FORMATS, type exportedCall } from "../../src/execution/export-calls.ts";
import { ask } from "../scenarios/talk.ts";
import { type Chief, PEOPLE, startChief, wordsIn } from "../support/chief.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "local" });
  await ask(chief, "Chief, call our Internal Orders API: GET /orders?limit=2");
  await ask(chief, "Chief, call our WMS API: GET /nowhere");
});
afterAll(() => chief?.stop());

describe("C15: the activity on the dashboard", () => {
  it("lists every call with who asked, what came of it, the run and the thread", async () => {
    const { html } = await chief.browser.get("/activity");
    expect(wordsIn(html)).toMatch(/404 GET \/nowhere.*WMS API Ada.*200 .*Internal Orders API Ada/s);
    expect(html).toMatch(/href="\/runs\/run_/);
    const thread = /href="(\/activity\/calls\/[^"]+\/thread)"/.exec(html)?.[1] ?? "";
    expect((await chief.browser.get(thread)).html).toContain("/nowhere");
  });

  it("narrows by status, person, action and integration, and says so where nothing fits", async () => {
    const list = async (query: string) => wordsIn((await chief.browser.get(`/activity/calls${query}`)).html);
    expect(await list("?status=client")).toMatch(/404(?!.*200)/s);
    expect(await list("?action=nowhere")).toContain("GET /nowhere");
    expect(await list("?person=mem_nobody")).toContain("No call fits");
    expect(await list("?from=2999-01-01T00:00")).toContain("No call fits");
    expect(await list("?status=rubbish&before=rubbish&from=rubbish")).toContain("GET /nowhere");
  });

  it("is on each integration's own page, and nobody else's calls are", async () => {
    const { html } = await chief.browser.get("/integrations");
    const links = [...html.matchAll(/href="(\/integrations\/[^"]+\/activity)"/g)].map(
      ([, link = ""]) => link,
    );
    const pages = await Promise.all(links.map(async (link) => wordsIn((await chief.browser.get(link)).html)));
    expect(pages.filter((words) => words.includes("GET /nowhere"))).toHaveLength(1);
  });

  it("is exported as CSV and as JSON Lines, narrowed the same way", async () => {
    const csv = (await chief.browser.get("/activity/export.csv")).html;
    expect(csv.split("\r\n")[0]).toContain("time,id,integration,action,effect,method,url,state,status");
    expect(csv.trim().split("\r\n")).toHaveLength(3);
    const { html } = await chief.browser.get("/activity/export.jsonl?status=failed");
    const [line = "", ...more] = html.trim().split("\n");
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ integration: "WMS API", status: 404, person: "Ada Okafor" });
  });

  it("a member sees only calls of their own", async () => {
    await chief.browser.press("/chat-identity", { member: PEOPLE.mallory, return_to: "/activity" });
    const { html } = await chief.browser.get("/activity");
    expect(html).not.toContain("/nowhere");
    expect((await chief.browser.get("/activity/export.csv")).html.trim().split("\r\n")).toHaveLength(1);
  });
});

describe("C15: a line of the export", () => {
  const call: ReturnType<typeof exportedCall> = {
    ...{
      time: "2026-03-18T12:00:00.000Z",
      id: "c",
      integration: "A, B",
      action: '=HYPERLINK("x")',
      effect: "read",
    },
    ...{ method: "GET", url: "https://api.test/", state: "settled", status: -1, duration_ms: 5, rows: null },
    ...{
      failure: null,
      failure_message: "two\nlines",
      person: "+Ada",
      approved_by: null,
      thread: null,
      run: "r",
    },
  };
  it("keeps text text where a spreadsheet would take it for a formula, and quotes what would break a cell", () => {
    const line = EXPORT_FORMATS.csv.line(call);
    expect(line).toBe(
      `2026-03-18T12:00:00.000Z,c,"A, B","'=HYPERLINK(""x"")",read,GET,https://api.test/,settled,-1,5,,,"two\nlines",'+Ada,,,r\r\n`,
    );
    expect(JSON.parse(EXPORT_FORMATS.jsonl.line(call))).toEqual(call);
  });
});
