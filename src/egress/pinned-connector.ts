import { isIP, type LookupFunction, type Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector } from "undici";
import type { Destination } from "./destination.ts";
import type { ProxyTunnel } from "./proxy-tunnel.ts";
import { Refused, refuse } from "./refusal.ts";
import { vetAddress } from "./vet-address.ts";

/** One address of a name. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name, by one question. Rejects when there are none. */
export type Lookup = (hostname: string) => Promise<readonly ResolvedAddress[]>;

interface ConnectorOptions {
  readonly destination: Destination;
  readonly lookup: Lookup;
  /** Built lazily, so that a bad certificate fails a connection and not the start. */
  readonly secureContext: () => SecureContext | undefined;
  readonly tunnel: ProxyTunnel | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connects undici only to vetted addresses.
 *
 * A name is resolved once; any refused answer refuses the name, since the attacker of a mixed answer chooses the order.
 * The connection is pinned to the answers that were vetted, so a second, different answer (DNS rebinding) is never
 * asked for. In the end the peer's address is compared with them.
 */
export function createPinnedConnector(options: ConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    connectVetted(options, target).then(
      (socket) => callback(null, socket),
      (error) => callback(error, null),
    );
  };
}

async function connectVetted(options: ConnectorOptions, target: buildConnector.Options): Promise<Socket> {
  const answers = await resolveVetted(options, target.hostname);
  const secureContext = target.protocol === "https:" ? options.secureContext() : undefined;
  const tls = { timeout: CONNECT_TIMEOUT_MS, ...(secureContext ? { secureContext } : {}) };
  const first = answers[0];
  if (options.tunnel && first && vetAddress(first.address, {}).ok) {
    const tunnel = await options.tunnel.open(first.address, portOf(target));
    if (target.protocol !== "https:") return tunnel;
    return dial(buildConnector(tls), { ...target, httpSocket: tunnel });
  }
  const socket = await dial(buildConnector({ ...tls, lookup: pinnedTo(answers) }), target);
  return requirePeer(socket, answers, target.hostname);
}

async function resolveVetted(
  options: ConnectorOptions,
  hostname: string,
): Promise<readonly ResolvedAddress[]> {
  const literal = isIP(hostname);
  const answers = literal
    ? [{ address: hostname, family: literal }]
    : await resolve(options.lookup, hostname);
  for (const { address } of answers) {
    const vetted = vetAddress(address, options.destination, hostname);
    if (!vetted.ok) throw new Refused(vetted);
  }
  return answers;
}

async function resolve(lookup: Lookup, hostname: string): Promise<readonly ResolvedAddress[]> {
  const answers = await lookup(hostname).catch(() => []);
  if (answers.length > 0) return answers;
  throw new Refused(
    refuse("dns", `the name ${hostname} does not resolve; check its spelling and Chief's DNS`),
  );
}

function pinnedTo(answers: readonly ResolvedAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const [first] = answers;
    if (options.all) callback(null, [...answers]);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error(`no address for ${hostname}`), "", 0);
  };
}

function dial(connect: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((fulfil, reject) => {
    connect(target, (error, socket) => (socket ? fulfil(socket) : reject(error)));
  });
}

function requirePeer(socket: Socket, answers: readonly ResolvedAddress[], hostname: string): Socket {
  const peer = socket.remoteAddress;
  if (answers.some((answer) => sameAddress(answer.address, peer))) return socket;
  socket.destroy();
  throw new Refused(refuse("connect", `${hostname} was reached at an address that was not checked`));
}

function sameAddress(vetted: string, peer: string | undefined): boolean {
  if (peer === undefined || !isIP(peer)) return false;
  return isIP(vetted) === 6 ? canonicalIpv6(vetted) === canonicalIpv6(peer) : vetted === peer;
}

function canonicalIpv6(address: string): string | undefined {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : undefined;
}

function portOf(target: buildConnector.Options): number {
  return Number(target.port) || (target.protocol === "https:" ? 443 : 80);
}
