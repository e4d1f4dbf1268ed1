import type { Credential } from "../../../vault/index.ts";
import { isSecretName, looksSecret } from "../secret-names.ts";
import type { CurlCommand } from "./read-options.ts";

/** One secret of a command: where it was, in words without its value, and as what it could sign. */
export interface FoundSecret {
  /** `a bearer token in the Authorization header` */
  readonly what: string;
  readonly use:
    | { readonly kind: "bearer"; readonly token: string }
    | { readonly kind: "basic"; readonly username: string; readonly password: string }
    | { readonly kind: "key"; readonly in: "header" | "query"; readonly name: string; readonly value: string }
    /** A cookie is somebody's session, and a variable of the shell has no value here: neither is a credential. */
    | { readonly kind: "none" };
}

/** A variable that the shell would have filled in. */
const isShellVariable = (value: string) => /^\$(\w+|\{\w+\})$/.test(value.trim());

export const headerParts = (header: string): { name: string; value: string } => {
  const at = header.indexOf(":");
  const [name, value] = at < 0 ? [header.replace(/;$/, ""), ""] : [header.slice(0, at), header.slice(at + 1)];
  return { name: name.trim(), value: value.trim() };
};

/** Whether a header or parameter is the credential's, by its name or by its looks. */
export function isSecretPair({ name, value }: { name: string; value: string }): boolean {
  return isSecretName(name) || looksSecret(value);
}

/** Every secret in a command, but for those in its body. */
export function findSecrets(
  command: CurlCommand,
  of: { userInfo: string | undefined; query: readonly { name: string; value: string }[] },
): FoundSecret[] {
  const { user = of.userInfo, bearer } = command;
  return [
    ...(user === undefined ? [] : [basicSecret(user, "a user name and password")]),
    ...(bearer === undefined ? [] : [valued(bearer, "a bearer token", { kind: "bearer", token: bearer })]),
    ...command.headers.map(headerParts).filter(isSecretPair).map(headerSecret),
    ...of.query
      .filter(isSecretPair)
      .map(({ name, value }) =>
        valued(value, `the query parameter ${name}`, { kind: "key", in: "query", name, value }),
      ),
    ...(command.cookies.length > 0 ? [{ what: "cookies", use: { kind: "none" as const } }] : []),
  ];
}

function valued(value: string, what: string, use: FoundSecret["use"]): FoundSecret {
  return { what, use: value.trim() === "" || isShellVariable(value) ? { kind: "none" } : use };
}

function basicSecret(pair: string, what: string): FoundSecret {
  const at = pair.indexOf(":");
  const [username, password] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  return valued(password || username, what, { kind: "basic", username, password });
}

function headerSecret({ name, value }: { name: string; value: string }): FoundSecret {
  if (/^cookie2?$/i.test(name)) return { what: "cookies", use: { kind: "none" } };
  if (!/^authorization$/i.test(name))
    return valued(value, `the header ${name}`, { kind: "key", in: "header", name, value });
  const [, scheme = "", rest = ""] = /^(\S+)\s+(.*)$/s.exec(value) ?? [];
  if (/^bearer$/i.test(scheme)) return valued(rest, "a bearer token", { kind: "bearer", token: rest.trim() });
  if (/^basic$/i.test(scheme) && !isShellVariable(rest))
    return basicSecret(Buffer.from(rest, "base64").toString("utf8"), "a user name and password");
  return valued(rest || value, "the header Authorization", {
    kind: "key",
    in: "header",
    name: "Authorization",
    value,
  });
}

/** The one credential that signs as the command did, or undefined when there is no value for it. */
export function credentialOf(secrets: readonly FoundSecret[]): Credential | undefined {
  const uses = secrets.map(({ use }) => use).filter((use) => use.kind !== "none");
  const [only, ...others] = uses;
  if (!only) return undefined;
  if (others.length === 0 && only.kind === "bearer") return { method: "bearer", token: only.token };
  if (others.length === 0 && only.kind === "basic")
    return { method: "basic", username: only.username, password: only.password };
  return { method: "api_key", keys: uses.map(asKey) };
}

/** Several secrets together sign as so many keys. */
function asKey(use: Exclude<FoundSecret["use"], { kind: "none" }>): {
  in: "header" | "query";
  name: string;
  value: string;
} {
  if (use.kind === "key") return { in: use.in, name: use.name, value: use.value };
  const value =
    use.kind === "bearer"
      ? `Bearer ${use.token}`
      : `Basic ${Buffer.from(`${use.username}:${use.password}`).toString("base64")}`;
  return { in: "header", name: "Authorization", value };
}
