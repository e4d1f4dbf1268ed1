import { describe, expect, it } from "vitest";
import { sessionCookie } from "../../src/web/http/session-cookie.ts";
import { createSessions, type Session, type SessionStore } from "../../src/web/http/sessions.ts";

const NOON = new Date("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;
const ADA = { workspaceId: "ws_1", memberId: "mem_ada", browser: "Firefox on Linux" };

function memoryStore(): SessionStore & { rows: Map<string, Session> } {
  const rows = new Map<string, Session>();
  return {
    rows,
    async insert(session) {
      rows.set(session.tokenHash, session);
    },
    find: async (tokenHash) => rows.get(tokenHash),
    async touch(tokenHash, lastSeenAt) {
      const row = rows.get(tokenHash);
      if (row) rows.set(tokenHash, { ...row, lastSeenAt });
    },
    async delete(tokenHash) {
      rows.delete(tokenHash);
    },
    list: async ({ memberId }) => [...rows.values()].filter((session) => session.memberId === memberId),
    async deleteOf({ memberId }, id) {
      const ended = [...rows.values()].filter(
        (session) => session.memberId === memberId && (id === undefined || session.id === id),
      );
      for (const { tokenHash } of ended) rows.delete(tokenHash);
      return ended.length;
    },
  };
}

function signedIn() {
  let now = NOON;
  const store = memoryStore();
  const sessions = createSessions({ store, clock: () => now });
  return { store, sessions, at: (ms: number) => (now = new Date(NOON.getTime() + ms)) };
}

describe("I5: sessions", () => {
  it("store only a hash of an unguessable token", async () => {
    const { store, sessions } = signedIn();
    const { token } = await sessions.begin(ADA);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(JSON.stringify([...store.rows])).not.toContain(token);
    expect(await sessions.find(token)).toMatchObject(ADA);
  });

  it("give each sign-in an id of its own", async () => {
    const { sessions } = signedIn();
    const [one, two] = [await sessions.begin(ADA), await sessions.begin(ADA)];
    expect(one.token).not.toBe(two.token);
  });

  it("end 12 hours after their last use, and are removed then", async () => {
    const { sessions, store, at } = signedIn();
    const { token } = await sessions.begin(ADA);
    at(11 * HOUR);
    expect(await sessions.find(token)).toBeDefined();
    at(22.9 * HOUR);
    expect(await sessions.find(token)).toBeDefined();
    at(35 * HOUR);
    expect(await sessions.find(token)).toBeUndefined();
    expect(store.rows.size).toBe(0);
  });

  it("end 7 days after they began, however busy they are", async () => {
    const { sessions, at } = signedIn();
    const { token } = await sessions.begin(ADA);
    for (let hours = 6; hours < 7 * 24; hours += 6) {
      at(hours * HOUR);
      expect(await sessions.find(token)).toBeDefined();
    }
    at(7 * 24 * HOUR);
    expect(await sessions.find(token)).toBeUndefined();
  });

  it("are gone on the server after signing out", async () => {
    const { sessions } = signedIn();
    const { token } = await sessions.begin(ADA);
    await sessions.end(token);
    expect(await sessions.find(token)).toBeUndefined();
  });
});

describe("I5: the session cookie", () => {
  const token = "a".repeat(43);

  it("is host-bound, Secure, HttpOnly and SameSite where Chief is reached by https", () => {
    const cookie = sessionCookie({ https: true });
    expect(cookie.store(token, 60)).toBe(
      `__Host-chief_session=${token}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(cookie.read(`x=1; __Host-chief_session=${token}`)).toBe(token);
  });

  it("has a plain name on http, which browsers would otherwise refuse", () => {
    const cookie = sessionCookie({ https: false });
    expect(cookie.store(token, 60)).toBe(
      `chief_session=${token}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax`,
    );
    expect(cookie.remove).toContain("Max-Age=0");
  });

  it.each([
    undefined,
    "",
    "chief_session=",
    "chief_session=short",
    `xchief_session=${token}`,
    `chief_session=${token}<`,
  ])("reads no token from %j", (header) => {
    expect(sessionCookie({ https: false }).read(header)).toBeUndefined();
  });
});
