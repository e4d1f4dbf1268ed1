/** The form of a skill: a field of its own kind for each input, and what was entered there read back. */
import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { SkillForm, SkillOutline } from "../../planning/index.ts";
import { typeInput, wantedWords } from "../../skills/index.ts";
import { BLOCK_LIMITS as LIMIT } from "../block-limits.ts";
import { plainWords } from "./untrusted.ts";
import { input, modal, placeInput, VALUE, words } from "./view-parts.ts";

export const SKILL_VIEW = "run_skill_view";
const DRY_RUN = "dry_run";
const YES: PlainTextOption = { value: "yes", text: words("Yes") };
const PRETEND: PlainTextOption = {
  value: "yes",
  text: words("Dry run"),
  description: words(
    "Looks things up for real, changes nothing, and shows what it would send.",
    LIMIT.optionText,
  ),
};

/** The thread that a form was opened in. */
export interface FormThread {
  readonly channelId: string;
  readonly rootTs: string;
}

/** What a form keeps in its private metadata. */
interface Kept {
  readonly skill: string;
  readonly thread?: FormThread | undefined;
}

type Input = SkillOutline["inputs"][number];

/** The block of an input: its place, for a name may change its meaning in Slack's ids. */
const blockOf = (at: number) => `input-${at}`;

/** The form. In a thread it is answered there; elsewhere the person says where. */
export function skillView(skill: SkillOutline, form: SkillForm, thread?: FormThread): ModalView {
  const kept: Kept = { skill: skill.name, ...(thread ? { thread } : {}) };
  return modal({
    callbackId: SKILL_VIEW,
    metadata: JSON.stringify(kept),
    title: "Run a skill",
    submit: "Run",
    blocks: [
      plainWords([skill.name, skill.description].filter((part) => part !== "").join(": ")),
      ...skill.inputs.map((one, at) => inputBlock(one, { at, given: form.given[one.name] })),
      dryRun(form.isDryRun),
      ...(thread ? [] : [placeInput()]),
    ],
  });
}

/** What a form is about. */
export function keptIn(metadata: string): Kept {
  return JSON.parse(metadata) as Kept;
}

function inputBlock(wanted: Input, { at, given }: { at: number; given: Json | undefined }): InputBlock {
  const { name, description, isRequired, type } = wanted;
  return input({
    id: blockOf(at),
    label: name,
    hint: description || (type === "string" && !wanted.oneOf ? undefined : capital(wantedWords(wanted))),
    // A box that is not ticked is an answer, too.
    isOptional: !isRequired || type === "boolean",
    element: elementOf(wanted, typed(given ?? wanted.usual, wanted)),
  });
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A value that stands in the field when the form opens: one that is not of its type would make Slack refuse the form. */
const typed = (value: Json | undefined, wanted: Input) =>
  value === undefined ? undefined : typeInput(value, wanted);

function elementOf({ type, oneOf }: Input, value: Json | undefined): InputBlock["element"] {
  const text = value === undefined ? "" : String(value);
  if (oneOf) {
    const options = oneOf.map((one) => ({ value: one, text: words(one, LIMIT.optionText) }));
    const initial = options.find((option) => option.value === text);
    return {
      type: "static_select",
      action_id: VALUE,
      options,
      ...(initial ? { initial_option: initial } : {}),
    };
  }
  if (type === "boolean")
    return {
      type: "checkboxes",
      action_id: VALUE,
      options: [YES],
      ...(value === true ? { initial_options: [YES] } : {}),
    };
  if (type === "date")
    return { type: "datepicker", action_id: VALUE, ...(text ? { initial_date: text } : {}) };
  const initial = text === "" ? {} : { initial_value: text.slice(0, LIMIT.inputText) };
  if (type === "integer" || type === "number")
    return { type: "number_input", action_id: VALUE, is_decimal_allowed: type === "number", ...initial };
  return { type: "plain_text_input", action_id: VALUE, ...initial };
}

function dryRun(isOn: boolean): InputBlock {
  return input({
    id: DRY_RUN,
    label: "Only try it out",
    isOptional: true,
    element: {
      type: "checkboxes",
      action_id: VALUE,
      options: [PRETEND],
      ...(isOn ? { initial_options: [PRETEND] } : {}),
    },
  });
}

/** What stands in one field. */
interface FieldState {
  readonly value?: string | null;
  readonly selected_date?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[];
}

type ViewValues = Readonly<Record<string, Readonly<Record<string, FieldState>>>>;

/** What was entered, or what is wrong with it, by the block of the field. */
export type EnteredSkill =
  | { readonly ok: true; readonly inputs: Readonly<Record<string, string>>; readonly isDryRun: boolean }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

export function readSkillForm(skill: SkillOutline, values: ViewValues): EnteredSkill {
  const inputs: Record<string, string> = {};
  const errors: Record<string, string> = {};
  for (const [at, wanted] of skill.inputs.entries()) {
    const text = enteredIn(wanted, values[blockOf(at)]?.[VALUE]);
    if (text === "" && wanted.isRequired) errors[blockOf(at)] = `This is needed: ${wantedWords(wanted)}.`;
    if (text === "") continue;
    if (typeInput(text, wanted) === undefined) errors[blockOf(at)] = `This must be ${wantedWords(wanted)}.`;
    else inputs[wanted.name] = text;
  }
  const isDryRun = (values[DRY_RUN]?.[VALUE]?.selected_options ?? []).length > 0;
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, inputs, isDryRun };
}

function enteredIn({ type, oneOf }: Input, state: FieldState | undefined): string {
  if (type === "boolean") return String((state?.selected_options ?? []).length > 0);
  if (oneOf) return state?.selected_option?.value ?? "";
  if (type === "date") return state?.selected_date ?? "";
  return state?.value?.trim() ?? "";
}

/** The form that a button opens, as its value carries it. What would be too long for a button is left to be entered. */
export function formValue(form: SkillForm): string {
  const value = JSON.stringify(form);
  return value.length <= LIMIT.buttonValue ? value : JSON.stringify({ ...form, given: {} });
}

/** The form in the value of a button; undefined for one that is none. */
export function readFormValue(value: string | undefined): SkillForm | undefined {
  try {
    const form: unknown = JSON.parse(value ?? "");
    if (!isJsonObject(form) || typeof form["skill"] !== "string") return undefined;
    const given: JsonObject = isJsonObject(form["given"]) ? form["given"] : {};
    return { skill: form["skill"], given, isDryRun: form["isDryRun"] === true };
  } catch {
    return undefined;
  }
}
