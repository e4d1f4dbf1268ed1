/** What the plays of the attacking planner have in common. */
import { newId } from "../../src/kernel/index.ts";
import type { Stage } from "./stage.ts";

export type Attack = (stage: Stage) => Promise<void>;

const WRITES = ["update-record", "delete-record", "create-note", "replace-record"] as const;

/** An ordinary write, different each time, and its proposal made once. */
export async function asked(stage: Stage, name: (typeof WRITES)[number] = stage.random.pick(WRITES)) {
  const id = newId("call");
  const serial = newId("x").slice(-8);
  const args =
    name === "create-note"
      ? { text: `note ${serial}`, to: "bob@example.com" }
      : name === "delete-record"
        ? { id: serial }
        : name === "replace-record"
          ? { id: serial, note: "new", owner: "bob@example.com" }
          : { id: serial, note: `to ${serial}` };
  const outcome = await stage.call(name, args, { id });
  if (outcome?.kind !== "waiting") throw new Error(`${name} did not wait: ${outcome?.kind}`);
  return { id, name, args, approvalId: outcome.approvalId, again: () => stage.call(name, args, { id }) };
}

export const times = async (count: number, act: (at: number) => Promise<unknown>) => {
  for (let at = 0; at < count; at++) await act(at);
};
