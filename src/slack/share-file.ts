import type { WebClient } from "@slack/web-api";
import type { Place, Utterance } from "../conversation/index.ts";

type SharedFile = Extract<Utterance, { kind: "file" }>;

const MOST_PAGES_BACK = 20;

/**
 * Uploads a file into a thread. A message with a file cannot carry metadata, so the line above it, which links to the run,
 * marks it: with `mayBeThere` the thread is read back first. Gives the file's message, or "" where Slack does not say it.
 */
export async function shareFile(
  client: WebClient,
  { channelId, threadTs }: Place,
  { file, mayBeThere }: { file: SharedFile; mayBeThere: boolean },
): Promise<string> {
  const { name, content, runUrl } = file;
  const known = mayBeThere && threadTs ? await findShared(client, { channelId, threadTs }, file) : undefined;
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
  { channelId, threadTs }: { channelId: string; threadTs: string },
  { name, runUrl }: SharedFile,
): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES_BACK; page++) {
    const read = await client.conversations.replies({
      channel: channelId,
      ts: threadTs,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    });
    const shared = (read.messages ?? []).find(
      ({ text, files }) => text?.includes(runUrl) && files?.some((file) => file.name === name),
    );
    if (shared) return shared.ts ?? "";
    cursor = read.response_metadata?.next_cursor || undefined;
    if (!cursor) return undefined;
  }
  return undefined;
}
