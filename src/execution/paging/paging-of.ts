import type { Action } from "../../actions/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { PreparedCall } from "../prepared-request.ts";
import { PAGE_NAMES, SIZE_NAMES } from "./paging-names.ts";

/** What an action tells of its paging: what an admin declared, and what its inputs say of sizes and numbers. */
export function pagingOf(
  action: Pick<Action, "inputSchema" | "request" | "declaredPaging">,
): Pick<PreparedCall, "bodyNames" | "pageSize" | "firstPage" | "paging"> {
  const { inputSchema, request, declaredPaging } = action;
  const inputs = byParameter(
    isJsonObject(inputSchema["properties"]) ? inputSchema["properties"] : {},
    request,
  );
  const tree = request.body?.contentType === "application/json" ? request.body.tree : undefined;
  const bodyNames = isJsonObject(tree ?? null) ? Object.keys(tree as JsonObject) : [];
  const pageSize = sizeIn(inputs);
  const firstPage = firstPageIn(inputs);
  return {
    ...(bodyNames.length > 0 ? { bodyNames } : {}),
    ...(pageSize ? { pageSize } : {}),
    ...(firstPage === undefined ? {} : { firstPage }),
    ...(declaredPaging ? { paging: declaredPaging } : {}),
  };
}

/** The inputs by the names that they are sent under: `$top` may be asked for as `top`. */
function byParameter(inputs: JsonObject, { query }: Action["request"]): JsonObject {
  const sent = query.flatMap(({ name, value }) => {
    const input = /^\{\{(.+)\}\}$/.exec(String(value))?.[1];
    return input !== undefined && inputs[input] !== undefined ? [[name, inputs[input]] as const] : [];
  });
  const asQuery = new Set(query.map(({ value }) => String(value).slice(2, -2)));
  const others = Object.entries(inputs).filter(([name]) => !asQuery.has(name));
  return { ...Object.fromEntries(others), ...Object.fromEntries(sent) };
}

function sizeIn(inputs: JsonObject): PreparedCall["pageSize"] {
  for (const name of SIZE_NAMES) {
    const [maximum, usual] = [countIn(inputs[name], "maximum"), countIn(inputs[name], "default")];
    if (maximum || usual) return { name, ...(maximum ? { maximum } : {}), ...(usual ? { usual } : {}) };
  }
  return undefined;
}

/** The default of a page number is the first page, and so is its smallest value. */
function firstPageIn(inputs: JsonObject): number | undefined {
  const input = PAGE_NAMES.map((name) => inputs[name]).find((one) => one !== undefined);
  return countIn(input, "default") ?? countIn(input, "minimum");
}

function countIn(input: Json | undefined, keyword: string): number | undefined {
  const value = isJsonObject(input ?? null) ? (input as JsonObject)[keyword] : undefined;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}
