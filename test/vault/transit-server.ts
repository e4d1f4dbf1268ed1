import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const TOKEN = "hvs.canary-token-of-the-service";

/** What the server does to its answers. */
export type Fault =
  | "none"
  | "lose"
  | "delay"
  | "not_json"
  | "other_bytes"
  | "no_field"
  | "sealed"
  | "forbidden";

/** A transit engine on loopback: it keeps a key, versions it, and checks token and associated data. */
export interface TransitServer {
  readonly address: string;
  readonly requests: { readonly path: string; readonly body: Record<string, string> }[];
  /** From the next request on; with `times`, only for so many. */
  fail(fault: Fault, times?: number): void;
  rotate(): void;
}

export async function transitServer(keyName = "chief"): Promise<TransitServer> {
  const keys = [randomBytes(32)];
  const requests: TransitServer["requests"] = [];
  let [fault, left]: [Fault, number] = ["none", 0];

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    requests.push({ path: request.url ?? "", body });
    const now = left > 0 ? fault : "none";
    left -= 1;
    if (now === "lose") return void request.socket.destroy();
    if (now === "delay") return;
    if (now === "sealed") return send(response, 503, { errors: ["Vault is sealed"] });
    if (now === "forbidden" || request.headers["x-vault-token"] !== TOKEN)
      return send(response, 403, { errors: ["permission denied"] });
    if (now === "not_json") return void response.writeHead(200).end("<html>proxy</html>");
    if (now === "no_field") return send(response, 200, { data: {} });
    const answer = answerTo(request.url ?? "", body);
    const data = now === "other_bytes" ? garbled(answer.data) : answer.data;
    send(response, answer.status, answer.data ? { data } : { errors: [answer.error] });
  });

  function answerTo(path: string, body: Record<string, string>) {
    const aad = Buffer.from(body["associated_data"] ?? "", "base64");
    if (path === `/v1/transit/encrypt/${keyName}`) {
      const key = keys.at(-1);
      if (!key) throw new Error("no key");
      const sealed = seal(key, Buffer.from(body["plaintext"] ?? "", "base64"), aad);
      return { status: 200, data: { ciphertext: `vault:v${keys.length}:${sealed}` } };
    }
    if (path !== `/v1/transit/decrypt/${keyName}`) return { status: 404, error: "unsupported path" };
    const [, version, sealed] = /^vault:v(\d+):(.+)$/.exec(body["ciphertext"] ?? "") ?? [];
    const key = keys[Number(version) - 1];
    const plain = key && sealed ? open(key, sealed, aad) : undefined;
    return plain
      ? { status: 200, data: { plaintext: plain.toString("base64") } }
      : { status: 400, error: "cipher: message authentication failed" };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail: (next, times = Number.POSITIVE_INFINITY) => {
      [fault, left] = [next, times];
    },
    rotate: () => void keys.push(randomBytes(32)),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** An answer of the right form with the wrong bytes in it. */
function garbled(data: Record<string, string> | undefined): Record<string, string> {
  const entries = Object.entries(data ?? {}).map(([name, text]) => [
    name,
    name === "plaintext" ? randomBytes(32).toString("base64") : `${text.slice(0, -8)}AAAAAAA=`,
  ]);
  return Object.fromEntries(entries);
}

function seal(key: Buffer, plain: Buffer, aad: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 }).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

function open(key: Buffer, text: string, aad: Buffer): Buffer | undefined {
  const sealed = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(aad).setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}
