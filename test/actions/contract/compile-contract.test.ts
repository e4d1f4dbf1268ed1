import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileContract } from "../../../src/actions/contract/compile-contract.ts";
import type { Contract, ContractInput, ContractPlace } from "../../../src/actions/contract/contract.ts";
import { blankContract, contractOf } from "../../../src/actions/contract/contract-of-action.ts";
import { checkArguments } from "../../../src/actions/index.ts";
import { buildRequest } from "../../../src/egress/index.ts";

const PLACE: ContractPlace = {
  baseUrl: "https://api.example.com/v1",
  credentialHeaders: ["x-acme-auth"],
  credentialParameters: ["acme_key"],
  takenNames: new Set(["list-orders"]),
};

const input = (name: string, more: Partial<ContractInput> = {}): ContractInput => ({
  name,
  type: "string",
  required: true,
  description: "",
  default: "",
  values: "",
  pathUse: "segment",
  ...more,
});

const REFUND: Contract = {
  ...blankContract(),
  name: "refund-order",
  description: "Gives money back for an order",
  method: "POST",
  path: "/orders/{{order_id}}/refunds",
  query: [{ name: "notify", value: "{{notify}}" }],
  headers: [{ name: "X-Reason", value: "{{reason}}" }],
  bodyKind: "json",
  body: '{"amount": {{amount}}, "note": "for {{reason}}"}',
  inputs: [
    input("order_id"),
    input("amount", { type: "number" }),
    input("reason", { type: "enum", values: "damaged, late", default: "late" }),
    input("notify", { type: "boolean", required: false }),
  ],
  effect: "write",
};

const compile = (change: Partial<Contract>) => compileContract({ ...REFUND, ...change }, PLACE);

function faultsOf(change: Partial<Contract>): Record<string, string> {
  const compiled = compile(change);
  return compiled.ok ? {} : Object.fromEntries(compiled.faults.map(({ field, message }) => [field, message]));
}

function draftOf(change: Partial<Contract> = {}) {
  const compiled = compile(change);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.draft;
}

describe("C5: a contract becomes an action", () => {
  it("builds exactly the request that was declared", () => {
    const draft = draftOf();
    const checked = checkArguments(draft, { order_id: "A/7 ?", amount: "9.5", reason: "damaged" });
    expect(checked).toMatchObject({ ok: true });
    const given = { order_id: "A-7", amount: 9.5, reason: "damaged" };
    expect(buildRequest(PLACE.baseUrl, draft.request, given)).toEqual({
      ok: true,
      method: "POST",
      url: "https://api.example.com/v1/orders/A-7/refunds",
      headers: { "content-type": "application/json", "x-reason": "damaged" },
      body: '{"amount":9.5,"note":"for damaged"}',
    });
  });

  it("has the schema of its inputs; one with a default need not be given", () => {
    expect(draftOf().inputSchema).toEqual({
      type: "object",
      additionalProperties: false,
      required: ["order_id", "amount"],
      properties: {
        order_id: { type: "string" },
        amount: { type: "number" },
        reason: { type: "string", enum: ["damaged", "late"], default: "late" },
        notify: { type: "boolean" },
      },
    });
  });

  it("is a write by its method, a read or a write by choice only where it is a GET", () => {
    const get = {
      method: "GET",
      bodyKind: "none",
      path: "/orders/{{order_id}}",
      query: [],
      headers: [],
    } as const;
    const reads = { ...get, inputs: [input("order_id")] };
    expect(draftOf().effect).toBe("write");
    expect(draftOf({ method: "DELETE" }).effect).toBe("destroy");
    expect(draftOf({ ...reads, effect: "read" }).effect).toBe("read");
    expect(draftOf({ ...reads, effect: "write" }).effect).toBe("write");
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      expect(faultsOf({ method, effect: "read" })["effect"]).toMatch(/always a write/);
  });

  it("reads back as the contract it was made of", () => {
    const again = contractOf(draftOf({ mapping: { kind: "fields", fields: [{ name: "id", path: "id" }] } }));
    expect(compileContract(again, PLACE)).toEqual({
      ok: true,
      draft: draftOf({ mapping: { kind: "fields", fields: [{ name: "id", path: "id" }] } }),
    });
  });

  it("takes form bodies as lines, and arrays and objects as inputs", () => {
    const draft = draftOf({
      bodyKind: "form",
      body: "order={{order_id}}\ntags={{tags}}\nmeta={{meta}}",
      path: "/x",
      query: [],
      headers: [],
      inputs: [input("order_id"), input("tags", { type: "array" }), input("meta", { type: "object" })],
    });
    const built = buildRequest(PLACE.baseUrl, draft.request, {
      order_id: "7",
      tags: ["a", "b"],
      meta: { k: 1 },
    });
    expect(built).toMatchObject({ ok: true, body: "order=7&tags=a&tags=b&meta%5Bk%5D=1" });
  });
});

describe("C5: faults of a contract stand at their fields", () => {
  it.each<[string, Partial<Contract>, string, RegExp]>([
    ["no name", { name: "" }, "name", /such as refund-order/],
    ["a name with spaces", { name: "Refund Order!" }, "name", /such as refund-order/],
    ["a name that is taken", { name: "list-orders" }, "name", /has an action of that name/],
    ["no description", { description: "" }, "description", /what it does/],
    ["another method", { method: "TRACE" }, "method", /GET, POST/],
    ["no path", { path: "" }, "path", /Enter the path/],
    ["a whole URL", { path: "https://evil.example/x" }, "path", /Leave out the base URL/],
    ["a path without its slash", { path: "orders/{{order_id}}" }, "path", /start with a slash/],
    ["a query in the path", { path: "/orders/{{order_id}}?x=1" }, "path", /query parameters separately/],
    ["a dot segment", { path: "/orders/../{{order_id}}" }, "path", /\. or \.\. as a segment/],
    ["an encoded dot segment", { path: "/orders/%2e%2e/{{order_id}}" }, "path", /\. or \.\./],
    ["a path that leaves the base", { path: "/..%2f{{order_id}}" }, "path", /\. or \.\./],
    [
      "an undeclared placeholder",
      { path: "/orders/{{order_id}}/{{other}}" },
      "path",
      /\{\{other\}\} is not an input/,
    ],
    ["one in a header", { headers: [{ name: "X-A", value: "{{x}}" }] }, "headers.0.value", /not an input/],
    ["one in the body", { body: '{"a": {{x}}}' }, "body", /\{\{x\}\} is not an input/],
    [
      "the credential's header",
      { headers: [{ name: "X-Acme-Auth", value: "{{reason}}" }] },
      "headers.0.name",
      /set by Chief/,
    ],
    [
      "an authorization header",
      { headers: [{ name: "Authorization", value: "Bearer x" }] },
      "headers.0.name",
      /set by Chief/,
    ],
    ["a routing header", { headers: [{ name: "Host", value: "x" }] }, "headers.0.name", /Chief decides/],
    [
      "a header twice",
      {
        headers: [
          { name: "X-A", value: "1" },
          { name: "x-a", value: "2" },
        ],
      },
      "headers.1.name",
      /twice/,
    ],
    [
      "the credential's parameter",
      { query: [{ name: "acme_key", value: "1" }] },
      "query.0.name",
      /credential's/,
    ],
    [
      "an open secret",
      { headers: [{ name: "X-Api-Key", value: "abc123" }] },
      "headers.0.value",
      /looks like a secret/,
    ],
    [
      "a secret by its looks",
      { query: [{ name: "q", value: "ghp_abcdefabcdef" }] },
      "query.0.value",
      /looks like a secret/,
    ],
    ["a body that is no JSON", { body: "{amount: 1" }, "body", /not JSON/],
    ["no body at all", { body: " " }, "body", /Enter the body/],
    ["a rate that is none", { callsPerMinute: "often" }, "callsPerMinute", /from 1 to 600/],
    ["no name of a header", { idempotencyHeader: "a b" }, "idempotencyHeader", /such as Idempotency-Key/],
    ["a header that signs", { idempotencyHeader: "Authorization" }, "idempotencyHeader", /such as Idempot/],
    [
      "the header of its key among its headers",
      { idempotencyHeader: "x-key", headers: [{ name: "X-Key", value: "{{order_id}}" }] },
      "idempotencyHeader",
      /one of the headers above/,
    ],
    ["no mapped field", { mapping: { kind: "fields", fields: [] } }, "fields", /at least one field/],
    [
      "a path of the picker that is none",
      { mapping: { kind: "fields", fields: [{ name: "a", path: "a..b" }] } },
      "fields.0.path",
      /not a step/,
    ],
    [
      "a field twice",
      {
        mapping: {
          kind: "fields",
          fields: [
            { name: "a", path: "a" },
            { name: "a", path: "b" },
          ],
        },
      },
      "fields.1.name",
      /already/,
    ],
  ])("%s", (_case, change, field, message) => {
    expect(faultsOf(change)[field]).toMatch(message);
  });

  it.each<[string, ContractInput, string, RegExp]>([
    ["unused", input("extra"), "inputs.4.name", /Nothing uses it/],
    ["named twice", input("amount"), "inputs.4.name", /already/],
    ["without a name", input(""), "inputs.4.name", /Give it a name/],
    ["with an odd name", input("a b"), "inputs.4.name", /letters, digits/],
    ["of no known type", input("extra", { type: "money" }), "inputs.4.type", /string, integer/],
    [
      "an enum without values",
      input("extra", { type: "enum" }),
      "inputs.4.values",
      /List the allowed values/,
    ],
    [
      "with values of another type",
      input("extra", { type: "integer", values: "1, two" }),
      "inputs.4.values",
      /“two” is not an integer/,
    ],
    [
      "with a default of another type",
      input("extra", { type: "date", default: "18.3." }),
      "inputs.4.default",
      /2026-03-18/,
    ],
    [
      "with a default outside its values",
      input("extra", { values: "a,b", default: "c" }),
      "inputs.4.default",
      /one of a, b/,
    ],
  ])("an input %s", (_case, extra, field, message) => {
    expect(faultsOf({ inputs: [...REFUND.inputs, extra] })[field]).toMatch(message);
  });

  it("an optional input in the path", () => {
    const [first, ...others] = REFUND.inputs;
    const inputs = [{ ...(first ?? input("order_id")), required: false }, ...others];
    expect(faultsOf({ inputs })["inputs.0.required"]).toMatch(/part of the path/);
  });

  it("a list in a path, where only one text fits", () => {
    const [, ...others] = REFUND.inputs;
    expect(faultsOf({ inputs: [input("order_id", { type: "array" }), ...others] })["path"]).toMatch(
      /one text/,
    );
  });

  it("whatever is typed, there is an action that stays below the base URL, or a fault", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom("/a/{{x}}", "/../{{x}}", "//evil", "/%2e%2e/{{x}}", "{{x}}"),
    );
    fc.assert(
      fc.property(text, text, text, (path, value, sample) => {
        const compiled = compileContract(
          {
            ...REFUND,
            method: "GET",
            effect: "read",
            path,
            query: [{ name: "q", value }],
            headers: [],
            bodyKind: "none",
            inputs: [input("x")],
          },
          PLACE,
        );
        if (!compiled.ok) return;
        const built = buildRequest(PLACE.baseUrl, compiled.draft.request, { x: sample });
        if (built.ok) expect(new URL(built.url).href.startsWith(`${PLACE.baseUrl}/`)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("C5: a multipart body", () => {
  const upload = {
    bodyKind: "multipart",
    body: "note=for {{order_id}}\nreport=@{{report}}",
    path: "/x",
    query: [],
    headers: [],
    inputs: [input("order_id"), input("report")],
  } as const;

  it("sends the values after an @ as files, and reads back as it was typed", () => {
    const draft = draftOf(upload);
    const built = buildRequest(PLACE.baseUrl, draft.request, { order_id: "7", report: "a,b" });
    if (!built.ok) throw new Error(built.message);
    expect(built.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(built.body).toContain('name="note"\r\n\r\nfor 7\r\n');
    expect(built.body).toContain('name="report"; filename="report.txt"');
    expect(contractOf(draft)).toMatchObject({ bodyKind: "multipart", body: upload.body });
  });
});
