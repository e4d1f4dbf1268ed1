import { parseRequest } from "../../planning/index.ts";
import { fieldsOf } from "../shapes.ts";
import type { SayStep, SkillInput } from "../workflow.ts";
import { channelName } from "./channel-name.ts";
import { findFieldSaid, referenceTo, type Source } from "./sources.ts";

export type ReadMessage =
  | { readonly ok: true; readonly step: SayStep; readonly uses: readonly Source[] }
  | { readonly ok: false; readonly message: string };

export interface MessageSetting {
  readonly sources: readonly Source[];
  readonly inputs: readonly SkillInput[];
  readonly skillName: string;
  readonly now: Date;
}

const POSTING =
  /^(?:please\s+)?(?:post|send|share|put|report|write|announce|notify|tell|say|reply|answer|let|message|ping)\b/i;
const NAMED_CHANNEL = /<#[A-Z0-9]+(?:\|[^>]*)?>|(?<![\w&])#[\p{L}\p{N}_-]+/u;
const QUOTED = /["“]([^"”]+)["”]/;
const TELLING =
  /^(?:please\s+)?(?:tell|say|reply|answer|report)\s+(?:(?:me|us|them|to)\s+)?(?:about\s+)?(.+)$/i;
const WITH = /\b(?:with|including|incl\.?|showing|containing)\s+(.+)$/i;

/** Whether a sentence asks to say something rather than to call something. */
export function isMessage(sentence: string): boolean {
  return POSTING.test(sentence) && !/\b(?:GET|POST|PUT|PATCH|DELETE)\s+\//.test(sentence);
}

/**
 * Reads what to say, and where. A quoted text is said as it is, with `{{references}}` filled in; else it is the
 * skill's name and inputs with the fields that the sentence names: “with the tracking number and the carrier”.
 */
export function readMessage(sentence: string, setting: MessageSetting): ReadMessage {
  const channel = parseRequest(sentence, setting.now, "UTC").postIn ?? NAMED_CHANNEL.exec(sentence)?.[0];
  const where = channel === undefined ? {} : { channel: channelName(channel) };
  const quoted = QUOTED.exec(sentence)?.[1];
  if (quoted) return { ok: true, step: { do: "say", text: quoted, ...where }, uses: [] };
  const wanted = (WITH.exec(sentence)?.[1] ?? TELLING.exec(sentence)?.[1] ?? "").replace(NAMED_CHANNEL, " ");
  const phrases = wanted.split(/\s*(?:,|\band\b|&)\s*/i).filter((phrase) => /\w/.test(phrase));
  const fields = phrases.map((phrase) => ({ phrase, found: findFieldSaid(phrase, setting.sources) }));
  const unknown = fields.find(({ found }) => !found);
  if (unknown) return { ok: false, message: unknownField(unknown.phrase, setting.sources) };
  const facts = fields.flatMap(({ phrase, found }) =>
    found ? [`${labelOf(phrase)} ${referenceTo(found, {})}`] : [],
  );
  const about = setting.inputs.map(
    ({ name }) => `${name.replace(/_(id|number|key)$/, "").replaceAll("_", " ")} {{inputs.${name}}}`,
  );
  const head = `**${setting.skillName}** done${about.length > 0 ? ` for ${about.join(", ")}` : ""}`;
  const text = facts.length > 0 ? `${head}: ${facts.join(", ")}` : `${head}.`;
  return {
    ok: true,
    step: { do: "say", text, ...where },
    uses: fields.flatMap(({ found }) => found?.source ?? []),
  };
}

const labelOf = (phrase: string) =>
  phrase.replace(/^(?:the|its|their|an?|all)\s+/i, "").replace(/[.\s]+$/, "");

function unknownField(phrase: string, sources: readonly Source[]): string {
  const names = [...new Set(sources.flatMap(({ shape }) => fieldsOf(shape).map(({ name }) => name)))];
  const known = names.slice(0, 15).join(", ");
  return `I know no “${labelOf(phrase)}” at that point${known ? `; there are ${known}` : ", because nothing was called before"}`;
}
