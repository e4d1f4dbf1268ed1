import { describe, expect, it } from "vitest";
import {
  type ActionDraft,
  compareActions,
  findAction,
  insertActions,
  listActions,
  replaceActions,
  setActionEnabled,
} from "../../src/actions/index.ts";
import { testDatabase } from "../support/database.ts";

const OWNER = { id: "int_orders", workspaceId: "ws_1" };

function draft(method: string, path: string, name: string, rest: Partial<ActionDraft> = {}): ActionDraft {
  return {
    name,
    title: name,
    description: "",
    method,
    path,
    effect: method === "GET" ? "read" : "write",
    inputSchema: { type: "object", properties: {} },
    request: { method, path, query: [], headers: [], placeholders: {} },
    tags: [],
    enabled: true,
    requiresConfirmation: false,
    source: "openapi",
    ...rest,
  };
}

const LIST = draft("GET", "/orders", "list-orders", {
  paging: { page: "page" },
  results: { recordsAt: "data", dates: ["created_at"], money: ["total"] },
  tags: ["orders"],
});
const CREATE = draft("POST", "/orders", "create-order");

describe("C3: the actions of an integration, stored", () => {
  it("come back as they were, by integration and name", async () => {
    const { db } = await testDatabase();
    await insertActions(db, OWNER, [LIST, CREATE]);
    const [create, list] = await listActions(db, "ws_1");
    expect(list).toMatchObject({ ...LIST, integrationId: "int_orders", workspaceId: "ws_1", version: 1 });
    expect(create).toMatchObject(CREATE);
    expect(create).not.toHaveProperty("paging");
  });

  it("are stored by the thousand", async () => {
    const { db } = await testDatabase();
    const drafts = Array.from({ length: 1201 }, (_, at) => draft("GET", `/things/${at}`, `get-thing-${at}`));
    await insertActions(db, OWNER, drafts);
    await insertActions(db, OWNER, []);
    expect(await listActions(db, "ws_1", "int_orders")).toHaveLength(1201);
  });

  it("are found, listed and switched only in their own workspace", async () => {
    const { db } = await testDatabase();
    await insertActions(db, OWNER, [LIST]);
    const [stored] = await listActions(db, "ws_1");
    const actionId = stored?.id ?? "";
    expect(await findAction(db, "ws_1", actionId)).toEqual(stored);
    expect(await findAction(db, "ws_2", actionId)).toBeUndefined();
    expect(await listActions(db, "ws_2")).toEqual([]);
    expect(await setActionEnabled(db, "ws_2", { actionId, enabled: false })).toBeUndefined();
    expect(await setActionEnabled(db, "ws_1", { actionId, enabled: false })).toMatchObject({
      enabled: false,
    });
    expect(await findAction(db, "ws_1", actionId)).toMatchObject({ enabled: false });
  });

  it("cannot have two of one name in an integration", async () => {
    const { db } = await testDatabase();
    await expect(insertActions(db, OWNER, [LIST, LIST])).rejects.toThrow();
  });
});

describe("C4: the actions of an integration, replaced by a newer document", () => {
  async function replaced(before: readonly ActionDraft[], after: readonly ActionDraft[]) {
    const { db } = await testDatabase();
    await insertActions(db, OWNER, before);
    const [first] = await listActions(db, "ws_1");
    await setActionEnabled(db, "ws_1", { actionId: first?.id ?? "", enabled: false });
    const diff = await compareActions(await listActions(db, "ws_1"), after);
    await db.transaction((tx) => replaceActions(tx, OWNER, diff));
    const counts = {
      added: diff.added.length,
      changed: diff.changed.length,
      removed: diff.removed.length,
      kept: diff.kept.length,
    };
    return { first, counts, stored: await listActions(db, "ws_1") };
  }

  it("keep id, name, settings and version where nothing changed", async () => {
    const { first, counts, stored } = await replaced([LIST], [{ ...LIST, name: "get-all-orders" }]);
    expect(counts).toEqual({ added: 0, changed: 0, removed: 0, kept: 1 });
    expect(stored).toEqual([{ ...first, enabled: false }]);
  });

  it("keep id, name and settings but get a new version where the call changed", async () => {
    const inputSchema = { type: "object", properties: { limit: { type: "integer" } } };
    const { first, counts, stored } = await replaced(
      [LIST],
      [{ ...draft("GET", "/orders", "x"), inputSchema }],
    );
    expect(counts).toEqual({ added: 0, changed: 1, removed: 0, kept: 0 });
    expect(stored).toMatchObject([
      { id: first?.id, name: "list-orders", enabled: false, version: 2, inputSchema },
    ]);
    expect(stored[0]).not.toHaveProperty("paging");
  });

  it("go when the document no longer has them, and give their name free", async () => {
    const moved = draft("GET", "/v2/orders", "list-orders");
    const { counts, stored } = await replaced([LIST], [moved, CREATE]);
    expect(counts).toEqual({ added: 2, changed: 0, removed: 1, kept: 0 });
    expect(stored.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "create-order /orders",
      "list-orders /v2/orders",
    ]);
  });

  it("leave alone what people wrote themselves, and do not take its name", async () => {
    const own = draft("GET", "/report", "report", { source: "contract" });
    const { counts, stored } = await replaced([own], [draft("GET", "/reports", "report")]);
    expect(counts).toEqual({ added: 1, changed: 0, removed: 0, kept: 0 });
    expect(stored.map(({ name, path }) => `${name} ${path}`)).toEqual([
      "report /report",
      "report-2 /reports",
    ]);
  });
});
