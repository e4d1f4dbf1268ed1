/** The read that shows the record which a write is about. */
import type { Catalogue, Integration } from "../integrations/index.ts";
import type { CallTarget } from "./call-target.ts";
import { prepareCall } from "./prepare-call.ts";
import type { PreparedCall } from "./prepared-request.ts";

/** The matching read of a write, prepared. */
export interface RecordRead {
  readonly target: CallTarget;
  readonly call: PreparedCall;
}

const CHANGING = new Set(["PATCH", "PUT", "DELETE"]);

/**
 * The read of the record that a PATCH, PUT or DELETE is about: the enabled GET at the same path, if the catalogue has
 * one that needs nothing but what stands in the path. Undefined for everything else.
 */
export function recordReadOf(
  catalogue: Catalogue,
  integration: Integration,
  write: PreparedCall,
): RecordRead | undefined {
  if (write.effect === "read" || !CHANGING.has(write.request.method)) return undefined;
  const path = pathBelow(integration.baseUrl, write.request.url);
  const found = path === undefined ? undefined : catalogue.operationAt(integration.id, "GET", path);
  if (!found?.action.enabled || found.action.effect !== "read") return undefined;
  const target: CallTarget = {
    kind: "action",
    actionId: found.action.id,
    arguments: found.pathArguments,
  };
  const prepared = prepareCall(catalogue, target);
  if (!prepared.ok || withoutQuery(prepared.call.request.url) !== withoutQuery(write.request.url))
    return undefined;
  return { target, call: prepared.call };
}

const withoutQuery = (url: string) => url.split("?", 1)[0] ?? "";

/** The path of `url` below the base URL. Of what is not below it, some other path: what is read there is not `url`. */
function pathBelow(baseUrl: string, url: string): string | undefined {
  if (!URL.canParse(baseUrl) || !URL.canParse(url)) return undefined;
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, "");
  return new URL(url).pathname.slice(prefix.length);
}
