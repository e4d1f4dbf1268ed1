import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { resolveNode } from "./resolve-ref.ts";

/** The auth method that a document describes, to fill the form with. Holds no secret. */
export type SuggestedAuth =
  | { readonly method: "bearer" | "basic" }
  | { readonly method: "api_key"; readonly in: "header" | "query"; readonly name: string }
  | {
      readonly method: "oauth2" | "oauth2_client_credentials";
      readonly authorizationUrl?: string;
      readonly tokenUrl?: string;
      readonly scopes: readonly string[];
    };

/** The schemes that can be used, those that the whole document requires first. */
export function readSecuritySchemes(document: JsonObject): SuggestedAuth[] {
  const components = isJsonObject(document["components"]) ? document["components"] : {};
  const schemes = document["securityDefinitions"] ?? components["securitySchemes"];
  if (!isJsonObject(schemes)) return [];
  const wanted = requiredNames(document["security"]);
  const names = [...wanted, ...Object.keys(schemes).filter((name) => !wanted.includes(name))];
  return names.flatMap((name) =>
    Object.hasOwn(schemes, name) ? (readScheme(resolveNode(document, schemes[name])) ?? []) : [],
  );
}

function requiredNames(security: Json | undefined): string[] {
  return Array.isArray(security) ? [...new Set(security.filter(isJsonObject).flatMap(Object.keys))] : [];
}

function readScheme(scheme: JsonObject | undefined): SuggestedAuth | undefined {
  const kind = String(scheme?.["type"] ?? "").toLowerCase();
  if (!scheme) return undefined;
  if (kind === "basic") return { method: "basic" };
  if (kind === "http") return readHttpScheme(String(scheme["scheme"] ?? "").toLowerCase());
  if (kind === "apikey") return readApiKey(scheme);
  return kind === "oauth2" ? readOauth(scheme) : undefined;
}

function readHttpScheme(scheme: string): SuggestedAuth | undefined {
  return scheme === "bearer" || scheme === "basic" ? { method: scheme } : undefined;
}

/** A key that travels as `Authorization` is nearly always a bearer token in disguise, but only its owner knows. */
function readApiKey(scheme: JsonObject): SuggestedAuth | undefined {
  const { in: place, name } = scheme;
  if (typeof name !== "string" || (place !== "header" && place !== "query")) return undefined;
  return { method: "api_key", in: place, name };
}

function readOauth(scheme: JsonObject): SuggestedAuth {
  const flows = isJsonObject(scheme["flows"]) ? scheme["flows"] : { [oldFlowName(scheme["flow"])]: scheme };
  const code = flows["authorizationCode"] ?? flows["implicit"];
  const flow = isJsonObject(code) ? code : firstObject(Object.values(flows));
  const { authorizationUrl, tokenUrl, scopes } = flow;
  return {
    method: isJsonObject(code) ? "oauth2" : "oauth2_client_credentials",
    ...(typeof authorizationUrl === "string" ? { authorizationUrl } : {}),
    ...(typeof tokenUrl === "string" ? { tokenUrl } : {}),
    scopes: isJsonObject(scopes) ? Object.keys(scopes) : [],
  };
}

function oldFlowName(flow: Json | undefined): string {
  return flow === "accessCode"
    ? "authorizationCode"
    : flow === "application"
      ? "clientCredentials"
      : String(flow ?? "");
}

const firstObject = (values: readonly Json[]): JsonObject => values.find(isJsonObject) ?? {};
