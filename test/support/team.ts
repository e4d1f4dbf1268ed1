import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ActionDraft, insertActions } from "../../src/actions/index.ts";
import type { Database, Db } from "../../src/database/index.ts";
import { createEgress, type Egress } from "../../src/egress/index.ts";
import { draftIntegration } from "../../src/integrations/draft-integration.ts";
import {
  type Catalogue,
  createCatalogues,
  findIntegration,
  type Integration,
} from "../../src/integrations/index.ts";
import { insertIntegration } from "../../src/integrations/integrations-store.ts";
import { type Clock, createScrubber, type Json, newId } from "../../src/kernel/index.ts";
import {
  bumpCatalogueVersion,
  getWorkspace,
  type Member,
  saveMember,
  saveWorkspace,
  type Workspace,
} from "../../src/people/index.ts";
import { type Credential, createVault, loadMasterKey, type Vault } from "../../src/vault/index.ts";
import { testDatabase } from "./database.ts";
import { silentLogger } from "./silent-logger.ts";

export const NOON = new Date("2026-03-18T12:00:00.000Z");

/** What the rooms above the vault stand on, real, for one test file. */
export interface Ground {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly clock: Clock;
  /** Moves the clock on, by default back to noon. */
  setClock(at?: Date): void;
  close(): Promise<void>;
}

/**
 * Opens a database of the caller's own, or `database`, with a vault and an egress on it; for `beforeAll`, closed in
 * `afterAll`.
 */
export async function openGround(given?: Database): Promise<Ground> {
  const database = given ?? (await testDatabase());
  const { db } = database;
  const keyDir = await mkdtemp(join(tmpdir(), "chief-key-"));
  let now = NOON;
  const clock = () => now;
  const logger = silentLogger();
  const { key } = await loadMasterKey({ db, keyDir });
  const egress = createEgress({ logger });
  const vault = await createVault({ db, key, scrubber: createScrubber(), logger, clock, egress });
  return {
    db,
    vault,
    egress,
    clock,
    setClock: (at = NOON) => {
      now = at;
    },
    async close() {
      await egress.close();
      await database.close();
      await rm(keyDir, { recursive: true });
    },
  };
}

/** A workspace of its own with an admin and two members. */
export interface Team {
  readonly workspace: Workspace;
  readonly ada: Member;
  readonly bob: Member;
  readonly cleo: Member;
}

/** Ada is an admin in Berlin, Bob and Cleo are members in New York. */
export async function newTeam({ db }: Pick<Ground, "db">): Promise<Team> {
  const tag = randomBytes(6).toString("hex").toUpperCase();
  const workspace = await saveWorkspace(db, {
    slackTeamId: `T${tag}`,
    kind: "local",
    name: "Acme",
    botUserId: "U0CHIEF",
  });
  const person = (name: string, role: "admin" | "member", timeZone: string) =>
    saveMember(db, {
      workspaceId: workspace.id,
      slackUserId: `U${name.toUpperCase()}`,
      name,
      role,
      timeZone,
      active: true,
      profileAt: NOON,
    });
  return {
    workspace,
    ada: await person("Ada", "admin", "Europe/Berlin"),
    bob: await person("Bob", "member", "America/New_York"),
    cleo: await person("Cleo", "member", "America/New_York"),
  };
}

/** Connects an API on this machine without a probe, with a bearer token unless told otherwise. */
export async function connectApi(
  ground: Ground,
  team: Team,
  api: { name: string; baseUrl: string; actions?: readonly ActionDraft[]; credential?: Credential },
): Promise<Integration> {
  const { db, vault } = ground;
  const workspaceId = team.workspace.id;
  const credential = api.credential ?? ({ method: "bearer", token: fakeToken(api.name) } as Credential);
  const { name, baseUrl } = api;
  const { method: authMethod } = credential;
  const given = { kind: "api", workspaceId, name, baseUrl, authMethod, connectedBy: team.ada.id } as const;
  const draft = draftIntegration(given, NOON, {
    id: newId("int"),
    slug: name.toLowerCase().replaceAll(" ", "-"),
    allowPrivateNetwork: true,
  });
  return db.transaction(async (tx) => {
    const saved = { workspaceId, integrationId: draft.id, credential, by: team.ada.id };
    const credentialVersion = await vault.saveCredential(tx, saved);
    const integration = { ...draft, credentialVersion };
    await insertIntegration(tx, integration);
    await insertActions(tx, integration, api.actions ?? []);
    return integration;
  });
}

/** A token for tests, the same each time for the same name. */
export function fakeToken(name: string): string {
  return `test-${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;
}

/** The workspace's integrations and actions as they are now. */
export async function catalogueOf({ db }: Pick<Ground, "db">, team: Team): Promise<Catalogue> {
  await bumpCatalogueVersion(db, team.workspace.id);
  const { catalogueVersion } = await getWorkspace(db, team.workspace.id);
  return createCatalogues({ db }).at(team.workspace.id, catalogueVersion);
}

/** The integration as it is now. */
export async function integrationNow(
  { db }: Pick<Ground, "db">,
  integration: Integration,
): Promise<Integration> {
  const found = await findIntegration(db, integration.workspaceId, integration.id);
  if (!found) throw new Error(`no integration ${integration.id}`);
  return found;
}

/** An action as an OpenAPI import would make it. `path` holds `{{name}}` where inputs go. */
export function action(
  name: string,
  method: string,
  path: string,
  more: Partial<ActionDraft> & { query?: readonly string[]; body?: readonly string[] } = {},
): ActionDraft {
  const { query = [], body = [], ...rest } = more;
  const inPath = [...path.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "");
  const names = [...inPath, ...query, ...body];
  const text = (input: string): [string, Json] => [
    input,
    { type: ["string", "integer", "number", "boolean"] },
  ];
  return {
    name,
    title: name.replaceAll("-", " "),
    description: "",
    method,
    path: path.replaceAll("{{", "{").replaceAll("}}", "}"),
    effect: method === "GET" ? "read" : method === "DELETE" ? "destroy" : "write",
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(names.map(text)),
      required: inPath,
      additionalProperties: false,
    },
    request: {
      method,
      path,
      query: query.map((parameter) => ({ name: parameter, value: `{{${parameter}}}` })),
      headers: [],
      placeholders: Object.fromEntries(
        names.map((input) => [input, inPath.includes(input) ? "segment" : "text"]),
      ),
      ...(body.length > 0
        ? {
            body: {
              contentType: "application/json",
              tree: Object.fromEntries(body.map((member) => [member, `{{${member}}}`])),
            },
          }
        : {}),
    },
    tags: [],
    enabled: true,
    requiresConfirmation: false,
    source: "openapi",
    ...rest,
  };
}
