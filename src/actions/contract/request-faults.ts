import { buildRequest, type RequestTemplate } from "../../egress/index.ts";
import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import type { ContractFault, ContractPlace } from "./contract.ts";
import { exampleOf } from "./input-schema.ts";

/** What keeps the request from being built: each part is filled alone, with examples, so that each gets its own fault. */
export function requestFaults(
  request: RequestTemplate,
  schemas: JsonObject,
  { baseUrl }: ContractPlace,
): ContractFault[] {
  const examples = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, exampleOf(isJsonObject(schema) ? schema : {})]),
  );
  const { body, ...rest } = request;
  const bare: RequestTemplate = { ...rest, method: "GET", path: "/", query: [], headers: [] };
  const faultIn = (part: Partial<RequestTemplate>, field: string): ContractFault[] => {
    const built = buildRequest(baseUrl, { ...bare, ...part }, examples);
    return built.ok ? [] : [{ field, message: capitalized(built.message) }];
  };
  return [
    ...pathFaults(request.path, faultIn({ path: request.path }, "path")),
    ...request.query.flatMap((parameter, at) =>
      parameter.name === ""
        ? [{ field: `query.${at}.name`, message: "Give the parameter its name" }]
        : faultIn({ query: [parameter] }, `query.${at}.${parameter.name.includes("{{") ? "name" : "value"}`),
    ),
    ...[...request.headers.keys()].flatMap((at) => headerFaults(request, at, faultIn)),
    ...(body ? faultIn({ body }, "body") : []),
  ];
}

function pathFaults(path: string, built: ContractFault[]): ContractFault[] {
  if (/^https?:/i.test(path)) {
    return [
      { field: "path", message: "Leave out the base URL: write what comes after it, such as /orders/{{id}}" },
    ];
  }
  return path === ""
    ? [{ field: "path", message: "Enter the path below the base URL, such as /orders/{{id}}" }]
    : built;
}

function headerFaults(
  { headers }: RequestTemplate,
  at: number,
  faultIn: (part: Partial<RequestTemplate>, field: string) => ContractFault[],
): ContractFault[] {
  const header = headers[at];
  if (!header) return [];
  const twice = headers.slice(0, at).some(({ name }) => name.toLowerCase() === header.name.toLowerCase());
  if (twice) return [{ field: `headers.${at}.name`, message: `The header ${header.name} stands twice` }];
  if (header.name === "") return [{ field: `headers.${at}.name`, message: "Give the header its name" }];
  const isAboutName = faultIn({ headers: [{ ...header, value: "x" }] }, `headers.${at}.name`);
  return isAboutName.length > 0 ? isAboutName : faultIn({ headers: [header] }, `headers.${at}.value`);
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
