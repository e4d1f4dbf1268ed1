import type { Logger } from "../kernel/index.ts";
import { messageOf } from "../kernel/index.ts";
import type { Roster } from "../people/index.ts";
import type { SlackConnections } from "./connection.ts";
import { platformError } from "./profile.ts";

/** What the ids in Slack's texts are called. */
export interface Names {
  /** The name of a person; undefined for nobody who is known. */
  person(workspaceId: string, slackUserId: string): Promise<string | undefined>;
  /** A text with the name beside each id: `<@U1>` as `<@U1|bob>`, `<#C1>` as `<#C1|ops>`. What has one keeps it. */
  labelled(workspaceId: string, text: string): Promise<string>;
  /** A text as people read it: `@bob`, `#ops`. What is not known stays as it is. */
  shown(workspaceId: string, text: string): Promise<string>;
}

const MENTION = /<([@#])([A-Z0-9]{3,})(?:\|([^<>|]*))?>/g;
const MOST_CHANNELS = 5_000;
/** More are not looked up: each may cost a question to Slack. */
const MOST_MENTIONS = 50;

interface Deps {
  readonly connections: Pick<SlackConnections, "to">;
  readonly roster: Pick<Roster, "meet">;
  readonly logger: Logger;
}

export function createNames({ connections, roster, logger }: Deps): Names {
  const channels = new Map<string, string>();

  async function person(workspaceId: string, id: string): Promise<string | undefined> {
    try {
      return (await roster.meet(workspaceId, id))?.name;
    } catch (error) {
      logger.warn({ error: messageOf(error) }, "a person could not be looked up");
      return undefined;
    }
  }

  async function channel(workspaceId: string, id: string): Promise<string | undefined> {
    const known = channels.get(`${workspaceId} ${id}`);
    if (known !== undefined) return known;
    try {
      const { client } = await connections.to(workspaceId);
      const { channel: found } = await client.conversations.info({ channel: id });
      if (!found?.name) return undefined;
      if (channels.size >= MOST_CHANNELS) channels.clear();
      channels.set(`${workspaceId} ${id}`, found.name);
      return found.name;
    } catch (error) {
      if (!platformError(error)) logger.warn({ error: messageOf(error) }, "a channel could not be looked up");
      return undefined;
    }
  }

  async function replaced(
    workspaceId: string,
    text: string,
    write: (of: { mark: string; id: string; name: string }) => string,
  ): Promise<string> {
    const found = new Map<string, string>();
    for (const [whole, mark = "", id = "", label] of [...text.matchAll(MENTION)].slice(0, MOST_MENTIONS)) {
      if (found.has(whole)) continue;
      const name = label || (await (mark === "@" ? person(workspaceId, id) : channel(workspaceId, id)));
      if (name) found.set(whole, write({ mark, id, name: name.replace(/[<>|]/g, "") }));
    }
    return text.replace(MENTION, (whole) => found.get(whole) ?? whole);
  }

  return {
    person,
    labelled: (workspaceId, text) =>
      replaced(workspaceId, text, ({ mark, id, name }) => `<${mark}${id}|${name}>`),
    shown: (workspaceId, text) => replaced(workspaceId, text, ({ mark, name }) => `${mark}${name}`),
  };
}
