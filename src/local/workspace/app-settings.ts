/** What the app's manifest would say: what it may do, and which events it hears. */
export interface AppSettings {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly botEvents: readonly string[];
  /** Below the menu of each message, and in that of the composer. */
  readonly shortcuts: readonly AppShortcut[];
  /** Who the app is in an OAuth install; not checked when absent. */
  readonly client?: { readonly id: string; readonly secret: string };
  /** How long a bot's token lasts, where the app has token rotation. */
  readonly tokenLifetimeSeconds?: number;
  /** The organisation (Enterprise Grid) that installed the app as a whole. */
  readonly organisation?: { readonly id: string; readonly name: string };
}

export interface AppShortcut {
  readonly name: string;
  readonly type: "message" | "global";
  readonly callbackId: string;
}

/** Chief's own manifest. */
export const CHIEF_APP: AppSettings = {
  name: "chief",
  scopes: [
    "app_mentions:read",
    "assistant:write",
    "chat:write",
    "chat:write.public",
    "commands",
    "channels:history",
    "channels:join",
    "channels:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "files:read",
    "files:write",
    "reactions:write",
    "users:read",
    "users:read.email",
    "team:read",
  ],
  botEvents: [
    "agent_session_stopped",
    "agent_session_title_changed",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "tokens_revoked",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "member_joined_channel",
    "user_change",
  ],
  shortcuts: [
    { name: "Ask Chief about this", type: "message", callbackId: "ask_about_message" },
    { name: "Save thread as a skill", type: "message", callbackId: "save_thread_as_skill" },
    { name: "New Chief request", type: "global", callbackId: "new_request" },
  ],
};
