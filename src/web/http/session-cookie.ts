/** A cookie that holds a random token. */
export interface TokenCookie {
  readonly name: string;
  /** The `Set-Cookie` value that stores `token` for `maxAgeSeconds`. */
  store(token: string, maxAgeSeconds: number): string;
  /** The `Set-Cookie` value that removes it. */
  readonly remove: string;
  /** The token in a request's `Cookie` header, or undefined. */
  read(header: string | undefined): string | undefined;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The cookie of a browser's session. */
export function sessionCookie(options: { https: boolean }): TokenCookie {
  return tokenCookie("chief_session", options);
}

/** The cookie of a browser that is on its way to Slack and back, to sign in. */
export function signInCookie(options: { https: boolean }): TokenCookie {
  return tokenCookie("chief_sign_in", options);
}

/** The cookie that a consent is bound to: what comes back to another browser is not taken. */
export function consentCookie(options: { https: boolean }): TokenCookie {
  return tokenCookie("chief_consent", options);
}

/**
 * `__Host-` and Secure where Chief is reached by https: no other host and no plain connection can then set or
 * read it. Over http, which only loopback may use, browsers refuse both, and the name is the plain one.
 */
function tokenCookie(plainName: string, options: { https: boolean }): TokenCookie {
  const name = options.https ? `__Host-${plainName}` : plainName;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${options.https ? "; Secure" : ""}`;
  return {
    name,
    store: (token, maxAgeSeconds) => `${name}=${token}; Max-Age=${maxAgeSeconds}; ${attributes}`,
    remove: `${name}=; Max-Age=0; ${attributes}`,
    read(header) {
      const pairs = (header ?? "").split(";").map((pair) => pair.trim());
      const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
      return value !== undefined && TOKEN.test(value) ? value : undefined;
    },
  };
}
