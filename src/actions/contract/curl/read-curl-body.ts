import { isJsonObject, type Json, type JsonObject } from "../../../kernel/index.ts";
import type { Contract } from "../contract.ts";
import { isSecretName, looksSecret } from "../secret-names.ts";
import type { CurlCommand, CurlData } from "./read-options.ts";
import { standIn } from "./read-url.ts";

export type CurlBody =
  | {
      readonly ok: true;
      readonly body: Pick<Contract, "bodyKind" | "body">;
      /** Members that held a secret and are inputs now. */
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

const NOTHING: CurlBody = { ok: true, body: { bodyKind: "none", body: "" }, secrets: [] };

/** The pairs of URL-encoded data: what `-d a=1 -d b=2` and `--data-urlencode` mean. */
export function dataPairs(data: readonly CurlData[]): { name: string; value: string }[] {
  return data.flatMap(({ kind, text }) => {
    if (kind === "raw" || kind === "json")
      return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
    const at = text.indexOf("=");
    return [{ name: at < 0 ? "" : text.slice(0, at), value: text.slice(at + 1) }].filter(
      ({ name }) => name !== "",
    );
  });
}

/** The body that a command sends, with inputs in place of the secrets in it. */
export function readCurlBody(command: CurlCommand, contentType: string): CurlBody {
  const { data } = command;
  if (data.length === 0 || command.dataInQuery) return NOTHING;
  if (data.some(({ kind }) => kind === "form")) return formBody(data);
  const text = data.map((piece) => piece.text).join(data.some(({ kind }) => kind === "json") ? "" : "&");
  const json = data.every(({ kind }) => kind !== "encoded") ? parsed(text) : undefined;
  const saysJson = /json/i.test(contentType) || data.some(({ kind }) => kind === "json");
  if (json !== undefined && (saysJson || typeof json === "object")) return jsonBody(json);
  if (saysJson) return { ok: false, message: "The body of the command is not JSON, although it says so" };
  if (contentType !== "" && !/x-www-form-urlencoded/i.test(contentType)) {
    const message = `A body of type ${contentType.slice(0, 60)} cannot be sent; JSON and forms can`;
    return { ok: false, message };
  }
  return linesBody(dataPairs(data), "form");
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function formBody(data: readonly CurlData[]): CurlBody {
  if (data.some(({ text }) => /=[@<]/.test(text)))
    return { ok: false, message: "-F with a file cannot be taken over: files cannot be uploaded" };
  return linesBody(
    dataPairs(data.map(({ text }) => ({ kind: "encoded", text: text.replace(/;type=[^;]*$/, "") }))),
    "multipart",
  );
}

function linesBody(
  pairs: readonly { name: string; value: string }[],
  bodyKind: "form" | "multipart",
): CurlBody {
  const secrets: string[] = [];
  const lines = pairs.map(({ name, value }) => {
    const safe =
      isSecretName(name) || looksSecret(value) ? secretInput(name, secrets) : (standIn(value) ?? value);
    return `${name}=${safe}`;
  });
  if (lines.some((line) => line.includes("\n")))
    return { ok: false, message: "A value of the body has a line break in it; enter it by hand" };
  return { ok: true, body: { bodyKind, body: lines.join("\n") }, secrets };
}

function jsonBody(tree: Json): CurlBody {
  const secrets: string[] = [];
  const body = JSON.stringify(withoutSecrets(tree, secrets), null, 2);
  return { ok: true, body: { bodyKind: "json", body }, secrets };
}

function withoutSecrets(tree: Json, secrets: string[]): Json {
  if (Array.isArray(tree)) return tree.map((item) => withoutSecrets(item, secrets));
  if (isJsonObject(tree))
    return Object.fromEntries(Object.entries(tree).map((entry) => safeMember(entry, secrets))) as JsonObject;
  if (typeof tree !== "string") return tree;
  return looksSecret(tree) ? secretInput("secret", secrets) : (standIn(tree) ?? tree);
}

function safeMember([name, member]: [string, Json], secrets: string[]): [string, Json] {
  const isSecret = typeof member === "string" && member !== "" && (isSecretName(name) || looksSecret(member));
  return [name, isSecret ? secretInput(name, secrets) : withoutSecrets(member, secrets)];
}

function secretInput(name: string, secrets: string[]): string {
  const input = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^[^A-Za-z_]+/, "") || "secret";
  if (!secrets.includes(input)) secrets.push(input);
  return `{{${input}}}`;
}
