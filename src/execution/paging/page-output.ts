/** What an answer gives: records, or one value, as it came or as a mapping made it. */
import type { AnswerMapper, Mapped } from "../../actions/index.ts";
import type { Json, JsonObject } from "../../kernel/index.ts";
import { type Coverage, findRows } from "../../results/index.ts";
import type { EndedList } from "../kept/kept-list.ts";
import type { PreparedCall } from "../prepared-request.ts";
import type { FileContent, Understood } from "../read-answer.ts";
import { type Page, restOf } from "./page.ts";

/** What came of a call: a list of records, one value, or why there is neither. `isList` exactly when `body` is a list. */
export type PagesRead =
  | {
      readonly ok: true;
      readonly status: number;
      /** The JSON text of the records, or of the value. */
      readonly body: string;
      readonly isList: boolean;
      /** Of a list, as it is kept. */
      readonly list?: EndedList;
      /** The bytes of what is a file. */
      readonly file?: FileContent;
      readonly coverage: Coverage;
      /** The entity tag of a single record. */
      readonly etag?: string;
    }
  | Extract<Understood, { ok: false }>;

const TOO_LARGE_TO_MAP =
  "it is too large to be given otherwise than as its records; ask for less, for example by paging or filtering";

type Answered = Extract<Understood, { ok: true }>;

/** What a page gives: records (`made` where a mapping made them), one value, or why neither. */
type Output =
  | { readonly ok: true; readonly kind: "list"; readonly made?: readonly JsonObject[] }
  | { readonly ok: true; readonly kind: "one"; readonly value: Json }
  | { readonly ok: false; readonly message: string };

/** Applies the mapping of a call to one of its answers. */
export async function outputOf(
  { mapper }: { readonly mapper: Pick<AnswerMapper, "map"> },
  call: PreparedCall,
  { page, understood }: { page: Page; understood: Answered },
): Promise<Output> {
  const { body, large } = understood;
  const { mapping } = call;
  if (!mapping) return page.records ? { ok: true, kind: "list" } : { ok: true, kind: "one", value: body };
  if (large) return { ok: false, message: TOO_LARGE_TO_MAP };
  if (mapping.kind === "raw") return { ok: true, kind: "one", value: body };
  const mapped: Mapped = await mapper.map(mapping, body);
  if (!mapped.ok) return mapped;
  const made = Array.isArray(mapped.value) ? listIn(mapped.value) : undefined;
  return made ? { ok: true, kind: "list", made } : { ok: true, kind: "one", value: mapped.value };
}

function listIn(value: Json): readonly JsonObject[] | undefined {
  const found = findRows(value);
  return "rows" in found && found.isList ? found.rows : undefined;
}

/** What came of a call whose answer is one value. */
export function oneAnswer(
  call: PreparedCall,
  { page, understood, value, now }: { page: Page; understood: Answered; value: Json; now: Date },
): PagesRead {
  const { status, file } = understood;
  const { etag } = page.headers;
  return {
    ok: true,
    status,
    body: JSON.stringify(value),
    isList: false,
    coverage: coverageOfOne(call, page, now),
    ...(etag ? { etag } : {}),
    ...(file ? { file } : {}),
  };
}

/** What came of a call whose answer could not be mapped. */
export function unmapped(
  call: PreparedCall,
  message: string,
  of: { status: number; asOf: string },
): PagesRead {
  const { status, asOf } = of;
  if (call.effect === "read") {
    const told = `The answer came, but ${message}. An admin can look at the mapping of ${call.title}`;
    return { ok: false, code: "execution.mapping", status, message: told };
  }
  const why = `it was done, but ${message}`;
  return {
    ok: true,
    status,
    body: "null",
    isList: false,
    coverage: { rows: 0, pages: 1, complete: false, asOf, why },
  };
}

/** The coverage of a single value; it is not all where it was made of the first of several pages. */
function coverageOfOne(call: PreparedCall, page: Page, now: Date): Coverage {
  const whole = { rows: 1, pages: 1, complete: true, asOf: now.toISOString() };
  if (!call.mapping || page.rows.length === 0) return whole;
  const { isMore, isTrial, mayBeCut } = restOf(call, page, page.rows.length);
  if (!mayBeCut && (!isMore || isTrial)) return whole;
  return { ...whole, complete: false, why: "it is made of the first page, and there are more" };
}
