import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createCatalogues,
  createEmbedActions,
  createMeaning,
  EMBED_ACTIONS,
} from "../../src/integrations/index.ts";
import { Secret } from "../../src/kernel/index.ts";
import { createOpenAiEmbedder } from "../../src/model/index.ts";
import { bumpCatalogueVersion, getWorkspace } from "../../src/people/index.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { action, connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";

/** What the scripted endpoint knows: words of one meaning share a direction. */
const MEANINGS = [/parcel|van|depot/i, /order|purchase/i, /invoice|money/i];
const vectorOf = (given: string) => MEANINGS.map((meaning) => (meaning.test(given) ? 1 : 0.05));

interface Asked {
  readonly model: string;
  readonly input: readonly string[];
}

/** An embeddings endpoint on loopback. `behave` says what it answers instead. */
async function embeddingsServer() {
  const asked: Asked[] = [];
  const state = { behave: undefined as undefined | "fail" | "hang" | "nonsense" };
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Asked;
    asked.push(body);
    if (request.headers.authorization !== "Bearer test-key" || request.url !== "/v1/embeddings") {
      response.writeHead(401).end("{}");
    } else if (state.behave === "fail") response.writeHead(500).end("{}");
    else if (state.behave === "hang") return;
    else {
      const data = body.input.map((given, index) => ({
        index,
        object: "embedding",
        embedding: vectorOf(given),
      }));
      const answer = { object: "list", model: body.model, data: state.behave === "nonsense" ? [] : data };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { asked, state, baseUrl, close };
}

let ground: Ground;
let team: Team;
let endpoint: Awaited<ReturnType<typeof embeddingsServer>>;
beforeAll(async () => {
  ground = await openGround();
  endpoint = await embeddingsServer();
});
afterAll(async () => {
  await endpoint.close();
  await ground.close();
});
beforeEach(async () => {
  team = await newTeam(ground);
  endpoint.state.behave = undefined;
  endpoint.asked.length = 0;
});

function chief(waitMs = 5_000) {
  const embedder = createOpenAiEmbedder({
    apiKey: new Secret("test-key"),
    baseUrl: endpoint.baseUrl,
    model: "small",
    timeoutMs: 5_000,
    maxRetries: 0,
  });
  const embedding = {
    model: "small",
    meaningOf: createMeaning({ embedder, logger: silentLogger(), waitMs }),
  };
  const catalogues = createCatalogues({ db: ground.db, embedding });
  const task = createEmbedActions({ ...ground, embedder });
  return {
    embed: () =>
      task({ workspaceId: team.workspace.id }, { attempt: 1, signal: new AbortController().signal }),
    async catalogue() {
      const { catalogueVersion, memoryVersion } = await getWorkspace(ground.db, team.workspace.id);
      return catalogues.at(team.workspace.id, catalogueVersion, memoryVersion);
    },
  };
}

const ACTIONS = [action("list-parcels", "GET", "/parcels"), action("list-orders", "GET", "/orders")];
const connect = (actions = ACTIONS) =>
  connectApi(ground, team, { name: "Acme", baseUrl: "http://127.0.0.1:9", actions });
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

describe("D1: search by meaning, where an embeddings endpoint is configured", () => {
  it("finds what shares no word with the request, once the job has embedded the actions", async () => {
    await connect();
    const { embed, catalogue } = chief();
    expect(await (await catalogue()).search("what is in the van", { limit: 1 })).toEqual([]);
    await embed();
    const after = await catalogue();
    expect(names(await after.search("what is in the van", { limit: 1 }))).toEqual(["list-parcels"]);
    expect(names(after.find("what is in the van", { limit: 1 }))).toEqual([]);
    expect(names(await after.search("what is in the van", { limit: 1 }))).toEqual(["list-parcels"]);
    const queries = endpoint.asked.filter(({ input }) => input[0] === "what is in the van");
    expect(queries).toHaveLength(1);
  });

  it("asks for a job when the catalogue changes, and embeds in batches only what has changed", async () => {
    await connect(Array.from({ length: 70 }, (_, at) => action(`list-orders-${at}`, "GET", `/orders/${at}`)));
    const { embed, catalogue } = chief();
    await catalogue();
    const { rows } = await ground.db.execute(
      sql`select 1 from graphile_worker.jobs where key = ${`${EMBED_ACTIONS}:${team.workspace.id}`}`,
    );
    expect(rows).toHaveLength(1);
    await embed();
    expect(endpoint.asked.map(({ input }) => input.length)).toEqual([64, 6]);
    await embed();
    expect(endpoint.asked).toHaveLength(2);
    await ground.db.execute(
      sql`update actions set description = 'the van' where workspace_id = ${team.workspace.id} and name = 'list-orders-3'`,
    );
    await bumpCatalogueVersion(ground.db, team.workspace.id);
    await embed();
    expect(endpoint.asked.at(-1)?.input).toHaveLength(1);
    expect(endpoint.asked.at(-1)?.input[0]).toContain("the van");
  });

  it.each(["fail", "hang", "nonsense"] as const)(
    "goes by words while the endpoint does: %s",
    async (behave) => {
      await connect();
      const { embed, catalogue } = chief(200);
      await embed();
      endpoint.state.behave = behave;
      expect(names(await (await catalogue()).search("list orders", { limit: 1 }))).toEqual(["list-orders"]);
      await ground.db.execute(sql`delete from action_vectors where workspace_id = ${team.workspace.id}`);
      if (behave !== "hang") await expect(embed()).rejects.toMatchObject({ code: "integrations.no_vectors" });
    },
  );

  it("forgets the vector with its action, and never compares vectors of two models", async () => {
    await connect();
    const { embed, catalogue } = chief();
    await embed();
    await ground.db.execute(
      sql`update action_vectors set model = 'other' where workspace_id = ${team.workspace.id}`,
    );
    expect(await (await catalogue()).search("what is in the van", { limit: 1 })).toEqual([]);
    await ground.db.execute(sql`delete from actions where workspace_id = ${team.workspace.id}`);
    const { rows } = await ground.db.execute(
      sql`select 1 from action_vectors where workspace_id = ${team.workspace.id}`,
    );
    expect(rows).toEqual([]);
  });
});
