import type { JsonObject } from "../../kernel/index.ts";
import { type Collection, createCollection } from "./collection.ts";
import type { Journal } from "./journal.ts";
import type { MessageStream } from "./message-stream.ts";
import type { StoredRecord } from "./store.ts";

/** A person, or the app's own bot user. */
export interface WorkspaceUser {
  readonly id: string;
  /** What is typed after `@`: lower-case, no spaces. */
  readonly name: string;
  readonly realName: string;
  readonly email?: string;
  /** An IANA time zone such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  readonly isBot: boolean;
  readonly deleted: boolean;
  /** A guest, who sees only some channels. */
  readonly isGuest?: boolean;
  /** The team of a person from another organisation, who is in a shared channel. */
  readonly foreignTeamId?: string;
}

/** A channel, or the direct messages of one person with the app. */
export interface WorkspaceChannel {
  readonly id: string;
  /** Without `#`; for direct messages the person's id. */
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly isArchived: boolean;
  /** User ids. */
  readonly members: readonly string[];
  /** Seconds since 1970. */
  readonly created: number;
}

export interface WorkspaceReaction {
  readonly name: string;
  readonly users: readonly string[];
}

/** A message with Slack's own member names, and with what Slack keeps to itself: `channel` and who may see it. */
export interface WorkspaceMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text: string;
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly username?: string;
  readonly icons?: JsonObject;
  readonly client_msg_id?: string;
  readonly blocks?: readonly JsonObject[];
  readonly attachments?: readonly JsonObject[];
  readonly metadata?: JsonObject;
  readonly fileIds?: readonly string[];
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly WorkspaceReaction[];
  /** The one person who sees it, for an ephemeral message. */
  readonly visibleTo?: string;
  readonly stream?: MessageStream;
}

/** A modal on someone's stack, or their home tab, as payloads carry it. */
export interface WorkspaceView extends JsonObject {
  id: string;
  type: string;
  hash: string;
  root_view_id: string | null;
  previous_view_id: string | null;
  blocks: JsonObject[];
}

export interface WorkspaceFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly user: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Where it was shared; nowhere until the upload is completed. */
  readonly channels: readonly string[];
  /** Of a small one, once it is complete. */
  readonly contentBase64: string | undefined;
  /** Whether it is complete, and too large to be kept here. */
  readonly isLarge?: true;
}

/** How the agent stands with one thread. */
export interface AgentSession {
  readonly channel: string;
  readonly threadTs: string;
  readonly status: "active" | "processing" | "suspended" | "closed";
  readonly title: string | undefined;
  readonly initiator: string | undefined;
}

export interface SuggestedPrompts {
  readonly channel: string;
  readonly title: string | undefined;
  readonly prompts: readonly { readonly title: string; readonly message: string }[];
}

/** Who the workspace and its app are, and the app's tokens. One record, made at the first start. */
export interface Identity {
  readonly teamId: string;
  readonly teamName: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
}

/** Everything that survives a restart. */
export interface State {
  readonly users: Collection<WorkspaceUser>;
  readonly channels: Collection<WorkspaceChannel>;
  /** By `channel:ts`. */
  readonly messages: Collection<WorkspaceMessage>;
  /** Home tabs by user id. */
  readonly homes: Collection<WorkspaceView>;
  readonly files: Collection<WorkspaceFile>;
  /** By `channel:thread_ts`. */
  readonly sessions: Collection<AgentSession>;
  /** By channel. */
  readonly prompts: Collection<SuggestedPrompts>;
  readonly identities: Collection<Identity>;
}

export function createState(journal: Journal, records: readonly StoredRecord[]): State {
  const sorted = [...records].sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    users: createCollection("user", journal, sorted),
    channels: createCollection("channel", journal, sorted),
    messages: createCollection("message", journal, sorted),
    homes: createCollection("home", journal, sorted),
    files: createCollection("file", journal, sorted),
    sessions: createCollection("session", journal, sorted),
    prompts: createCollection("prompts", journal, sorted),
    identities: createCollection("identity", journal, sorted),
  };
}
