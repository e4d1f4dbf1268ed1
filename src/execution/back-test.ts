import type { Queryable } from "../database/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { BACK_TEST_DAYS, type BackTest, createBackTest, type Predicate } from "../policy/index.ts";
import { readCallsSince } from "./ledger-store.ts";
import { pastCall } from "./proposed-call.ts";

const BATCH = 1_000;
const MOST_CALLS = 20_000;
const DAY_MS = 86_400_000;

/** How many of the ledger's calls of the last 30 days a predicate would have caught, tried on the newest 20,000. */
export async function backTest(
  db: Queryable,
  of: { workspaceId: string; catalogue: Catalogue; predicate: Predicate; isAllowing: boolean },
  now: Date,
): Promise<BackTest> {
  const test = createBackTest(of.predicate, of.isAllowing);
  const integrationIds = of.predicate.integrations?.map(({ id }) => id);
  const since = new Date(now.getTime() - BACK_TEST_DAYS * DAY_MS);
  const filter = {
    workspaceId: of.workspaceId,
    since,
    batch: BATCH,
    ...(integrationIds ? { integrationIds } : {}),
  };
  let seen = 0;
  for await (const rows of readCallsSince(db, filter)) {
    test.look(rows.flatMap((row) => pastCall(row, of.catalogue) ?? []));
    seen += rows.length;
    if (seen >= MOST_CALLS) return test.result(true);
  }
  return test.result(false);
}
