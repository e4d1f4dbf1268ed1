import type { WebClient } from "@slack/web-api";
import type { Place, Said, Utterance } from "../conversation/index.ts";
import { readBack } from "./read-back.ts";
import { uploadFile } from "./upload-file.ts";

type SharedFile = Extract<Utterance, { kind: "file" }>;

/** docs.slack.dev/messaging/working-with-files */
const LARGEST = 1_000_000_000;

/** What is told of a file that is too large for Slack; undefined where it is not. */
export function refusedSize({ content }: SharedFile): Extract<Said, { ok: false }> | undefined {
  const bytes = typeof content === "string" || content instanceof Uint8Array ? content.length : content.bytes;
  if (bytes <= LARGEST) return undefined;
  const message = `The file has ${(bytes / LARGEST).toFixed(2)} GB, and Slack takes none of more than 1 GB`;
  return { ok: false, code: "slack.file_too_large", message };
}

/**
 * Uploads a file into a thread. A message with a file cannot carry metadata, so the line above it, which links to the run,
 * marks it: with `mayBeThere` the thread is read back first. Gives the file's message, or "" where Slack does not say it.
 */
export async function shareFile(
  slack: { readonly client: WebClient; readonly fetch: typeof fetch },
  place: Place,
  { file, mayBeThere }: { file: SharedFile; mayBeThere: boolean },
): Promise<string> {
  const { client } = slack;
  const { channelId, threadTs } = place;
  const { name, content, runUrl } = file;
  const known = mayBeThere ? await findShared(client, place, file) : undefined;
  if (known !== undefined) return known;
  const thread = threadTs ? { channel_id: channelId, thread_ts: threadTs } : { channel_id: channelId };
  const sharing = { ...thread, initial_comment: `<${runUrl}|How was this made?>` };
  if (typeof content === "string" || content instanceof Uint8Array) {
    await client.filesUploadV2({ ...sharing, filename: name, title: name, file: Buffer.from(content) });
    return "";
  }
  const id = await uploadFile(slack, { name, content });
  await client.files.completeUploadExternal({ ...sharing, files: [{ id, title: name }] });
  return "";
}

async function findShared(
  client: WebClient,
  place: Place,
  { name, runUrl }: SharedFile,
): Promise<string | undefined> {
  for await (const { ts, text, files } of readBack(client, place)) {
    if (text?.includes(runUrl) && files?.some((file) => file.name === name)) return ts ?? "";
  }
  return undefined;
}
