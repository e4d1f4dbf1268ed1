/**
 * Sign in with Slack: OpenID Connect with Slack's claims (https://docs.slack.dev/authentication/sign-in-with-slack).
 * The consent page asks which of the people here one is; there are no passwords.
 */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Clock, type JsonObject, sha256Hex } from "../../../kernel/index.ts";
import type { People } from "../people.ts";
import type { Identity } from "../state.ts";
import type { ApiMethods } from "./method.ts";
import type { SignIns } from "./sign-in.ts";

const OPENID_PATHS = {
  authorize: "/openid/connect/authorize",
  keys: "/openid/connect/keys",
  configuration: "/.well-known/openid-configuration",
} as const;

export interface OpenId {
  readonly methods: ApiMethods;
  /** The pages beside the Web API; undefined for another path. */
  page(url: URL): Response | undefined;
}

interface OpenIdParts {
  readonly identity: Identity;
  readonly people: People;
  readonly clock: Clock;
  readonly signIns: Pick<SignIns, "consent" | "take" | "issueToken">;
}

const TOKEN_SECONDS = 300;

export function createOpenId({ identity, people, clock, signIns }: OpenIdParts): OpenId {
  // Made when somebody signs in for the first time: a key takes a while.
  let made: { privateKey: KeyObject; publicKey: KeyObject; id: string } | undefined;
  const key = () => {
    if (made) return made;
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = pair.publicKey.export({ format: "jwk" });
    made = { ...pair, id: sha256Hex(String(jwk["n"])).slice(0, 16) };
    return made;
  };

  function claimsOf(userId: string): JsonObject {
    const user = people.get(userId);
    return {
      sub: user.id,
      name: user.realName,
      ...(user.email !== undefined && { email: user.email, email_verified: true }),
      "https://slack.com/user_id": user.id,
      "https://slack.com/team_id": identity.teamId,
      "https://slack.com/team_name": identity.teamName,
      "https://slack.com/team_domain": identity.teamDomain,
    };
  }

  function idToken(claims: JsonObject): string {
    const { privateKey, id } = key();
    const part = (json: JsonObject) => Buffer.from(JSON.stringify(json)).toString("base64url");
    const signed = `${part({ alg: "RS256", typ: "JWT", kid: id })}.${part(claims)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  }

  return {
    methods: {
      "openid.connect.token": {
        token: "none",
        call({ args, origin }) {
          const { userId, nonce } = signIns.take(args.required("code"), args.text("redirect_uri"));
          const now = Math.floor(clock().getTime() / 1000);
          const audience = args.text("client_id") ?? "";
          const times = { iat: now, exp: now + TOKEN_SECONDS, auth_time: now };
          const id_token = idToken({
            ...{ iss: origin, aud: audience, ...times, ...claimsOf(userId) },
            ...(nonce === undefined ? {} : { nonce }),
          });
          return { access_token: signIns.issueToken(userId), token_type: "Bearer", id_token };
        },
      },
      "openid.connect.userInfo": { token: "user", call: ({ userId }) => claimsOf(userId) },
    },
    page(url) {
      if (url.pathname === OPENID_PATHS.keys) {
        const { publicKey, id } = key();
        const jwk = { ...publicKey.export({ format: "jwk" }), kid: id, use: "sig", alg: "RS256" };
        return Response.json({ keys: [jwk] });
      }
      if (url.pathname === OPENID_PATHS.configuration) return Response.json(configurationAt(url.origin));
      return url.pathname === OPENID_PATHS.authorize ? consentPage(url) : undefined;
    },
  };

  /** Asks who it is; with `user`, sends that person back. */
  function consentPage(url: URL): Response {
    const asked = url.searchParams;
    const redirectUri = asked.get("redirect_uri") ?? "";
    if (!URL.canParse(redirectUri) || asked.get("response_type") !== "code" || !asked.get("client_id"))
      return new Response("redirect_uri, response_type=code and client_id are needed", { status: 400 });
    const user = people.find(asked.get("user") ?? "");
    if (!user || user.isBot) return new Response(choices(url), { headers: { "content-type": "text/html" } });
    const back = new URL(redirectUri);
    back.searchParams.set("code", signIns.consent(user.id, redirectUri, asked.get("nonce") ?? undefined));
    back.searchParams.set("state", asked.get("state") ?? "");
    return new Response(null, { status: 302, headers: { location: back.href } });
  }

  function choices(url: URL): string {
    const links = people
      .list()
      .filter((person) => !person.isBot && !person.deleted)
      .map(({ id, realName }) => {
        const chosen = new URL(url);
        chosen.searchParams.set("user", id);
        return `<li><a href="${escaped(chosen.pathname + chosen.search)}">${escaped(realName)}</a></li>`;
      });
    return `<!doctype html><title>Sign in</title><h1>Who are you?</h1><ul>${links.join("")}</ul>`;
  }
}

function configurationAt(origin: string): JsonObject {
  return {
    issuer: origin,
    authorization_endpoint: origin + OPENID_PATHS.authorize,
    token_endpoint: `${origin}/api/openid.connect.token`,
    userinfo_endpoint: `${origin}/api/openid.connect.userInfo`,
    jwks_uri: origin + OPENID_PATHS.keys,
    scopes_supported: ["openid", "profile", "email"],
    response_types_supported: ["code"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
