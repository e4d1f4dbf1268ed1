import type { WebClient } from "@slack/web-api";

/** In whose channels a name is looked for. */
interface In {
  readonly client: WebClient;
  readonly workspaceId: string;
}

/** Finds channels by name; the list is read again when a name is not in it. */
export function createChannelFinder() {
  const byName = new Map<string, { id: string; name: string }>();
  async function readAll({ client, workspaceId }: In): Promise<void> {
    let cursor: string | undefined;
    do {
      const page = await client.conversations.list({
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: 1000,
        ...(cursor ? { cursor } : {}),
      });
      for (const { id, name } of page.channels ?? [])
        if (id && name) byName.set(`${workspaceId} ${name}`, { id, name });
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor);
  }
  return {
    async find(within: In, reference: string): Promise<{ id: string; name: string } | undefined> {
      const mention = /<#([A-Z0-9]+)(?:\|([^>]*))?>/.exec(reference);
      if (mention?.[1])
        return { id: mention[1], name: mention[2] || (await nameOf(within.client, mention[1])) };
      const name = reference.replace(/^#/, "").toLowerCase();
      const id = /^#?([CG][A-Z0-9]{7,})$/.exec(reference)?.[1];
      if (id) return { id, name: await nameOf(within.client, id) };
      const key = `${within.workspaceId} ${name}`;
      if (!byName.has(key)) await readAll(within);
      return byName.get(key);
    },
  };
}

async function nameOf(client: WebClient, channel: string): Promise<string> {
  try {
    const { channel: found } = await client.conversations.info({ channel });
    return found?.name ?? channel;
  } catch {
    return channel;
  }
}
