import { isJsonObject, type Json } from "../../kernel/index.ts";
import type { Contract, ContractInput, InputType } from "./contract.ts";
import { placeholdersIn } from "./placeholders-in.ts";
import { readBodyText, writeBodyText } from "./read-body-text.ts";
import { isIdLike } from "./suggest-name.ts";

/** A value that stands literally in a contract and could be an input. */
export interface Offer {
  /** `path.2`, `query.0`, `headers.1`, `body.customer.id` */
  readonly where: string;
  /** The name the input would get. */
  readonly name: string;
  readonly type: InputType;
  readonly value: string;
}

const MOST_OFFERS = 24;
const LONGEST_VALUE = 500;

/** The values of a contract that could be inputs, in the order in which they stand in the request. */
export function offersIn(contract: Contract): Offer[] {
  const taken = new Set(contract.inputs.map(({ name }) => name));
  const literals = [...inPath(contract), ...inPairs(contract), ...inBody(contract)];
  return literals.slice(0, MOST_OFFERS).map(({ where, name, value }) => {
    const free = freeName(name, taken);
    taken.add(free);
    return { where, name: free, type: typeOf(value), value: String(value) };
  });
}

interface Literal {
  readonly where: string;
  readonly name: string;
  readonly value: Json;
}

/** A segment that looks like an id, named after the one before it: `/orders/1042` is `order_id`. */
function inPath({ path }: Contract): Literal[] {
  const segments = path.split("/");
  return segments.flatMap((segment, at) => {
    if (!isIdLike(segment) || segment.includes("{{")) return [];
    const before = segments[at - 1]?.replace(/ies$/, "y").replace(/s$/, "") ?? "";
    return [{ where: `path.${at}`, name: /^[A-Za-z]/.test(before) ? `${before}_id` : "id", value: segment }];
  });
}

function inPairs({ query, headers }: Contract): Literal[] {
  const literals = (kind: string, pairs: Contract["headers"]) =>
    pairs.flatMap(({ name, value }, at) =>
      value !== "" && placeholdersIn(value).length === 0 ? [{ where: `${kind}.${at}`, name, value }] : [],
    );
  return [...literals("query", query), ...literals("headers", headers)];
}

function inBody(contract: Contract): Literal[] {
  const read = readBodyText(contract);
  return read.ok && read.body ? leavesOf(read.body.tree, []) : [];
}

/** The scalars of a body below the members that lead to them; those in lists are left alone. */
function leavesOf(tree: Json, path: readonly string[]): Literal[] {
  if (isJsonObject(tree))
    return Object.entries(tree).flatMap(([name, member]) =>
      name.includes(".") ? [] : leavesOf(member, [...path, name]),
    );
  const name = path.at(-1);
  if (name === undefined || tree === null || typeof tree === "object") return [];
  const isTemplate =
    typeof tree === "string" && (placeholdersIn(tree).length > 0 || tree.length > LONGEST_VALUE);
  return isTemplate ? [] : [{ where: `body.${path.join(".")}`, name, value: tree }];
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^[^A-Za-z_]+|_+$/g, "") || "value";
  for (let count = 1; ; count++) {
    const name = count === 1 ? plain : `${plain}_${count}`;
    if (!taken.has(name)) return name;
  }
}

function typeOf(value: Json): InputType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return "date";
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? "date-time" : "string";
}

/** The contract with one of its offers taken: the value is a placeholder now, and its input is declared. */
export function takeOffer(contract: Contract, { where, name, type }: Offer): Contract {
  const placeholder = `{{${name}}}`;
  const input: ContractInput = {
    name,
    type,
    required: true,
    description: "",
    default: "",
    values: "",
    pathUse: "segment",
  };
  const taken = { ...contract, inputs: [...contract.inputs, input] };
  const [part, ...rest] = where.split(".");
  const at = Number(rest[0]);
  const replaced = <T extends { value: string }>(pairs: readonly T[]) =>
    pairs.map((pair, index) => (index === at ? { ...pair, value: placeholder } : pair));
  switch (part) {
    case "path":
      return { ...taken, path: withItem(contract.path.split("/"), at, placeholder).join("/") };
    case "query":
      return { ...taken, query: replaced(contract.query) };
    case "headers":
      return { ...taken, headers: replaced(contract.headers) };
    default:
      return { ...taken, body: bodyWith(contract, rest, placeholder) };
  }
}

function withItem(items: readonly string[], at: number, item: string): string[] {
  return items.map((old, index) => (index === at ? item : old));
}

function bodyWith(contract: Contract, path: readonly string[], placeholder: string): string {
  const read = readBodyText(contract);
  if (!read.ok || !read.body) return contract.body;
  return writeBodyText({ ...read.body, tree: replacedIn(read.body.tree, path, placeholder) });
}

function replacedIn(tree: Json, [name, ...rest]: readonly string[], placeholder: string): Json {
  if (name === undefined) return placeholder;
  if (!isJsonObject(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, member]) => [
      key,
      key === name ? replacedIn(member, rest, placeholder) : member,
    ]),
  );
}
