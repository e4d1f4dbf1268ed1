import type { JsonObject } from "../../kernel/index.ts";
import type { Deliveries } from "./deliveries.ts";
import type { MessageWire } from "./message-wire.ts";
import type { ResponseTarget, ResponseUrls } from "./response-urls.ts";
import type { Identity, WorkspaceChannel, WorkspaceMessage, WorkspaceUser, WorkspaceView } from "./state.ts";
import type { Triggers } from "./triggers.ts";

/** Builds the payloads of clicks, submissions, shortcuts and slash commands. */
export interface Interactions {
  /** Members that every payload of `user` shares. */
  about(user: WorkspaceUser): JsonObject;
  trigger(user: WorkspaceUser): JsonObject;
  responseUrl(target: ResponseTarget): JsonObject;
  onMessage(channel: WorkspaceChannel, message: WorkspaceMessage): JsonObject;
  onView(view: WorkspaceView): JsonObject;
  slash(user: WorkspaceUser, channel: WorkspaceChannel): JsonObject;
}

interface InteractionParts {
  readonly identity: Identity;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly deliveries: Deliveries;
  readonly wire: MessageWire;
}

export function createInteractions(parts: InteractionParts): Interactions {
  const { identity, triggers, responseUrls, deliveries, wire } = parts;
  const team = { id: identity.teamId, domain: identity.teamDomain };
  const trigger = (user: WorkspaceUser) => ({ trigger_id: triggers.issue(user.id) });
  const responseUrl = (target: ResponseTarget) => ({
    response_url: deliveries.origin() + responseUrls.issue(target),
  });
  return {
    about: (user) => ({
      user: {
        id: user.id,
        username: user.name,
        name: user.name,
        team_id: user.foreignTeamId ?? identity.teamId,
      },
      api_app_id: identity.appId,
      token: "local-workspace",
      team,
      enterprise: null,
      is_enterprise_install: false,
    }),
    trigger,
    responseUrl,
    onMessage: (channel, message) => ({
      container: {
        type: "message",
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: message.visibleTo !== undefined,
        ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
      },
      channel: { id: channel.id, name: displayName(channel) },
      ...(message.visibleTo === undefined && { message: wire(message) }),
    }),
    onView: (view) => ({ container: { type: "view", view_id: view.id }, view }),
    slash: (user, channel) => ({
      token: "local-workspace",
      team_id: identity.teamId,
      team_domain: identity.teamDomain,
      channel_id: channel.id,
      channel_name: displayName(channel),
      user_id: user.id,
      user_name: user.name,
      api_app_id: identity.appId,
      is_enterprise_install: "false",
      ...trigger(user),
      ...responseUrl({ channel: channel.id, user: user.id, messageTs: undefined, threadTs: undefined }),
    }),
  };
}

function displayName(channel: WorkspaceChannel): string {
  if (channel.kind === "im") return "directmessage";
  return channel.kind === "private" ? "privategroup" : channel.name;
}
