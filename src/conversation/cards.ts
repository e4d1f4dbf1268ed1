/**
 * The cards of questions, wherever copies of them stand.
 *
 * A question is shown in the thread that it came from, and to those who may answer it but were not there. What a copy
 * shows is noted with its place, so bringing all copies in line with the question (`showApproval`) can be done any
 * number of times: at once by whoever changed the question, and by a job, in case that one died.
 */
import {
  type Approval,
  type CardPlace,
  findApproval,
  insertCardPlaces,
  listApprovalsOfRun,
  listCardPlaces,
  listPlacesOf,
  listQuestionsAt,
  markDrawn,
} from "../approvals/index.ts";
import { cardsOf, digestOf } from "./card-of.ts";
import { sayOnce } from "./deliver.ts";
import type { ConversationDeps } from "./deps.ts";
import { findPlacedRun, type PlacedRun } from "./list-runs.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Place } from "./messenger.ts";
import { peopleToAsk } from "./people-to-ask.ts";
import { type SaidAt, sayOrDirect } from "./say-in-direct.ts";

export function placeOf(loaded: LoadedRun): Place {
  const { workspaceId, channelId, rootTs } = loaded.claim;
  return { workspaceId, channelId, threadTs: rootTs };
}

/** Posts what is asked in a run and is not shown yet: small questions that wait together share a card. */
export async function postCards(
  deps: ConversationDeps,
  run: Pick<PlacedRun, "id" | "workspaceId" | "memberId" | "channelId" | "rootTs">,
): Promise<void> {
  const open = (await listApprovalsOfRun(deps.db, run.workspaceId, run.id)).filter(
    ({ state }) => state === "pending",
  );
  const places = await listPlacesOf(
    deps.db,
    run.workspaceId,
    open.map(({ id }) => id),
  );
  const thread: Place = { workspaceId: run.workspaceId, channelId: run.channelId, threadTs: run.rootTs };
  const unseen = open.filter(({ id }) => !places.some((place) => place.approvalId === id && !place.isDirect));
  for (const together of groupsOf(unseen))
    await post(deps, together, { run, place: thread, isDirect: false });
  for (const approval of open) await postCopies(deps, approval, { run, places });
}

/** How many questions may share a card, and how long each may be. */
const MOST_TOGETHER = 8;
const MOST_SMALL = 500;

/** Small questions about calls go together; an outcome, and what was asked before, stands alone. */
function groupsOf(open: readonly Approval[]): Approval[][] {
  const isSmall = ({ kind, replaces, request, evidence }: Approval) =>
    kind === "send" && replaces === null && JSON.stringify([request, evidence]).length <= MOST_SMALL;
  const small = open.filter(isSmall);
  const groups: Approval[][] = [];
  for (let from = 0; from < small.length; from += MOST_TOGETHER)
    groups.push(small.slice(from, from + MOST_TOGETHER));
  return [...groups, ...open.filter((approval) => !isSmall(approval)).map((approval) => [approval])];
}

interface Posting {
  readonly run: Pick<PlacedRun, "id" | "workspaceId" | "memberId">;
  readonly place: Place;
  readonly isDirect: boolean;
}

async function post(
  deps: ConversationDeps,
  together: readonly Approval[],
  { run, place, isDirect }: Posting,
): Promise<void> {
  const [first] = together;
  if (!first) return;
  const cards = await cardsOf(deps, together);
  const key = isDirect ? `${first.id}.${place.channelId}` : first.id;
  const utterance = { kind: "card" as const, cards, key };
  const said: SaidAt = isDirect
    ? { ...(await sayOnce(deps, run, place, utterance)), place }
    : await sayOrDirect(deps, run, place, utterance);
  if (!said.ok) {
    deps.logger.warn({ approvalId: first.id, code: said.code }, "a card could not be posted");
    return;
  }
  const { channelId: channel } = said.place;
  const isElsewhere = channel !== place.channelId;
  const shown = { channel, ts: said.ts, isDirect: isDirect || isElsewhere, drawn: digestOf(cards) };
  await insertCardPlaces(deps.db, together, shown);
}

/** Shows a question to those who may answer it and would not see it otherwise, each in direct messages. */
async function postCopies(
  deps: ConversationDeps,
  approval: Approval,
  { run, places }: { run: Posting["run"]; places: readonly CardPlace[] },
): Promise<void> {
  for (const person of await peopleToAsk(deps, approval)) {
    const channelId = await deps.messenger.directChannel(approval.workspaceId, person.slackUserId);
    const isThere = places.some((place) => place.approvalId === approval.id && place.channel === channelId);
    if (channelId === undefined || isThere) continue;
    const place: Place = { workspaceId: approval.workspaceId, channelId, threadTs: null };
    await post(deps, [approval], { run, place, isDirect: true });
  }
}

/** Brings every copy of a question's card in line with the question, and posts those that are missing. */
export async function showApproval(
  deps: ConversationDeps,
  question: { workspaceId: string; approvalId: string },
): Promise<void> {
  const approval = await findApproval(deps.db, question.workspaceId, question.approvalId);
  if (!approval) return;
  if (approval.state === "pending") {
    const run = await findPlacedRun(deps.db, approval.workspaceId, approval.runId);
    if (run) await postCards(deps, run);
  }
  for (const place of await listCardPlaces(deps.db, approval.workspaceId, approval.id))
    await redraw(deps, place);
}

/** The same for a question that just changed; what fails here is left to the job. */
export async function showNow(deps: ConversationDeps, approval: Approval): Promise<void> {
  await showApproval(deps, { workspaceId: approval.workspaceId, approvalId: approval.id });
}

async function redraw(deps: ConversationDeps, { workspaceId, channel, ts, drawn }: CardPlace): Promise<void> {
  const questions = await listQuestionsAt(deps.db, workspaceId, { channel, ts });
  const cards = await cardsOf(deps, questions);
  const now = digestOf(cards);
  if (now === drawn) return;
  await deps.messenger.redraw({ workspaceId, channelId: channel, threadTs: null }, ts, cards);
  await markDrawn(deps.db, workspaceId, { channel, ts, drawn: now });
}
