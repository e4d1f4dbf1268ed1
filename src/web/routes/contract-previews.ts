import {
  type AnswerMapper,
  type ContractPlace,
  checkArguments,
  compileContract,
} from "../../actions/index.ts";
import { buildRequest } from "../../egress/index.ts";
import type { PreparedCall } from "../../execution/index.ts";
import { withDefaults } from "../../execution/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { CredentialDescription } from "../../vault/index.ts";
import type { ContractEntry } from "../pages/contracts/contract-entry.ts";
import type { Previews } from "../pages/contracts/previews.tsx";
import type { ShownRequest } from "../pages/contracts/request-view.tsx";

const DOTS = "•••";
const MOST_SHOWN = 20_000;
const MOST_REASONS = 4;

/** The sample values that were entered, by the names of their inputs. */
export function samplesOf({ contract, samples }: ContractEntry): Record<string, string> {
  const given = contract.inputs.map(({ name }, at): [string, string] => [name, samples[at] ?? ""]);
  return Object.fromEntries(given.filter(([name, value]) => name !== "" && value !== ""));
}

/** What the editor shows beside the form. Nothing is sent for it. */
export async function previewsOf(
  mapper: AnswerMapper,
  entry: ContractEntry,
  shown: { place: ContractPlace; credential: CredentialDescription | undefined },
): Promise<Previews> {
  return {
    request: requestPreview(entry, shown),
    output: await outputPreview(mapper, entry),
  };
}

function requestPreview(
  entry: ContractEntry,
  { place, credential }: { place: ContractPlace; credential: CredentialDescription | undefined },
): Previews["request"] {
  const { contract } = entry;
  // The request does not hang on what the action is called.
  const named = {
    ...contract,
    name: "preview",
    description: "preview",
    mapping: undefined,
    callsPerMinute: "",
    idempotencyHeader: "",
  };
  const compiled = compileContract(named, { ...place, takenNames: new Set() });
  const template = `${contract.method} ${place.baseUrl}${contract.path}`;
  const told = (reasons: readonly string[]) =>
    ({ ok: false, template, reasons: [...new Set(reasons)].slice(0, MOST_REASONS) }) as const;
  if (!compiled.ok) return told(compiled.faults.map(({ message }) => message));
  const checked = checkArguments(compiled.draft, samplesOf(entry));
  if (!checked.ok)
    return told(
      checked.faults.map(({ message }) => message.replace(/ is required$/, ": enter a sample value")),
    );
  const built = buildRequest(
    place.baseUrl,
    compiled.draft.request,
    withDefaults(compiled.draft, checked.arguments),
  );
  return built.ok ? { ok: true, request: shownRequest(built, credential) } : told([built.message]);
}

/** A request as it would be sent, with dots where the credential goes. */
export function shownRequest(
  { method, url, headers, body }: PreparedCall["request"],
  credential: CredentialDescription | undefined,
): ShownRequest {
  const keys = credential?.hint.keys ?? [];
  const inQuery = keys
    .filter((key) => key.in === "query")
    .map(({ name }) => `${encodeURIComponent(name)}=${DOTS}`);
  const separator = url.includes("?") ? "&" : "?";
  return {
    method,
    url: inQuery.length > 0 ? `${url}${separator}${inQuery.join("&")}` : url,
    headers: [...Object.entries(headers), ...credentialHeaders(credential)],
    body,
  };
}

function credentialHeaders(credential: CredentialDescription | undefined): [string, string][] {
  if (!credential || credential.method === "none") return [];
  if (credential.method === "api_key")
    return (credential.hint.keys ?? []).flatMap((key) =>
      key.in === "header" ? [[key.name.toLowerCase(), DOTS]] : [],
    );
  return [["authorization", `${credential.method === "basic" ? "Basic" : "Bearer"} ${DOTS}`]];
}

async function outputPreview(mapper: AnswerMapper, entry: ContractEntry): Promise<Previews["output"]> {
  const { sampleResponse, contract } = entry;
  if (sampleResponse === "") return { kind: "none" };
  const sample = parseSample(sampleResponse);
  if (sample === undefined) return { kind: "fault", message: "The sample response is not JSON yet." };
  const { mapping } = contract;
  if (!mapping) return { kind: "mapped", text: shortText(sample) };
  const mapped = await mapper.map(mapping, sample);
  return mapped.ok
    ? { kind: "mapped", text: shortText(mapped.value) }
    : { kind: "fault", message: `No output: ${mapped.message}.` };
}

export function parseSample(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** JSON for reading, cut where it gets long. */
export function shortText(value: Json): string {
  const text = JSON.stringify(value, null, 2);
  return text.length > MOST_SHOWN
    ? `${text.slice(0, MOST_SHOWN)}\n… (${text.length.toLocaleString("en")} characters)`
    : text;
}
