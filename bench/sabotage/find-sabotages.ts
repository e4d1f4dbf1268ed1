/**
 * What could be wrong with a check, one thing at a time. Found in the syntax tree, in every file, by rules alone:
 *
 * - a condition of `if` or `?:`, or a boolean that is given back, is always true, or always false
 * - one side of `&&` or `||` is missing
 * - `<` is `<=`, `>` is `>=`, and the other way round
 * - `some` is `every`, and the other way round; a `filter` lets everything through
 * - a condition of `and(…)` or `or(…)`, or the whole `where(…)`, is missing
 * - a conjunct of a `where` in SQL is missing
 */
import { parseAst } from "vitest/node";

/** Some text of a file, and what could stand there instead. */
export interface Spot {
  readonly start: number;
  readonly end: number;
  readonly instead: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Expressions in types of TypeScript, which are there at run time as well. */
const TRANSPARENT = new Set(["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);
const BOUNDARY: Readonly<Record<string, string>> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
const EQUALITY = new Set(["===", "!==", "==", "!="]);
const ASKING = new Set([
  "some",
  "every",
  "has",
  "hasOwn",
  "includes",
  "test",
  "startsWith",
  "endsWith",
  "isArray",
]);

export function findSpots(code: string): Spot[] {
  const found = new Map<string, { start: number; end: number; instead: Set<string> }>();
  const textOf = (node: Node) => code.slice(node.start, node.end);
  const add = ({ start, end }: Node, ...instead: string[]) => {
    const key = `${start}-${end}`;
    const spot = found.get(key) ?? { start, end, instead: new Set<string>() };
    for (const one of instead) if (one !== code.slice(start, end)) spot.instead.add(one);
    found.set(key, spot);
  };
  walk(parseAst(code, { lang: "ts" }) as unknown as Node, (node) => {
    for (const { at, instead } of sabotagesOf(node, textOf)) add(at, ...instead);
  });
  return [...found.values()].map((spot) => ({ ...spot, instead: [...spot.instead] }));
}

function walk(node: Node, visit: (node: Node) => void): void {
  if (node.type.startsWith("TS") && !TRANSPARENT.has(node.type)) return;
  visit(node);
  for (const [name, value] of Object.entries(node)) {
    if (name === "typeAnnotation" || name === "typeArguments" || name === "returnType") continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit);
  }
}

interface Found {
  readonly at: Node;
  readonly instead: readonly string[];
}

function sabotagesOf(node: Node, textOf: (node: Node) => string): Found[] {
  const always = (at: unknown): Found[] => (isNode(at) ? [{ at, instead: ["true", "false"] }] : []);
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return always(node["test"]);
    case "ReturnStatement":
      return looksBoolean(node["argument"]) ? always(node["argument"]) : [];
    case "ArrowFunctionExpression":
      return looksBoolean(node["body"]) ? always(node["body"]) : [];
    case "VariableDeclarator":
      return looksBoolean(node["init"]) ? always(node["init"]) : [];
    case "LogicalExpression":
      return node["operator"] === "??"
        ? []
        : [{ at: node, instead: [node["left"], node["right"]].filter(isNode).map(textOf) }];
    case "BinaryExpression":
      return boundaryOf(node, textOf);
    case "CallExpression":
      return ofCall(node, textOf);
    case "TaggedTemplateExpression":
      return isNode(node["tag"]) && textOf(node["tag"]).startsWith("sql")
        ? [{ at: node, instead: withoutConjuncts(textOf(node)) }]
        : [];
    default:
      return [];
  }
}

function boundaryOf(node: Node, textOf: (node: Node) => string): Found[] {
  const { left, right, operator } = node;
  const moved = BOUNDARY[String(operator)];
  if (!moved || !isNode(left) || !isNode(right)) return [];
  return [{ at: node, instead: [`${textOf(left)} ${moved} ${textOf(right)}`] }];
}

function looksBoolean(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.type === "UnaryExpression") return node["operator"] === "!";
  if (node.type === "BinaryExpression")
    return String(node["operator"]) in BOUNDARY || EQUALITY.has(String(node["operator"]));
  if (node.type === "LogicalExpression")
    return node["operator"] !== "??" && looksBoolean(node["right"]) && looksBoolean(node["left"]);
  return node.type === "CallExpression" && ASKING.has(nameCalled(node) ?? "");
}

/** `some` of `list.some(…)`, `and` of `and(…)`. */
function nameCalled(call: Node): string | undefined {
  const callee = call["callee"];
  if (!isNode(callee)) return undefined;
  const named = callee.type === "MemberExpression" ? callee["property"] : callee;
  return isNode(named) && typeof named["name"] === "string" ? named["name"] : undefined;
}

function ofCall(node: Node, textOf: (node: Node) => string): Found[] {
  const callee = node["callee"];
  const given = (node["arguments"] as unknown[]).filter(isNode);
  const name = nameCalled(node);
  if (!isNode(callee) || !name) return [];
  const isMember = callee.type === "MemberExpression";
  if (!isMember && (name === "and" || name === "or") && given.length > 1)
    return given.map((_, without) => ({
      at: node,
      instead: [
        `${name}(${given
          .filter((__, at) => at !== without)
          .map(textOf)
          .join(", ")})`,
      ],
    }));
  if (!isMember) return [];
  const on = isNode(callee["object"]) ? textOf(callee["object"]) : "";
  const [first] = given;
  if (name === "where" && first) return [{ at: first, instead: ["undefined"] }];
  // Where its condition is told from the outside, “always true” is the same.
  if (name === "filter" && !(first?.type === "ArrowFunctionExpression" && looksBoolean(first["body"])))
    return [{ at: node, instead: [on] }];
  const other = name === "some" ? "every" : name === "every" ? "some" : undefined;
  return other ? [{ at: node, instead: [`${on}.${other}(${given.map(textOf).join(", ")})`] }] : [];
}

/** A `${…}` with at most one level of braces within, a group in brackets, or a plain piece. */
const TERM = String.raw`(?:\$\{(?:[^{}]|\{[^{}]*\})*\}|\((?:[^()$]|\$\{(?:[^{}]|\{[^{}]*\})*\})*\)|[^\s()$\x60]+|\s(?!and\b|or\b|returning\b|on conflict\b|order\b|limit\b|\)))`;
const CONJUNCT = new RegExp(String.raw`\b(where|and)\s+(${TERM}+)`, "g");

/** The template without one of the things that a `where` asks for. */
function withoutConjuncts(template: string): string[] {
  return [...template.matchAll(CONJUNCT)]
    .filter((match) => !/^(?:not )?exists\s*$/.test(match[2]?.trim() ?? ""))
    .map((match) => {
      const [whole = "", word = "", conjunct = ""] = match;
      const tail = conjunct.match(/\s*$/)?.[0] ?? "";
      const end = match.index + whole.length;
      return `${template.slice(0, match.index)}${word} true${tail}${template.slice(end)}`;
    });
}
