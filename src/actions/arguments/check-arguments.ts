import type { ValidateFunction } from "ajv/dist/2020.js";
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { Action } from "../action.ts";
import { coerce } from "./coerce.ts";
import { compileSchema } from "./compile-schema.ts";
import { type ArgumentFault, faultsOf } from "./faults.ts";
import { propertiesOf, requiredOf, typesIn } from "./schema-types.ts";

type CheckedArguments =
  | { readonly ok: true; readonly arguments: JsonObject }
  | { readonly ok: false; readonly faults: readonly ArgumentFault[] };

const MOST_NAMES = 40;

/** One validator per schema, for as long as the action that holds the schema is in memory. */
const validators = new WeakMap<JsonObject, ValidateFunction>();

function validatorOf(schema: JsonObject): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const compiled = compileSchema(schema);
  validators.set(schema, compiled);
  return compiled;
}

/**
 * Checks the arguments of a call against the action's schema before anything is sent.
 *
 * A name that differs only in case or punctuation counts as the one it resembles, `null` for an optional argument
 * that does not take it counts as absent, and values are read in the type that is asked for where nothing is lost
 * (`"5"` as 5). Everything else that does not fit is a fault; an unknown argument is one, too. At most 8 faults.
 */
export function checkArguments(
  action: Pick<Action, "name" | "inputSchema">,
  args: unknown,
): CheckedArguments {
  const given = args ?? {};
  if (!isJsonObject(given))
    return { ok: false, faults: [{ path: "", message: "the arguments must be an object" }] };
  const named = nameArguments(action, given);
  if ("faults" in named) return { ok: false, faults: named.faults };
  const schema = action.inputSchema;
  const properties = propertiesOf(schema);
  const coerced = [...named.values].map(([name, value]): [string, Json] => [
    name,
    coerce(schema, properties[name], value),
  ]);
  const checked: JsonObject = Object.fromEntries(coerced);
  const validate = validatorOf(schema);
  return validate(checked)
    ? { ok: true, arguments: checked }
    : { ok: false, faults: faultsOf(schema, validate.errors ?? []) };
}

type Named = { readonly values: ReadonlyMap<string, Json> } | { readonly faults: readonly ArgumentFault[] };

function nameArguments(action: Pick<Action, "name" | "inputSchema">, given: JsonObject): Named {
  const { inputSchema } = action;
  const properties = propertiesOf(inputSchema);
  const required = requiredOf(inputSchema);
  const accepted = Object.keys(properties);
  const values = new Map<string, Json>();
  const faults: ArgumentFault[] = [];
  for (const [written, value] of Object.entries(given)) {
    const name = acceptedName(accepted, written);
    if (name === undefined) faults.push(unknownArgument(action.name, accepted, written));
    else if (values.has(name))
      faults.push({ path: written, message: `${written} is ${name} a second time; give it once` });
    else if (value !== null || required.has(name) || takesNull(inputSchema, properties[name]))
      values.set(name, value);
  }
  return faults.length > 0 ? { faults } : { values };
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

function acceptedName(accepted: readonly string[], written: string): string | undefined {
  if (accepted.includes(written)) return written;
  const alike = accepted.filter((name) => plain(name) === plain(written) && plain(name) !== "");
  return alike.length === 1 ? alike[0] : undefined;
}

function unknownArgument(action: string, accepted: readonly string[], written: string): ArgumentFault {
  const shown = written.slice(0, 60);
  const names = accepted.slice(0, MOST_NAMES).join(", ");
  const more = accepted.length > MOST_NAMES ? ` and ${accepted.length - MOST_NAMES} more` : "";
  const accepts = accepted.length > 0 ? `it accepts: ${names}${more}` : "it takes none";
  return { path: shown, message: `${shown} is not an argument of ${action}; ${accepts}` };
}

function takesNull(root: JsonObject, schema: Json | undefined): boolean {
  const types = typesIn(root, schema);
  return types.size === 0 || types.has("null");
}
