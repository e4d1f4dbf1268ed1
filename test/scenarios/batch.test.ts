import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, eventually, PEOPLE, type Posted, startChief } from "../support/chief.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { reply, said } from "./talk.ts";

const MANY = 5;

let model: ModelServer;
let chief: Chief;
beforeAll(async () => {
  model = await startModelServer();
  model.auto(({ messages }) =>
    messages.some(({ role }) => role === "tool")
      ? { text: "All that were approved are done." }
      : {
          toolCalls: Array.from({ length: MANY }, (_, at) => ({
            name: "call_action",
            arguments: JSON.stringify({
              action: "internal-orders-api.refund-order",
              arguments: { id: 1234 + at, amount: 1 },
            }),
          })),
        },
  );
  chief = await startChief({ transport: "http", model });
});
afterAll(async () => {
  await chief?.stop();
  await model?.close();
});

/** Asks for many changes at once. */
async function askForMany(): Promise<{ asked: Posted; card: Posted }> {
  await chief.orders.clearRequests();
  const asked = await chief.chat.say("ada", "#general", "Chief, refund a euro on each of the last orders");
  const card = await reply(chief, asked, ({ buttons }) => buttons.includes("Choose…"));
  return { asked, card: { ...asked, ts: card.ts } };
}

/** The questions that wait on the dashboard, where one alone has no box to tick. */
async function waiting(): Promise<string[]> {
  const { html } = await chief.browser.get("/approvals");
  const [open = ""] = html.split('id="decided-title"');
  return [...open.matchAll(/id="approval-(apr_\w+)"/g)].map(([, id = ""]) => id);
}

const writesTo = async () => Object.keys(await chief.orders.writes()).sort();

describe("many requests that wait together", () => {
  it("E3: Choose: what is ticked is sent, and the others are denied where that is chosen", async () => {
    const { asked, card } = await askForMany();
    const { human, reading } = chief.workspace();
    await chief.chat.press("ada", card, "Choose…");
    const view = await eventually("the modal", async () => reading.modal(PEOPLE.ada));
    const [options = []] = choicesIn(view["blocks"]);
    expect(options.length).toBeGreaterThan(1);
    const answers = { chosen: { ids: options.slice(0, 1) }, others: { what: "deny" } };
    const submitted = await human.submit({ user: PEOPLE.ada, viewId: view.id, answers });
    expect(submitted).toEqual({ outcome: "closed" });
    // What came too late for the same card is decided by itself.
    const others = await eventually("the others", async () => {
      const open = await waiting();
      return open.length === MANY - options.length ? open : undefined;
    });
    if (others.length > 0) await chief.browser.press("/approvals", ticked("denied", others));
    expect((await reply(chief, asked)).text).toContain("All that were approved are done");
    expect(await writesTo()).toHaveLength(1);
    const drawn = (await said(chief.chat, asked)).find(({ ts }) => ts === card.ts);
    expect(drawn?.buttons).not.toContain("Choose…");
  });

  it("E9: on the dashboard those that are ticked are decided at once, each by itself", async () => {
    const { asked } = await askForMany();
    const ids = await eventually("all of them", async () => {
      const open = await waiting();
      return open.length === MANY ? open : undefined;
    });
    const nothing = await chief.browser.press("/approvals", { verdict: "approved" });
    expect(nothing.html).toContain("Tick at least one request");
    const approved = await chief.browser.press("/approvals", ticked("approved", ids.slice(0, 3)));
    expect(approved.html).toContain("3 requests answered");
    const again = await chief.browser.press("/approvals", ticked("denied", ids.slice(2)));
    expect(again.html).toContain("already approved");
    expect((await reply(chief, asked)).text).toContain("All that were approved are done");
    expect(await writesTo()).toHaveLength(3);
    expect((await chief.browser.press("/approvals", ticked("approved", ["apr_none"]))).status).toBe(404);
  });
});

/** The form of the ticked questions. */
function ticked(verdict: string, ids: readonly string[]): (readonly [string, string])[] {
  return [["verdict", verdict], ...ids.map((id) => ["ids", id] as const)];
}

/** The values of the checkboxes of a modal, by block. */
function choicesIn(blocks: unknown): string[][] {
  const known = blocks as { element?: { type: string; options: { value: string }[] } }[];
  return known.flatMap(({ element }) =>
    element?.type === "checkboxes" ? [element.options.map(({ value }) => value)] : [],
  );
}
