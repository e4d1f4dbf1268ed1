/** What is read from a posted form. */
interface Fields {
  readonly names: readonly string[];
  text(name: string): string;
  texts(name: string): readonly string[];
}

/** What was pressed or chosen on a page: the element, and the values that it was given. */
interface Press {
  readonly blockId: string;
  readonly actionId: string;
  /** The values of the chosen options or what was typed; for feedback `positive_button` or `negative_button`. */
  readonly values: readonly string[];
}

/** What was entered into the input blocks of a modal, by block id and action id. */
export type Answers = Record<string, Record<string, readonly string[]>>;

/** The name under which an input of a modal is posted: block, action and type, each encoded. */
export function inputName(blockId: string, actionId: string, type: string): string {
  return [blockId, actionId, type].map(encodeURIComponent).join("/");
}

/** The press that a form of `PressForm` posts. */
export function readPress(fields: Fields): Press {
  return {
    blockId: fields.text("block_id"),
    actionId: fields.text("action_id"),
    values: valuesOf(fields.text("type"), fields.texts("value")),
  };
}

/** The answers that the form of a modal posts. */
export function readAnswers(fields: Fields): Answers {
  const answers = new Map<string, Map<string, readonly string[]>>();
  for (const name of fields.names) {
    const [blockId, actionId, type, ...rest] = name.split("/").map(decoded);
    if (!blockId || !actionId || !type || rest.length > 0) continue;
    const ofBlock = answers.get(blockId) ?? new Map<string, readonly string[]>();
    answers.set(blockId, ofBlock.set(actionId, valuesOf(type, fields.texts(name))));
  }
  return Object.fromEntries([...answers].map(([blockId, ofBlock]) => [blockId, Object.fromEntries(ofBlock)]));
}

/** Slack counts a date and time in seconds; a browser writes it out, here in UTC. */
function valuesOf(type: string, values: readonly string[]): readonly string[] {
  if (type !== "datetimepicker") return values;
  const instants = values.map((value) => Date.parse(`${value}Z`));
  return instants.filter((instant) => !Number.isNaN(instant)).map((instant) => String(instant / 1000));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
