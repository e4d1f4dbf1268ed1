import { type Clock, newToken } from "../../kernel/index.ts";
import type { AppSettings } from "./app-settings.ts";
import { newSlackId } from "./ids.ts";
import type { NewUser } from "./people.ts";
import type { Identity, State } from "./state.ts";

export interface TeamSettings {
  readonly name: string;
  /** The part before `.slack.com`. */
  readonly domain: string;
}

/** Who and what is there at the first start. */
export interface Seed {
  readonly users: readonly NewUser[];
  /** Names of public channels; everyone and the app are members. */
  readonly channels: readonly string[];
}

/** An admin and a member, so that rights can be tried out, in time zones that differ. */
export const DEFAULT_SEED: Seed = {
  users: [
    {
      id: "U0ADALOCAL",
      name: "ada",
      realName: "Ada Okafor",
      email: "ada@example.test",
      timeZone: "Europe/Berlin",
      isAdmin: true,
      isOwner: true,
    },
    {
      id: "U0MALLOCAL",
      name: "mallory",
      realName: "Mallory Reyes",
      email: "mallory@example.test",
      timeZone: "America/Los_Angeles",
    },
  ],
  channels: ["general", "ops"],
};

const ONLY = "app";

interface SeedParts {
  readonly state: State;
  readonly team: TeamSettings;
  readonly settings: AppSettings;
  readonly seed: Seed;
  readonly clock: Clock;
}

/** The stored identity, or a new one together with the seed's people and channels. */
export function seedOnce(parts: SeedParts): Identity {
  const known = parts.state.identities.get(ONLY);
  if (known !== undefined) return known;
  const identity = parts.state.identities.set(ONLY, newIdentity(parts.team));
  const everyone = seedUsers(parts, identity);
  const created = Math.floor(parts.clock().getTime() / 1000);
  for (const name of parts.seed.channels) {
    const id = newSlackId("C");
    const channel = { id, name, kind: "public" as const, isArchived: false, members: everyone, created };
    parts.state.channels.set(id, channel);
  }
  return identity;
}

function seedUsers({ state, settings, seed }: SeedParts, identity: Identity): string[] {
  const bot: NewUser = {
    id: identity.botUserId,
    name: settings.name,
    realName: settings.name,
    timeZone: "UTC",
    isBot: true,
  };
  const plain = { isAdmin: false, isOwner: false, isBot: false, deleted: false };
  return [...seed.users, bot].map((user) => {
    const id = user.id ?? newSlackId("U");
    state.users.set(id, { ...plain, ...user, id });
    return id;
  });
}

function newIdentity(team: TeamSettings): Identity {
  return {
    teamId: newSlackId("T"),
    teamName: team.name,
    teamDomain: team.domain,
    appId: newSlackId("A"),
    botId: newSlackId("B"),
    botUserId: newSlackId("U"),
    botToken: `xoxb-local-${newToken()}`,
    appToken: `xapp-local-${newToken()}`,
  };
}
