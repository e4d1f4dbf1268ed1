import type { Request, RequestHandler, Response } from "express";
import type { Answerer } from "../../approvals/index.ts";
import { ChiefError } from "../../kernel/index.ts";
import { getMember, groupIdsOf } from "../../people/index.ts";
import { browserName } from "../http/browser-name.ts";
import { sessionCookie, type TokenCookie } from "../http/session-cookie.ts";
import type { Session, SessionOwner, Sessions } from "../http/sessions.ts";
import { paths } from "../paths.ts";
import { claimSignInLink, insertSignInLink, openSessions } from "../session-store.ts";
import type { Visitor, WebDeps } from "../web-deps.ts";

const visitors = new WeakMap<Request, Visitor>();

/** The person of a request that passed `membersOnly`. */
export function visitorOf(request: Request): Visitor {
  const visitor = visitors.get(request);
  if (!visitor)
    throw new ChiefError("web.no_visitor", { message: `${request.path} has no rule about who may use it` });
  return visitor;
}

/** A visitor with the groups that they belong to now, which decide on what they may answer. */
export async function answererOf(deps: Pick<WebDeps, "db">, visitor: Visitor): Promise<Answerer> {
  return { ...visitor, groupIds: await groupIdsOf(deps.db, visitor) };
}

/** Signs browsers in and out, and tells who a request comes from. */
export interface Gate {
  /** Lets members pass; sends others to the sign-in page. The role is that of now, not of the sign-in. */
  readonly membersOnly: RequestHandler;
  /** Lets admins pass; others get 403. Behind `membersOnly`. */
  readonly adminsOnly: RequestHandler;
  /** Begins a session for a member on this browser, in the place of the one that it had. */
  signIn(request: Request, response: Response, member: SessionOwner): Promise<void>;
  signOut(request: Request, response: Response): Promise<void>;
  /** The sessions of members, in whichever browser. */
  readonly sessions: Pick<Sessions, "listOf" | "endOf">;
  /** The session of a request that passed `membersOnly`. */
  sessionOf(request: Request): Promise<Session | undefined>;
  /** Uses up the token of a sign-in link; undefined when it does not work. */
  claimLink(token: string): Promise<{ workspaceId: string; memberId: string } | undefined>;
  /** The address of a new sign-in link for a member. */
  makeLink(baseUrl: string, member: Visitor): Promise<string>;
}

export function createGate(deps: WebDeps): Gate {
  const { db, clock } = deps;
  const sessions = openSessions(deps);
  const cookie: TokenCookie = sessionCookie({ https: deps.publicUrl.startsWith("https:") });
  return {
    membersOnly: async (request, response, next) => {
      const token = cookie.read(request.headers.cookie);
      const session = token ? await sessions.find(token) : undefined;
      const member = session && (await getMember(db, session.workspaceId, session.memberId));
      if (member?.active) {
        visitors.set(request, member);
        return next();
      }
      turnAway(request, response);
    },
    adminsOnly: (request, _response, next) => {
      if (visitorOf(request).role === "admin") return next();
      next(
        Object.assign(
          new ChiefError("web.admins_only", {
            message: "admins only",
            toldToUser: "Only an admin may do this.",
          }),
          { status: 403 },
        ),
      );
    },
    sessions,
    async sessionOf(request) {
      const token = cookie.read(request.headers.cookie);
      return token ? sessions.find(token) : undefined;
    },
    async signIn(request, response, member) {
      const before = cookie.read(request.headers.cookie);
      if (before) await sessions.end(before);
      const browser = browserName(request.get("user-agent"));
      const { token, expiresAt } = await sessions.begin({ ...member, browser });
      const seconds = Math.floor((expiresAt.getTime() - clock().getTime()) / 1000);
      response.append("Set-Cookie", cookie.store(token, seconds));
    },
    async signOut(request, response) {
      const token = cookie.read(request.headers.cookie);
      if (token) await sessions.end(token);
      response.append("Set-Cookie", cookie.remove);
    },
    claimLink: (token) => claimSignInLink(db, token, clock()),
    makeLink: async (baseUrl, member) =>
      `${baseUrl}${paths.signIn}?token=${await insertSignInLink(db, member, clock())}`,
  };
}

function turnAway(request: Request, response: Response): void {
  const back = request.method === "GET" ? `?return_to=${encodeURIComponent(request.originalUrl)}` : "";
  if (request.get("hx-request") === "true") {
    response.setHeader("HX-Redirect", paths.signIn);
    response.sendStatus(401);
    return;
  }
  response.redirect(303, paths.signIn + back);
}
