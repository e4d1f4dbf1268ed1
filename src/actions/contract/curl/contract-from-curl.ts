import { buildRequest } from "../../../egress/index.ts";
import type { Credential } from "../../../vault/index.ts";
import {
  CONTRACT_METHODS,
  type Contract,
  type ContractInput,
  type ContractPlace,
  type NamedValue,
} from "../contract.ts";
import { blankContract } from "../contract-of-action.ts";
import { placeholdersIn } from "../placeholders-in.ts";
import { looksSecret } from "../secret-names.ts";
import { suggestName } from "../suggest-name.ts";
import { credentialOf, findSecrets, headerParts, isSecretPair } from "./find-secrets.ts";
import { dataPairs, readCurlBody } from "./read-curl-body.ts";
import { type CurlCommand, readCommand } from "./read-options.ts";
import { readUrlBelow, standIn } from "./read-url.ts";
import { splitWords } from "./split-words.ts";

export type FromCurl =
  | {
      readonly ok: true;
      readonly contract: Contract;
      /** The secrets that were found and left out, in words, without their values. */
      readonly secrets: readonly string[];
      /** The credential that signs as the command did. Never to be shown; for the vault only. */
      readonly credential: Credential | undefined;
      /** What was left out or changed, in words. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** Headers that Chief decides by itself, so that nobody misses them. */
const DECIDED =
  /^(content-type|content-length|host|user-agent|accept-encoding|connection|origin|referer|accept-language|cache-control|pragma|dnt|priority|te|sec-.*|upgrade-insecure-requests)$/i;

/**
 * The contract that makes the same request as a curl command. No secret of the command is in it: those are told in
 * words, and given apart as a credential. The URL must lie below the integration's base URL.
 */
export function contractFromCurl(text: string, place: ContractPlace): FromCurl {
  const split = splitWords(text);
  if (!split.ok) return split;
  const read = readCommand(split.words);
  if (!read.ok) return read;
  const { command } = read;
  const [url, ...more] = command.urls;
  if (url === undefined) return { ok: false, message: "The command has no URL" };
  if (more.length > 0)
    return { ok: false, message: "The command has more than one URL; paste one request at a time" };
  const below = readUrlBelow(url, place.baseUrl);
  if (!below.ok) return below;
  const query = [...below.query, ...(command.dataInQuery ? dataPairs(command.data) : [])];
  const found = findSecrets(command, { userInfo: below.userInfo, query });
  const made = makeContract(command, { path: below.path, query, place });
  if (!made.ok) return made;
  return {
    ok: true,
    contract: made.contract,
    secrets: [...new Set(found.map(({ what }) => what)), ...made.secrets],
    credential: credentialOf(found),
    notes: made.notes,
  };
}

type Made =
  | {
      readonly ok: true;
      readonly contract: Contract;
      readonly secrets: readonly string[];
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

function makeContract(
  command: CurlCommand,
  given: { path: string; query: readonly NamedValue[]; place: ContractPlace },
): Made {
  const method = methodOf(command);
  if (!CONTRACT_METHODS.some((known) => known === method))
    return {
      ok: false,
      message: `The method ${method.slice(0, 20)} cannot be sent; use ${CONTRACT_METHODS.join(", ")}`,
    };
  const headers = command.headers.map(headerParts);
  const contentType = headers.find(({ name }) => /^content-type$/i.test(name))?.value ?? "";
  const body = readCurlBody(command, contentType);
  if (!body.ok) return body;
  const path = given.path
    .split("/")
    .map((segment) => (looksSecret(segment) ? "{{secret}}" : segment))
    .join("/");
  const query = given.query.filter((pair) => !isSecretPair(pair));
  const kept = keptHeaders(headers, given.place);
  const contract: Contract = {
    ...blankContract(),
    name: suggestName(method, path, given.place.takenNames),
    method,
    path,
    query,
    headers: kept.headers,
    ...body.body,
    effect: method === "GET" ? "read" : "write",
  };
  const inPath = path === given.path ? [] : ["a secret in the path"];
  return {
    ok: true,
    contract: { ...contract, inputs: inputsOf(contract) },
    secrets: [...inPath, ...body.secrets.map((name) => `${name} in the body`)],
    notes: [...kept.notes, ...(command.head ? ["A HEAD request became a GET"] : [])],
  };
}

function methodOf({ method, data, dataInQuery }: CurlCommand): string {
  if (method !== undefined && method !== "HEAD") return method;
  return data.length > 0 && !dataInQuery ? "POST" : "GET";
}

/** The headers that an action may set; of the others, those that somebody might miss are told. */
function keptHeaders(
  headers: readonly NamedValue[],
  { baseUrl, credentialHeaders }: ContractPlace,
): { headers: NamedValue[]; notes: string[] } {
  const plain = headers.filter(
    (header) =>
      !DECIDED.test(header.name) && !isSecretPair(header) && !isUsualAccept(header) && header.value !== "",
  );
  const isSettable = (header: NamedValue) => {
    const bare = {
      method: "GET",
      path: "/",
      query: [],
      headers: [header],
      placeholders: {},
      credentialHeaders,
    };
    return buildRequest(baseUrl, bare, {}).ok;
  };
  const left = plain.filter((header) => !isSettable(header)).map(({ name }) => name);
  return {
    headers: plain.filter(isSettable).map(({ name, value }) => ({ name, value: standIn(value) ?? value })),
    notes: left.length > 0 ? [`Left out, because Chief decides them: ${left.join(", ")}`] : [],
  };
}

const isUsualAccept = ({ name, value }: NamedValue) => /^accept$/i.test(name) && /json|\*\/\*/i.test(value);

/** An input for each placeholder that the command had a stand-in or a secret for. */
function inputsOf(contract: Contract): ContractInput[] {
  const texts = [
    contract.path,
    ...[...contract.query, ...contract.headers].map(({ value }) => value),
    contract.body,
  ];
  const names = new Set(texts.flatMap(placeholdersIn));
  return [...names].map((name) => ({
    name,
    type: "string",
    required: true,
    description: "",
    default: "",
    values: "",
    pathUse: "segment",
  }));
}
