import { sql } from "drizzle-orm";
import type { Db } from "../../src/database/index.ts";
import type { CallRow } from "../../src/execution/index.ts";
import { insertIntent, settleCall } from "../../src/execution/ledger-store.ts";

/** What a ledger is filled with: call `n` of `count` is `n` seconds before `until`. */
export interface Filling {
  readonly workspaceId: string;
  readonly count: number;
  readonly until: Date;
  readonly integrations: number;
  readonly members: number;
  readonly titles: number;
}

/**
 * Fills the ledger of a workspace with calls as a busy team makes them: `int_<i>`, `mem_<m>` and `action-<t>` by turns, one in
 * 97 failed with 500, one in 53 with 404, one in 5,003 refused, one in 50,021 unknown.
 */
export async function fillLedger(db: Db, filling: Filling): Promise<void> {
  const { workspaceId, count, until, integrations, members, titles } = filling;
  const batch = 20_000;
  for (let from = 0; from < count; from += batch) {
    const last = Math.min(from + batch, count) - 1;
    await db.execute(sql`
      insert into calls (id, workspace_id, run_id, thread_id, member_id, integration_id, action_id, title, effect, request,
        request_hash, state, attempts, created_at, sent_at, settled_at, status, failure, failure_message, duration_ms, rows)
      select ${`${workspaceId}.`} || n, ${workspaceId}, 'run_' || (n / 3), 'thr_' || (n / 9), 'mem_' || (n * 7 % ${members}),
        'int_' || (n % ${integrations}), 'act_' || (n * 13 % ${titles}), 'action-' || (n * 13 % ${titles}), 'read',
        jsonb_build_object('method', 'GET', 'url', 'https://api.example.com/v1/orders?since=2026-03-18&page=' || n,
          'headers', jsonb_build_object('accept', 'application/json')),
        md5(n::text),
        case when n % 50021 = 7 then 'unknown' when n % 5003 = 5 then 'refused' else 'settled' end, 1,
        at, at, at + interval '90 milliseconds',
        case when n % 97 = 3 then 500 when n % 53 = 3 then 404 else 200 end,
        case when n % 97 = 3 or n % 53 = 3 then 'execution.failed' end,
        case when n % 97 = 3 or n % 53 = 3 then 'It answered with an error' end, n % 900, n % 50
      from generate_series(${from}::int, ${last}::int) as n
      cross join lateral (select ${until.toISOString()}::timestamptz - make_interval(secs => n) as at) as t`);
  }
}

/** One call that ended as it is told. */
export async function insertEnded(
  db: Db,
  call: Pick<CallRow, "id" | "workspaceId" | "memberId" | "integrationId" | "title"> & {
    readonly now: Date;
    readonly state?: "settled" | "unknown" | "refused";
    readonly failure?: string;
    readonly status?: number;
  },
): Promise<void> {
  const { id, workspaceId, memberId, integrationId, title, now, state = "settled", ...outcome } = call;
  const request = { method: "GET", url: "https://api.example.com/orders", headers: {} } as const;
  const row = await insertIntent(db, {
    id,
    context: { workspaceId, memberId, runId: "run_1", threadId: "thr_1" },
    call: {
      ...{ integrationId, actionId: null, actionVersion: 0, title, effect: "read", request },
      ...{ requiresConfirmation: false, queryNames: [] },
    },
    requestHash: "hash",
    state: state === "refused" ? "planned" : "sent",
    now,
  });
  if (!row) throw new Error(`call ${id} was there already`);
  await settleCall(db, row, { state, now, status: outcome.status ?? 200, durationMs: 5, ...outcome });
}
