import type { Egress, EgressAnswer } from "../../egress/index.ts";
import { ChiefError, isJsonObject, type JsonObject, type Secret, sleep } from "../../kernel/index.ts";
import { type KeyService, keyServiceError } from "./key-service.ts";

/** A key of HashiCorp Vault's (or OpenBao's) transit engine. */
export interface TransitOptions {
  /** Such as `https://vault.internal:8200`, with a path before `/v1` where there is one. */
  readonly address: string;
  /** Where the engine is mounted: `transit` as a rule. */
  readonly mount: string;
  /** The name of the key; a type with associated data, such as aes256-gcm96. */
  readonly keyName: string;
  readonly namespace?: string | undefined;
  /** The certificate authorities (PEM) to trust instead of the public ones. */
  readonly ca?: string | undefined;
  /** Asked anew for each request, so that a token that an agent renews is picked up. */
  readonly token: () => Promise<Secret>;
  readonly egress: Pick<Egress, "send">;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 4_000;
const MOST_BYTES = 64 * 1024;
const TRIES = 2;
const PAUSE_MS = 100;

/** The transit engine as a key service. Nothing is sent before it is used. */
export function createTransit(options: TransitOptions): KeyService {
  const { address, mount, keyName } = options;
  const host = new URL(address).host;
  const call = (what: "encrypt" | "decrypt", input: JsonObject, readFrom: (data: JsonObject) => string) =>
    patiently(() => request(options, { what, input, host }).then((data) => readFrom(data)));
  return {
    id: `transit:${host}/${mount}/${keyName}`,
    encrypt: (plain, boundTo) =>
      call("encrypt", { plaintext: plain.toString("base64"), associated_data: base64(boundTo) }, (data) =>
        textIn(data, "ciphertext", host),
      ),
    async decrypt(ciphertext, boundTo) {
      const text = await call("decrypt", { ciphertext, associated_data: base64(boundTo) }, (data) =>
        textIn(data, "plaintext", host),
      );
      return Buffer.from(text, "base64");
    },
  };
}

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

/** Once more after trouble: encrypting and decrypting change nothing, so neither can be done once too often. */
async function patiently<Got>(once: () => Promise<Got>): Promise<Got> {
  for (let tries = 1; ; tries++) {
    try {
      return await once();
    } catch (error) {
      const mayPass = error instanceof ChiefError && /_(unavailable|answer)$/.test(error.code);
      if (!mayPass || tries >= TRIES) throw error;
      await sleep(PAUSE_MS * (0.5 + Math.random()));
    }
  }
}

async function request(
  options: TransitOptions,
  { what, input, host }: { what: "encrypt" | "decrypt"; input: JsonObject; host: string },
): Promise<JsonObject> {
  const { address, mount, keyName, namespace, token } = options;
  const url = `${address.replace(/\/+$/, "")}/v1/${mount}/${what}/${encodeURIComponent(keyName)}`;
  const answer = await options.egress.send({
    method: "POST",
    url,
    headers: {
      "content-type": "application/json",
      "x-vault-request": "true",
      "x-vault-token": (await token()).reveal(),
      ...(namespace ? { "x-vault-namespace": namespace } : {}),
    },
    credentialHeaders: ["x-vault-token"],
    body: JSON.stringify(input),
    destination: destinationOf(options),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    maxBytes: MOST_BYTES,
  });
  return dataIn(answer, { what, host, keyName });
}

/** The operator named this address, so it may be a private one; nothing else may be reached by way of it. */
function destinationOf({ address, ca }: TransitOptions) {
  const { protocol, port } = new URL(address);
  return {
    allowHttp: protocol === "http:",
    allowPrivateNetwork: true,
    ...(port === "" ? {} : { allowedPorts: [Number(port)] }),
    ...(ca === undefined ? {} : { ca }),
  };
}

function dataIn(
  answer: EgressAnswer,
  { what, host, keyName }: { what: string; host: string; keyName: string },
): JsonObject {
  if (!answer.ok)
    throw keyServiceError("unavailable", `the key service does not answer: ${answer.message}. ${AFTERWARDS}`);
  const { status } = answer;
  const body = jsonIn(answer.body);
  if (status === 200 && isJsonObject(body) && isJsonObject(body["data"])) return body["data"];
  if (status === 400 && what === "decrypt")
    throw new ChiefError("vault.unwrap_failed", {
      message: `the key ${keyName} at ${host} does not open this data key${said(body)}`,
    });
  if (status === 403)
    throw keyServiceError(
      "refused",
      `the key service at ${host} refused the token (403)${said(body)}: it must be valid and may "update" ` +
        `${what}/${keyName}; give a fresh one in CHIEF_VAULT_TOKEN_FILE or CHIEF_VAULT_TOKEN`,
    );
  if (status === 404)
    throw keyServiceError(
      "refused",
      `the key service at ${host} knows no ${what} for ${keyName} (404)${said(body)}: check CHIEF_VAULT_ADDR, CHIEF_VAULT_MOUNT and CHIEF_VAULT_KEY`,
    );
  if (status === 200)
    throw keyServiceError(
      "answer",
      `the key service at ${host} answered with something that is not its JSON. ${AFTERWARDS}`,
    );
  throw keyServiceError(
    "unavailable",
    `the key service at ${host} answered ${status}${said(body)}. ${AFTERWARDS}`,
  );
}

const AFTERWARDS = "What is stored stays as it is and opens when the service answers again";

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

const LONGEST_SAID = 200;

/** `: permission denied`, from the service's own list of errors. */
function said(body: unknown): string {
  const errors = isJsonObject(body) && Array.isArray(body["errors"]) ? body["errors"] : [];
  const text = errors.filter((error) => typeof error === "string").join("; ");
  return text === "" ? "" : ` (${text.slice(0, LONGEST_SAID).trim()})`;
}

function textIn(data: JsonObject, name: "ciphertext" | "plaintext", host: string): string {
  const text = data[name];
  if (typeof text === "string" && text !== "") return text;
  throw keyServiceError("answer", `the key service at ${host} answered without a ${name}. ${AFTERWARDS}`);
}
