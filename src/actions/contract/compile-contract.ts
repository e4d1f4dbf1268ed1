import type { PlaceholderKind, RequestTemplate } from "../../egress/index.ts";
import type { JsonObject } from "../../kernel/index.ts";
import { type ActionDraft, effectOfMethod } from "../action.ts";
import { basicFaults, repeatedInputs } from "./basic-faults.ts";
import type { Contract, ContractFault, ContractPlace } from "./contract.ts";
import { isGraphqlQuery } from "./graphql-query.ts";
import { schemaOfInput } from "./input-schema.ts";
import { mappingFaults } from "./mapping-faults.ts";
import { pagingFaults } from "./paging-faults.ts";
import { placeholderFaults } from "./placeholder-faults.ts";
import { placeholdersIn } from "./placeholders-in.ts";
import { readBodyText } from "./read-body-text.ts";
import { requestFaults } from "./request-faults.ts";
import { secretFaults } from "./secret-faults.ts";

export type Compiled =
  | { readonly ok: true; readonly draft: ActionDraft }
  | { readonly ok: false; readonly faults: readonly ContractFault[] };

/**
 * Makes an action of what a person declared, or every fault of it, each at its field. Pure: whether a JMESPath
 * expression can be read is asked separately, because that takes a worker.
 *
 * The rules, in words: a name is kebab-case and unique in its integration; every placeholder is a declared input and
 * every input is used; an input in the path is required or has a default; a method that changes things is a write, and
 * nobody can call it a read, but for a GraphQL query that stands there in full; the request, filled with an example of every input, stays below the base URL and sets
 * nothing that is the credential's; no secret lies in it.
 */
export function compileContract(contract: Contract, place: ContractPlace): Compiled {
  const inputs = contract.inputs.map((input, at) => ({ input, ...schemaOfInput(input, at) }));
  const body = readBodyText(contract);
  const faults = [
    ...basicFaults(contract, place),
    ...inputs.flatMap((read) => read.faults),
    ...repeatedInputs(contract.inputs),
    ...(body.ok ? [] : [{ field: "body", message: body.message }]),
    ...placeholderFaults(contract),
    ...secretFaults(contract, place),
    ...mappingFaults(contract.mapping),
    ...pagingFaults(contract.paging),
  ];
  const schemas: JsonObject = Object.fromEntries(inputs.map(({ input, schema }) => [input.name, schema]));
  const request = templateOf(contract, {
    credentialHeaders: place.credentialHeaders,
    body: body.ok ? body.body : undefined,
  });
  const all = firstOfEachField([...faults, ...requestFaults(request, schemas, place)]);
  return all.length > 0
    ? { ok: false, faults: all }
    : { ok: true, draft: draftOf(contract, request, schemas) };
}

/** What is said first about a field is what to put right first. */
function firstOfEachField(faults: readonly ContractFault[]): ContractFault[] {
  const seen = new Set<string>();
  return faults.filter(({ field }) => !seen.has(field) && seen.add(field));
}

function draftOf(contract: Contract, request: RequestTemplate, schemas: JsonObject): ActionDraft {
  const mayRead = contract.method === "GET" || isGraphqlQuery(contract);
  const isRead = mayRead && contract.effect === "read";
  const required = contract.inputs.filter((input) => input.required && input.default === "");
  const limit = contract.callsPerMinute === "" ? undefined : Number(contract.callsPerMinute);
  return {
    name: contract.name,
    title: titleOf(contract.name),
    description: contract.description,
    method: contract.method,
    path: contract.path.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, "{$1}"),
    effect: isRead ? "read" : contract.method === "GET" ? "write" : effectOfMethod(contract.method),
    inputSchema: {
      type: "object",
      properties: schemas,
      required: required.map(({ name }) => name),
      additionalProperties: false,
    },
    request,
    ...(contract.mapping ? { mapping: contract.mapping } : {}),
    ...(contract.paging ? { declaredPaging: contract.paging } : {}),
    ...(limit === undefined ? {} : { callsPerMinute: limit }),
    ...(contract.idempotencyHeader === "" ? {} : { idempotencyHeader: contract.idempotencyHeader }),
    tags: [],
    enabled: true,
    requiresConfirmation: contract.requiresConfirmation,
    source: "contract",
  };
}

/** `refund-order` → `Refund order` */
const titleOf = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("-", " ")}`;

function templateOf(
  contract: Contract,
  {
    credentialHeaders,
    body,
  }: { credentialHeaders: readonly string[]; body: RequestTemplate["body"] | undefined },
): RequestTemplate {
  const inPath = new Set(placeholdersIn(contract.path));
  const placeholders = contract.inputs.map(({ name, type, pathUse }): [string, PlaceholderKind] => {
    if (inPath.has(name)) return [name, pathUse];
    return [name, type === "array" || type === "object" ? "json" : "text"];
  });
  return {
    method: contract.method,
    path: contract.path,
    query: contract.query,
    headers: contract.headers,
    ...(body ? { body } : {}),
    placeholders: Object.fromEntries(placeholders),
    credentialHeaders,
  };
}
