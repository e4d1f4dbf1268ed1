import type { WebClient } from "@slack/web-api";
import type { Place, Utterance } from "../conversation/index.ts";
import { readBack } from "./read-back.ts";

type SharedFile = Extract<Utterance, { kind: "file" }>;

/**
 * Uploads a file into a thread. A message with a file cannot carry metadata, so the line above it, which links to the run,
 * marks it: with `mayBeThere` the thread is read back first. Gives the file's message, or "" where Slack does not say it.
 */
export async function shareFile(
  client: WebClient,
  place: Place,
  { file, mayBeThere }: { file: SharedFile; mayBeThere: boolean },
): Promise<string> {
  const { channelId, threadTs } = place;
  const { name, content, runUrl } = file;
  const known = mayBeThere ? await findShared(client, place, file) : undefined;
  if (known !== undefined) return known;
  const thread = threadTs ? { channel_id: channelId, thread_ts: threadTs } : { channel_id: channelId };
  await client.filesUploadV2({
    ...thread,
    filename: name,
    title: name,
    file: Buffer.from(content),
    initial_comment: `<${runUrl}|How was this made?>`,
  });
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
