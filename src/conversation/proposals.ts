/** Shows what somebody proposed to change in the policy, and takes the press on its buttons. */
import { getMember, type Member } from "../people/index.ts";
import {
  findProposal,
  type PolicyProposal,
  type ProposalOutcome,
  saveProposalPlace,
  settleProposal,
} from "../policy/index.ts";
import { placeOf } from "./cards.ts";
import type { ConversationDeps } from "./deps.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Place, ProposalCard } from "./messenger.ts";
import { sayOrDirect } from "./say-in-direct.ts";

/** A press on Confirm or Cancel. */
export interface ProposalPress {
  readonly workspaceId: string;
  readonly proposalId: string;
  readonly person: Member;
  readonly state: "confirmed" | "cancelled";
}

/** Posts a proposal in the thread of its run, or to who asked where that takes none, once. */
export async function showProposal(
  deps: ConversationDeps,
  loaded: LoadedRun,
  proposal: PolicyProposal,
): Promise<void> {
  if (proposal.cardTs) return;
  const utterance = { kind: "proposal" as const, card: await cardOf(deps, proposal), key: proposal.id };
  const said = await sayOrDirect(deps, loaded.run, placeOf(loaded), utterance);
  if (!said.ok) return;
  await saveProposalPlace(deps.db, proposal, { channel: said.place.channelId, ts: said.ts });
  const now = await findProposal(deps.db, proposal.workspaceId, proposal.id);
  if (now && now.state !== proposal.state) await redraw(deps, now);
}

/** Answers a proposal, at most once, and redraws its card. */
export async function pressProposal(deps: ConversationDeps, press: ProposalPress): Promise<ProposalOutcome> {
  const { person } = press;
  const active = person.active && person.workspaceId === press.workspaceId;
  const who = { id: person.id, isAdmin: person.role === "admin", active };
  const outcome = await settleProposal(deps.db, { ...press, person: who }, deps.clock());
  if (outcome.kind === "accepted") await redraw(deps, outcome.proposal);
  return outcome;
}

async function redraw(deps: ConversationDeps, proposal: PolicyProposal): Promise<void> {
  if (!proposal.cardChannel || !proposal.cardTs) return;
  const { workspaceId, cardChannel: channelId } = proposal;
  const place: Place = { workspaceId, channelId, threadTs: null };
  await deps.messenger.redrawProposal(place, proposal.cardTs, await cardOf(deps, proposal));
}

async function cardOf(deps: ConversationDeps, proposal: PolicyProposal): Promise<ProposalCard> {
  const nameOf = async (memberId: string) => (await getMember(deps.db, proposal.workspaceId, memberId)).name;
  return {
    proposal,
    proposedBy: await nameOf(proposal.proposedBy),
    answeredBy: proposal.answeredBy ? await nameOf(proposal.answeredBy) : null,
    rulesUrl: `${deps.publicUrl}/rules`,
  };
}
