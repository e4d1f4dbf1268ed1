/**
 * Requests that people make without writing a message: by a slash command, in a modal, by a shortcut, on the Home tab.
 *
 *   submitted ──▶ job ──▶ a message that says who asks what ──▶ the request, in the thread of that message
 *
 * It is a job, because these have to be answered within three seconds and posting may take longer: done again after a
 * crash, it finds what it has said. Where Chief cannot post, the answer comes in direct messages, with a word about it.
 */
import type { Conversation, Messenger } from "../../conversation/index.ts";
import { addJob, type Db } from "../../database/index.ts";
import type { Member, Roster } from "../../people/index.ts";
import { kindOfId } from "../channel-kind.ts";

export const BEGIN_REQUEST = "begin-request";

/** Where a request is answered. `thread`: below a message that is there already. */
export type AnswerPlace =
  | { readonly kind: "direct" }
  | { readonly kind: "channel"; readonly channelId: string }
  | { readonly kind: "thread"; readonly channelId: string; readonly rootTs: string };

export interface RequestToBegin {
  /** The same key again begins nothing. */
  readonly key: string;
  readonly workspaceId: string;
  readonly memberId: string;
  /** What the person wants, as if they had written it. */
  readonly text: string;
  /** What they wrote, where that differs. */
  readonly asked?: string;
  /** What somebody else wrote, which the request is about; goes with the request as a quotation. */
  readonly about?: string;
  readonly place: AnswerPlace;
}

export interface Requests {
  /** Stores a request, to be begun at once. */
  begin(request: RequestToBegin): Promise<void>;
  /** The job of that. */
  take(payload: unknown, attempt: number): Promise<void>;
}

interface Deps {
  readonly db: Db;
  readonly roster: Pick<Roster, "member">;
  readonly messenger: Pick<Messenger, "say" | "directChannel">;
  readonly conversation: Pick<Conversation, "receive">;
}

export function createRequests(deps: Deps): Requests {
  return {
    async begin(request) {
      const job = { task: BEGIN_REQUEST, payload: request, key: `request:${request.key}` };
      await addJob(deps.db, { ...job, keyMode: "preserve_run_at" });
    },
    take: (payload, attempt) => take(deps, payload as RequestToBegin, attempt),
  };
}

async function take(deps: Deps, request: RequestToBegin, attempt: number): Promise<void> {
  const { workspaceId, memberId, key, text, about } = request;
  const member = await deps.roster.member(workspaceId, memberId);
  const mayBeThere = attempt > 1;
  const root =
    (await announced(deps, { request, member, mayBeThere })) ??
    (await announcedDirectly(deps, { request, member, mayBeThere }));
  if (!root) return;
  await deps.conversation.receive({
    workspaceId,
    ...root,
    channelKind: kindOfId(root.channelId),
    ts: `request-${key}`,
    memberId,
    text: about === undefined ? text : `${text}\n\n${about}`,
  });
}

interface Announcing {
  readonly request: RequestToBegin;
  readonly member: Member;
  readonly mayBeThere: boolean;
}

interface Root {
  readonly channelId: string;
  readonly rootTs: string;
}

/** Says in the place that was chosen who asks what. Undefined where Chief cannot, or where that is a direct message. */
async function announced(
  { messenger }: Deps,
  { request, member, mayBeThere }: Announcing,
): Promise<Root | undefined> {
  const { place, workspaceId } = request;
  if (place.kind === "direct" || place.channelId.startsWith("D")) return undefined;
  const { channelId } = place;
  const threadTs = place.kind === "thread" ? place.rootTs : null;
  const text = `**${inline(member.name)} asked:** ${inline(wordsOf(request))}`;
  const note = { kind: "note", text, key: `${request.key}.asked` } as const;
  const said = await messenger.say({ workspaceId, channelId, threadTs }, note, { mayBeThere });
  return said.ok ? { channelId, rootTs: threadTs ?? said.ts } : undefined;
}

async function announcedDirectly(
  { messenger }: Deps,
  { request, member, mayBeThere }: Announcing,
): Promise<Root | undefined> {
  const { workspaceId, place } = request;
  const channelId = await messenger.directChannel(workspaceId, member.slackUserId);
  if (!channelId) return undefined;
  if (place.kind === "thread" && place.channelId === channelId) return { channelId, rootTs: place.rootTs };
  const elsewhere = place.kind === "direct" || place.channelId === channelId;
  const why = elsewhere
    ? ""
    : "\n\nI cannot write in that channel, so I answer here. `/invite @chief` changes that.";
  const about = request.about === undefined ? "" : `\n\n${request.about}`;
  const text = `**You asked:** ${inline(wordsOf(request))}${about}${why}`;
  const note = { kind: "note", text, key: `${request.key}.asked` } as const;
  const said = await messenger.say({ workspaceId, channelId, threadTs: null }, note, { mayBeThere });
  return said.ok ? { channelId, rootTs: said.ts } : undefined;
}

const wordsOf = ({ asked, text }: RequestToBegin) => asked ?? text;

/** Words of a person within a line of Markdown, as they are. */
function inline(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  return plain.replace(/([\\`*_~[\]|#>])/g, "\\$1");
}
