import {
  canonicalJson,
  isJsonObject,
  type Json,
  type JsonObject,
  sha256Hex,
  storableJson,
} from "../kernel/index.ts";
import { schemaFault } from "./schema-fault.ts";

/** A tool as its server defines it. `pin` is the SHA-256 of the whole definition: any change of it makes another. */
export interface Tool {
  readonly name: string;
  readonly pin: string;
  readonly definition: JsonObject;
}

/** A tool that cannot be used, and why. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

export interface ToolsRead {
  readonly tools: readonly Tool[];
  readonly leftOut: readonly LeftOut[];
}

const NAME = /^[A-Za-z0-9_.-]{1,128}$/;
const MOST_TOOLS = 500;
const MOST_TOLD = 50;
const LONGEST_DEFINITION = 64 * 1024;
const LONGEST_TITLE = 120;
const LONGEST_DESCRIPTION = 1_500;

/** The tools that a server lists, by name. One that cannot be used is left out with the reason; names come in no order. */
export function readTools(listed: readonly unknown[]): ToolsRead {
  const counts = new Map<unknown, number>();
  for (const one of listed)
    if (isJsonObject(one)) counts.set(one["name"], (counts.get(one["name"]) ?? 0) + 1);
  const tools: Tool[] = [];
  const leftOut = new Map<string, string>();
  for (const one of listed) {
    const read = readTool(one, (name) => (counts.get(name) ?? 0) > 1);
    if ("why" in read) leftOut.set(read.name, read.why);
    else if (tools.length < MOST_TOOLS) tools.push(read);
    else leftOut.set(read.name, `there are more than ${MOST_TOOLS} tools`);
  }
  tools.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { tools, leftOut: [...leftOut].slice(0, MOST_TOLD).map(([name, why]) => ({ name, why })) };
}

function readTool(one: unknown, isTwice: (name: string) => boolean): Tool | LeftOut {
  const name = isJsonObject(one) ? one["name"] : undefined;
  if (!isJsonObject(one) || typeof name !== "string") return { name: "(no name)", why: "it has no name" };
  const shown = name.slice(0, 128);
  if (!NAME.test(name))
    return { name: shown, why: "its name has other characters than letters, digits, and _ . -" };
  if (isTwice(name)) return { name: shown, why: "the server has several tools of this name" };
  const text = canonicalJson(one);
  if (text.length > LONGEST_DEFINITION)
    return { name: shown, why: `its definition is longer than ${LONGEST_DEFINITION / 1024} KiB` };
  const why = inputFault(one["inputSchema"]);
  return why === undefined
    ? { name, pin: sha256Hex(text), definition: JSON.parse(storableJson(one)) as JsonObject }
    : { name: shown, why };
}

function inputFault(schema: Json | undefined): string | undefined {
  if (!isJsonObject(schema) || schema["type"] !== "object") return "its input is not described as an object";
  return schemaFault(schema);
}

/** What a tool calls itself, cut to a line; its name where it has no title. */
export function titleOf({ name, definition }: Tool): string {
  const { annotations, title } = definition;
  const noted = isJsonObject(annotations) ? annotations["title"] : undefined;
  const given = [title, noted].find((text) => typeof text === "string" && text.trim() !== "");
  return String(given ?? name)
    .replace(/\s+/g, " ")
    .slice(0, LONGEST_TITLE);
}

/** What a tool says it does, cut to a paragraph; empty where it says nothing. */
export function descriptionOf({ definition }: Pick<Tool, "definition">): string {
  const { description } = definition;
  return typeof description === "string" ? description.slice(0, LONGEST_DESCRIPTION) : "";
}

/** The schema of a tool's arguments, without the keywords that only say which dialect it is in. */
export function inputSchemaOf({ definition }: Pick<Tool, "definition">): JsonObject {
  const schema = definition["inputSchema"];
  if (!isJsonObject(schema)) return { type: "object" };
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}
