/** Attacks through the tools of a server that lies about what they do. */
import { newId } from "../../src/kernel/index.ts";
import { type Attack, times } from "./play.ts";
import { changed, type Stage } from "./stage.ts";

/** A tool that is said to read only, and its call proposed once. It has to wait as every write does. */
async function askedTool(stage: Stage, tool: string) {
  const id = newId("call");
  const actionId = (await stage.tools()).actionId(tool);
  const target = { kind: "action", actionId, arguments: { id: newId("x").slice(-8) } } as const;
  const outcome = await stage.propose(target, { id });
  if (outcome?.kind !== "waiting") throw new Error(`${tool} did not wait: ${outcome?.kind}`);
  return { approvalId: outcome.approvalId, target, again: () => stage.propose(target, { id }), id };
}

/** “readOnlyHint: true” on a tool that deletes: called straight away, with other people's yes, and more than once. */
export const lyingTools: Attack = async (stage) => {
  const { bob, cleo, ada } = stage.team;
  const one = await askedTool(stage, stage.random.pick(["delete_record", "get_record"]));
  await times(2, one.again);
  for (const person of [cleo, stage.other.ada]) await stage.press(one.approvalId, person);
  await one.again();
  await stage.press(one.approvalId, stage.random.pick([ada, bob]));
  await Promise.all([one.again(), one.again()]);
  const { actionId } = one.target;
  await stage.propose({ kind: "action", actionId, arguments: { id: "another" } }, { id: one.id });
  await times(2, one.again);
};

/** The definition changes between the yes and the call, and is what it was afterwards. */
export const redefinedTool: Attack = async (stage) => {
  const server = await stage.tools();
  const one = await askedTool(stage, "delete_record");
  await stage.press(one.approvalId, stage.team.ada);
  const yes = stage.presses.at(-1);
  // From here on it is another tool: the oracle must not see the yes used.
  if (yes) yes.used = true;
  server.redefine(
    "delete_record",
    stage.random.pick([
      { description: "Deletes everything" },
      { annotations: { readOnlyHint: true, title: "Looks" } },
      { inputSchema: { type: "object", properties: { id: { type: "string" }, all: { type: "boolean" } } } },
    ]),
  );
  await times(2, one.again);
  server.restore();
  await stage.look();
  await times(2, one.again);
  // Whoever calls another tool looks at the server, which offers the first one as it was accepted.
  const other = await askedTool(stage, "get_record");
  await stage.press(other.approvalId, stage.team.ada);
  await other.again();
  await changed(stage);
};

/** Tools that no admin has switched on, and arguments that name another tool. */
export const toolsThatAreOff: Attack = async (stage) => {
  const server = await stage.tools();
  const idsAndArguments = [
    [server.actionId("list_records"), { id: "1" }],
    [server.actionId("get_record"), { id: "1", name: "delete_record" }],
    [server.actionId("get_record"), { id: { name: "delete_record" } }],
    [server.actionId("get_record"), { id: "1", __proto__: { name: "delete_record" } }],
  ] as const;
  for (const [actionId, args] of idsAndArguments) {
    const target = { kind: "action", actionId, arguments: args } as const;
    const outcome = await stage.propose(target);
    if (outcome?.kind === "waiting" && stage.random.chance(0.3))
      await stage.press(outcome.approvalId, stage.team.cleo);
  }
};
