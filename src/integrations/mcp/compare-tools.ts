/**
 * What became of the tools of a server since an admin looked at them.
 *
 *   (none) ──offered──▶ accepted ──offered otherwise──▶ changed ──an admin accepts──▶ accepted
 *                          ▲   │                          └──an admin keeps it off──▶ kept_off
 *                          │   └──not offered──▶ gone
 *                          └── offered again exactly as it was accepted, from any of them
 *
 * A tool that is not `accepted` is off. A new one is off, too: its action begins so.
 */
import type { Tool } from "../../mcp/index.ts";
import type { ToolRow } from "./tools-store.ts";

export interface ToolsCompared {
  readonly added: readonly Tool[];
  readonly changed: readonly { readonly row: ToolRow; readonly tool: Tool }[];
  readonly gone: readonly ToolRow[];
  /** Offered again as accepted. */
  readonly back: readonly ToolRow[];
}

/** Compares what is stored with what is offered; what is as it was known is in none of the lists. */
export function compareTools(
  stored: readonly Pick<ToolRow, keyof ToolRow>[],
  offered: readonly Tool[],
): ToolsCompared {
  const byName = new Map(offered.map((tool) => [tool.name, tool]));
  const known = new Set(stored.map(({ name }) => name));
  const changed: { row: ToolRow; tool: Tool }[] = [];
  const gone: ToolRow[] = [];
  const back: ToolRow[] = [];
  for (const row of stored) {
    const tool = byName.get(row.name);
    if (!tool) {
      if (row.state !== "gone") gone.push(row);
    } else if (tool.pin === row.pin) {
      if (row.state !== "accepted") back.push(row);
    } else if (tool.pin !== row.offeredPin || row.state === "gone" || row.state === "accepted") {
      changed.push({ row, tool });
    }
  }
  return { added: offered.filter(({ name }) => !known.has(name)), changed, gone, back };
}

/** Whether everything is as it was known. */
export function isUnchanged({ added, changed, gone, back }: ToolsCompared): boolean {
  return added.length + changed.length + gone.length + back.length === 0;
}
