import type { Clock } from "../../../src/kernel/index.ts";
import { newToken } from "../../../src/kernel/index.ts";
import { type SampleApis, startSampleApis } from "../../../src/local/index.ts";

/** An API that Chief calls, seen from the test's side. */
export interface TestApi {
  readonly name: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly openapi: string;
  /** How often each request arrived since the counts were last cleared: `DELETE /v1/orders/1042` → 1. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** The same without reads: a card is preceded by a read of what it is about. */
  writes(): Promise<Readonly<Record<string, number>>>;
  clearRequests(): Promise<void>;
  /** Makes it fail in one of the ways of `/__switches`; `off` ends that. */
  fail(how: { mode: string; [member: string]: unknown }): Promise<void>;
  get(path: string): Promise<unknown>;
}

/** The two sample APIs on ports of their own. */
export interface TestApis {
  readonly orders: TestApi;
  readonly wms: TestApi;
  close(): Promise<void>;
}

export async function startTestApis(clock: Clock): Promise<TestApis> {
  const [ordersToken, wmsKey] = [newToken(), newToken()];
  const apis: SampleApis = await startSampleApis({ host: "127.0.0.1", clock, ordersToken, wmsKey });
  const bearer = { authorization: `Bearer ${ordersToken}` };
  return {
    orders: testApi({
      name: "Internal Orders API",
      token: ordersToken,
      headers: bearer,
      ...opened(apis.orders),
    }),
    wms: testApi({ name: "WMS API", token: wmsKey, headers: { "x-api-key": wmsKey }, ...opened(apis.wms) }),
    close: () => apis.close(),
  };
}

const opened = (api: SampleApis["orders"]) => ({
  baseUrl: api.baseUrl,
  openapi: JSON.stringify(api.document),
});

/** A running sample API by its address, wherever it was started. */
export function testApi(at: {
  name: string;
  baseUrl: string;
  token: string;
  openapi: string;
  headers: Record<string, string>;
}): TestApi {
  const { headers, ...api } = at;
  const { origin } = new URL(at.baseUrl);
  const control = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(origin + path, {
      method,
      headers: { "content-type": "application/json" },
      ...sent,
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  };
  const requests = () => control("GET", "/__requests") as Promise<Record<string, number>>;
  return {
    ...api,
    requests,
    writes: async () =>
      Object.fromEntries(Object.entries(await requests()).filter(([key]) => !key.startsWith("GET "))),
    clearRequests: () => control("DELETE", "/__requests") as Promise<never>,
    fail: (how) => control("POST", "/__switches", how) as Promise<never>,
    get: async (path) => (await fetch(at.baseUrl + path, { headers })).json(),
  };
}
