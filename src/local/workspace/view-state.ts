import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";

/** What a form sends for one element: its text, or its value or id; several for checkboxes and multi-selects. */
export type ElementAnswer = string | readonly string[];

/** Answers by `block_id` and `action_id`. */
export type FormAnswers = Readonly<Record<string, Readonly<Record<string, ElementAnswer>>>>;

/** An interactive element and the block it stands in. */
export interface PlacedElement {
  readonly blockId: string;
  readonly block: JsonObject;
  readonly element: JsonObject;
}

/** Every element with an `action_id`, however deep in cards, carousels and containers it stands. */
export function elementsOf(blocks: readonly JsonObject[]): PlacedElement[] {
  return blocks.flatMap((block) => {
    const nested = [block["child_blocks"], block["type"] === "carousel" ? block["elements"] : []];
    const inner = nested.flatMap((list) =>
      Array.isArray(list) ? elementsOf(list.filter(isJsonObject)) : [],
    );
    const own = [block["elements"], block["actions"], [block["element"]], [block["accessory"]]]
      .flatMap((list) => (Array.isArray(list) ? list : []))
      .filter(isJsonObject)
      .filter((element) => typeof element["action_id"] === "string")
      .map((element) => ({ blockId: String(block["block_id"] ?? ""), block, element }));
    return [...own, ...inner];
  });
}

/** `state.values` before anyone typed: the elements that hold a value, with their initial one. */
export function initialState(blocks: readonly JsonObject[]): Record<string, JsonObject> {
  return stateWith(blocks, {});
}

/** `state.values` after `answers`; an element without an answer keeps its initial value. */
export function stateWith(blocks: readonly JsonObject[], answers: FormAnswers): Record<string, JsonObject> {
  const values: Record<string, JsonObject> = {};
  for (const { blockId, element } of elementsOf(blocks)) {
    const actionId = String(element["action_id"]);
    const value = heldValue(element, answers[blockId]?.[actionId]);
    if (value !== undefined) values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** The required inputs of `blocks` that have no value, by `block_id`, as the client itself would tell them. */
export function missingInputs(
  blocks: readonly JsonObject[],
  values: Readonly<Record<string, JsonObject>>,
): Record<string, string> {
  const missing = elementsOf(blocks).filter(({ blockId, block, element }) => {
    if (block["type"] !== "input" || block["optional"] === true) return false;
    const value = values[blockId]?.[String(element["action_id"])];
    return isJsonObject(value) && isEmpty(value);
  });
  return Object.fromEntries(missing.map(({ blockId }) => [blockId, "Please complete this required field."]));
}

function isEmpty(value: JsonObject): boolean {
  const { type: _, ...rest } = value;
  return Object.values(rest).every(
    (member) => member === null || member === "" || (Array.isArray(member) && member.length === 0),
  );
}

/** The value of `element` as payloads carry it, or undefined for one that holds none (a button). */
export function heldValue(element: JsonObject, answer: ElementAnswer | undefined): JsonObject | undefined {
  const type = String(element["type"]);
  const hold = HOLDS[type];
  if (hold === undefined) return undefined;
  const [member, initial, read] = hold;
  const value =
    answer === undefined ? (element[initial] ?? read(element, [])) : read(element, toList(answer));
  return { type, [member]: value };
}

type Read = (element: JsonObject, answers: readonly string[]) => Json;

const readOne: Read = (_, [first]) => (first === undefined || first === "" ? null : first);
const readMany: Read = (_, answers) => answers.filter((answer) => answer !== "");
const readNumber: Read = (_, [first]) => (first === undefined || first === "" ? null : Number(first));
const readOption: Read = (element, [first]) =>
  optionsOf(element).find((option) => option["value"] === first) ?? null;
const readOptions: Read = (element, answers) =>
  optionsOf(element).filter((option) => answers.includes(String(option["value"])));
const readRichText: Read = (_, [first]) =>
  first === undefined
    ? null
    : {
        type: "rich_text",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text: first }] }],
      };

/** Per element: the member that holds its value, the one that holds its initial value, and how to read answers. */
const HOLDS: Readonly<Record<string, readonly [string, string, Read]>> = {
  plain_text_input: ["value", "initial_value", readOne],
  email_text_input: ["value", "initial_value", readOne],
  url_text_input: ["value", "initial_value", readOne],
  number_input: ["value", "initial_value", readOne],
  rich_text_input: ["rich_text_value", "initial_value", readRichText],
  static_select: ["selected_option", "initial_option", readOption],
  external_select: ["selected_option", "initial_option", readOption],
  radio_buttons: ["selected_option", "initial_option", readOption],
  checkboxes: ["selected_options", "initial_options", readOptions],
  multi_static_select: ["selected_options", "initial_options", readOptions],
  multi_external_select: ["selected_options", "initial_options", readOptions],
  users_select: ["selected_user", "initial_user", readOne],
  multi_users_select: ["selected_users", "initial_users", readMany],
  channels_select: ["selected_channel", "initial_channel", readOne],
  multi_channels_select: ["selected_channels", "initial_channels", readMany],
  conversations_select: ["selected_conversation", "initial_conversation", readOne],
  multi_conversations_select: ["selected_conversations", "initial_conversations", readMany],
  datepicker: ["selected_date", "initial_date", readOne],
  timepicker: ["selected_time", "initial_time", readOne],
  datetimepicker: ["selected_date_time", "initial_date_time", readNumber],
};

function optionsOf(element: JsonObject): JsonObject[] {
  const groups = Array.isArray(element["option_groups"]) ? element["option_groups"].filter(isJsonObject) : [];
  return [element["options"], ...groups.map((group) => group["options"])]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .filter(isJsonObject);
}

function toList(answer: ElementAnswer): readonly string[] {
  return typeof answer === "string" ? [answer] : answer;
}

/** The chosen option of an overflow menu, as its payload carries it. */
export function overflowChoice(element: JsonObject, answer: ElementAnswer | undefined): Json {
  return readOption(element, answer === undefined ? [] : toList(answer));
}
