import type { RunView, SkillOutline } from "../planning/index.ts";
import { type Invocation, readInputs, readInvocation, wantedWords } from "./read-invocation.ts";
import { usageOf } from "./skill.ts";

/** What a sentence about skills asks for. */
export type SkillRequest =
  | { readonly kind: "say"; readonly text: string }
  | {
      readonly kind: "call";
      readonly tool: "run_skill" | "draft_skill" | "change_skill" | "retry_skill";
      readonly input: object;
    };

const SAVE =
  /^(?:please\s+)?(?:save|keep|store|remember|make|turn)\s+(?:this|that|it|these(?:\s+steps)?|the\s+following|a\s+new\s+skill|a\s+skill)(?:\s+(?:as|into))?(?:\s+(?:a|an|the|new)\b)*(?:\s+skill)?(?:\s*,?\s*(?:called|named))?\s*(.*)$/is;
const NAME = /^["“'`]?([A-Za-z][\w -]{0,58}?)["”'`]?\s*(?:[:.;,\n]|$|(?=\s\d{1,2}[.)]\s))\s*(.*)$/s;
const UPDATE =
  /^(?:please\s+)?(?:update|change|edit|replace)\s+(?:the\s+)?skill\s+["“'`]?([\w-]+)["”'`]?\s*(?:to|:|with)?\s*(.*)$/is;
const DELETE = /^(?:please\s+)?(?:delete|remove|forget)\s+(?:the\s+)?skill\s+["“'`]?([\w-]+)["”'`]?[.!]?$/i;
const ROLL_BACK =
  /^(?:please\s+)?(?:roll\s*back|restore|revert)\s+(?:the\s+)?(?:skill\s+)?["“'`]?([a-z][\w-]*)["”'`]?\s+to\s+(?:version\s+|v)?(\d{1,4})[.!]?$/i;
const SHOW =
  /^(?:please\s+)?(?:show|explain|describe|what does)\s+(?:me\s+)?(?:the\s+)?(?:skill\s+)?["“'`]?([a-z][\w-]*)["”'`]?(?:\s+skill)?(?:\s+do)?[?.!]?$/i;
const LIST =
  /^(?:list|show|what are)?\s*(?:me\s+)?(?:my|the|our|all|all the)?\s*skills(?:\s+are there)?[?.!]?$/i;
const EXPORT =
  /^(?:please\s+)?export\s+(?:the\s+)?(?:skill\s+)?["“'`]?([a-z][\w-]*)["”'`]?(?:\s+skill)?[.!]?$/i;
const DOCUMENT = /^(?:[^\n]{0,200}\n)?\s*(---\n[\s\S]*?\n---\n[\s\S]*```ya?ml[ \t]+workflow[\s\S]*)$/;
const RETRY = /^(?:please\s+)?(?:retry|try (?:it )?again|continue|go on)[.!]?$/i;
const RETRY_OF = /^retry (?:the\s+)?(?:skill\s+)?([a-z][\w-]*)[.!]?$/i;
const YES = /^(?:yes|yep|ok|okay|save|save it|save that|keep it|yes,? (?:please )?save(?: it)?)[.!]?$/i;
const NO = /^(?:no|nope|drop|drop it|discard|discard it|forget it|don't save(?: it)?)[.!]?$/i;

/** What the buttons under a draft say. */
const ANSWER_DRAFT = /^(save|drop) draft (\d{1,4})$/i;

/** How an answer that asks for an input begins; the next message of the thread is then read as that input. */
const NEEDS = "To run **";
/** What a draft's answer holds; the next message of the thread may then be a yes or a no. */
export const OFFERS_SAVE = "Reply `save` to keep it";

/** What a person asks for, where it is about skills: to run one, to make one, or to look after them. */
export function readSkillRequest(view: RunView): SkillRequest | undefined {
  const text = view.text.trim();
  return (
    readAnswer(view, text) ??
    readCare(view, text) ??
    readDocument(text) ??
    readSaving(text) ??
    readRun(view, text)
  );
}

/** A word that only means something as an answer to what Chief said last. */
function readAnswer(view: RunView, text: string): SkillRequest | undefined {
  const answered = ANSWER_DRAFT.exec(text);
  if (answered?.[1] && answered[2]) {
    const verb = answered[1].toLowerCase() === "save" ? "save_draft" : "drop_draft";
    return change({ change: verb, draft: Number(answered[2]) });
  }
  const retried = view.skills.find(({ name }) => name === RETRY_OF.exec(text)?.[1]?.toLowerCase());
  if (retried) return { kind: "call", tool: "retry_skill", input: { skill: retried.name } };
  const last = view.history.at(-1);
  if (last?.from !== "chief") return undefined;
  if (last.text.includes(OFFERS_SAVE)) {
    if (YES.test(text)) return change({ change: "save_draft" });
    if (NO.test(text)) return change({ change: "drop_draft" });
  }
  if (RETRY.test(text) && last.text.includes("`retry`"))
    return { kind: "call", tool: "retry_skill", input: {} };
  return last.text.startsWith(NEEDS) ? readMissing(view, text) : undefined;
}

const change = (input: object): SkillRequest => ({ kind: "call", tool: "change_skill", input });

/** The inputs that were asked for, together with those that the first request and earlier replies gave. */
function readMissing(view: RunView, text: string): SkillRequest | undefined {
  if (readInvocation(text, view.skills)) return undefined;
  const replies = [text];
  for (let at = view.history.length - 1; at > 0; at -= 2) {
    const [asked, question] = [view.history[at - 1], view.history[at]];
    if (!asked || question?.from !== "chief" || !question.text.startsWith(NEEDS)) return undefined;
    const begun = readInvocation(asked.text, view.skills);
    if (begun) return NO.test(text) ? NOT_RUN : run(begun.skill, withReplies(begun, replies), begun.isDryRun);
    replies.unshift(asked.text);
  }
  return undefined;
}

const NOT_RUN: SkillRequest = { kind: "say", text: "All right, I did not run it." };

function withReplies({ skill, inputs }: Invocation, replies: readonly string[]): object {
  const given = { ...inputs };
  for (const reply of replies) {
    const open = skill.inputs.filter(({ name }) => !(name in given));
    Object.assign(given, readInputs(reply, open));
  }
  return given;
}

function readCare({ skills }: RunView, text: string): SkillRequest | undefined {
  if (LIST.test(text)) return { kind: "say", text: listText(skills) };
  const deleted = DELETE.exec(text)?.[1];
  if (deleted) return change({ change: "delete", skill: deleted.toLowerCase() });
  const back = ROLL_BACK.exec(text);
  if (back?.[1] && back[2] && skills.some(({ name }) => name === back[1]?.toLowerCase())) {
    return change({ change: "roll_back", skill: back[1].toLowerCase(), version: Number(back[2]) });
  }
  const exported = skills.find(({ name }) => name === EXPORT.exec(text)?.[1]?.toLowerCase());
  if (exported) return change({ change: "export", skill: exported.name });
  const shown = skills.find(({ name }) => name === SHOW.exec(text)?.[1]?.toLowerCase());
  return shown && { kind: "say", text: shown.details };
}

function listText(skills: readonly SkillOutline[]): string {
  if (skills.length === 0) {
    return 'There are no skills yet. Make one: `save this as a skill called "…": 1. … 2. …`';
  }
  const lines = skills.map((skill) => {
    return `• \`${usageOf(skill)}\`${skill.description ? `: ${skill.description}` : ""}`;
  });
  return ["Skills:", ...lines].join("\n");
}

/** A `SKILL.md`, pasted or dropped. */
function readDocument(text: string): SkillRequest | undefined {
  const document = DOCUMENT.exec(text)?.[1];
  if (document === undefined) return undefined;
  const name = /^name:\s*["']?([\w-]+)/m.exec(document)?.[1] ?? "skill";
  return { kind: "call", tool: "draft_skill", input: { name, document } };
}

function readSaving(text: string): SkillRequest | undefined {
  const updated = UPDATE.exec(text);
  if (updated?.[1] && updated[2]) return draft(updated[1], updated[2]);
  const saving = SAVE.exec(text);
  if (!saving || !/\bskill\b/i.test(text)) return undefined;
  const named = NAME.exec((saving[1] ?? "").trim());
  if (!named?.[1]) {
    return { kind: "say", text: 'What should it be called? Say `save this as a skill called "…"`.' };
  }
  return draft(named[1], named[2] ?? "");
}

function draft(name: string, steps: string): SkillRequest {
  const kebab = name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return {
    kind: "call",
    tool: "draft_skill",
    input: { name: kebab, ...(/\w/.test(steps) ? { steps } : {}) },
  };
}

function readRun(view: RunView, text: string): SkillRequest | undefined {
  const invoked = readInvocation(text, view.skills);
  return invoked && run(invoked.skill, invoked.inputs, invoked.isDryRun);
}

function run(skill: SkillOutline, inputs: object, isDryRun: boolean): SkillRequest {
  return { kind: "call", tool: "run_skill", input: { skill: skill.name, inputs, dry_run: isDryRun } };
}

/** Asks for the inputs that were not given. The next message of the thread is read as them. */
export function askFor(skill: SkillOutline, missing: SkillOutline["inputs"]): string {
  const wanted = missing.map((input) => {
    const { name, description } = input;
    return `\`${name}\` (${wantedWords(input)}${description ? `: ${description.replace(/\.$/, "")}` : ""})`;
  });
  return `${NEEDS}${skill.name}** I need ${wanted.join(" and ")}. Reply with it, or say \`${usageOf(skill)}\`.`;
}
