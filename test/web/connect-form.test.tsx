import { describe, expect, it } from "vitest";
import type { Form } from "../../src/web/http/form.ts";
import { ConnectForm } from "../../src/web/pages/integrations/connect-form.tsx";
import {
  documentIn,
  enteredIn,
  faultsByField,
  readConnectForm,
} from "../../src/web/pages/integrations/read-connect-form.ts";
import { htmlOf, tagsOf, wordsOf } from "./html.ts";

function formOf(values: Record<string, string>, file?: string): Form {
  const exact = (name: string) => values[name] ?? "";
  return {
    names: Object.keys(values),
    exact,
    text: (name) => exact(name).trim(),
    texts: (name) => (name in values ? [exact(name)] : []),
    isOn: (name) => exact(name) === "on",
    upload: async () =>
      file === undefined ? undefined : { name: "o.json", bytes: new TextEncoder().encode(file) },
    file: async () => file,
  };
}

describe("C1: connecting a custom API", () => {
  it("reads an API key with its place and name", async () => {
    const form = formOf({
      name: "Orders",
      base_url: "https://a.example",
      auth_method: "api_key",
      api_key_in: "query",
      api_key_name: "key",
      api_key: "k-1",
    });
    expect(readConnectForm(form)).toEqual({
      name: "Orders",
      baseUrl: "https://a.example",
      credential: { method: "api_key", keys: [{ in: "query", name: "key", value: "k-1" }] },
      allowPrivateNetwork: false,
      switchOn: undefined,
    });
  });

  it("takes only the fields of the chosen method, and a password exactly as it was typed", async () => {
    const form = formOf({ auth_method: "basic", username: "ada", password: " p ", token: "left over" });
    expect(readConnectForm(form)).toMatchObject({
      credential: { method: "basic", username: "ada", password: " p " },
    });
  });

  it("takes a file before a text, a text before an address, and that before a document that is kept", async () => {
    const all = { openapi: "pasted", openapi_url: "https://a.example/o.json", upload_id: "upl_1" };
    expect(await documentIn(formOf(all, "uploaded"))).toMatchObject({ kind: "file", name: "o.json" });
    expect(await documentIn(formOf(all))).toEqual({ kind: "text", text: "pasted" });
    expect(await documentIn(formOf({ ...all, openapi: " " }))).toMatchObject({ kind: "url" });
    expect(await documentIn(formOf({ upload_id: "upl_1" }))).toEqual({ kind: "upload", id: "upl_1" });
    expect(await documentIn(formOf({}))).toBeUndefined();
  });

  it("shows every fault at its own field, and one about no field above the form", () => {
    const faults = faultsByField(
      [
        { field: "baseUrl", message: "Use a full URL" },
        { field: "credential.keys.0.name", message: "Enter a value" },
        { field: "credential.keys.0.name", message: "a second one" },
        { field: "somewhere.else", message: "Something else" },
      ],
      "api_key",
    );
    expect(faults).toEqual({
      base_url: "Use a full URL",
      api_key_name: "Enter a value",
      form: "Something else",
    });
    const html = htmlOf(<ConnectForm faults={faults} mayAllowPrivate />);
    const url = tagsOf(html).find(({ attributes }) => attributes.get("name") === "base_url");
    expect(url?.attributes.get("aria-invalid")).toBe("true");
    expect(url?.attributes.get("aria-describedby")).toBe("connect-url-hint");
    expect(wordsOf(html)).toContain("Something else");
  });

  it("C2: fills in what was entered but never a secret", () => {
    const secrets = { token: "tok-secret", api_key: "key-secret", password: "pw-secret" };
    const entered = enteredIn(formOf({ name: "Orders", username: "ada", ...secrets }));
    const html = htmlOf(<ConnectForm entered={entered} mayAllowPrivate />);
    expect(html).toContain('value="Orders"');
    expect(html).not.toMatch(/(tok|key|pw)-secret/);
  });

  it("C18: offers private addresses only to those who may allow them", () => {
    expect(htmlOf(<ConnectForm mayAllowPrivate />)).toContain("allow_private_network");
    expect(htmlOf(<ConnectForm mayAllowPrivate={false} />)).not.toContain("allow_private_network");
  });
});
