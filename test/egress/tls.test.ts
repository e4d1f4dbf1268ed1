import { describe, expect, it } from "vitest";
import { makeCertificate } from "./certificate.ts";
import { serveHttp, serveTcp } from "./loopback-server.ts";
import { get, LOCAL, openEgress } from "./open-egress.ts";

const certificate = makeCertificate(["127.0.0.1", "api.vendor-zone.com"]);
const stranger = makeCertificate(["stranger.vendor-zone.com"]);
const toLoopback = async () => [{ address: "127.0.0.1", family: 4 }];

describe.skipIf(!certificate || !stranger)(
  "TLS (skipped without an openssl command to make certificates)",
  () => {
    it("C18: trusts an integration's own authority, for that integration only", async () => {
      const { port } = await serveHttp((_request, response) => response.end("private"), certificate);
      const egress = openEgress({ lookup: toLoopback });
      const url = `https://api.vendor-zone.com:${port}/`;

      const trusted = await egress.send(get(url, { ...LOCAL, ca: certificate?.cert ?? "" }));
      const untrusted = await egress.send(get(url));

      expect(trusted.ok && trusted.body.toString()).toBe("private");
      expect(untrusted).toMatchObject({ ok: false, reason: "tls", requestMayHaveBeenSent: false });
    });

    it("C17: tells a certificate for another host from one that is not trusted", async () => {
      const { port } = await serveHttp((_request, response) => response.end(), stranger);
      const egress = openEgress({ lookup: toLoopback });
      const url = `https://api.vendor-zone.com:${port}/`;

      const otherHost = await egress.send(get(url, { ...LOCAL, ca: stranger?.cert ?? "" }));
      const untrusted = await egress.send(get(url));

      expect(!otherHost.ok && otherHost.message).toContain("is for another host");
      expect(!untrusted.ok && untrusted.message).toContain("an admin can add the CA");
    });

    it("is `tls`, not sent, when the server speaks something else or the CA cannot be read", async () => {
      const plain = await serveTcp((socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      );
      const egress = openEgress();
      const url = `https://127.0.0.1:${plain.port}/`;

      const notTls = await egress.send(get(url));
      const badCa = await egress.send(get(url, { ...LOCAL, ca: "-----BEGIN CERTIFICATE-----\nnonsense" }));

      expect(notTls).toMatchObject({ ok: false, reason: "tls", requestMayHaveBeenSent: false });
      expect(badCa).toMatchObject({ ok: false, reason: "tls", requestMayHaveBeenSent: false });
    });
  },
);
