import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeCertificate } from "./certificate.ts";
import { serveHttp } from "./loopback-server.ts";
import { get, LOCAL, openEgress } from "./open-egress.ts";

const certificate = makeCertificate(["api.vendor-zone.com"]);
const toPublic = async () => [{ address: "93.184.216.34", family: 4 }];

/** A proxy that leads every tunnel to `targetPort` of loopback and keeps what it was asked. */
async function openProxy(targetPort: number, status = 200) {
  const asked: { authority: string; authorization: string | undefined }[] = [];
  const sockets: Socket[] = [];
  const proxy = createServer().on("connect", (request: IncomingMessage, client: Socket) => {
    asked.push({ authority: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    client.on("error", () => {}).write(`HTTP/1.1 ${status} X\r\n\r\n`);
    if (status !== 200) return client.end();
    const target = connect(targetPort, "127.0.0.1").on("error", () => {});
    sockets.push(client, target);
    return client.pipe(target).pipe(client);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return { asked, url: `http://me:pass%20word@127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

describe("an outgoing proxy", () => {
  it.skipIf(!certificate)(
    "I3: is asked for the vetted address, never the name, and TLS still checks the name",
    async () => {
      const origin = await serveHttp((request, response) => response.end(request.headers.host), certificate);
      const proxy = await openProxy(origin.port);

      const answer = await openEgress({ lookup: toPublic, proxyUrl: proxy.url }).send(
        get("https://api.vendor-zone.com/", { ca: certificate?.cert ?? "" }),
      );

      expect(answer.ok && answer.body.toString()).toBe("api.vendor-zone.com");
      const authorization = `Basic ${Buffer.from("me:pass word").toString("base64")}`;
      expect(proxy.asked).toEqual([{ authority: "93.184.216.34:443", authorization }]);
    },
  );

  it("is not asked for a refused address, and not needed for an allowed private one", async () => {
    const origin = await serveHttp((_request, response) => response.end("direct"));
    const proxy = await openProxy(origin.port);
    const egress = openEgress({
      lookup: async () => [{ address: "10.0.0.1", family: 4 }],
      proxyUrl: proxy.url,
    });

    const refused = await egress.send(get("https://api.vendor-zone.com/", {}));
    const direct = await egress.send(get(`http://127.0.0.1:${origin.port}/`, LOCAL));

    expect(refused).toMatchObject({ ok: false, reason: "private_address" });
    expect(direct.ok && direct.body.toString()).toBe("direct");
    expect(proxy.asked).toEqual([]);
  });

  it("C17: says that it was the proxy which refused, and that nothing was sent", async () => {
    const proxy = await openProxy(0, 403);
    const answer = await openEgress({ lookup: toPublic, proxyUrl: proxy.url }).send(
      get("https://api.vendor-zone.com/", {}),
    );
    expect(answer).toMatchObject({ ok: false, reason: "connect", requestMayHaveBeenSent: false });
    expect(!answer.ok && answer.message).toContain("the outgoing proxy answered 403");
  });
});
