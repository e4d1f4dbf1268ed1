const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "replace",
  PATCH: "update",
  DELETE: "delete",
};
const LONGEST_NAME = 60;

/** Whether a segment of a path is an id rather than a word: `1042`, `ord_8f3`, a UUID, `{{id}}`. */
export function isIdLike(segment: string): boolean {
  return /\{\{/.test(segment) || /^(?=.*\d)[\w.-]{2,}$|^\d+$/.test(segment.replace(/^v\d+(\.\d+)*$/, ""));
}

/** A name for a request nobody has named: `GET /orders/7/items` is `list-orders-items`; with a number when taken. */
export function suggestName(method: string, path: string, taken: ReadonlySet<string>): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1) ?? "";
  const words = segments
    .filter((segment) => !isIdLike(segment))
    .slice(-2)
    .flatMap((segment) => segment.toLowerCase().match(/[a-z0-9]+/g) ?? []);
  const verb = VERBS[method] ?? (isIdLike(last) ? "get" : "list");
  const name = [verb, ...words].join("-").slice(0, LONGEST_NAME).replace(/-$/, "");
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
