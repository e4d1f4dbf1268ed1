import { WebAPIHTTPError, WebAPIRequestError, type WebClient } from "@slack/web-api";
import type { StreamedContent } from "../planning/index.ts";

/**
 * Uploads bytes that are too many to be held, and gives the id of the file, which is shown nowhere yet: the first two
 * steps of what the WebClient does with a file in memory, and what it throws.
 *
 * @throws what `content` throws while it is read, as it is
 */
export async function uploadFile(
  slack: { readonly client: WebClient; readonly fetch: typeof fetch },
  { name, content }: { name: string; content: StreamedContent },
): Promise<string> {
  const { bytes } = content;
  const announced = await slack.client.files.getUploadURLExternal({ filename: name, length: bytes });
  const { upload_url: url, file_id: id } = announced;
  if (!url || !id) throw new Error("Slack named no address for an upload");
  const source = watched(content);
  // Typed as of Node's fetch, which wants to be told that a body is streamed.
  const request = {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "content-length": String(bytes) },
    body: source.body,
    duplex: "half" as const,
  };
  const response = await slack.fetch(url, request).catch((error: unknown) => {
    throw (
      source.failure() ?? new WebAPIRequestError(error instanceof Error ? error : new Error(String(error)))
    );
  });
  const said = await response.text();
  if (response.status === 200) return id;
  const { status, statusText, headers } = response;
  throw new WebAPIHTTPError(status, statusText, Object.fromEntries(headers.entries()), said);
}

/** A body that is read anew each time it is sent, and tells whether it was the reading that failed. */
function watched(content: StreamedContent): {
  readonly body: AsyncIterable<Uint8Array>;
  failure(): unknown;
} {
  let failure: unknown;
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      yield* content.pieces();
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return { body: { [Symbol.asyncIterator]: read }, failure: () => failure };
}
