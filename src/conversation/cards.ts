import { type Approval, findApproval, saveCardPlace } from "../approvals/index.ts";
import { getMember } from "../people/index.ts";
import { sayOnce } from "./deliver.ts";
import type { ConversationDeps } from "./deps.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Card, Place } from "./messenger.ts";

async function cardOf(deps: ConversationDeps, approval: Approval): Promise<Card> {
  const nameOf = async (memberId: string) => (await getMember(deps.db, approval.workspaceId, memberId)).name;
  return {
    approval,
    askedBy: await nameOf(approval.requestedBy),
    answeredBy: approval.answeredBy ? await nameOf(approval.answeredBy) : null,
    dashboardUrl: `${deps.publicUrl}/approvals`,
  };
}

export function placeOf(loaded: LoadedRun): Place {
  const { workspaceId, channelId, rootTs } = loaded.claim;
  return { workspaceId, channelId, threadTs: rootTs };
}

/** Posts the cards of pending questions in the thread, each once. */
export async function postCards(
  deps: ConversationDeps,
  loaded: LoadedRun,
  approvalIds: readonly string[],
): Promise<void> {
  for (const approvalId of approvalIds) {
    const approval = await findApproval(deps.db, loaded.run.workspaceId, approvalId);
    if (!approval || approval.cardTs) continue;
    const card = await cardOf(deps, approval);
    const place = placeOf(loaded);
    const said = await sayOnce(deps, loaded.run, place, { kind: "card", card, key: approvalId });
    if (said.ok) await keepPlace(deps, approval, { channel: place.channelId, ts: said.ts });
  }
}

/** Notes where a card stands. Who answered meanwhile could not redraw it yet, so that is made up for. */
async function keepPlace(
  deps: ConversationDeps,
  { id, workspaceId, state }: Approval,
  place: { channel: string; ts: string },
): Promise<void> {
  await saveCardPlace(deps.db, id, place);
  const now = await findApproval(deps.db, workspaceId, id);
  if (now && now.state !== state) await redrawCard(deps, now);
}

/** Redraws the card of an answered, expired or cancelled question where it stands. */
export async function redrawCard(deps: ConversationDeps, approval: Approval): Promise<void> {
  if (!approval.cardChannel || !approval.cardTs) return;
  const place: Place = { workspaceId: approval.workspaceId, channelId: approval.cardChannel, threadTs: null };
  await deps.messenger.redraw(place, approval.cardTs, await cardOf(deps, approval));
}
