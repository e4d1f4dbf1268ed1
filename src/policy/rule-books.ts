import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { listUsableGrants } from "./grants-store.ts";
import { compilePredicate } from "./predicate.ts";
import type { RuleBook } from "./rule.ts";
import { listRules } from "./rules-store.ts";

/** Gives the rules and grants of a workspace, read again only when its version moved. */
export interface RuleBooks {
  /** `version` is the workspace's `catalogueVersion` as just read from the database. */
  at(workspaceId: string, version: number): Promise<RuleBook>;
}

/** Rule books by workspace. Two runs that ask for the same new version share one load. */
export function createRuleBooks(deps: { db: Db; clock: Clock }): RuleBooks {
  const loaded = new Map<string, { version: number; book: Promise<RuleBook> }>();
  return {
    at(workspaceId, version) {
      const known = loaded.get(workspaceId);
      if (known && known.version >= version) return known.book;
      const book = loadBook(deps, workspaceId);
      loaded.set(workspaceId, { version, book });
      book.catch(() => loaded.delete(workspaceId));
      return book;
    },
  };
}

async function loadBook({ db, clock }: { db: Db; clock: Clock }, workspaceId: string): Promise<RuleBook> {
  const rules = await listRules(db, workspaceId);
  const grants = await listUsableGrants(db, workspaceId, clock());
  return {
    rules: rules.map((rule) => ({ ...rule, matches: compilePredicate(rule.predicate) })),
    grants: grants.map((grant) => ({ ...grant, matches: compilePredicate(grant.predicate) })),
  };
}
