import { isIP, type Socket } from "node:net";
import { Pool } from "undici";
import { Refused, refuse } from "./refusal.ts";

/** The operator's HTTP proxy, asked only for addresses that were vetted here, never for names. */
export interface ProxyTunnel {
  /** A raw connection to `address` through the proxy. */
  open(address: string, port: number): Promise<Socket>;
  close(): Promise<void>;
}

/**
 * Tunnels through `proxyUrl` (`http://user:password@proxy:3128`) by CONNECT (RFC 9110, 9.3.6) with the address instead
 * of the name. A proxy that resolved the name itself could be told another address than the one vetted.
 */
export function createProxyTunnel(proxyUrl: string): ProxyTunnel {
  const proxy = new URL(proxyUrl);
  const pool = new Pool(proxy.origin);
  const headers = proxy.username ? { "proxy-authorization": basicAuthorization(proxy) } : {};
  return {
    open: (address, port) =>
      openTunnel(pool, isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`, headers),
    close: () => pool.destroy(),
  };
}

async function openTunnel(pool: Pool, authority: string, headers: Record<string, string>): Promise<Socket> {
  const answer = await pool
    .connect({ path: authority, headers: { ...headers, host: authority } })
    .catch((cause) => {
      throw new Refused(refuse("connect", `the outgoing proxy cannot be reached (${codeOf(cause)})`));
    });
  // Between here and its next owner a reset must not end the process.
  const socket = answer.socket.on("error", () => {}) as Socket;
  if (answer.statusCode === 200) return socket;
  socket.destroy();
  throw new Refused(
    refuse("connect", `the outgoing proxy answered ${answer.statusCode} and did not connect`),
  );
}

function basicAuthorization(proxy: URL): string {
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "no answer";
}
