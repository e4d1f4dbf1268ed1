import { describe, expect, it } from "vitest";
import type { PreparedCall, PreparedRequest } from "../../src/execution/prepared-request.ts";
import { shownBody, shownRequest } from "../../src/execution/shown-request.ts";

const request = (body?: string): PreparedRequest => ({
  method: "POST",
  url: "https://orders.test/orders",
  headers: { "content-type": "application/json" },
  ...(body === undefined ? {} : { body }),
});
const shown = (body?: string) => shownBody(request(body));

describe("the request of a call as a card shows it", () => {
  it("has the members of what is sent, and no body where none is", () => {
    const call = { title: "Cancel an order", request: request() } as PreparedCall;
    const card = shownRequest(call, { name: "Orders" } as Parameters<typeof shownRequest>[1]);
    expect(card).toStrictEqual({ integration: "Orders", title: "Cancel an order", ...request() });
    const withBody = { ...call, request: request('{"reason":"late"}') };
    expect(
      shownRequest(withBody, { name: "Orders" } as Parameters<typeof shownRequest>[1]).body,
    ).toStrictEqual({ reason: "late" });
  });

  it("lays JSON out, and shows anything else as the text that it is", () => {
    expect(shown('{"amount":12.5,"lines":[1,2]}')).toStrictEqual({ amount: 12.5, lines: [1, 2] });
    expect(shown("reason=late")).toBe("reason=late");
    expect(shown("")).toBe("");
    expect(shown()).toBeUndefined();
  });

  it("shows the text of JSON that would not be the same again", () => {
    for (const body of [
      '{"account":9007199254740993}',
      '{"amount":12.50}',
      '{ "a": 1 }',
      '{"a":1,"a":2}',
      String.raw`{"note":"a\u0000b"}`,
      String.raw`{"note":"\uD83D"}`,
    ])
      expect(shown(body)).toBe(body);
  });

  it("shows characters that cannot be stored as such", () => {
    expect(shown("a\0b")).toBe("a\ufffdb");
    expect(shown(`{"note":"\ud83d"}`)).toBe('{"note":"\ufffd"}');
  });
});
