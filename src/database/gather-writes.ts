import type { Socket } from "node:net";

/**
 * Lets what is written to a socket within one turn of the event loop leave as one buffer. A statement is four messages of the
 * protocol: corking the socket also makes one call to the system of them, but carries each through Node's streams by itself.
 */
export function gatherWrites(socket: Pick<Socket, "write">): void {
  const write = socket.write.bind(socket) as (chunk: Uint8Array, ...rest: unknown[]) => boolean;
  let gathered: Uint8Array[] = [];
  const flush = () => {
    const chunks = gathered;
    gathered = [];
    const [only, ...others] = chunks;
    if (only) write(others.length === 0 ? only : Buffer.concat(chunks));
  };
  const gather = (chunk: Uint8Array, ...rest: unknown[]): boolean => {
    if (rest.length > 0) {
      // Who wants to hear when it has left does not wait for others.
      flush();
      return write(chunk, ...rest);
    }
    if (gathered.length === 0) setImmediate(flush);
    gathered.push(chunk);
    return true;
  };
  socket.write = gather as Socket["write"];
}
