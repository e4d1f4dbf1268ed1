/**
 * Two people press at the same instant, each on a replica of their own, on Postgres: exactly one decision each time.
 *
 *     npm run bench:approval-races -- [rounds]
 *
 * Prints one JSON line; exits 1 when a round had no decision, or two.
 */
import { answerApproval, findApproval, insertApproval } from "../src/approvals/index.ts";
import { migrateDatabase, openDatabase } from "../src/database/index.ts";
import { newId } from "../src/kernel/index.ts";
import { testPostgres } from "../test/support/database.ts";
import { MIGRATIONS } from "../test/support/migrations.ts";
import { silentLogger } from "../test/support/silent-logger.ts";

const rounds = Number(process.argv[2] ?? 1_000);
const server = await testPostgres();
if (!server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
const open = () =>
  openDatabase({ url: server.url, dataDir: "/nowhere", maxConnections: 4, logger: silentLogger() });
const replicas = [await open(), await open()] as const;
await migrateDatabase(replicas[0], MIGRATIONS);

const startedAt = performance.now();
const now = new Date();
const decided = { approved: 0, denied: 0, wrong: 0 };
for (let round = 0; round < rounds; round++) {
  const id = newId("apr");
  await insertApproval(replicas[0].db, {
    ...{ id, workspaceId: "ws_1", runId: newId("run"), callId: newId("call"), requestHash: "h" },
    request: { integration: "i", title: "t", method: "DELETE", url: "https://api.test/1", headers: {} },
    ...{ askedBecause: "b", requestedBy: "mem_1", approvers: { admins: true, requester: true } },
    ...{ createdAt: now, expiresAt: new Date(now.getTime() + 3_600_000) },
  });
  const answer = { approvalId: id, workspaceId: "ws_1", counts: [0] };
  const [yes, no] = await Promise.all([
    answerApproval(replicas[0].db, { ...answer, by: "mem_1", verdict: "approved" }, now),
    answerApproval(replicas[1].db, { ...answer, by: "mem_2", verdict: "denied" }, now),
  ]);
  const found = await findApproval(replicas[1].db, "ws_1", id);
  if ((yes === undefined) === (no === undefined) || found?.state !== (yes ? "approved" : "denied"))
    decided.wrong += 1;
  else decided[yes ? "approved" : "denied"] += 1;
}
for (const replica of replicas) await replica.close();
await server.drop();
console.log(
  JSON.stringify({ rounds, ...decided, seconds: Math.round((performance.now() - startedAt) / 1000) }),
);
process.exitCode = decided.wrong === 0 && rounds > 0 ? 0 : 1;
process.exit();
