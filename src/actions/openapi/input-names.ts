/** Where a value goes in a request. */
export type Place = "path" | "query" | "header" | "body";

/**
 * Gives the inputs of one action flat names of letters, digits and underscores.
 *
 * A parameter keeps its own name where it can: `created[gte]` becomes `created_gte`. When two places use one
 * name, the first in the order path, query, header, body has it and the next is called by its place: `body_id`.
 */
export function createInputNames(): (wireName: string, place: Place) => string {
  const taken = new Set<string>();
  return (wireName, place) => {
    const plain = plainName(wireName) || place;
    const base = taken.has(plain) ? `${place}_${plain}` : plain;
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    return name;
  };
}

function plainName(wireName: string): string {
  const plain = wireName.replace(/^\W+|\W+$/g, "").replace(/\W+/g, "_");
  return /^\d|^__proto__$/.test(plain) ? `_${plain}` : plain;
}
