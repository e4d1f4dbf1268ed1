import type { Clock, JsonObject } from "../../kernel/index.ts";
import type { AppSettings } from "./app-settings.ts";
import type { Deliveries } from "./deliveries.ts";
import { newSlackId } from "./ids.ts";
import type { Identity, WorkspaceChannel } from "./state.ts";

const CHANNEL_TYPES = { public: "channel", private: "group", im: "im" } as const;
const MESSAGE_EVENTS = { public: "message.channels", private: "message.groups", im: "message.im" } as const;

/** Tells the app what happened, in the Events API's envelope, when the app subscribed to it. */
export interface Announcements {
  /** Something outside a channel, or whose channel does not limit who hears of it. */
  announce(event: JsonObject): void;
  /** Something in `channel`: heard only when the bot is a member of it. */
  announceIn(channel: WorkspaceChannel, event: JsonObject): void;
}

interface AnnouncementParts {
  readonly identity: Identity;
  readonly settings: AppSettings;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
}

export function createAnnouncements(parts: AnnouncementParts): Announcements {
  const { identity, settings, deliveries, clock } = parts;
  const send = (subscription: string, event: JsonObject) => {
    if (!settings.botEvents.includes(subscription)) return;
    deliveries.sendEvent(envelope(parts, event, clock()), String(event["type"]));
  };
  return {
    announce: (event) => send(String(event["type"]), event),
    announceIn(channel, event) {
      if (!channel.members.includes(identity.botUserId)) return;
      if (event["type"] !== "message") return send(String(event["type"]), event);
      send(MESSAGE_EVENTS[channel.kind], { ...event, channel_type: CHANNEL_TYPES[channel.kind] });
    },
  };
}

function envelope({ identity, settings }: AnnouncementParts, event: JsonObject, now: Date): JsonObject {
  const { teamId, appId, botUserId } = identity;
  const enterpriseId = settings.organisation?.id ?? null;
  return {
    token: "local-workspace",
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: enterpriseId,
    api_app_id: appId,
    event,
    type: "event_callback",
    event_id: newSlackId("Ev"),
    event_time: Math.floor(now.getTime() / 1000),
    authorizations: [
      {
        enterprise_id: enterpriseId,
        team_id: teamId,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: enterpriseId !== null,
      },
    ],
    is_ext_shared_channel: false,
    event_context: newSlackId("4-"),
  };
}
