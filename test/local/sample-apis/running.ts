import type { Clock } from "../../../src/kernel/index.ts";
import {
  type SampleApis,
  type SampleApisOptions,
  startSampleApis,
} from "../../../src/local/sample-apis/index.ts";

export const NOW = new Date("2026-11-21T09:30:00.000Z");
const ORDERS_TOKEN = "orders-token-for-tests";
const WMS_KEY = "wms-key-for-tests";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Whatever the API sent, parsed where it is JSON; each test says what it expects of it. */
  readonly body: ReturnType<typeof JSON.parse>;
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Both sample APIs, and how to call each with its credential. */
export interface RunningApis extends SampleApis {
  readonly callOrders: Call;
  readonly callWms: Call;
}

export async function runSampleApis(options: Partial<SampleApisOptions> = {}): Promise<RunningApis> {
  const clock: Clock = () => NOW;
  const apis = await startSampleApis({
    host: "127.0.0.1",
    clock,
    ordersToken: ORDERS_TOKEN,
    wmsKey: WMS_KEY,
    ...options,
  });
  return {
    ...apis,
    callOrders: caller(apis.orders.baseUrl, { authorization: `Bearer ${ORDERS_TOKEN}` }),
    callWms: caller(apis.wms.baseUrl, { "x-api-key": WMS_KEY }),
  };
}

/** Paths that begin with `/__` are outside `/v1`. */
function caller(baseUrl: string, credential: Record<string, string>): Call {
  return async (method, path, body, headers = {}) => {
    const url = path.startsWith("/__") ? new URL(path, baseUrl).href : baseUrl + path;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(url, { method, headers: { ...credential, ...json, ...headers }, ...sent });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}
