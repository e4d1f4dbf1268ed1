import type { Server } from "node:net";

/** A connection that Node asked the operating system for. */
export interface Dial {
  readonly address: string;
  readonly port: number;
}

/** Every connection attempt of this process while it is on, all led to loopback. */
export interface SocketWatch {
  readonly dials: Dial[];
  stop(): void;
}

/** What `node:net` calls of libuv's binding; not typed publicly. */
interface TcpHandle {
  connect(request: object, address: string, port: number): number;
  connect6(request: object, address: string, port: number): number;
  getpeername(out: Record<string, unknown>): number;
}

/**
 * Watches below everything that could be fooled: at the call by which Node opens a connection. Each one is recorded and
 * led to the loopback port that `portFor` names; the socket then claims to be connected to the address that was asked
 * for, or to what `claim` makes of it.
 */
export function watchSockets(
  server: Server,
  portFor: (dial: Dial) => number,
  claim: (dial: Dial) => Dial = (dial) => dial,
): SocketWatch {
  const tcp: TcpHandle = Object.getPrototypeOf((server as unknown as { _handle: TcpHandle })._handle);
  const original = { connect: tcp.connect, connect6: tcp.connect6, getpeername: tcp.getpeername };
  const dials: Dial[] = [];
  const asked = new WeakMap<TcpHandle, Dial>();

  function redirected(this: TcpHandle, request: object, address: string, port: number): number {
    const dial = { address, port };
    dials.push(dial);
    asked.set(this, dial);
    return original.connect.call(this, request, "127.0.0.1", portFor(dial));
  }
  function claimedPeer(this: TcpHandle, out: Record<string, unknown>): number {
    const dial = asked.get(this);
    if (!dial) return original.getpeername.call(this, out);
    Object.assign(out, claim(dial), { family: dial.address.includes(":") ? "IPv6" : "IPv4" });
    return 0;
  }
  Object.assign(tcp, { connect: redirected, connect6: redirected, getpeername: claimedPeer });
  return { dials, stop: () => void Object.assign(tcp, original) };
}
