import { inArray, sql } from "drizzle-orm";
import type { Db } from "../database/index.ts";
import { localRecords } from "./tables.ts";
import type { WorkspaceStore } from "./workspace/index.ts";

/** Keeps the local workspace in Chief's own database, so that chats survive a restart. */
export function createWorkspaceStore(db: Db): WorkspaceStore {
  return {
    load: () => db.select().from(localRecords),
    async save(records) {
      if (records.length === 0) return;
      await db
        .insert(localRecords)
        .values([...records])
        .onConflictDoUpdate({ target: localRecords.key, set: { value: sql`excluded.value` } });
    },
    async remove(keys) {
      if (keys.length > 0) await db.delete(localRecords).where(inArray(localRecords.key, [...keys]));
    },
  };
}
