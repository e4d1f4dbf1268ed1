import type { RequestListener } from "node:http";

/** One route of the dashboard: `POST /rules/:id/remove`. */
export interface FoundRoute {
  readonly method: string;
  readonly path: string;
}

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Every route that an Express application has, those of the routers in it included. */
export function routesOf(listener: RequestListener): FoundRoute[] {
  const { router } = listener as unknown as { router?: { stack?: readonly Layer[] } };
  if (!router?.stack) throw new Error("this listener is no Express application");
  return router.stack.flatMap(routesIn);
}

function routesIn({ route, handle }: Layer): FoundRoute[] {
  if (!route) return handle?.stack?.flatMap(routesIn) ?? [];
  const methods = Object.entries(route.methods).filter(([, isTaken]) => isTaken);
  return methods.map(([method]) => ({ method: method.toUpperCase(), path: route.path }));
}
