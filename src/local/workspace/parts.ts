import type { Clock } from "../../kernel/index.ts";
import type { Announcements } from "./announcements.ts";
import type { AppSettings } from "./app-settings.ts";
import type { Changes } from "./changes.ts";
import { createConversations } from "./conversations.ts";
import type { Deliveries } from "./deliveries.ts";
import { createFiles, createFileWire, type LargeFiles } from "./files.ts";
import { createTimestamps } from "./ids.ts";
import { createInteractions } from "./interactions.ts";
import { createMessageWire } from "./message-wire.ts";
import { createMessages } from "./messages.ts";
import { createPeople, createUserWire } from "./people.ts";
import { createResponseUrls } from "./response-urls.ts";
import { createSessions } from "./sessions.ts";
import type { Identity, State } from "./state.ts";
import { createTriggers } from "./triggers.ts";
import { createViews } from "./views.ts";

interface Ground {
  readonly state: State;
  readonly identity: Identity;
  readonly settings: AppSettings;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly deliveries: Deliveries;
  readonly announcements: Announcements;
  readonly largeFiles: LargeFiles | undefined;
}

/** What both people and the Web API work with. */
export function createParts(ground: Ground) {
  const { state, identity, clock, changes, deliveries, announcements } = ground;
  const newest = state.messages.values().reduce((last, { ts }) => (ts > last ? ts : last), "");
  const nextTimestamp = createTimestamps(clock, newest === "" ? undefined : newest);
  const fileWire = createFileWire(deliveries.origin);
  const wire = createMessageWire({ state, identity, clock, fileWire });
  const userWire = createUserWire(identity, clock);
  const triggers = createTriggers(clock);
  const responseUrls = createResponseUrls(clock);
  const { botUserId } = identity;
  return {
    ...ground,
    nextTimestamp,
    fileWire,
    wire,
    userWire,
    triggers,
    responseUrls,
    people: createPeople(state, announcements, userWire),
    conversations: createConversations({ state, changes, clock, announcements, botUserId }),
    messages: createMessages({ state, changes, announcements, nextTimestamp, wire }),
    files: createFiles(state, clock, ground.largeFiles),
    views: createViews(state, changes, identity),
    sessions: createSessions(state, changes, clock),
    interactions: createInteractions({ identity, triggers, responseUrls, deliveries, wire }),
  };
}

export type WorkspaceParts = ReturnType<typeof createParts>;
