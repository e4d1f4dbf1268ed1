import { describe, expect, it } from "vitest";
import { compileContract } from "../../../src/actions/contract/compile-contract.ts";
import type { ContractPlace } from "../../../src/actions/contract/contract.ts";
import { contractFromCurl } from "../../../src/actions/contract/curl/contract-from-curl.ts";
import { offersIn, takeOffer } from "../../../src/actions/contract/offers.ts";
import { buildRequest } from "../../../src/egress/index.ts";

const PLACE: ContractPlace = {
  baseUrl: "https://api.example.com/v1",
  credentialHeaders: [],
  credentialParameters: [],
  takenNames: new Set(["create-orders"]),
};

const from = (text: string) => contractFromCurl(text, PLACE);

function contractOf(text: string) {
  const made = from(text);
  if (!made.ok) throw new Error(made.message);
  return made.contract;
}

/** The request that a command's contract sends, with `samples` for its inputs. */
function requestOf(text: string, samples: Record<string, string> = {}) {
  const compiled = compileContract({ ...contractOf(text), description: "d" }, PLACE);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  const built = buildRequest(PLACE.baseUrl, compiled.draft.request, samples);
  if (!built.ok) throw new Error(built.message);
  const { ok: _ok, ...request } = built;
  return request;
}

const API = "https://api.example.com/v1";

describe("C5: a pasted curl command fills the form", () => {
  it("with method, path, query, headers and a JSON body", () => {
    const command = `curl -sS --compressed -X PATCH '${API}/orders/1042?notify=true' \\
      -H 'Content-Type: application/json' -H "X-Reason: late delivery" -H 'User-Agent: me' \\
      --data-raw '{"status":"cancelled","lines":[{"sku":"A"}]}' -k -L`;
    expect(requestOf(command)).toEqual({
      method: "PATCH",
      url: `${API}/orders/1042?notify=true`,
      headers: { "content-type": "application/json", "x-reason": "late delivery" },
      body: '{"status":"cancelled","lines":[{"sku":"A"}]}',
    });
    expect(contractOf(command)).toMatchObject({ name: "update-orders", effect: "write", bodyKind: "json" });
  });

  it.each<[string, string, object]>([
    ["a GET by default", `curl ${API}/orders`, { method: "GET", url: `${API}/orders` }],
    ["a POST with data", `curl ${API}/x -d a=1 -d 'b=2%20c'`, { method: "POST", body: "a=1&b=2+c" }],
    [
      "data that is encoded",
      `curl ${API}/x --data-urlencode 'q=a b&c'`,
      { method: "POST", body: "q=a+b%26c" },
    ],
    [
      "data in the query with -G",
      `curl -G ${API}/x -d a=1 --data-urlencode 'q=a b'`,
      { method: "GET", url: `${API}/x?a=1&q=a%20b` },
    ],
    ["--json", `curl --json '{"a":1}' ${API}/x`, { method: "POST", body: '{"a":1}' }],
    ["JSON without saying so", `curl ${API}/x -d '{"a":1}'`, { method: "POST", body: '{"a":1}' }],
    [
      "-F fields",
      `curl -F name=Ann -F 'note=a b' ${API}/x`,
      { method: "POST", body: expect.stringContaining('name="note"\r\n\r\na b\r\n') },
    ],
    [
      "glued short options",
      `curl -XDELETE -sSL ${API}/orders/7`,
      { method: "DELETE", url: `${API}/orders/7` },
    ],
    [
      "--url, a prompt and a scheme that is left out",
      "$ curl --url api.example.com/v1/x",
      { method: "GET", url: `${API}/x` },
    ],
    ["a variable for the base URL", 'curl "$BASE_URL/orders"', { url: `${API}/orders` }],
    [
      "an array in $'…'",
      `curl ${API}/x -H 'content-type: application/json' -d $'[1,\\n2]'`,
      { body: "[1,2]" },
    ],
  ])("%s", (_case, command, expected) => {
    expect(requestOf(command)).toMatchObject(expected);
  });

  it("makes inputs of the stand-ins of a documentation", () => {
    const contract = contractOf(
      `curl ${API}/orders/{order_id}/items/:item -H 'X-Shop: <shop>' -d '{"note": "$NOTE"}'`,
    );
    expect(contract.path).toBe("/orders/{{order_id}}/items/{{item}}");
    expect(contract.inputs.map(({ name }) => name)).toEqual(["order_id", "item", "shop", "note"]);
    expect(contract.name).toBe("create-orders-items");
  });

  it.each<[string, string, RegExp]>([
    ["another host", "curl https://evil.example/v1/orders", /calls https:\/\/evil\.example.*not below/],
    ["another path", "curl https://api.example.com/v2/orders", /not below this integration's base URL/],
    ["a prefix that only begins alike", "curl https://api.example.com/v10/orders", /not below/],
    ["another port", "curl https://api.example.com:8443/v1/orders", /not below/],
    ["the base in the user info", "curl https://api.example.com@evil.example/v1/x", /evil\.example/],
    ["two requests", `curl ${API}/a ${API}/b`, /more than one URL/],
    ["no URL", "curl -X POST", /no URL/],
    ["another program", `wget ${API}/a`, /begins with curl/],
    ["a file", `curl ${API}/x -d @body.json`, /reads a file/],
    ["a form file", `curl ${API}/x -F 'f=@a.pdf'`, /files cannot be uploaded/],
    ["a proxy", `curl -x http://p ${API}/x`, /proxy/],
    ["an unknown option", `curl --frobnicate ${API}/x`, /not known/],
    ["XML", `curl ${API}/x -H 'Content-Type: text/xml' -d '<a/>'`, /text\/xml/],
    ["broken JSON", `curl ${API}/x -H 'Content-Type: application/json' -d '{a'`, /not JSON/],
    ["another method", `curl -X PURGE ${API}/x`, /PURGE cannot be sent/],
    ["a pipe", `curl ${API}/x | jq .`, /command alone/],
  ])("refuses %s in words", (_case, command, message) => {
    const made = from(command);
    expect(made.ok).toBe(false);
    if (!made.ok) expect(made.message).toMatch(message);
  });
});

const SECRET = "s3cr3t-9f8e7d6c";

describe("C5: a secret in a pasted command goes to the vault or nowhere, never into the action", () => {
  it.each<[string, string, RegExp, object | undefined]>([
    [
      "a bearer token",
      `curl ${API}/x -H 'Authorization: Bearer ${SECRET}'`,
      /bearer token/,
      { method: "bearer", token: SECRET },
    ],
    [
      "-u",
      `curl -u ann:${SECRET} ${API}/x`,
      /user name and password/,
      { method: "basic", username: "ann", password: SECRET },
    ],
    [
      "a basic header",
      `curl ${API}/x -H 'Authorization: Basic ${Buffer.from(`ann:${SECRET}`).toString("base64")}'`,
      /password/,
      { method: "basic", username: "ann", password: SECRET },
    ],
    [
      "user info in the URL",
      `curl https://ann:${SECRET}@api.example.com/v1/x`,
      /password/,
      { method: "basic", username: "ann", password: SECRET },
    ],
    [
      "an API key in a header",
      `curl ${API}/x -H 'X-Api-Key: ${SECRET}'`,
      /header X-Api-Key/,
      { method: "api_key", keys: [{ in: "header", name: "X-Api-Key", value: SECRET }] },
    ],
    [
      "an API key in the query",
      `curl '${API}/x?api_key=${SECRET}&q=1'`,
      /parameter api_key/,
      { method: "api_key", keys: [{ in: "query", name: "api_key", value: SECRET }] },
    ],
    [
      "a key in the query with -G",
      `curl -G ${API}/x -d token=${SECRET}`,
      /parameter token/,
      { method: "api_key", keys: [{ in: "query", name: "token", value: SECRET }] },
    ],
    [
      "another scheme",
      `curl ${API}/x -H 'Authorization: Token ${SECRET}'`,
      /Authorization/,
      { method: "api_key", keys: [{ in: "header", name: "Authorization", value: `Token ${SECRET}` }] },
    ],
    [
      "--oauth2-bearer",
      `curl --oauth2-bearer ${SECRET} ${API}/x`,
      /bearer/,
      { method: "bearer", token: SECRET },
    ],
    ["cookies", `curl ${API}/x -b 'session=${SECRET}' -H 'Cookie: a=${SECRET}'`, /cookies/, undefined],
    [
      "a password in the body",
      `curl ${API}/x -d '{"user":{"password":"${SECRET}"}}'`,
      /password in the body/,
      undefined,
    ],
    ["a password in a form", `curl ${API}/x -d 'password=${SECRET}'`, /password in the body/, undefined],
    ["a key by its looks, in the path", `curl ${API}/hook/ghp_${SECRET}`, /in the path/, undefined],
    [
      "a key by its looks, in a header",
      `curl ${API}/x -H 'X-Thing: sk_live_${SECRET}'`,
      /X-Thing/,
      { method: "api_key", keys: [{ in: "header", name: "X-Thing", value: `sk_live_${SECRET}` }] },
    ],
  ])("%s", (_case, command, what, credential) => {
    const made = from(command);
    if (!made.ok) throw new Error(made.message);
    expect(made.secrets.join()).toMatch(what);
    expect(made.credential).toEqual(credential);
    const { credential: _credential, ...shown } = made;
    expect(JSON.stringify(shown)).not.toContain(SECRET);
    expect(JSON.stringify(shown)).not.toContain(Buffer.from(`ann:${SECRET}`).toString("base64"));
  });

  it("several together sign as so many keys", () => {
    const made = from(`curl ${API}/x -H 'Authorization: Bearer ${SECRET}' -H 'X-Api-Key: ${SECRET}2'`);
    expect(made).toMatchObject({
      credential: {
        method: "api_key",
        keys: [
          { name: "Authorization", value: `Bearer ${SECRET}` },
          { name: "X-Api-Key", value: `${SECRET}2` },
        ],
      },
    });
  });

  it("a refusal does not repeat it either", () => {
    for (const command of [
      `curl https://ann:${SECRET}@evil.example/x`,
      `curl ${API}/x -u ann:${SECRET} --bad`,
    ]) {
      const made = from(command);
      expect(made.ok).toBe(false);
      expect(JSON.stringify(made)).not.toContain(SECRET);
    }
  });

  it("a variable of the shell is left out, and is no credential", () => {
    const made = from(`curl ${API}/x -H "Authorization: Bearer $TOKEN"`);
    expect(made).toMatchObject({ ok: true, credential: undefined, secrets: ["a bearer token"] });
  });
});

describe("C5: literals are offered as inputs", () => {
  it("in the path, the query, headers and the body, and taken one by one", () => {
    let contract = contractOf(
      `curl '${API}/orders/1042/refunds?since=2026-03-01' -H 'X-Shop: 7' -d '{"amount": 9.5, "customer": {"vip": true}, "tags": ["a"]}'`,
    );
    expect(offersIn(contract)).toEqual([
      { where: "path.2", name: "order_id", type: "string", value: "1042" },
      { where: "query.0", name: "since", type: "date", value: "2026-03-01" },
      { where: "headers.0", name: "X_Shop", type: "string", value: "7" },
      { where: "body.amount", name: "amount", type: "number", value: "9.5" },
      { where: "body.customer.vip", name: "vip", type: "boolean", value: "true" },
    ]);
    for (let [offer] = offersIn(contract); offer; [offer] = offersIn(contract))
      contract = takeOffer(contract, offer);
    expect(contract.path).toBe("/orders/{{order_id}}/refunds");
    const compiled = compileContract({ ...contract, description: "d" }, PLACE);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
    const samples = { order_id: "1042", since: "2026-03-01", X_Shop: "7", amount: 9.5, vip: true };
    expect(buildRequest(PLACE.baseUrl, compiled.draft.request, samples)).toMatchObject({
      url: `${API}/orders/1042/refunds?since=2026-03-01`,
      headers: { "x-shop": "7" },
      body: '{"amount":9.5,"customer":{"vip":true},"tags":["a"]}',
    });
  });
});
