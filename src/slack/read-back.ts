import type { WebClient } from "@slack/web-api";

const MOST_PAGES_BACK = 20;

/** A channel, or a thread in it. */
export interface ReadPlace {
  readonly channelId: string;
  readonly threadTs: string | null;
}

/**
 * The messages of a place, to find what was said there before a crash. A thread is read from its beginning, as Slack gives
 * it, page by page; of a channel the newest page is enough.
 */
export async function* readBack(client: WebClient, { channelId: channel, threadTs }: ReadPlace) {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES_BACK; page++) {
    const paged = { channel, include_all_metadata: true, limit: 200, ...(cursor ? { cursor } : {}) };
    const read = threadTs
      ? await client.conversations.replies({ ...paged, ts: threadTs })
      : await client.conversations.history(paged);
    yield* read.messages ?? [];
    cursor = threadTs ? read.response_metadata?.next_cursor || undefined : undefined;
    if (!cursor) return;
  }
}
