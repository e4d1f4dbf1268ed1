import { canonicalJson, isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import type { ActionDraft } from "./action.ts";
import { propertiesOf, requiredOf } from "./arguments/schema-types.ts";

interface Described {
  readonly notes: readonly string[];
  readonly mayBreak: boolean;
}

interface Note {
  readonly text: string;
  readonly breaks?: boolean;
}

const MOST_NAMES = 6;

/** What is different about an operation, in words: its arguments first, then its answer, then how it is told of. */
export function describeChange(before: ActionDraft, after: ActionDraft): Described {
  const inputs = inputNotes(before.inputSchema, after.inputSchema);
  const sentElse = canonicalJson({ ...before.request }) !== canonicalJson({ ...after.request });
  const notes = [
    ...inputs,
    ...(sentElse && inputs.length === 0 ? [{ text: "its arguments are sent in another way" }] : []),
    ...answerNotes(before.results?.shape, after.results?.shape),
    ...obstacleNotes(before, after),
    ...otherNotes(before, after, inputs.length > 0 || sentElse),
  ];
  return { notes: notes.map(({ text }) => text), mayBreak: notes.some(({ breaks }) => breaks === true) };
}

function inputNotes(before: JsonObject, after: JsonObject): Note[] {
  const [old, now] = [propertiesOf(before), propertiesOf(after)];
  const [needed, needs] = [requiredOf(before), requiredOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name): Note[] => {
    if (!Object.hasOwn(now, name)) return [{ text: `the argument ${name} is gone`, breaks: true }];
    if (!Object.hasOwn(old, name))
      return [
        needs.has(name)
          ? { text: `the argument ${name} is new and required`, breaks: true }
          : { text: `the argument ${name} is new` },
      ];
    if (needs.has(name) && !needed.has(name))
      return [{ text: `the argument ${name} is required now`, breaks: true }];
    if (needed.has(name) && !needs.has(name)) return [{ text: `the argument ${name} is optional now` }];
    return valueNotes(name, [before, old[name] ?? {}], [after, now[name] ?? {}]);
  });
}

type Placed = readonly [root: JsonObject, schema: Json];

function valueNotes(name: string, before: Placed, after: Placed): Note[] {
  if (closureText(before) === closureText(after)) return [];
  const [was, is] = [typeWords(before[1]), typeWords(after[1])];
  if (was !== is) return [{ text: `the argument ${name} is ${is} instead of ${was}`, breaks: true }];
  return [{ text: `what the argument ${name} accepts is different`, breaks: true }];
}

function typeWords(schema: Json): string {
  const type = isJsonObject(schema) ? schema["type"] : undefined;
  if (typeof type === "string") return type;
  if (Array.isArray(type)) return type.join(" or ");
  const ref = isJsonObject(schema) ? schema["$ref"] : undefined;
  return typeof ref === "string" ? (ref.split("/").at(-1) ?? "something") : "something";
}

/** A schema together with the definitions it reaches, without the words in them. */
function closureText([root, schema]: Placed): string {
  const definitions = isJsonObject(root["$defs"]) ? root["$defs"] : {};
  const reached = new Map<string, Json>();
  const queue = [schema];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const name of refsIn(node)) {
      if (reached.has(name)) continue;
      const definition = definitions[name] ?? null;
      reached.set(name, wordless(definition));
      queue.push(definition);
    }
  }
  return canonicalJson({ schema: wordless(schema), definitions: Object.fromEntries(reached) });
}

function refsIn(node: Json): string[] {
  const found = JSON.stringify(node).matchAll(/"#\/\$defs\/([^"]+)"/g);
  return [...found].map(([, name = ""]) => name);
}

/** What only tells people something; a property that is called so is a schema, and stays. */
function isWords(name: string, member: Json): boolean {
  return (name === "description" || name === "title") && typeof member === "string";
}

function wordless(node: Json): Json {
  if (Array.isArray(node)) return node.map(wordless);
  if (!isJsonObject(node)) return node;
  const members = Object.entries(node).filter(([name, member]) => !isWords(name, member));
  return Object.fromEntries(members.map(([name, member]) => [name, wordless(member)]));
}

function answerNotes(before: Json | undefined, after: Json | undefined): Note[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const gone = [...old.keys()].filter((field) => !now.has(field));
  const fresh = [...now.keys()].filter((field) => !old.has(field));
  const other = [...old].filter(([field, type]) => now.has(field) && now.get(field) !== type);
  return [
    ...(gone.length > 0 ? [{ text: `its answer lacks ${listed(gone)}`, breaks: true }] : []),
    ...(fresh.length > 0 ? [{ text: `its answer also has ${listed(fresh)}` }] : []),
    ...other.slice(0, MOST_NAMES).map(([field, type]) => ({
      text: `${field} of its answer is ${now.get(field)} instead of ${type}`,
      breaks: true,
    })),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The leaves of an answer's outline by their path: `data[].total` → `number`. */
function fieldsOf(shape: Json | undefined, at = ""): Map<string, string> {
  if (Array.isArray(shape)) return fieldsOf(shape[0] ?? "any", `${at}[]`);
  if (!isJsonObject(shape ?? null)) return shape === undefined ? new Map() : new Map([[at, String(shape)]]);
  const members = Object.entries(shape as JsonObject);
  return new Map(
    members.flatMap(([name, member]) => [...fieldsOf(member, at === "" ? name : `${at}.${name}`)]),
  );
}

function obstacleNotes(before: ActionDraft, after: ActionDraft): Note[] {
  if (before.obstacle === after.obstacle) return [];
  if (after.obstacle !== undefined) return [{ text: after.obstacle, breaks: true }];
  return [{ text: "it can be called now; it stays off until it is switched on" }];
}

function otherNotes(before: ActionDraft, after: ActionDraft, isCallTold: boolean): Note[] {
  const told = ({ title, description, tags, paging }: ActionDraft) =>
    canonicalJson({ title, description, tags, paging: paging ?? null });
  const wording = told(before) !== told(after);
  const schema = canonicalJson(before.inputSchema) !== canonicalJson(after.inputSchema);
  return wording || (schema && !isCallTold) ? [{ text: "its wording" }] : [];
}
