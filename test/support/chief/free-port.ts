import { once } from "node:events";
import { createServer } from "node:net";

const FIRST = 20_000;
const COUNT = 12_000;

/**
 * A loopback port that was free a moment ago. It is below those that the system gives to outgoing connections, so that
 * none of them takes it while a server restarts.
 */
export async function freePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  const server = createServer().listen(port, "127.0.0.1");
  const isFree = await once(server, "listening").then(
    () => true,
    () => false,
  );
  if (!isFree) return freePort();
  server.close();
  await once(server, "close");
  return port;
}
