import { buildRequest, type RequestTemplate } from "../../egress/index.ts";
import type { Parameter } from "./read-parameters.ts";
import type { SuggestedAuth } from "./suggest-auth.ts";

/**
 * The parameters that a call may give. The credential is signed into the request and is no argument, even where the
 * document lists it as one, and some headers are Chief's own.
 */
export function settableParameters(
  parameters: readonly Parameter[],
  auth: readonly SuggestedAuth[],
): { readonly kept: readonly Parameter[]; readonly warnings: readonly string[] } {
  const wanted = parameters.filter((parameter) => !isCredential(parameter, auth));
  const kept = wanted.filter(isSettable);
  const refused = wanted.filter((parameter) => !kept.includes(parameter));
  return {
    kept,
    warnings: refused.map(({ name }) => `the header ${name.slice(0, 80)} was left out: Chief sets it`),
  };
}

function isCredential(parameter: Parameter, auth: readonly SuggestedAuth[]): boolean {
  return auth.some(
    (one) => one.method === "api_key" && one.in === parameter.place && one.name === parameter.name,
  );
}

/** Asks the way out whether an action may set this header at all, so that there is one list of those. */
function isSettable({ place, name }: Parameter): boolean {
  if (place !== "header") return true;
  const template: RequestTemplate = {
    method: "GET",
    path: "/",
    query: [],
    headers: [{ name, value: "{{value}}" }],
    placeholders: { value: "text" },
  };
  return buildRequest("https://api.example.com", template, { value: "x" }).ok;
}
