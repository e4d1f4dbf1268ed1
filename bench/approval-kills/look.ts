/** What the database of a Chief that was just killed says about some writes. */
import { openDatabase } from "../../src/database/index.ts";
import { silentLogger } from "../../test/support/silent-logger.ts";

/** A write as it is stored. */
export interface Stored {
  readonly url: string;
  readonly call: "waiting" | "sent" | "settled" | "unknown" | "refused" | "planned";
  readonly approval: string;
  /** Of the question what became of it. */
  readonly question: string | null;
  readonly confirmedBy: string | null;
}

/** How far a write had come when the process was killed, in the order in which it goes through them. */
export const WINDOWS = [
  "before the decision was stored",
  "decision stored, no intent",
  "intent stored, nothing on the wire",
  "on the wire, not answered",
  "answered, not recorded",
  "recorded, not told",
  "told",
] as const;
export type Window = (typeof WINDOWS)[number];

/** Reads all writes, while nobody else has the database open, or beside others on a server. */
export async function readWrites(at: { url?: string; dataDir: string }): Promise<readonly Stored[]> {
  const database = await openDatabase({ ...at, maxConnections: 1, logger: silentLogger() });
  try {
    const { rows } = await database.pool.query<Stored>(`
      select c.request->>'url' as url, c.state as call, a.state as approval, q.state as question,
        c.confirmed_by as "confirmedBy"
      from calls c join approvals a on a.call_id = c.id and a.kind = 'send'
      left join approvals q on q.call_id = c.id and q.kind = 'outcome'`);
    return rows;
  } finally {
    await database.close();
  }
}

/** In which window a write was. */
export function windowOf(
  { call, approval }: Stored,
  seen: { arrived: number; answered: number; isTold: boolean },
): Window {
  if (approval === "pending") return "before the decision was stored";
  if (call === "waiting") return "decision stored, no intent";
  if (call !== "sent") return seen.isTold ? "told" : "recorded, not told";
  if (seen.arrived === 0) return "intent stored, nothing on the wire";
  return seen.answered === 0 ? "on the wire, not answered" : "answered, not recorded";
}
