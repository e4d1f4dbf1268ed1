import type { Clock } from "../../kernel/index.ts";
import { createAnnouncements } from "./announcements.ts";
import { type AppSettings, type AppShortcut, CHIEF_APP } from "./app-settings.ts";
import { type ChangeListener, createChanges } from "./changes.ts";
import type { Conversations } from "./conversations.ts";
import { type AppTransport, createDeliveries, type DeliveryOptions } from "./deliveries.ts";
import { createFaults, type Faults } from "./faults.ts";
import type { LargeFiles } from "./files.ts";
import type { Front } from "./front.ts";
import { createHuman, type Human } from "./human.ts";
import { createJournal } from "./journal.ts";
import { createParts } from "./parts.ts";
import type { People } from "./people.ts";
import { createReading, type Reading } from "./reading.ts";
import { DEFAULT_SEED, type Seed, seedOnce, type TeamSettings } from "./seed.ts";
import { createState, type Identity } from "./state.ts";
import type { WorkspaceStore } from "./store.ts";
import { createWebApi } from "./web-api/index.ts";

export interface LocalWorkspaceOptions {
  readonly store: WorkspaceStore;
  readonly clock: Clock;
  /** Where uploads of more than 4 MiB are kept; with the rest when absent. */
  readonly largeFiles?: LargeFiles;
  readonly team?: TeamSettings;
  /** Who and what is there at the first start; an admin, a member, #general and #ops when absent. */
  readonly seed?: Seed;
  /** The app's manifest; Chief's own when absent. */
  readonly app?: AppSettings;
  readonly delivery?: DeliveryOptions;
  /** Calls a minute by method; none are limited when absent. */
  readonly ratesPerMinute?: Readonly<Record<string, number>>;
  /** Hears when the store refuses; the records are tried again with the next change. */
  readonly onStoreFailure?: (error: unknown) => void;
}

/** A Slack of our own, in memory, with no I/O but its store and its large files. */
export interface LocalWorkspace {
  readonly identity: Identity;
  /** What the app's manifest puts into the menus. */
  readonly shortcuts: readonly AppShortcut[];
  readonly people: People;
  readonly conversations: Conversations;
  readonly human: Human;
  readonly reading: Reading;
  readonly faults: Faults;
  /** The Web API, response URLs, uploads and files, as HTTP. */
  readonly front: Front;
  /** A person agrees to sign in: the code that `openid.connect.token` or `oauth.v2.access` takes. */
  consent(userId: string, redirectUri: string, nonce?: string): string;
  /** Whether a token or a code is of this team: for a Slack of several teams. */
  owns(secret: string): boolean;
  /** Somebody removes the app: its tokens are dead, and it is told by `tokens_revoked` and `app_uninstalled`. */
  uninstall(): void;
  /** How often the app asked for a new token. */
  renewals(): number;
  /** From now on the app is reached over `transport`; returns a function that ends that. */
  connect(transport: AppTransport): () => void;
  subscribe(listener: ChangeListener): () => void;
  /** Resolves when every event reached the app or was given up. */
  settled(): Promise<void>;
  /** Resolves when everything is stored. */
  flushed(): Promise<void>;
  /** Gives up waiting retries and stores what is left. */
  stop(): Promise<void>;
}

const DEFAULT_TEAM: TeamSettings = { name: "Local workspace", domain: "local" };

/**
 * Opens the workspace that `store` holds, or a new one.
 *
 * Everything but open modals, trigger ids, response URLs and events under way survives a restart, the app's
 * tokens included.
 */
export async function createLocalWorkspace(options: LocalWorkspaceOptions): Promise<LocalWorkspace> {
  const journal = createJournal(options.store, options.onStoreFailure ?? (() => {}));
  const state = createState(journal, await options.store.load());
  const settings = options.app ?? CHIEF_APP;
  const { clock, team = DEFAULT_TEAM, seed = DEFAULT_SEED } = options;
  const identity = seedOnce({ state, team, settings, seed, clock });
  const changes = createChanges();
  const deliveries = createDeliveries(changes, options.delivery ?? {});
  const announcements = createAnnouncements({ identity, settings, deliveries, clock });
  const { largeFiles } = options;
  const ground = { state, identity, settings, clock, changes, deliveries, announcements, largeFiles };
  const parts = createParts(ground);
  const faults = createFaults();
  const api = createWebApi({ ...parts, faults, ratesPerMinute: options.ratesPerMinute ?? {} });
  return {
    identity,
    shortcuts: settings.shortcuts,
    people: parts.people,
    conversations: parts.conversations,
    human: createHuman(parts),
    reading: createReading(parts),
    faults,
    front: api.front,
    consent: api.consent,
    owns: api.owns,
    uninstall() {
      api.tokens.revokeAll();
      announcements.announce({ type: "tokens_revoked", tokens: { oauth: [], bot: [identity.botUserId] } });
      announcements.announce({ type: "app_uninstalled" });
    },
    renewals: api.tokens.renewals,
    connect: deliveries.connect,
    subscribe: changes.subscribe,
    settled: deliveries.settled,
    flushed: journal.flushed,
    async stop() {
      deliveries.stop();
      await journal.flushed();
    },
  };
}
