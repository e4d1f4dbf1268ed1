import type { Egress } from "../egress/index.ts";

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

/**
 * Fetches an OpenAPI document, without any credential: an address must not get what was given for another. What is
 * behind a login has to be downloaded and uploaded by the person.
 */
export async function fetchDocument(
  egress: Egress,
  source: { readonly url: string; readonly allowPrivateNetwork: boolean },
): Promise<Fetched> {
  const { url, allowPrivateNetwork } = source;
  if (!URL.canParse(url) || !/^https?:\/\//i.test(url))
    return refuse("Use a full URL, such as https://api.example.com/openapi.json");
  const { protocol, port } = new URL(url);
  const answer = await egress.send({
    method: "GET",
    url,
    headers: { accept: "application/json, application/yaml, */*;q=0.5" },
    destination: {
      allowHttp: protocol === "http:" && allowPrivateNetwork,
      allowPrivateNetwork,
      allowCrossOriginRedirects: true,
      ...(port === "" ? {} : { allowedPorts: [Number(port)] }),
    },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MOST_BYTES,
  });
  if (!answer.ok) return refuse(answer.message);
  if (answer.status === 200) return { ok: true, bytes: answer.body };
  const hint = [401, 403].includes(answer.status) ? ". Download it in your browser and upload the file" : "";
  return refuse(`The address answered ${answer.status} instead of a document${hint}`);
}

function refuse(message: string): Fetched {
  return { ok: false, message };
}
