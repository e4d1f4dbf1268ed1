const LONGEST_NAME = 80;
const READS_MANY = "list";
const VERBS: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "check",
  OPTIONS: "options",
  POST: "create",
  PUT: "replace",
  PATCH: "update",
  DELETE: "delete",
};

/** `listOrders`, `orders/list-all`, `Orders_List` in kebab-case. Empty when nothing of it is a letter or a digit. */
function kebab(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, "");
}

/**
 * A name for an operation without one, out of its method and path: `GET /orders` is `list-orders`,
 * `GET /orders/{id}` is `get-orders-by-id`, `POST /orders/{id}/refunds` is `create-orders-by-id-refunds`.
 */
function nameFromPath(method: string, path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const words = segments.map((segment) => (segment.startsWith("{") ? `by-${segment}` : segment));
  const endsInParameter = /\}$/.test(path) || segments.length === 0;
  const verb = method === "GET" && !endsInParameter ? READS_MANY : (VERBS[method] ?? method);
  return kebab([verb, ...words].join("-"));
}

/** Gives each operation of a document a name of its own: the second `list-orders` becomes `list-orders-2`. */
export function createOperationNames(): (operationId: string, method: string, path: string) => string {
  const taken = new Set<string>();
  return (operationId, method, path) => {
    const base = kebab(operationId) || nameFromPath(method, path) || method.toLowerCase();
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base.slice(0, LONGEST_NAME - 5)}-${count}`;
    taken.add(name);
    return name;
  };
}
