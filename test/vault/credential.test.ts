import { describe, expect, it } from "vitest";
import { credentialSchema } from "../../src/vault/index.ts";

/** `field: message` of everything wrong with `input`. */
function faultsOf(input: unknown): string[] {
  const parsed = credentialSchema.safeParse(input);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const header = (name: string, value = "some-value") => ({ in: "header", name, value });
const apiKey = (...keys: unknown[]) => ({ method: "api_key", keys });

describe("C2: a credential that a person enters", () => {
  it.each([
    { method: "none" },
    { method: "bearer", token: "12|abc.def-_~+/==" },
    apiKey(header("X-Api-Key"), { in: "query", name: "api key", value: "a b&c" }),
    { method: "basic", username: "ada", password: "pass:wörd" },
    { method: "basic", username: "key-as-user-name", password: "" },
  ])("accepts $method", (input) => {
    expect(faultsOf(input)).toEqual([]);
  });

  it("drops the white space that pasting leaves around a token", () => {
    expect(credentialSchema.parse({ method: "bearer", token: " abc\n" })).toEqual({
      method: "bearer",
      token: "abc",
    });
  });

  it("names the methods when it gets another one", () => {
    expect(faultsOf({ method: "magic" })).toEqual([
      "method: Choose none, bearer, api_key, basic, oauth2, oauth2_client or service_account",
    ]);
  });

  it.each<[string, unknown, string[]]>([
    ["an empty token", { method: "bearer", token: " " }, ["token: Enter a value"]],
    ["no token", { method: "bearer" }, ["token: Enter text"]],
    [
      "the scheme in the token",
      { method: "bearer", token: "Bearer abc" },
      ["token: Enter the token alone, without the word Bearer", "token: Enter the token without spaces"],
    ],
    ["a space", { method: "bearer", token: "ab cd" }, ["token: Enter the token without spaces"]],
    ["no keys", apiKey(), ["keys: Enter at least one key"]],
    ["no place", apiKey({ name: "k", value: "v" }), ["keys.0.in: Choose header or query"]],
    [
      "one header twice",
      apiKey(header("X-Key"), header("x-key")),
      ["keys.1.name: Give the header x-key only once"],
    ],
    [
      "a colon in the user name",
      { method: "basic", username: "a:b", password: "c" },
      ["username: Leave out the colon; a user name cannot have one"],
    ],
    [
      "nothing at all",
      { method: "basic", username: "", password: "" },
      ["username: Enter a user name or a password"],
    ],
    [
      "a line break in a password",
      { method: "basic", username: "a", password: "b\r\nX: y" },
      ["password: Leave out line breaks and other control characters"],
    ],
  ])("says what is wrong with %s", (_what, input, faults) => {
    expect(faultsOf(input)).toEqual(faults);
  });

  it.each(["a\r\nX-Evil: 1", "a\0b", "é", "a\u2028b"])("I3: refuses the header value %j", (value) => {
    expect(faultsOf(apiKey(header("X-Key", value)))).toEqual([
      "keys.0.value: Use printable ASCII characters only, without line breaks",
    ]);
  });

  it.each(["X Y", "X:Y", "X\r\nY", "(x)", "ключ"])("I3: refuses the header name %j", (name) => {
    expect(faultsOf(apiKey(header(name))).join()).toContain("keys.0.name: Use");
  });

  it.each([
    "host",
    "Content-Length",
    "Transfer-Encoding",
    "Connection",
    "Upgrade",
    "TE",
    "Trailer",
    "X-Forwarded-For",
    "X-HTTP-Method-Override",
    "X-Method-Override",
    "Metadata-Flavor",
    "X-aws-ec2-metadata-token",
    "Forwarded",
    "Proxy-Authorization",
    "Sec-Fetch-Mode",
  ])("I3: refuses a credential in the header %s", (name) => {
    expect(faultsOf(apiKey(header(name)))).toEqual([
      `keys.0.name: Use another header: ${name.toLowerCase()} controls the connection and does not say who is calling`,
    ]);
  });

  it("never repeats a value in what it says", () => {
    const canary = "canary-4711 \u0007";
    const inputs = [
      { method: "bearer", token: canary },
      apiKey(header("host", canary)),
      { method: "basic", username: `${canary}:`, password: canary },
      { method: canary },
      { method: "bearer", token: "abc", [canary.slice(0, 6)]: canary },
    ];
    for (const input of inputs) {
      expect(faultsOf(input)).not.toEqual([]);
      expect(faultsOf(input).join()).not.toContain("canary-4711");
    }
  });
});
