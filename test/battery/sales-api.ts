import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Customer, Sale } from "./records.ts";
import type { PagingStyle } from "./styles.ts";

/** One list of the API, in one style. */
export interface SalesList {
  /** `/page-total-3` */
  readonly path: string;
  readonly style: PagingStyle;
  readonly sales: readonly Sale[];
  /** The largest page. */
  readonly most: number;
  /** Money as a JSON number, else as text. */
  readonly asNumber: boolean;
  /** Pages that begin there or later fail for good. */
  readonly failsFrom?: number;
}

export interface SalesApi {
  readonly baseUrl: string;
  readonly document: string;
  /** What it did not understand: nothing, when all is well. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** An API of sales on loopback, with a list for each of `lists`, and one of customers. */
export async function startSalesApi(
  lists: readonly SalesList[],
  customers: readonly Customer[],
): Promise<SalesApi> {
  const complaints: string[] = [];
  const byPath = new Map(lists.map((list) => [list.path, list]));
  const shownLists = new Map(
    lists.map(({ path, sales, asNumber }) => [path, sales.map((sale) => shown(sale, asNumber))]),
  );
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    const send = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    if (url.pathname === "/customers") return send(200, { customers });
    const list = byPath.get(url.pathname);
    if (!list) return send(404, { error: "no such list" });
    const refuse = (why: string) => {
      complaints.push(`${request.method} ${request.url}: ${why}`);
      send(400, { error: why });
    };
    const sent = await text(request);
    const known = new Set(list.style.parameters.map(([name]) => name));
    const unknown = [...url.searchParams.keys()].filter((name) => !known.has(name));
    if (unknown.length > 0) return refuse(`no parameter ${unknown.join(", ")}`);
    const body = sent === "" ? {} : (JSON.parse(sent) as Record<string, unknown>);
    const all = shownLists.get(list.path) ?? [];
    const given = list.style.give({ url, body, all, most: list.most });
    if (!given) return refuse("a page that makes no sense");
    if (list.failsFrom !== undefined && given.from >= list.failsFrom)
      return send(422, { error: "this part is not available" });
    return send(200, given.body, given.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    document: JSON.stringify(documentOf(lists)),
    complaints,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Money as a number is written out by hand, so that no float comes in between. */
function shown(sale: Sale, asNumber: boolean): unknown {
  return asNumber && sale.amount !== null ? { ...sale, amount: Number(sale.amount) } : sale;
}

function documentOf(lists: readonly SalesList[]) {
  const answer = { responses: { "200": { description: "The list" } } };
  const paths = lists
    .filter(({ style }) => !style.isGraphql)
    .map(({ path, style }) => {
      const parameters = style.parameters.map(([name, schema]) => ({ name, in: "query", schema }));
      return [
        path,
        { get: { operationId: `list${path.replaceAll("/", "-")}`, parameters, ...answer } },
      ] as const;
    });
  return {
    openapi: "3.1.0",
    info: { title: "Sales", version: "1" },
    paths: {
      ...Object.fromEntries(paths),
      "/customers": { get: { operationId: "list-customers", ...answer } },
    },
  };
}
