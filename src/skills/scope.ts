import type { Json, JsonObject } from "../kernel/index.ts";
import { type Inserted, type Lookup, type TimeReference, valueAt } from "./references.ts";

/** What the steps of a workflow have given so far, by the step's id. */
export interface Scope {
  readonly look: Lookup;
  set(id: string, value: Json | undefined, isSimulated: boolean): void;
  /** A scope that sees this one, and keeps what it is given to itself: one round of a loop. */
  child(): Scope;
  /** Takes the rounds of a loop in: what each round gave under a name becomes a list here. */
  gather(rounds: readonly Scope[], names: readonly string[]): void;
  own(): ReadonlyMap<string, Value>;
}

interface Value {
  readonly value: Json | undefined;
  readonly isSimulated: boolean;
}

interface ScopeSetting {
  readonly inputs: JsonObject;
  readonly timeAt: (reference: TimeReference) => string | undefined;
}

export function createScope(setting: ScopeSetting, outer?: Scope): Scope {
  const values = new Map<string, Value>();
  const look: Lookup = (inserted, written) => {
    if ("time" in inserted) return setting.timeAt(inserted.time);
    const known = values.get(inserted.ref.root);
    if (known) return known.isSimulated ? `‹${written}›` : valueAt(known.value, inserted.ref.path);
    return outer ? outer.look(inserted, written) : inputAt(setting.inputs, inserted);
  };
  const scope: Scope = {
    look,
    set: (id, value, isSimulated) => void values.set(id, { value, isSimulated }),
    child: () => createScope(setting, scope),
    gather(rounds, names) {
      for (const name of names) {
        const given = rounds.map((round) => round.own().get(name));
        const isSimulated = given.some((one) => one?.isSimulated);
        values.set(name, { value: given.map((one) => one?.value ?? null), isSimulated });
      }
    },
    own: () => values,
  };
  return scope;
}

function inputAt(inputs: JsonObject, inserted: Inserted): Json | undefined {
  return "ref" in inserted && inserted.ref.root === "inputs" ? valueAt(inputs, inserted.ref.path) : undefined;
}
