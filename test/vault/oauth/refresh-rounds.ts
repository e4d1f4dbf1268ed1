/**
 * A rotating grant under load: in each round the API refuses the token for all users of three processes at once, and all of
 * them must go on with the same new one. Now and then the process that renews it is killed, at each step of a renewal.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { migrateDatabase, openDatabase } from "../../../src/database/index.ts";
import { createEgress } from "../../../src/egress/index.ts";
import { createScrubber, newToken, systemClock } from "../../../src/kernel/index.ts";
import { createVault } from "../../../src/vault/index.ts";
import { createLocalKey } from "../../../src/vault/key-encryption-key.ts";
import { findToken } from "../../../src/vault/oauth/tokens-store.ts";
import { MIGRATIONS } from "../../support/migrations.ts";
import { OIDC_CLIENT, type OidcServer, startOidcServer } from "../../support/oidc-server.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import type { Signed, SignForUsers } from "./children/sign-for-users.ts";

/** Where a renewing process is killed. Only `answered` can lose the grant: the provider rotated, and nobody was told. */
const STEPS = ["begun", "requested", "answered", "stored"] as const;
type Step = (typeof STEPS)[number];

export interface Tally {
  readonly rounds: number;
  readonly tokenRequests: number;
  /** Users who got the one new token. */
  readonly signed: number;
  /** Rounds in which the grant was lost though nobody was killed between the provider's answer and the store. */
  readonly lost: number;
  readonly kills: Readonly<Record<Step, number>>;
  /** Grants that were lost because of a kill just there, each told as a need to reconnect. */
  readonly lostInCrashWindow: number;
}

const OWNER = { workspaceId: "ws_1", integrationId: "int_1" };
const REDIRECT = "http://127.0.0.1:1/oauth/callback";
const PROCESSES = 3;

export async function runRefreshRounds(options: {
  databaseUrl: string;
  rounds: number;
  users: number;
  /** A process is killed in every so many rounds; never when 0. */
  killEvery: number;
}): Promise<Tally> {
  const logger = silentLogger();
  const database = await openDatabase({ url: options.databaseUrl, dataDir: "", logger });
  await migrateDatabase(database, MIGRATIONS);
  const key = randomBytes(32);
  const egress = createEgress({ logger });
  const vault = await createVault({
    db: database.db,
    key: createLocalKey(key),
    scrubber: createScrubber(),
    logger,
    clock: systemClock,
    egress,
  });
  const oidc = await startOidcServer({ redirectUri: REDIRECT });
  const front = await startFront(oidc);
  const start = () => startReplica(options.databaseUrl, key);
  const replicas = await Promise.all(Array.from({ length: PROCESSES }, start));

  async function consent(): Promise<number> {
    const person = { workspaceId: OWNER.workspaceId, memberId: "mem_1", browserToken: newToken() };
    const begun = await vault.oauth.begin({
      ...person,
      of: {
        method: "oauth2",
        server: { ...oidc.server, tokenUrl: front.tokenUrl },
        client: OIDC_CLIENT,
        scopes: ["openid", "offline_access"],
      },
      redirectUri: REDIRECT,
      subject: {},
    });
    if (!begun.ok) throw new Error(begun.message);
    const callback = new URL(await oidc.consent(begun.authorizationUrl));
    const given = await vault.oauth.finish({ ...person, callback });
    if (!given.ok) throw new Error(given.message);
    return database.db.transaction((tx) => given.store(tx, { ...OWNER, by: "mem_1" }));
  }

  const tokenVersion = async () => (await findToken(database.db, OWNER))?.version ?? 0;

  /** Kills the first process while it renews, as far as `step`. */
  async function killAt(step: Step, message: SignForUsers): Promise<void> {
    const [victim] = replicas;
    if (!victim) return;
    const before = await tokenVersion();
    const reached = step === "stored" ? undefined : front.stopAt(step === "answered" ? step : "requested");
    const answer = victim.ask(message).catch(() => undefined);
    if (step === "begun")
      await untilTrue(async () => (await findToken(database.db, OWNER))?.leaseOwner !== null);
    if (step === "stored") await untilTrue(async () => (await tokenVersion()) > before);
    if (step === "requested" || step === "answered") await reached;
    await victim.kill();
    front.goOn();
    await answer;
    // Nobody waits 25 s here: the lease of the dead is over.
    await database.db.execute(
      sql`update oauth_tokens set lease_until = clock_timestamp() - interval '1 second'`,
    );
    replicas[0] = await start();
  }

  let credentialVersion = await consent();
  const tally = { signed: 0, lost: 0, lostInCrashWindow: 0, tokenRequests: 0 };
  const kills: Record<Step, number> = { begun: 0, requested: 0, answered: 0, stored: 0 };
  try {
    for (let round = 1; round <= options.rounds; round++) {
      const ask = { ...OWNER, credentialVersion, refusedToken: await tokenVersion() };
      const isKilled = options.killEvery > 0 && round % options.killEvery === 0;
      const step = STEPS[Math.floor(round / options.killEvery) % STEPS.length] ?? "begun";
      if (isKilled) {
        await killAt(step, { users: 1, ask });
        kills[step] += 1;
      }
      const signed = (
        await Promise.all(
          replicas.map((replica, at) => replica.ask({ users: share(options.users, at), ask })),
        )
      ).flat();
      const tokens = new Set(signed.map((one) => ("token" in one ? one.token : one.reason)));
      const [token = ""] = tokens;
      const isGood = tokens.size === 1 && (await oidc.statusOf(token)) === 200;
      if (isGood) tally.signed += signed.length;
      else if (isKilled && step === "answered" && tokens.size === 1 && token === "reconnect")
        tally.lostInCrashWindow += 1;
      else tally.lost += 1;
      if (!isGood) credentialVersion = await consent();
    }
    tally.tokenRequests = oidc.tokenRequests.value;
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await Promise.all([front.close(), oidc.close(), egress.close()]);
    await database.close();
  }
  return { rounds: options.rounds, ...tally, kills };
}

/** 16 users in three processes are 6, 5 and 5. */
function share(users: number, at: number): number {
  return Math.floor(users / PROCESSES) + (at < users % PROCESSES ? 1 : 0);
}

async function untilTrue(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setImmediate(resolve));
}

interface Replica {
  ask(message: SignForUsers): Promise<Signed>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

async function startReplica(databaseUrl: string, key: Buffer): Promise<Replica> {
  const file = fileURLToPath(new URL("./children/sign-for-users.ts", import.meta.url));
  const child: ChildProcess = fork(file, [databaseUrl, key.toString("hex")], {
    execArgv: ["--import", "tsx"],
  });
  const ended = once(child, "exit");
  const said = async (): Promise<Signed> => {
    const [signed] = await Promise.race([
      once(child, "message"),
      ended.then(() => Promise.reject(new Error("killed"))),
    ]);
    return signed as Signed;
  };
  await said();
  return {
    ask(message) {
      const answer = said();
      child.send(message);
      return answer;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Stands before the token endpoint, and can stop a request before it gets there or its answer on the way back. */
async function startFront(oidc: OidcServer) {
  let stop: { at: Step; reached: () => void; goOn: Promise<void> } | undefined;
  let release: () => void = () => undefined;
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (stop?.at === "requested") {
      // The process dies here, and the request never gets to the provider.
      stop.reached();
      await stop.goOn;
      return void response.destroy();
    }
    const answer = await fetch(oidc.server.tokenUrl, {
      method: "POST",
      headers: {
        "content-type": request.headers["content-type"] ?? "",
        authorization: request.headers.authorization ?? "",
      },
      body,
    });
    const text = await answer.text();
    if (stop?.at === "answered") {
      stop.reached();
      await stop.goOn;
      return void response.destroy();
    }
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    stopAt(at: Step): Promise<void> {
      const goOn = new Promise<void>((resolve) => {
        release = resolve;
      });
      return new Promise((reached) => {
        stop = { at, reached, goOn };
      });
    },
    goOn() {
      stop = undefined;
      release();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
