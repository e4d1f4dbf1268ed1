import { type Clock, newId, newToken, sha256Hex } from "../../kernel/index.ts";

/** A browser that is signed in, as it is stored: by the SHA-256 of its token, so that a leak signs nobody in. */
export interface Session {
  readonly id: string;
  readonly tokenHash: string;
  readonly workspaceId: string;
  readonly memberId: string;
  /** What the browser calls itself, for the list of sessions. */
  readonly browser: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** The end of its life, however busy it is. */
  readonly expiresAt: Date;
}

/** Where sessions are kept. */
export interface SessionStore {
  insert(session: Session): Promise<void>;
  find(tokenHash: string): Promise<Session | undefined>;
  touch(tokenHash: string, lastSeenAt: Date): Promise<void>;
  delete(tokenHash: string): Promise<void>;
  /** A member's, the latest used first. */
  list(member: SessionOwner): Promise<Session[]>;
  /** Deletes one of a member's, or all of them. Gives how many there were. */
  deleteOf(member: SessionOwner, id?: string): Promise<number>;
}

export interface SessionOwner {
  readonly workspaceId: string;
  readonly memberId: string;
}

/** Signs browsers in and out. */
export interface Sessions {
  /** A new session of its own id, also where the browser had one: a planted id is never taken over. */
  begin(member: SessionOwner & { browser: string }): Promise<{ token: string; expiresAt: Date }>;
  /** The session of a token while it lives: 12 hours after its last use, 7 days after it began. */
  find(token: string): Promise<Session | undefined>;
  end(token: string): Promise<void>;
  /** The living sessions of a member, the latest used first. */
  listOf(member: SessionOwner): Promise<Session[]>;
  /** Ends one session of a member, or all of them, in whichever browser. Gives how many. */
  endOf(member: SessionOwner, id?: string): Promise<number>;
}

const IDLE_MS = 12 * 60 * 60 * 1000;
const ABSOLUTE_MS = 7 * 24 * 60 * 60 * 1000;
/** A busy page would otherwise write a row with every request. */
const TOUCH_EVERY_MS = 60 * 1000;

/** Whether a session still counts at `now`. */
function isAlive(session: Pick<Session, "lastSeenAt" | "expiresAt">, now: Date): boolean {
  return now < session.expiresAt && now.getTime() - session.lastSeenAt.getTime() < IDLE_MS;
}

/** Sessions over a store. Tokens are 256 random bits; the lifetimes follow OWASP ASVS 5.0, V7. */
export function createSessions(deps: { store: SessionStore; clock: Clock }): Sessions {
  const { store, clock } = deps;
  return {
    async begin(member) {
      const token = newToken();
      const now = clock();
      const expiresAt = new Date(now.getTime() + ABSOLUTE_MS);
      await store.insert({
        ...member,
        id: newId("ses", now),
        tokenHash: sha256Hex(token),
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
      });
      return { token, expiresAt };
    },
    async find(token) {
      const tokenHash = sha256Hex(token);
      const session = await store.find(tokenHash);
      const now = clock();
      if (!session) return undefined;
      if (!isAlive(session, now)) {
        await store.delete(tokenHash);
        return undefined;
      }
      if (now.getTime() - session.lastSeenAt.getTime() >= TOUCH_EVERY_MS) await store.touch(tokenHash, now);
      return session;
    },
    end: (token) => store.delete(sha256Hex(token)),
    async listOf(member) {
      const now = clock();
      return (await store.list(member)).filter((session) => isAlive(session, now));
    },
    endOf: (member, id) => store.deleteOf(member, id),
  };
}
