/**
 * Installing Chief into a Slack workspace or organisation, in the browser of whoever does it.
 *
 *   /slack/install ──▶ Slack's page of consent ──▶ /slack/oauth_redirect ──▶ tokens sealed ──▶ the dashboard
 *
 * The state is a time and a random value under a key that only Chief has, and the value also lies in a cookie: what comes
 * back counts in the browser that began it, for ten minutes. Slack takes each code once.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type OauthV2AccessResponse, WebClient } from "@slack/web-api";
import { ChiefError, messageOf, newToken } from "../../kernel/index.ts";
import { saveWorkspace } from "../../people/index.ts";
import { clientOptions } from "../connection.ts";
import { platformError } from "../profile.ts";
import { sealTokens, tokensIn } from "./bot-tokens.ts";
import { nextVersion, putInstallation } from "./installations-store.ts";
import type { InstalledConnections } from "./installed-connections.ts";
import type { InstallDeps } from "./renewals.ts";

const INSTALL_PATH = "/slack/install";
const INSTALLED_PATH = "/slack/oauth_redirect";

/** Who installed Chief, and where; an organisation has no workspace of Chief's until one of its teams is heard of. */
export interface Installed {
  readonly workspaceId: string | undefined;
  readonly slackUserId: string;
}

interface PageDeps extends InstallDeps {
  readonly connections: InstalledConnections;
  /** Where people reach Chief, without a trailing slash. */
  readonly publicUrl: string;
  /** What the bot asks for: the scopes of the manifest. */
  readonly scopes: readonly string[];
  /** Teams and organisations that may install Chief; any when empty. */
  readonly allowedTeams: readonly string[];
}

/** Where the browser goes after an install. */
export type Welcome = (installed: Installed) => Promise<string>;

export interface InstallPages {
  /** Answers a request for one of the two pages; false when it is for none of them. */
  takes(request: IncomingMessage, response: ServerResponse, welcome: Welcome): boolean;
}

const COOKIE = "chief_slack_install";
const MOST_AGE_MS = 10 * 60_000;

export function createInstallPages(deps: PageDeps): InstallPages {
  return {
    takes(request, response, welcome) {
      const url = new URL(request.url ?? "/", deps.publicUrl);
      if (request.method !== "GET") return false;
      if (url.pathname === INSTALL_PATH) {
        begin(deps, response);
        return true;
      }
      if (url.pathname !== INSTALLED_PATH) return false;
      finish(deps, { url, cookie: request.headers.cookie, welcome })
        .then((location) => redirect(response, location, forgetCookie(deps)))
        .catch((error: unknown) => refuse(deps, response, error));
      return true;
    },
  };
}

function begin(deps: PageDeps, response: ServerResponse): void {
  const nonce = newToken();
  const at = deps.clock().getTime().toString(36);
  const url = new URL(authorizeUrl(deps.client.slackApiUrl));
  url.searchParams.set("client_id", deps.slackClient.id);
  url.searchParams.set("scope", deps.scopes.join(","));
  url.searchParams.set("redirect_uri", deps.publicUrl + INSTALLED_PATH);
  url.searchParams.set("state", `${at}.${nonce}.${sign(deps, `${at}.${nonce}`)}`);
  redirect(response, url.href, cookieOf(deps, nonce, MOST_AGE_MS / 1000));
}

/** Slack's page of consent: beside the Web API, where that is not Slack's own. */
function authorizeUrl(slackApiUrl: string | undefined): string {
  return slackApiUrl
    ? new URL("/oauth/v2/authorize", slackApiUrl).href
    : "https://slack.com/oauth/v2/authorize";
}

interface Return {
  readonly url: URL;
  readonly cookie: string | undefined;
  readonly welcome: Welcome;
}

/** Gives where the browser goes next. */
async function finish(deps: PageDeps, { url, cookie, welcome }: Return): Promise<string> {
  if (url.searchParams.get("error"))
    throw refusal("not_agreed", "Chief was not installed: Slack says that you did not agree.");
  const code = url.searchParams.get("code");
  if (!code || !isOurs(deps, url.searchParams.get("state") ?? "", cookie))
    throw refusal(
      "state",
      `This page was opened too late, or in another browser than it was begun in. Begin again at ${deps.publicUrl}${INSTALL_PATH}`,
    );
  const answer = await new WebClient(undefined, clientOptions(deps.client)).oauth.v2.access({
    client_id: deps.slackClient.id,
    client_secret: deps.slackClient.secret.reveal(),
    code,
    redirect_uri: deps.publicUrl + INSTALLED_PATH,
  });
  return welcome(await install(deps, answer));
}

async function install(deps: PageDeps, answer: OauthV2AccessResponse): Promise<Installed> {
  const { db, vault, clock, connections } = deps;
  const { team, enterprise, is_enterprise_install: isOrganisation, bot_user_id: botUserId, scope } = answer;
  const id = isOrganisation ? enterprise?.id : team?.id;
  const slackUserId = answer.authed_user?.id;
  const { tokens, ...times } = tokensIn(answer, clock());
  if (!id || !botUserId || !slackUserId)
    throw new ChiefError("slack.odd_install", { message: "Slack's answer names no team, bot or person" });
  const places = [team?.id, enterprise?.id];
  if (deps.allowedTeams.length > 0 && !deps.allowedTeams.some((allowed) => places.includes(allowed)))
    throw refusal(
      "team_not_allowed",
      "Chief may not be installed in this workspace. Its operator lists those that may.",
    );
  const who = await new WebClient(tokens.access, clientOptions(deps.client)).auth.test();
  const row = { id, botUserId, botId: who.bot_id ?? "", scopes: scope ?? "", ...times };
  const workspaceId = await db.transaction(async (tx) => {
    const version = await nextVersion(tx, id);
    const sealed = await sealTokens({ vault, tx }, { id, version }, tokens);
    const installed = { installedBy: slackUserId, installedAt: clock(), leaseOwner: null, leaseUntil: null };
    await putInstallation(tx, { ...row, version, sealed, ...installed });
    if (isOrganisation || !team?.id) return undefined;
    const named = { slackTeamId: team.id, kind: "slack" as const, name: team.name ?? team.id };
    return (await saveWorkspace(tx, { ...named, botUserId, enterpriseId: enterprise?.id ?? null })).id;
  });
  connections.forget(id);
  deps.logger.info({ installation: id, by: slackUserId }, "Chief was installed in Slack");
  return { workspaceId, slackUserId };
}

function isOurs(deps: PageDeps, state: string, cookie: string | undefined): boolean {
  const [at = "", nonce = "", signature = ""] = state.split(".");
  const given = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(cookie ?? "")?.[1];
  const age = deps.clock().getTime() - Number.parseInt(at, 36);
  return (
    isSame(signature, sign(deps, `${at}.${nonce}`)) &&
    isSame(given ?? "", nonce) &&
    age >= 0 &&
    age < MOST_AGE_MS
  );
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && a.byteLength > 0 && timingSafeEqual(a, b);
}

function sign({ slackClient }: PageDeps, text: string): string {
  return createHmac("sha256", slackClient.secret.reveal())
    .update(`chief/slack-install/${text}`)
    .digest("base64url");
}

function cookieOf({ publicUrl }: PageDeps, value: string, maxAgeSeconds: number): string {
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  return `${COOKIE}=${value}; Path=/slack; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

const forgetCookie = (deps: PageDeps) => cookieOf(deps, "", 0);

function redirect(response: ServerResponse, location: string, cookie: string): void {
  response.writeHead(302, { location, "set-cookie": cookie, "cache-control": "no-store" }).end();
}

const refusal = (code: string, toldToUser: string) =>
  new ChiefError(`slack.install_${code}`, { message: toldToUser, toldToUser });

function refuse(deps: PageDeps, response: ServerResponse, error: unknown): void {
  deps.logger.warn({ error: platformError(error) ?? messageOf(error) }, "Chief was not installed in Slack");
  const told = error instanceof ChiefError ? error.toldToUser : undefined;
  const text = told ?? `Slack did not complete the install. Begin again at ${deps.publicUrl}${INSTALL_PATH}`;
  response
    .writeHead(told ? 403 : 502, {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    })
    .end(`${text}\n`);
}
