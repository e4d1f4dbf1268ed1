import type { Json } from "../../kernel/index.ts";
import { mapFields } from "./map-fields.ts";
import type { ResponseMapping } from "./response-mapping.ts";
import { createSealedJmespath, type SealedJmespath } from "./sealed-jmespath.ts";

/** The clean output, or why there is none: for a person, one sentence without its full stop. */
export type Mapped =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly message: string };

/** Turns answers into clean outputs. Holds one worker once a JMESPath expression was met. */
export interface AnswerMapper {
  map(mapping: ResponseMapping, body: Json): Promise<Mapped>;
  /** What is wrong with a JMESPath expression, or undefined. */
  faultIn(expression: string): Promise<string | undefined>;
  close(): Promise<void>;
}

const MOST_CHARACTERS = 4 * 1024 * 1024;

export function createAnswerMapper(): AnswerMapper {
  const sealed = createSealedJmespath();
  return {
    map: async (mapping, body) =>
      mapping.kind === "fields"
        ? { ok: true, value: mapFields(body, mapping.fields) }
        : mapSealed(sealed, mapping.expression, body),
    async faultIn(expression) {
      const result = await sealed.evaluate(expression);
      return result.ok ? undefined : `This is not an expression that JMESPath understands: ${result.message}`;
    },
    close: () => sealed.close(),
  };
}

async function mapSealed(sealed: SealedJmespath, expression: string, body: Json): Promise<Mapped> {
  const text = JSON.stringify(body);
  if (text.length > MOST_CHARACTERS)
    return {
      ok: false,
      message: "the answer has more than 4 MB, which is too much for JMESPath; map by fields",
    };
  const result = await sealed.evaluate(expression, text);
  if (!result.ok) return { ok: false, message: `its JMESPath expression failed: ${result.message}` };
  return { ok: true, value: JSON.parse(result.text) as Json };
}
