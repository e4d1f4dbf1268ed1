import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const RATES = [
  { carrier: "DHL", price: 6.9 },
  { carrier: "UPS", price: 8.25 },
];

const document = (baseUrl: string) => `
openapi: 3.0.3
info: { title: Shipping, version: "1" }
servers: [{ url: "${baseUrl}" }]
paths:
  /rates:
    get:
      operationId: listRates
      summary: List the rates of all carriers
      responses: { "200": { description: All rates } }
`;

/** An API that a newcomer connects: it wants a bearer token, and its document is YAML. */
export interface ShippingApi {
  readonly baseUrl: string;
  readonly token: string;
  readonly openapi: string;
  /** The requests that came with the right token. */
  readonly served: readonly string[];
  close(): Promise<void>;
}

export async function startShippingApi(): Promise<ShippingApi> {
  const token = "a-bearer-token-of-the-tests";
  const served: string[] = [];
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`;
    if (isKnown) served.push(`${request.method} ${request.url}`);
    const isRates = isKnown && request.url === "/rates";
    const body = isRates ? RATES : { error: isKnown ? "nothing here" : "who are you?" };
    response.writeHead(isRates ? 200 : isKnown ? 404 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    token,
    served,
    openapi: document(baseUrl),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
