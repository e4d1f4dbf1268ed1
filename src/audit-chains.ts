import { type ChainCheck, type KnownLink, verifyChain } from "./audit/index.ts";
import type { Db } from "./database/index.ts";
import { type LedgerCheck, verifyCalls } from "./execution/index.ts";
import { listWorkspaces } from "./people/index.ts";

/** The head that a chain had. */
export interface NamedHead {
  readonly workspace: string;
  readonly chain: "acts" | "calls";
  readonly seq: number;
  readonly head: string;
}

/** What came of checking one chain of one workspace. */
export type CheckedChain = Pick<NamedHead, "workspace" | "chain"> &
  (
    | { readonly ok: true; readonly seq: number; readonly head: string }
    | Extract<ChainCheck | LedgerCheck, { ok: false }>
  );

/** Checks both chains of every workspace, each against the head in `known`, if it is there. */
export async function* listChains(db: Db, known: readonly NamedHead[]): AsyncGenerator<CheckedChain> {
  for (const { id: workspace } of await listWorkspaces(db)) {
    const knownLink = (chain: NamedHead["chain"]): KnownLink | undefined => {
      const found = known.find((one) => one.workspace === workspace && one.chain === chain);
      return found && { seq: found.seq, hash: found.head };
    };
    const acts = await verifyChain(db, workspace, knownLink("acts"));
    yield { workspace, chain: "acts", ...(acts.ok ? named(acts.entries, acts.head) : acts) };
    const calls = await verifyCalls(db, workspace, knownLink("calls"));
    yield { workspace, chain: "calls", ...(calls.ok ? named(calls.links, calls.head) : calls) };
  }
}

const named = (seq: number, head: string) => ({ ok: true, seq, head }) as const;
