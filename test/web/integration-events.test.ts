import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenApi, openApi } from "../api/open-api.ts";
import { insertEnded } from "../support/ledger.ts";
import { connectApi } from "../support/team.ts";
import { type OpenWeb, openWeb } from "./open-web.ts";

let api: OpenApi;
let web: OpenWeb;
beforeAll(async () => {
  api = await openApi();
  web = await openWeb(api);
});
afterAll(async () => {
  await web?.close();
  await api?.close();
});

describe("C10 C15: the cards and the latest calls of an open page", () => {
  it("follow what changes, and end with the person's membership", async () => {
    const { ground, team } = api;
    const shop = await connectApi(ground, team, { name: "Shop <b>API</b>", baseUrl: "http://127.0.0.1:1" });
    const cookie = await web.signedIn(team.bob);
    const page = await web.send({ method: "GET", path: "/integrations" }, { cookie });
    const path = /hx-sse:connect="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const response = await fetch(web.origin + path, { headers: { cookie } });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    let sent = "";
    let isOver = false;
    const reading = (async () => {
      for await (const chunk of response.body ?? []) sent += Buffer.from(chunk).toString();
    })().finally(() => {
      isOver = true;
    });
    reading.catch(() => undefined);
    const soon = { timeout: 20_000 };

    await ground.db.execute(
      sql`update integrations set health = 'failing', health_note = 'It answered 401' where id = ${shop.id}`,
    );
    await expect.poll(() => sent, soon).toContain("It answered 401");
    expect(sent).toContain("Shop &lt;b&gt;API&lt;/b&gt;");
    expect(sent).not.toContain("/test");
    const before = sent.length;
    await ground.db.execute(sql`update integrations set health_note = 'Answered 403' where id = ${shop.id}`);
    await expect.poll(() => sent.slice(before), soon).toContain(`hx-target="#card-${shop.id}"`);
    expect(sent.slice(before)).not.toContain('hx-target="#cards"');

    const calls = () => /hx-target="#live-activity"[\s\S]*/.exec(sent)?.[0] ?? "";
    const addCall = (memberId: string, title: string) =>
      insertEnded(ground.db, {
        ...{ id: `call_${title}`, workspaceId: team.workspace.id, integrationId: shop.id, now: new Date() },
        ...{ memberId, title, status: 200 },
      });
    await addCall(team.bob.id, "list-things");
    await expect.poll(calls, soon).toContain("list-things");
    await addCall(team.ada.id, "of-somebody-else");
    await addCall(team.bob.id, "list-more");
    await expect.poll(calls, soon).toContain("list-more");
    expect(sent).not.toContain("of-somebody-else");

    const other = await connectApi(ground, team, { name: "Another API", baseUrl: "http://127.0.0.1:1" });
    await expect.poll(() => sent, soon).toMatch(/hx-target="#cards" hx-swap="beforeend"[\s\S]*Another API/);
    await ground.db.execute(sql`update integrations set disconnected_at = now() where id = ${other.id}`);
    await expect.poll(() => sent, soon).toContain(`hx-target="#card-${other.id}" hx-swap="delete"`);

    await ground.db.execute(sql`update members set active = false where id = ${team.bob.id}`);
    await expect.poll(() => isOver, soon).toBe(true);
  });
});
