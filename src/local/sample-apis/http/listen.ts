import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on `preferredPort`, or on any free one when that is taken or not given. Resolves to the port. */
export async function listen(server: Server, host: string, preferredPort = 0): Promise<number> {
  try {
    return await listenOn(server, host, preferredPort);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (preferredPort === 0 || (code !== "EADDRINUSE" && code !== "EACCES")) throw error;
    return listenOn(server, host, 0);
  }
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
