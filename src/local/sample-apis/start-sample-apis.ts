import { createServer, type Server } from "node:http";
import type { Clock } from "../../kernel/index.ts";
import type { Api, ApiDocument } from "./http/api.ts";
import { listen } from "./http/listen.ts";
import { createApiListener } from "./http/listener.ts";
import { createOrdersApi } from "./orders/orders-api.ts";
import { createWmsApi } from "./wms/wms-api.ts";
import { createStateFile } from "./world/state-file.ts";
import { createWorld, type World } from "./world/world.ts";

export interface SampleApisOptions {
  readonly host: "127.0.0.1";
  /** Taken when free, else any free one; the same for `wmsPort`. */
  readonly ordersPort?: number;
  readonly wmsPort?: number;
  /** Where what has changed is kept across restarts; nowhere when absent. */
  readonly stateFile?: string;
  readonly clock: Clock;
  /** The bearer token of the Internal Orders API. */
  readonly ordersToken: string;
  /** The `X-Api-Key` of the WMS API. */
  readonly wmsKey: string;
}

export interface SampleApi {
  /** With `/v1`. */
  readonly baseUrl: string;
  /** OpenAPI 3.1, also served at `/openapi.json`. Its `info.title` is the name to connect it under. */
  readonly document: ApiDocument;
}

export interface SampleApis {
  readonly orders: SampleApi;
  readonly wms: SampleApi;
  close(): Promise<void>;
}

/**
 * Starts the Internal Orders API and the WMS API of local mode, over one shop and its warehouses.
 *
 * The first start fills the shop with some 5,000 orders of the last two weeks up to now; from then on only requests
 * change it. @throws ChiefError `local.sample_state` when the state file cannot be understood
 */
export async function startSampleApis(options: SampleApisOptions): Promise<SampleApis> {
  const file = createStateFile(options.stateFile);
  const kept = await file.load();
  const world = createWorld(options.clock(), kept);
  const save = () => file.save(world.state);
  if (!kept) await save();
  const start = (port: number | undefined, create: (baseUrl: string) => Api) =>
    startApi({ ...options, world, save, port, create });
  const orders = await start(options.ordersPort, (baseUrl) =>
    createOrdersApi(world, { baseUrl, token: options.ordersToken }),
  );
  const wms = await start(options.wmsPort, (baseUrl) =>
    createWmsApi(world, { baseUrl, key: options.wmsKey }),
  );
  return {
    orders: orders.api,
    wms: wms.api,
    close: async () => {
      await Promise.all([stop(orders.server), stop(wms.server)]);
      await save();
    },
  };
}

interface ApiStart {
  readonly host: string;
  readonly port: number | undefined;
  readonly clock: Clock;
  readonly world: World;
  readonly save: () => Promise<void>;
  readonly create: (baseUrl: string) => Api;
}

/** The document names the port, and the port is known only once it is taken: so the server listens first. */
async function startApi({
  host,
  port,
  create,
  ...deps
}: ApiStart): Promise<{ api: SampleApi; server: Server }> {
  const server = createServer();
  const baseUrl = `http://${host}:${await listen(server, host, port)}/v1`;
  const api = create(baseUrl);
  server.on("request", createApiListener({ ...deps, api }));
  return { server, api: { baseUrl, document: api.document } };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
