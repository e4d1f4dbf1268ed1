import { Ajv2020 } from "ajv/dist/2020.js";
import type { Json } from "../../../kernel/index.ts";
import { invalid } from "./problem.ts";

const MODES = ["401", "429", "500", "slow", "html", "huge", "reset", "off"] as const;

/** How an API is made to fail for playing and for tests. */
export interface Switch {
  readonly mode: (typeof MODES)[number];
  /** For so many requests; until switched off when absent. */
  readonly times?: number;
  /** Only for paths that begin so, with or without `/v1`. */
  readonly path?: string;
  /** Only for requests with this method; `write` for all but GET. */
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE" | "write";
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
  /** The request takes effect and only its answer fails, as when a connection breaks at the worst moment. */
  readonly takesEffect?: boolean;
}

export interface Switches {
  /** @throws Problem 400 naming each member that is wrong */
  set(given: Json | undefined): Switch;
  current(): Switch;
  /** The failure for a request, counted as used; undefined when it is to be served. */
  take(request: { method: string; path: string }): Switch | undefined;
}

const SCHEMA = {
  type: "object",
  required: ["mode"],
  additionalProperties: false,
  properties: {
    mode: { enum: MODES },
    times: { type: "integer", minimum: 1 },
    path: { type: "string", pattern: "^/" },
    method: { enum: ["GET", "POST", "PATCH", "DELETE", "write"] },
    retryAfterSeconds: { type: "integer", minimum: 0 },
    delayMs: { type: "integer", minimum: 0, maximum: 600_000 },
    takesEffect: { type: "boolean" },
  },
};

export function createSwitches(): Switches {
  const isSwitch = new Ajv2020({ strict: false }).compile<Switch>(SCHEMA);
  let current: Switch = { mode: "off" };
  return {
    set(given) {
      if (!isSwitch(given))
        throw invalid([{ field: fieldOf(isSwitch.errors?.[0]), message: ruleOf(isSwitch.errors?.[0]) }]);
      current = given;
      return current;
    },
    current: () => current,
    take({ method, path }) {
      const taken = current;
      if (taken.mode === "off" || !isUnder(taken.path, path) || !isOf(taken, method)) return undefined;
      if (taken.times !== undefined)
        current = taken.times > 1 ? { ...taken, times: taken.times - 1 } : { mode: "off" };
      return taken;
    },
  };
}

function isUnder(prefix: string | undefined, path: string): boolean {
  return prefix === undefined || path.startsWith(prefix) || path.replace(/^\/v1/, "").startsWith(prefix);
}

/** What takes no effect cannot lose its answer after it did: such a switch waits for a request that writes. */
function isOf({ method, takesEffect }: Switch, given: string): boolean {
  if (method === "write" || (method === undefined && takesEffect)) return given !== "GET";
  return method === undefined || method === given;
}

type Fault = { instancePath: string; params: Record<string, unknown>; message?: string } | undefined;

function fieldOf(fault: Fault): string {
  const inside = fault?.params["additionalProperty"] ?? fault?.params["missingProperty"];
  return typeof inside === "string" ? inside : fault?.instancePath.slice(1) || "body";
}

function ruleOf(fault: Fault): string {
  if (fieldOf(fault) === "mode") return `must be one of ${MODES.join(", ")}`;
  return fault?.message ?? "is not valid";
}
