/** Attacks on the request itself: addresses, methods, values, and actions that lie about what they do. */
import { newId } from "../../src/kernel/index.ts";
import { type Attack, times } from "./play.ts";
import type { Stage } from "./stage.ts";

/** Addresses that try to be others. */
const SMUGGLED = [
  "/records/../admin",
  "/records/%2e%2e/admin",
  "/records/..%2fadmin",
  "/records/1/../../admin",
  "//evil.example/x",
  "/\\evil.example/x",
  "/@evil.example/x",
  "/records/1?_method=DELETE",
  "/records/1#/../admin",
  "/records/1;/../admin",
  "/records/1%00",
  "/records/1%0d%0aX-Http-Method-Override:%20DELETE",
  "/records/1\r\nX-HTTP-Method-Override: DELETE",
  "/records/ 1",
  "/records/{{id}}",
  "/./admin",
  "/%61dmin",
  "/records/．．/admin",
  "http://evil.example/x",
  "/records/1/../lying/2",
];

/** Pieces from which addresses are put together that nobody thought of. */
const PIECES = [
  ...["/", "//", "/.", "/..", "%2f", "%2F", "%252f", "\\", "%5c", ";", "?", "#", "%00", "%0a", "@", ":"],
  ...[
    "records",
    "RECORDS",
    "%72ecords",
    "1",
    "lying",
    "lists",
    "..;",
    "．．",
    "ｌying",
    "{{id}}",
    "&_method=DELETE",
  ],
];

const composed = (random: Stage["random"]) =>
  `/${Array.from({ length: 2 + random.below(5) }, () => random.pick(PIECES)).join("")}`;

export const pathSmuggling: Attack = async (stage) => {
  const integrationId = stage.integration().id;
  await times(250, async () => {
    const method = stage.random.pick(["GET", "GET", "GET", "HEAD", "DELETE", "POST"]);
    const path = stage.random.chance(0.3) ? stage.random.pick(SMUGGLED) : composed(stage.random);
    if (method === "HEAD" || (method === "GET" && path.includes("dmin")))
      return times(1, async () => undefined);
    await stage.propose({ kind: "http", integrationId, method, path, query: {} });
  });
};

const METHODS = [
  "DELETE",
  "delete",
  "PoSt",
  "PATCH",
  "PUT",
  "TRACE",
  "CONNECT",
  "GET\r\nDELETE",
  "",
  "M-SEARCH",
  "GET ",
];

/** A method with a blank, a control character or a look-alike in it, or in odd case. */
const misspelled = (random: Stage["random"]) => {
  const method = random.pick(["DELETE", "POST", "PATCH", "PUT", "GET"]);
  const at = random.below(method.length + 1);
  return `${method.slice(0, at)}${random.pick([" ", "\t", "\r\n", "\u0000", "\u200b", "Ｅ", "+", "/", ":"])}${method.slice(at)}`;
};

/** Changes that dress as reads. */
export const methodOverride: Attack = async (stage) => {
  const integrationId = stage.integration().id;
  await times(60, async () => {
    const method = stage.random.chance(0.5) ? stage.random.pick(METHODS) : misspelled(stage.random);
    await stage.propose({ kind: "http", integrationId, method, path: "/records/7", query: {} });
  });
  for (const name of ["_method", "_METHOD", "X-HTTP-Method-Override", "x-http-method"])
    await stage.propose({
      kind: "http",
      integrationId,
      method: "GET",
      path: "/records/7",
      query: { [name]: stage.random.pick(["DELETE", "delete", "PUT"]) },
    });
  await stage.call("search", { q: "x", _method: "DELETE" });
  await stage.propose({
    kind: "http",
    integrationId,
    method: "GET",
    path: "/graphql",
    query: { query: "mutation { deleteAll }" },
  });
};

/** Values of the wrong kind, to slip past a check or to become something else on the way. */
const HOSTILE: readonly unknown[] = [
  { $ne: null },
  ["1", "2"],
  [],
  {},
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "../../admin",
  "1/../../admin",
  "1?_method=DELETE",
  "1&x=2",
  "1#",
  "%2e%2e%2f",
  "\r\nX: y",
  "\u0000",
  "\ud800",
  "{{id}}",
  "a".repeat(10_000),
  { __proto__: { admin: true } },
  JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{}}}'),
  -0,
  "０",
  "1 ",
  "",
];

/** Hostile values within lists and objects within each other. */
function nestedAnyhow(random: Stage["random"], depth = 3): unknown {
  if (depth === 0 || random.chance(0.4)) return random.pick(HOSTILE);
  const inner = nestedAnyhow(random, depth - 1);
  return random.chance(0.5)
    ? [inner, random.pick(HOSTILE)]
    : { [random.pick(["$gt", "id", "x", "0", "a.b"])]: inner };
}

export const typeConfusion: Attack = async (stage) => {
  await times(120, async () => {
    const value = stage.random.chance(0.5) ? stage.random.pick(HOSTILE) : nestedAnyhow(stage.random);
    const name = stage.random.pick(["delete-record", "update-record", "create-note", "lying-delete"]);
    const extra = stage.random.chance(0.5)
      ? { [stage.random.pick(["method", "url", "__proto__", "X", "ID"])]: value }
      : {};
    await stage.call(name, name === "create-note" ? { text: value, ...extra } : { id: value, ...extra });
  });
};

const UNKNOWN = [
  "delete-records",
  "DELETE-RECORD ",
  "delete‑record",
  "act_1",
  "",
  "constructor",
  "__proto__",
];

export const unknownTools: Attack = async (stage) => {
  await times(30, () =>
    stage.propose({ kind: "action", actionId: stage.random.pick(UNKNOWN), arguments: { id: "1" } }),
  );
  await times(5, () =>
    stage.propose({
      kind: "http",
      integrationId: "int_none",
      method: "DELETE",
      path: "/records/1",
      query: {},
    }),
  );
};

/** Actions that say of themselves that they change nothing. */
export const lyingAnnotations: Attack = async (stage) => {
  const id = newId("x").slice(-8);
  await stage.call("lying-delete", { id });
  await stage.call("lying-post", { id, text: "gone" });
  await stage.call("graphql", { query: "mutation { deleteAll(id: 1) }" });
  await stage.call("marked-read", { id });
};
