import { describe, expect, it } from "vitest";
import {
  type ActionDraft,
  countActions,
  insertActions,
  listActionPage,
  listActions,
  listActionTags,
  setActionEnabled,
  setActionsEnabled,
} from "../../src/actions/index.ts";
import { testDatabase } from "../support/database.ts";

const OWNER = { id: "int_big", workspaceId: "ws_1" };
const ALL = { workspaceId: "ws_1", integrationId: "int_big" };

function draft(method: string, path: string, rest: Partial<ActionDraft> = {}): ActionDraft {
  return {
    name: `${method}${path}`.toLowerCase().replace(/\W+/g, "-"),
    title: `${method} ${path}`,
    description: "",
    method,
    path,
    effect: method === "GET" ? "read" : "write",
    inputSchema: { type: "object", properties: {} },
    request: { method, path, query: [], headers: [], placeholders: {} },
    tags: ["misc"],
    enabled: true,
    requiresConfirmation: false,
    source: "openapi",
    ...rest,
  };
}

const DRAFTS = [
  draft("GET", "/orders", { tags: ["orders", "lists"], title: "List orders" }),
  draft("POST", "/orders", { tags: ["orders"], title: "Create 100%_sure" }),
  draft("GET", "/orders/{id}", { tags: ["orders"] }),
  draft("POST", "/files", { enabled: false, obstacle: "it needs a body of type image/png" }),
  draft("DELETE", "/files/{id}", { effect: "destroy" }),
];

async function stored() {
  const { db } = await testDatabase();
  await insertActions(db, OWNER, DRAFTS);
  await insertActions(db, { id: "int_other", workspaceId: "ws_1" }, [draft("GET", "/orders")]);
  return db;
}

const FIRST = { limit: 50, offset: 0 };

describe("C3: browsing an integration's actions", () => {
  it.each([
    [{}, ["DELETE /files/{id}", "GET /orders", "GET /orders/{id}", "POST /files", "POST /orders"]],
    [{ words: "ORDERS list" }, ["GET /orders"]],
    [{ words: "100%_" }, ["POST /orders"]],
    [{ words: "%" }, ["POST /orders"]],
    [{ method: "GET" }, ["GET /orders", "GET /orders/{id}"]],
    [{ tag: "lists" }, ["GET /orders"]],
    [{ effect: "destroy" as const }, ["DELETE /files/{id}"]],
    [{ enabled: false, words: "files" }, ["POST /files"]],
  ])("finds by %o", async (filter, expected) => {
    const { lines, total } = await listActionPage(await stored(), { ...ALL, ...filter }, FIRST);
    expect(lines.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(expected);
    expect(total).toBe(expected.length);
  });

  it("counts actions and tags, and samples what is switched on", async () => {
    const db = await stored();
    const counts = await countActions(db, "ws_1");
    expect(counts.get("int_big")).toEqual({
      total: 5,
      enabled: 4,
      sample: ["DELETE /files/{id}", "GET /orders", "POST /orders", "GET /orders/{id}"],
    });
    expect(counts.get("int_other")).toMatchObject({ total: 1 });
    expect((await listActionTags(db, "ws_1", "int_big"))[0]).toEqual({ tag: "orders", count: 3 });
  });

  it("switches exactly what fits, never what cannot be sent", async () => {
    const db = await stored();
    expect(await setActionsEnabled(db, { ...ALL, tag: "orders" }, false)).toBe(3);
    expect(await setActionsEnabled(db, { ...ALL, method: "GET" }, true)).toBe(2);
    expect(await setActionsEnabled(db, ALL, true)).toBe(1);
    const actions = await listActions(db, "ws_1");
    expect(actions.filter(({ enabled }) => !enabled).map(({ path }) => path)).toEqual(["/files"]);
    const actionId = actions.find(({ obstacle }) => obstacle)?.id ?? "";
    expect(await setActionEnabled(db, "ws_1", { actionId, enabled: true })).toMatchObject({ enabled: false });
  });

  it("gives any page of ten thousand with their count", async () => {
    const { db } = await testDatabase();
    const drafts = Array.from({ length: 10_000 }, (_, at) =>
      draft(at % 2 === 0 ? "GET" : "POST", `/things/${String(at).padStart(5, "0")}`),
    );
    await insertActions(db, OWNER, drafts);
    const page = await listActionPage(
      db,
      { ...ALL, method: "GET", words: "things" },
      { limit: 50, offset: 4_950 },
    );
    expect(page.total).toBe(5_000);
    expect(page.lines).toHaveLength(50);
    expect(page.lines[0]?.path).toBe("/things/09900");
  });
});
