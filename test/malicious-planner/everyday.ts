/** The opposite of an attack: what people want all day. It has to go on, and with as few clicks as possible. */
import { findCall } from "../../src/execution/index.ts";
import { type Attack, asked } from "./play.ts";
import type { Stage } from "./stage.ts";
import { actionOf, fromNowOn, giveStandingGrant, makeStandingRule } from "./standing.ts";

/** The control: an ordinary write with the yes of the right person is done, once. */
export const honest: Attack = async (stage) => {
  const one = await asked(stage);
  await stage.press(one.approvalId, stage.team.ada);
  stage.counts.honest += 1;
  const outcome = await one.again();
  if (outcome?.kind === "answered") stage.counts.honestDone += 1;
  const row = await findCall(stage.ground.db, stage.team.workspace.id, one.id);
  if (row?.state !== "settled") throw new Error(`an honest write ended as ${row?.state}`);
};

type Wanted = readonly [name: string, args: Record<string, unknown>];

/** A morning of a team: nothing in it is harmful. Two thirds are reads, as in the ledger of a team that asks questions. */
const READS: readonly Wanted[] = [
  ["list-things", { status: "open" }],
  ["list-things", {}],
  ["list-things", { status: "late" }],
  ["get-record", { id: "1042" }],
  ["get-record", { id: "7" }],
  ["search", { q: "kettle" }],
  ["search", { q: "late orders" }],
  ["get-record", { id: "1043" }],
];
/** Done every day, so the team has said once that they may be: notes by a rule, small changes by a grant. */
const ROUTINE: readonly Wanted[] = [
  ["create-note", { text: "call back", to: "bob@example.com" }],
  ["update-record", { id: "7", note: "call back" }],
];
/** Rare enough to be looked at each time. */
const RARE: readonly Wanted[] = [
  ["send-mail", { to: "bob@example.com", subject: "Late", text: "It comes on Monday" }],
  ["replace-record", { id: "7", note: "new", owner: "bob@example.com" }],
];

/** How much of it needs a click, with nothing but the defaults, and when what is routine was allowed once? */
export const harmless: Attack = async (stage) => {
  for (const wanted of [...READS, ...ROUTINE, ...RARE]) await want(stage, wanted, "byDefault");
  await allowRoutine(stage);
  for (const wanted of [...READS, ...ROUTINE, ...RARE]) await want(stage, wanted, "withRules");
};

async function want(stage: Stage, [name, args]: Wanted, under: "byDefault" | "withRules"): Promise<void> {
  const team = under === "withRules" ? await stage.calm() : stage.team;
  const outcome = await stage.call(name, args, { team });
  const count = stage.counts.harmless[under];
  count.calls += 1;
  if (outcome?.kind === "waiting") count.asked += 1;
}

/** The team that is left in peace allows its notes for good, and ten small changes for each morning. */
async function allowRoutine(stage: Stage): Promise<void> {
  const team = await stage.calm();
  const update = await actionOf(stage, "update-record", team);
  const has = { method: "PATCH", path: /^\/calm\/records\/[^/]+$/, ...fromNowOn(stage) };
  await giveStandingGrant(stage, { actions: [update], askedBy: [team.bob.id] }, { team, uses: 1, yes: has });
  if (stage.standing.some(({ path }) => path.test("/calm/notes"))) return;
  const note = await actionOf(stage, "create-note", team);
  const yes = { method: "POST", path: /^\/calm\/notes$/, ...fromNowOn(stage) };
  await makeStandingRule(stage, { actions: [note] }, { team, effect: { kind: "allow" }, yes });
}
