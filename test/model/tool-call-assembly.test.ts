import { describe, expect, it } from "vitest";
import type { Json } from "../../src/kernel/index.ts";
import { createToolCallAssembly } from "../../src/model/tool-call-assembly.ts";

/** Each deltas' `tool_calls`, put together; calls shown as `name arguments`. */
function assemble(...deltas: Json[][]): string[] {
  const assembly = createToolCallAssembly();
  for (const fragments of deltas) assembly.add(fragments);
  const calls = assembly.finish();
  expect(new Set(calls.map((call) => call.id)).size).toBe(calls.length);
  for (const call of calls) expect(call.id).toMatch(/^.{1,40}$/);
  return calls.map((call) => `${call.name} ${call.arguments}`);
}

const part = (
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  args?: Json,
): Json => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id }),
  function: { ...(name === undefined ? {} : { name }), ...(args === undefined ? {} : { arguments: args }) },
});

describe("tool calls are put together", () => {
  it("by the book, also when calls alternate", () => {
    expect(
      assemble(
        [part(0, "a", "get", "")],
        [part(1, "b", "list", "")],
        [part(0, undefined, undefined, '{"id"')],
        [part(1, undefined, undefined, "{}"), part(0, undefined, undefined, ":1}")],
      ),
    ).toEqual(['get {"id":1}', "list {}"]);
  });

  it("without any index or id", () => {
    expect(
      assemble(
        [part(undefined, undefined, "get", '{"id"')],
        [part(undefined, undefined, undefined, ":1}")],
        [part(undefined, undefined, "get", '{"id":2}')],
      ),
    ).toEqual(['get {"id":1}', 'get {"id":2}']);
  });

  it("with ids but no index", () => {
    expect(
      assemble(
        [part(undefined, "a", "get", '{"id":')],
        [part(undefined, "a", "get", "1}")],
        [part(undefined, "b", "get", "{}")],
      ),
    ).toEqual(['get {"id":1}', "get {}"]);
  });

  it("when the name is repeated in each piece", () => {
    expect(assemble([part(0, "a", "get", '{"id"')], [part(0, "a", "get", ":1}")])).toEqual(['get {"id":1}']);
  });

  it("when the name comes in pieces, or grows", () => {
    expect(assemble([part(0, "a", "list_")], [part(0, undefined, "orders", "{}")])).toEqual([
      "list_orders {}",
    ]);
    expect(assemble([part(0, "a", "list_")], [part(0, undefined, "list_orders", "{}")])).toEqual([
      "list_orders {}",
    ]);
  });

  it("when the id changes with each piece", () => {
    expect(assemble([part(0, "a1", "get", '{"id"')], [part(0, "a2", undefined, ":1}")])).toEqual([
      'get {"id":1}',
    ]);
  });

  it("when parallel calls all have index 0", () => {
    expect(assemble([part(0, "a", "get", '{"id":1}')], [part(0, "b", "get", '{"id":2}')])).toEqual([
      'get {"id":1}',
      'get {"id":2}',
    ]);
  });

  it("when parallel calls have neither arguments nor an index of their own", () => {
    expect(assemble([part(0, "a", "ping"), part(0, "b", "pong")])).toEqual(["ping {}", "pong {}"]);
  });

  it("when the arguments are an object, or nothing", () => {
    expect(assemble([part(0, "a", "get", { id: 1 }), part(1, "b", "list", "")])).toEqual([
      'get {"id":1}',
      "list {}",
    ]);
  });

  it("when all calls have the same id, or none", () => {
    expect(assemble([part(0, "x", "a", "{}"), part(1, "x", "b", "{}"), part(2, "", "c", "{}")])).toEqual([
      "a {}",
      "b {}",
      "c {}",
    ]);
  });

  it("and what is no list of calls is not one", () => {
    const assembly = createToolCallAssembly();
    for (const odd of [undefined, null, "x", {}]) assembly.add(odd as Json | undefined);
    expect(assembly.finish()).toEqual([]);
  });
});
