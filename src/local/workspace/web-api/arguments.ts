import { isJsonObject, type JsonObject } from "../../../kernel/index.ts";
import { ApiRefusal } from "./refusal.ts";

/** The arguments of one call, whether they came as a form (lists and objects as JSON texts) or as JSON. */
export interface ApiArguments {
  text(name: string): string | undefined;
  /** @throws ApiRefusal `invalid_arguments` when it is missing or empty */
  required(name: string): string;
  flag(name: string): boolean;
  /** A whole number from 1 to `max`; `otherwise` when absent. */
  limit(otherwise: number, max: number): number;
  /** @throws ApiRefusal `error` when it is there and not a list */
  list(name: string, error: string): readonly unknown[] | undefined;
  /** @throws ApiRefusal `error` when it is there and not an object */
  object(name: string, error: string): JsonObject | undefined;
}

export function createArguments(given: Readonly<Record<string, unknown>>): ApiArguments {
  const raw = (name: string) => (Object.hasOwn(given, name) ? given[name] : undefined);
  const text = (name: string) => {
    const value = raw(name);
    if (value === undefined || value === null) return undefined;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  const structured = (name: string, error: string) => {
    const value = raw(name);
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw new ApiRefusal(error, [`must be JSON [json-pointer:/${name}]`]);
    }
  };
  return {
    text,
    required(name) {
      const value = text(name);
      if (value !== undefined && value !== "") return value;
      throw new ApiRefusal("invalid_arguments", [`missing required field: ${name}`]);
    },
    flag: (name) => ["true", "1"].includes(text(name) ?? ""),
    limit(otherwise, max) {
      const value = Number(text("limit") ?? otherwise);
      if (Number.isInteger(value) && value >= 1) return Math.min(value, max);
      throw new ApiRefusal("invalid_limit", ["must be a whole number from 1 [json-pointer:/limit]"]);
    },
    list(name, error) {
      const value = structured(name, error);
      if (value === undefined || Array.isArray(value)) return value;
      throw new ApiRefusal(error, [`must be an array [json-pointer:/${name}]`]);
    },
    object(name, error) {
      const value = structured(name, error);
      if (value === undefined || isJsonObject(value)) return value;
      throw new ApiRefusal(error, [`must provide an object [json-pointer:/${name}]`]);
    },
  };
}

/** The arguments in a request's query and body. A body that is no JSON or form gives none. */
export async function readArguments(request: Request): Promise<Record<string, unknown>> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const type = request.headers.get("content-type") ?? "";
  const body = await request.text();
  if (type.includes("json")) return { ...query, ...parseObject(body) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(body)) };
}

function parseObject(body: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body);
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    throw new ApiRefusal("invalid_json");
  }
}
