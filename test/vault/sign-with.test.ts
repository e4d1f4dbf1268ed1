import { describe, expect, it } from "vitest";
import { signWith } from "../../src/vault/auth/sign-with.ts";

const REQUEST = {
  url: "https://api.test/v1/orders?since=a%20b&x=1",
  headers: { accept: "application/json" },
};

describe("C2: signing a request", () => {
  it("adds nothing without a credential", () => {
    expect(signWith({ method: "none" }, REQUEST)).toEqual({ ...REQUEST, credentialHeaders: [] });
  });

  it("puts a bearer token in Authorization", () => {
    expect(signWith({ method: "bearer", token: "abc" }, REQUEST)).toEqual({
      url: REQUEST.url,
      headers: { accept: "application/json", authorization: "Bearer abc" },
      credentialHeaders: ["authorization"],
    });
  });

  it("encodes user name and password as RFC 7617 does, in UTF-8", () => {
    expect(
      signWith({ method: "basic", username: "Aladdin", password: "open sesame" }, REQUEST).headers,
    ).toMatchObject({
      authorization: "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    });
    expect(
      signWith({ method: "basic", username: "test", password: "123\u00A3" }, REQUEST).headers,
    ).toMatchObject({
      authorization: "Basic dGVzdDoxMjPCow==",
    });
  });

  it("puts several keys in headers and the query, and leaves the rest of the URL exactly as it was", () => {
    const keys = [
      { in: "header" as const, name: "X-Api-Key", value: "one" },
      { in: "header" as const, name: "X-Account", value: "two" },
      { in: "query" as const, name: "api key", value: "th&r=e" },
    ];
    expect(signWith({ method: "api_key", keys }, REQUEST)).toEqual({
      url: "https://api.test/v1/orders?since=a%20b&x=1&api%20key=th%26r%3De",
      headers: { accept: "application/json", "x-api-key": "one", "x-account": "two" },
      credentialHeaders: ["x-api-key", "x-account"],
    });
  });

  it("I1: lets no request choose its own credential, in a header of any case or in the query", () => {
    const forged = {
      url: "https://api.test/?k%65y=forged&key=forged&keys=mine",
      headers: { AUTHORIZATION: "forged", "X-KEY": "forged" },
    };
    expect(signWith({ method: "bearer", token: "real" }, forged).headers).toEqual({
      "X-KEY": "forged",
      authorization: "Bearer real",
    });
    const keys = [
      { in: "header" as const, name: "x-key", value: "real" },
      { in: "query" as const, name: "key", value: "real" },
    ];
    expect(signWith({ method: "api_key", keys }, forged)).toMatchObject({
      url: "https://api.test/?keys=mine&key=real",
      headers: { AUTHORIZATION: "forged", "x-key": "real" },
    });
  });

  it("does not touch the request it was given", () => {
    const request = { url: REQUEST.url, headers: Object.freeze({ authorization: "old" }) };
    signWith({ method: "bearer", token: "new" }, request);
    expect(request.headers.authorization).toBe("old");
  });
});
