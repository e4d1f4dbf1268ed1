import { parsePath } from "../mapping/parse-path.ts";
import type { ResponseMapping } from "../mapping/response-mapping.ts";
import type { ContractFault } from "./contract.ts";

const NAME = /^[\p{L}_][\p{L}\p{N}_ -]{0,63}$/u;
const MOST_FIELDS = 60;

/** What is wrong with a response mapping. Whether a JMESPath expression can be read, its engine has to say. */
export function mappingFaults(mapping: ResponseMapping | undefined): ContractFault[] {
  if (!mapping) return [];
  if (mapping.kind === "jmespath") {
    const message = "Enter an expression, such as items[].{id: id, total: total}";
    return mapping.expression.trim() === "" ? [{ field: "expression", message }] : [];
  }
  const { fields } = mapping;
  if (fields.length === 0) {
    return [{ field: "fields", message: "Add at least one field, or choose the answer as it comes" }];
  }
  if (fields.length > MOST_FIELDS) return [{ field: "fields", message: `Use at most ${MOST_FIELDS} fields` }];
  const names = fields.map(({ name }) => name);
  return fields.flatMap(({ name, path }, at) => {
    const faults: ContractFault[] = [];
    const nameAt = `fields.${at}.name`;
    if (name === "") faults.push({ field: nameAt, message: "Give the field a name, such as customer" });
    else if (!NAME.test(name))
      faults.push({ field: nameAt, message: "Use letters, digits, spaces, _ and -" });
    else if (names.indexOf(name) < at)
      faults.push({ field: nameAt, message: `There is a field ${name} already` });
    const parsed = parsePath(path);
    return parsed.ok ? faults : [...faults, { field: `fields.${at}.path`, message: parsed.message }];
  });
}
