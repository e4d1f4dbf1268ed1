import type { CorpusCase } from "./corpus-case.ts";

const HOST = "api.vendor-zone.com";
const PUBLIC = "93.184.216.34";
const REDIRECT_DNS = {
  [HOST]: [[PUBLIC]],
  "other.vendor-zone.com": [["93.184.216.35"]],
  "trap.attacker-zone.com": [["10.0.0.1"]],
};

type Variation = Partial<CorpusCase> & Pick<CorpusCase, "expected" | "why">;

/** A case of `kind`: GET https://api.vendor-zone.com/v1/items but for what `variation` says. */
function testCase(kind: string, variation: Variation): CorpusCase {
  const base = {
    base_url: `https://${HOST}`,
    template: "/v1/items",
    inputs: {},
    dns: { [HOST]: [[PUBLIC]] },
  };
  return { ...base, ...variation, kind, id: `${kind}: ${variation.why}` };
}

function literal(address: string, expected: CorpusCase["expected"], why: string): CorpusCase {
  const host = address.includes(":") ? `[${address}]` : address;
  return testCase("address", { base_url: `https://${host}`, expected, why: `${why} (${address})` });
}

function privateNetwork(base_url: string, expected: CorpusCase["expected"], why: string): CorpusCase {
  const policy = { allowCidrs: ["0.0.0.0/0", "::/0"], allowHosts: ["wiki.corp", "metadata.google.internal"] };
  const dns = { "wiki.corp": [["10.1.2.3"]], "*": [["169.254.169.254"]] };
  return testCase("private network", { base_url, policy, dns, expected, why });
}

function redirect(location: string, variation: Variation): CorpusCase {
  return testCase("redirect", {
    base_url: `http://${HOST}`,
    template: "/start",
    responses: { "/start": { status: 302, location } },
    secret_headers: { "x-api-key": "SECRET-KEY", "accept-language": "SECRET-TONGUE" },
    dns: REDIRECT_DNS,
    policy: { allowHttp: true },
    ...variation,
  });
}

function segment(id: string, expected: CorpusCase["expected"], why: string, sent?: string): CorpusCase {
  const expect_url = sent === undefined ? {} : { expect_url: `https://${HOST}/v1/items/${sent}` };
  return testCase("path", { template: "/v1/items/{{id}}", inputs: { id }, expected, why, ...expect_url });
}

/** Cases of our own, so that the guard is tested where no corpus file is. */
export const OWN_CASES: readonly CorpusCase[] = [
  testCase("plain", { expected: "allow", why: "an ordinary call", expect_url: `https://${HOST}/v1/items` }),
  literal("8.8.4.4", "allow", "public IPv4"),
  literal("2a00:1450::5", "allow", "public IPv6"),
  literal("10.255.255.255", "block", "the end of 10/8"),
  literal("172.31.255.255", "block", "the end of 172.16/12"),
  literal("169.254.170.2", "block", "the metadata of a container"),
  literal("100.100.100.200", "block", "metadata inside carrier NAT"),
  literal("198.19.255.255", "block", "benchmarking"),
  literal("255.255.255.255", "block", "broadcast"),
  literal("2130706433", "block", "loopback in decimal"),
  literal("::ffff:0:7f00:1", "block", "translated loopback"),
  literal("fec0::1", "block", "site-local"),
  literal("4000::1", "block", "outside global unicast"),
  literal("fd12::1", "block", "unique local"),
  testCase("dns", { dns: { [HOST]: [[]] }, expected: "block", why: "a name without addresses" }),
  testCase("dns", {
    dns: { [HOST]: [[PUBLIC, "fd12::1"]] },
    expected: "block",
    why: "one private answer of two",
  }),
  testCase("dns", { dns: { [HOST]: [["fe80::1%eth0"]] }, expected: "block", why: "an answer with a zone" }),
  testCase("rebinding", {
    dns: { [HOST]: [[PUBLIC], ["127.0.0.1"]] },
    expected: "allow",
    why: "only the first answer is ever asked for",
    expect_addr: PUBLIC,
    lookups_max: 1,
  }),
  testCase("nat64", {
    dns: { [HOST]: [["64:ff9b::a00:1"]] },
    policy: { allowNat64: true },
    expected: "block",
    why: "NAT64 of a private address",
  }),
  testCase("nat64", {
    dns: { [HOST]: [["64:ff9b::5db8:d822"]] },
    policy: { allowNat64: true },
    expected: "allow",
    why: "NAT64 of a public address, where allowed",
  }),
  testCase("nat64", {
    dns: { [HOST]: [["64:ff9b::5db8:d822"]] },
    expected: "block",
    why: "NAT64 where not allowed",
  }),
  testCase("name", {
    base_url: "https://db.lan",
    dns: { "*": [[PUBLIC]] },
    expected: "block",
    why: "a router's name",
  }),
  testCase("name", {
    base_url: "https://a..com",
    dns: { "*": [[PUBLIC]] },
    expected: "block",
    why: "an empty label",
  }),
  privateNetwork("https://wiki.corp", "allow", "an allowed name at an allowed address"),
  privateNetwork("https://10.9.8.7", "allow", "an allowed address"),
  privateNetwork("https://other.corp", "block", "an internal name that is not listed"),
  privateNetwork("https://metadata.google.internal", "block", "metadata by name, though listed"),
  privateNetwork("https://169.254.169.254", "block", "metadata though everything is allowed"),
  privateNetwork("https://[::ffff:169.254.169.254]", "block", "mapped metadata though everything is allowed"),
  privateNetwork("https://[2002:a9fe:a9fe::1]", "block", "metadata by 6to4 though everything is allowed"),
  privateNetwork("https://[2001:0:1::5601:5601]", "block", "metadata by Teredo though everything is allowed"),
  privateNetwork("https://[fd00:ec2::254]", "block", "IPv6 metadata though everything is allowed"),
  privateNetwork(
    "https://app.vendor-zone.com",
    "block",
    "a name that leads to metadata though everything is allowed",
  ),
  testCase("scheme", { base_url: `http://${HOST}`, expected: "block", why: "http unasked" }),
  testCase("scheme", { base_url: "https:///evil.com", expected: "block", why: "three slashes" }),
  testCase("userinfo", { base_url: `https://@${HOST}`, expected: "block", why: "an empty user name" }),
  testCase("port", { base_url: `https://${HOST}:8443`, expected: "block", why: "a port nobody allowed" }),
  testCase("port", { base_url: `https://${HOST}:0`, expected: "block", why: "port zero" }),
  testCase("port", {
    base_url: `https://${HOST}:8443`,
    policy: { allowedPorts: [8443] },
    expected: "allow",
    why: "an allowed port",
  }),
  testCase("port", {
    base_url: `https://${HOST}:6379`,
    policy: { allowedPorts: [6379] },
    expected: "block",
    why: "Redis, though allowed",
  }),
  segment("a/b", "block", "a value that adds a segment"),
  segment("..", "block", "a value that goes up"),
  segment("%252e", "block", "a value that decodes twice into a dot"),
  segment("", "block", "an empty value, which would call the collection"),
  segment("100%", "encode", "a lone percent sign", "100%25"),
  segment("..;x=1", "block", "dots before a path parameter, which a proxy may decode"),
  segment(".;", "block", "a dot before an empty one"),
  segment("a.;x=1", "encode", "a path parameter as data", "a.%3Bx%3D1"),
  testCase("path", {
    template: "/{{a}}{{b}}",
    inputs: { a: ".", b: "." },
    expected: "block",
    why: "dots in two halves",
  }),
  testCase("path", {
    template: "/x/%2e%2e%2fadmin",
    expected: "block",
    why: "encoded dots in a described path",
  }),
  testCase("path", {
    template: "/x/%252e%252e/admin",
    expected: "block",
    why: "dots encoded twice in a described path",
  }),
  testCase("path", { template: "//evil.com/x", expected: "block", why: "a network path" }),
  testCase("path", { template: "/{{toString}}", expected: "block", why: "a prototype's property" }),
  testCase("header", { headers: { "X-Forwarded-Host": "a" }, expected: "block", why: "a trust header" }),
  testCase("header", {
    headers: { "X-API-Key": "mine" },
    secret_headers: { "x-api-key": "SECRET" },
    expected: "block",
    why: "the credential's header in other letters",
  }),
  redirect("/next", { expected: "allow", why: "the same origin" }),
  redirect("http:next", { expected: "block", why: "a scheme without slashes" }),
  redirect("/\\evil.attacker-zone.com", { expected: "block", why: "a backslash" }),
  redirect("http://other.vendor-zone.com/x", { expected: "block", why: "another origin" }),
  redirect("http://other.vendor-zone.com/x", {
    policy: { allowHttp: true, crossOriginRedirects: true },
    expected: "allow",
    why: "another origin where allowed, without any credential",
  }),
  redirect("http://trap.attacker-zone.com/x", {
    policy: { allowHttp: true, crossOriginRedirects: true },
    expected: "block",
    why: "another origin at a private address",
  }),
  redirect("http://other.vendor-zone.com/x", {
    base_url: `https://${HOST}`,
    policy: { allowHttp: true, crossOriginRedirects: true },
    expected: "block",
    why: "from https to http",
  }),
  redirect("/next", { method: "DELETE", expected: "block", why: "a write" }),
];
