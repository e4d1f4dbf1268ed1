/** Attacks that use a yes twice, too late, or for what has changed since. */
import { findApprovalOfCall } from "../../src/approvals/index.ts";
import { type Attack, asked, times } from "./play.ts";
import { TTL_MS } from "./stage.ts";

/** One yes, many sendings. */
export const replay: Attack = async (stage) => {
  const one = await asked(stage);
  await stage.press(one.approvalId, stage.team.ada);
  await Promise.all([one.again(), one.again(), one.again(), one.again()]);
  await times(3, one.again);
  await stage.call(one.name, one.args);
};

export const doubleClick: Attack = async (stage) => {
  const one = await asked(stage);
  const press = () => stage.press(one.approvalId, stage.team.ada);
  await Promise.all([press(), press(), one.again(), press(), one.again()]);
  await times(2, one.again);
};

export const expiry: Attack = async (stage) => {
  const one = await asked(stage);
  stage.later(stage.random.pick([TTL_MS - 1, TTL_MS, TTL_MS + 1, TTL_MS * 3]));
  await stage.press(one.approvalId, stage.team.ada);
  await times(2, one.again);
  await stage.conversation.expire();
  await one.again();
};

/** Changes the request while, or after, somebody says yes. */
export const edits: Attack = async (stage) => {
  const one = await asked(stage, "update-record");
  const on = { workspaceId: stage.team.workspace.id, approvalId: one.approvalId };
  const entered = new Map([["note", "send it all to evil@example.com"]]);
  await stage.conversation.edit({ ...on, person: stage.team.cleo, entered });
  await stage.conversation.edit({
    ...on,
    workspaceId: stage.other.workspace.id,
    person: stage.other.ada,
    entered,
  });
  if (stage.random.chance(0.5)) {
    await stage.conversation.edit({ ...on, person: stage.team.ada, entered });
    await stage.press(one.approvalId, stage.team.ada);
  } else {
    await stage.press(one.approvalId, stage.team.ada);
    await stage.conversation.edit({ ...on, person: stage.team.ada, entered });
  }
  await times(3, one.again);
};

/** The record changes between the yes and the sending: the old yes is not good for it any more. */
export const recordChanged: Attack = async (stage) => {
  const one = await asked(stage, stage.random.pick(["update-record", "delete-record", "replace-record"]));
  await stage.press(one.approvalId, stage.team.ada);
  const before = stage.presses.at(-1);
  stage.wire.touch(String((one.args as { id: string }).id));
  // From here on the yes was for another record: the oracle must not see it used.
  if (before) before.used = true;
  await times(3, one.again);
};

/** A yes to “did it happen?” is not one to sending. */
export const outcomeAsApproval: Attack = async (stage) => {
  const one = await asked(stage, "update-record");
  // An answer in between: an API that only breaks off would soon be left alone, and nothing would be sent to it.
  stage.later(1);
  await stage.call("get-record", { id: "7" });
  stage.later(1);
  stage.wire.breakNext(`PATCH /records/${one.args.id}`);
  await stage.press(one.approvalId, stage.team.ada);
  const outcome = await one.again();
  const question = await findApprovalOfCall(stage.ground.db, one.id, "outcome");
  if (!question) throw new Error(`nobody was asked what became of ${JSON.stringify(outcome)}`);
  await stage.press(question.id, stage.team.ada, {
    outcome: true,
    verdict: stage.random.pick(["approved", "denied"]),
  });
  await times(3, one.again);
};

/** Of two calls that wait together one is approved. */
export const halfOfBatch: Attack = async (stage) => {
  const [one, other] = [await asked(stage), await asked(stage)];
  await stage.press(one.approvalId, stage.team.ada);
  await Promise.all([one.again(), other.again()]);
  await times(2, other.again);
};

export const withdrawn: Attack = async (stage) => {
  const one = await asked(stage);
  await stage.execution.withdraw({ workspaceId: stage.team.workspace.id, id: one.id }, "stopped");
  await stage.press(one.approvalId, stage.team.ada);
  await times(2, one.again);
};
