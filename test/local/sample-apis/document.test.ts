import SwaggerParser from "@apidevtools/swagger-parser";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../../../src/kernel/index.ts";
import { type RunningApis, runSampleApis } from "./running.ts";

let apis: RunningApis;
beforeAll(async () => {
  apis = await runSampleApis();
});
afterAll(() => apis.close());

describe.each(["orders", "wms"] as const)("A1: the OpenAPI document of %s", (name) => {
  it("is valid, complete in itself, and served to anyone", async () => {
    const { baseUrl, document } = apis[name];
    const served = await Promise.all(
      [new URL("/openapi.json", baseUrl), `${baseUrl}/openapi.json`].map(async (url) =>
        JSON.parse(await (await fetch(url)).text()),
      ),
    );
    expect(served).toEqual([document, document]);
    expect(served[0].servers).toEqual([{ url: baseUrl }]);
    await expect(SwaggerParser.validate(served[0], { resolve: { external: false } })).resolves.toBeDefined();
  });

  it("describes every operation, its parameters and what may go wrong", () => {
    const operations = Object.values(apis[name].document.paths).flatMap((item) => Object.values(item));
    expect(operations.length).toBeGreaterThanOrEqual(7);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const { summary, responses, parameters = [] } of operations) {
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["400", "401", "429"]));
      for (const parameter of parameters) expect(parameter.description).toMatch(/\.$/);
    }
  });

  it("has examples that satisfy its own schemas", () => {
    const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 6 });
    addFormats.default(ajv);
    ajv.addSchema(apis[name].document, "document");
    const examples = contentOf(apis[name].document as unknown as JsonObject);
    expect(examples.length).toBeGreaterThanOrEqual(7);
    for (const { schema, example } of examples) {
      const check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')));
      expect([check(example), check.errors, example]).toEqual([true, null, example]);
    }
  });
});

/** Every `{ schema, example }` anywhere inside `value`. */
function contentOf(value: unknown): { schema: unknown; example: unknown }[] {
  if (Array.isArray(value)) return value.flatMap(contentOf);
  if (!isJsonObject(value)) return [];
  const own =
    "schema" in value && "example" in value ? [{ schema: value["schema"], example: value["example"] }] : [];
  return [...own, ...Object.values(value).flatMap(contentOf)];
}

it("are called what people call them in chat", () => {
  expect([apis.orders, apis.wms].map((api) => api.document.info.title)).toEqual([
    "Internal Orders API",
    "WMS API",
  ]);
});
