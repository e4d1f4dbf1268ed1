import { sayOnce } from "./deliver.ts";
import type { ConversationDeps } from "./deps.ts";
import type { Place, Said, Utterance } from "./messenger.ts";

/** What could not be said where it was asked for, and why. */
export interface Unsaid {
  readonly asked: { readonly workspaceId: string; readonly memberId: string; readonly channelId: string };
  readonly utterance: Utterance;
  readonly failure: Extract<Said, { ok: false }>;
}

/** Where something was said, which may be elsewhere than it was meant for. */
export type SaidAt = Said & { readonly place: Place };

/** Says something of a run once in a place, or, where that does not take it, to the person who asked. */
export async function sayOrDirect(
  deps: ConversationDeps,
  run: { readonly id: string; readonly workspaceId: string; readonly memberId: string },
  place: Place,
  utterance: Utterance,
): Promise<SaidAt> {
  const said = await sayOnce(deps, run, place, utterance);
  if (said.ok) return { ...said, place };
  const asked = { ...run, channelId: place.channelId };
  return (await sayInDirect(deps, { asked, utterance, failure: said })) ?? { ...said, place };
}

/**
 * Says to the person who asked, in direct messages, what their channel does not take: Chief was removed from it, it was
 * archived, the thread was deleted. Said again, it is there once. Undefined when it cannot be said there either.
 */
export async function sayInDirect(
  deps: ConversationDeps,
  { asked, utterance, failure }: Unsaid,
): Promise<(Said & { ok: true; place: Place }) | undefined> {
  if (failure.code === "slack.not_installed") return undefined;
  const { workspaceId, memberId, channelId } = asked;
  const member = await deps.roster.member(workspaceId, memberId);
  const direct = await deps.messenger.directChannel(workspaceId, member.slackUserId);
  if (direct === undefined || direct === channelId) return undefined;
  const place = { workspaceId, channelId: direct, threadTs: null };
  const key = `${utterance.key}.direct`;
  const text = `I could not write where you asked: ${failure.message}. So I write to you here.`;
  const why = await deps.messenger.say(
    place,
    { kind: "note", text, key: `${key}.why` },
    { mayBeThere: true },
  );
  const said = why.ok
    ? await deps.messenger.say(place, { ...utterance, key }, { mayBeThere: true })
    : undefined;
  if (said?.ok) return { ...said, place };
  deps.logger.warn({ key, code: failure.code }, "neither the thread nor direct messages take an answer");
  return undefined;
}
