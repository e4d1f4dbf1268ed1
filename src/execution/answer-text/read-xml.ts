import type { Json, JsonObject } from "../../kernel/index.ts";

/** An element while it is read. */
interface Open {
  readonly name: string;
  readonly members: Map<string, Json[]>;
  text: string;
}

const DEEPEST = 60;
const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const TOKEN =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * An XML document as JSON: an element with attributes or children is an object, one with text alone its text, and
 * children of one name are a list. Namespace prefixes are dropped. Undefined for what is no well-formed document, for one
 * with a DOCTYPE, which could bring in entities, and for one nested too deeply.
 */
export function readXml(text: string): Json | undefined {
  const stack: Open[] = [{ name: "", members: new Map(), text: "" }];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match || !take(stack, match)) return undefined;
  }
  const [root] = stack;
  const only =
    root && stack.length === 1 && root.members.size === 1 ? [...root.members.values()][0] : undefined;
  return only?.length === 1 && root?.text.trim() === "" ? only[0] : undefined;
}

function take(
  stack: Open[],
  [, cdata, closed, opened, attributes = "", isEmpty, chars]: RegExpExecArray,
): boolean {
  const top = stack.at(-1);
  if (!top) return false;
  if (cdata !== undefined) top.text += cdata;
  else if (chars !== undefined) top.text += decoded(chars);
  else if (closed !== undefined) return local(closed) === top.name && close(stack);
  else if (opened !== undefined) {
    stack.push({ name: local(opened), members: attributesOf(attributes), text: "" });
    return isEmpty === "/" ? close(stack) : stack.length <= DEEPEST;
  }
  return true;
}

function close(stack: Open[]): boolean {
  const element = stack.pop();
  const parent = stack.at(-1);
  if (!element || !parent) return false;
  const same = parent.members.get(element.name);
  if (same) same.push(valueIn(element));
  else parent.members.set(element.name, [valueIn(element)]);
  return true;
}

function valueIn({ members, text }: Open): Json {
  const own = text.trim();
  if (members.size === 0) return own === "" ? null : own;
  const object: JsonObject = Object.fromEntries(
    [...members].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]),
  );
  return own === "" ? object : { ...object, text: own };
}

function attributesOf(text: string): Map<string, Json[]> {
  const found = [...text.matchAll(ATTRIBUTE)].filter(([, name = ""]) => !name.startsWith("xmlns"));
  return new Map(
    found.map(([, name = "", double, single]) => [local(name), [decoded(double ?? single ?? "")]]),
  );
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
