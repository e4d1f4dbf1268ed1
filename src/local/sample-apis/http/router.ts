import type { Api, Operation } from "./api.ts";
import { createRequestChecks, type RequestCheck } from "./check-request.ts";
import { notFound, Problem } from "./problem.ts";

interface Route {
  readonly operation: Operation;
  readonly check: RequestCheck;
  /** The values of the path's parameters. */
  readonly values: Record<string, string>;
}

/** @throws Problem 404 for an unknown path, 405 with `Allow` for a method that the path has not */
export type Router = (method: string, path: string) => Route;

interface Path {
  readonly pattern: RegExp;
  readonly methods: ReadonlyMap<string, Omit<Route, "values">>;
}

/** Finds operations by the paths of the API's document. */
export function createRouter(api: Api): Router {
  const checks = createRequestChecks(api.document);
  const paths: Path[] = Object.entries(api.document.paths).map(([path, item]) => ({
    pattern: new RegExp(`^/v1${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
    methods: new Map(
      Object.entries(item).map(([method, { operationId }]) => [
        method.toUpperCase(),
        { operation: operationOf(api, operationId), check: checks(path, method) },
      ]),
    ),
  }));
  return (method, path) => {
    const found = paths.find(({ pattern }) => pattern.test(path));
    if (!found)
      throw notFound(`There is no ${path}; ${api.document.info.title} is described at /openapi.json`);
    const route = found.methods.get(method);
    if (!route) throw methodNotAllowed(method, path, [...found.methods.keys()]);
    return { ...route, values: decoded(found.pattern.exec(path)?.groups ?? {}) };
  };
}

function operationOf(api: Api, operationId: string): Operation {
  const operation = api.operations[operationId];
  if (!operation) throw new Error(`${api.document.info.title} describes ${operationId}, but does not do it`);
  return operation;
}

function methodNotAllowed(method: string, path: string, allowed: readonly string[]): Problem {
  const detail = `${path} takes ${allowed.join(", ")}, not ${method}`;
  return new Problem({
    status: 405,
    title: "Method not allowed",
    detail,
    headers: { allow: allowed.join(", ") },
  });
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decode(text)]));
}
