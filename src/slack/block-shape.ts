/** What is wrong at one place of a payload; `pointer` is a JSON pointer (RFC 6901). */
export interface ShapeProblem {
  readonly pointer: string;
  /** As Slack words it, for example `no more than 25 items allowed`. */
  readonly message: string;
}

/** Says what is wrong with `value`, which stands at `pointer`; nothing when it fits. */
export type Shape = (value: unknown, pointer: string) => readonly ShapeProblem[];

const FITS: readonly ShapeProblem[] = [];
const problem = (pointer: string, message: string): readonly ShapeProblem[] => [{ pointer, message }];

/** A text of `min` to `max` characters. */
export function text(max: number, min = 1): Shape {
  return (value, pointer) => {
    if (typeof value !== "string") return problem(pointer, "must be a string");
    if (value.length < min) return problem(pointer, `must be more than ${min - 1} characters`);
    return value.length > max ? problem(pointer, `must be less than ${max + 1} characters`) : FITS;
  };
}

/** An `https` or `http` address, or another scheme that Slack links to. */
export function url(max: number): Shape {
  const length = text(max);
  return (value, pointer) => {
    const tooLong = length(value, pointer);
    if (tooLong.length > 0) return tooLong;
    return /^[a-z][a-z0-9+.-]*:\S+$/i.test(String(value)) ? FITS : problem(pointer, "must be a valid URL");
  };
}

export const flag: Shape = (value, pointer) =>
  typeof value === "boolean" ? FITS : problem(pointer, "must be a boolean");

export function integer(min: number, max: number): Shape {
  return (value, pointer) =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? FITS
      : problem(pointer, `must be an integer from ${min} to ${max}`);
}

export const anyNumber: Shape = (value, pointer) =>
  typeof value === "number" && Number.isFinite(value) ? FITS : problem(pointer, "must be a number");

export const anything: Shape = () => FITS;

export function oneOf(...allowed: readonly string[]): Shape {
  return (value, pointer) =>
    allowed.includes(String(value)) ? FITS : problem(pointer, `must be one of ${allowed.join(", ")}`);
}

export function listOf(item: Shape, max: number, min = 1): Shape {
  return (value, pointer) => {
    if (!Array.isArray(value)) return problem(pointer, "must be an array");
    if (value.length < min) return problem(pointer, `no fewer than ${min} items allowed`);
    if (value.length > max) return problem(pointer, `no more than ${max} items allowed`);
    return value.flatMap((member, index) => item(member, `${pointer}/${index}`));
  };
}

export type Fields = Readonly<Record<string, Shape>>;

/** An object with all of `required`, any of `optional`, and nothing else. */
export function object(required: Fields, optional: Fields = {}): Shape {
  return (value, pointer) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return problem(pointer, "must provide an object");
    }
    const members = new Map(Object.entries(value).filter(([, member]) => member !== undefined));
    const missing = Object.keys(required).filter((name) => !members.has(name));
    return [
      ...missing.flatMap((name) => problem(pointer, `missing required field: ${name}`)),
      ...[...members].flatMap(([name, member]) => {
        const shape = fieldOf(required, name) ?? fieldOf(optional, name);
        return shape === undefined
          ? problem(pointer, `invalid additional property: ${name}`)
          : shape(member, `${pointer}/${name}`);
      }),
    ];
  };
}

/** An object whose `type` member chooses its shape. */
export function byType(shapes: Fields): Shape {
  return (value, pointer) => {
    const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
    if (type === undefined) return problem(pointer, "missing required field: type");
    const shape = fieldOf(shapes, String(type));
    return shape === undefined
      ? problem(`${pointer}/type`, `unsupported type: ${String(type)}`)
      : shape(value, pointer);
  };
}

/** Both shapes, and the problems of both. */
export function also(first: Shape, second: Shape): Shape {
  return (value, pointer) => [...first(value, pointer), ...second(value, pointer)];
}

/** At least one of `names` must be there. */
export function anyOf(...names: readonly string[]): Shape {
  return (value, pointer) =>
    typeof value === "object" && value !== null && names.some((name) => name in value)
      ? FITS
      : problem(pointer, `must define either \`${names.join("` or `")}\``);
}

function fieldOf(fields: Fields, name: string): Shape | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
