import { WebAPIHTTPError, WebAPIRequestError, type WebClient } from "@slack/web-api";
import { sleep } from "../../kernel/index.ts";
import { type ReadPlace, readBack } from "../read-back.ts";
import type { SlackMessage } from "../render/answer.ts";
import { markOf, readMark } from "../said-mark.ts";

/** A message to post, under a key that finds it again: it travels in the message's metadata, and is no secret. */
export interface KeyedMessage {
  readonly message: SlackMessage;
  readonly key: string;
}

const MOST_POSTS = 3;
/** What Slack was slow to do is there after this. */
const LOOK_AFTER_MS = 500;

/**
 * Posts a message and gives its timestamp. When nobody knows whether that happened (Slack failed, or did not answer),
 * the place is read back for the key, and only where it is not there it is posted again.
 *
 * @throws what the WebClient throws, when Slack refuses, is too busy, or fails on and on
 */
export async function postOnce(
  client: WebClient,
  { channelId, threadTs }: ReadPlace,
  { message, key }: KeyedMessage,
): Promise<string | undefined> {
  for (let posts = 1; ; posts++) {
    try {
      const posted = await client.chat.postMessage({
        channel: channelId,
        text: message.text,
        blocks: message.blocks,
        metadata: markOf(key),
        unfurl_links: false,
        unfurl_media: false,
        ...(threadTs ? { thread_ts: threadTs } : {}),
      });
      return posted.ts;
    } catch (error) {
      if (posts === MOST_POSTS || !mayHaveHappened(error)) throw error;
    }
    await sleep(LOOK_AFTER_MS * posts);
    const there = (await readSaid(client, { channelId, threadTs })).get(key);
    if (there !== undefined) return there;
  }
}

/** What Chief has said in a place: timestamps by key. */
export async function readSaid(client: WebClient, place: ReadPlace): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for await (const { ts, metadata } of readBack(client, place)) {
    const mark = readMark(metadata);
    if (mark && ts !== undefined) said.set(mark.key, ts);
  }
  return said;
}

/** Whether a call failed in a way that leaves open whether Slack did it. */
export function mayHaveHappened(error: unknown): boolean {
  return error instanceof WebAPIRequestError || (error instanceof WebAPIHTTPError && error.statusCode >= 500);
}
