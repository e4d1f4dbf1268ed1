import {
  CONTRACT_METHODS,
  type Contract,
  type ContractFault,
  type ContractInput,
  type ContractPlace,
} from "./contract.ts";
import { isGraphqlQuery } from "./graphql-query.ts";
import { KEY_HEADER_WORDS, mayCarryKey } from "./key-header.ts";

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_NAME = 64;
const LONGEST_DESCRIPTION = 2_000;
const MOST_INPUTS = 60;
const MOST_CALLS_PER_MINUTE = 600;

/** Faults of what a contract says about itself: its name, description, method, effect and limit. */
export function basicFaults(contract: Contract, place: ContractPlace): ContractFault[] {
  const { takenNames } = place;
  const faults: ContractFault[] = [...keyHeaderFaults(contract, place)];
  const { name, method, description, callsPerMinute } = contract;
  if (name === "") faults.push({ field: "name", message: "Give it a name, such as refund-order" });
  else if (!NAME.test(name) || name.length > LONGEST_NAME)
    faults.push({
      field: "name",
      message: `Use small letters, digits and hyphens, such as ${suggested(name)}`,
    });
  else if (takenNames.has(name))
    faults.push({ field: "name", message: "This integration has an action of that name; choose another" });
  if (description === "")
    faults.push({ field: "description", message: "Say what it does; Chief finds it by these words" });
  else if (description.length > LONGEST_DESCRIPTION)
    faults.push({ field: "description", message: `Use at most ${LONGEST_DESCRIPTION} characters` });
  if (!CONTRACT_METHODS.some((known) => known === method))
    faults.push({ field: "method", message: `Choose one of ${CONTRACT_METHODS.join(", ")}` });
  else if (method !== "GET" && contract.effect === "read" && !isGraphqlQuery(contract))
    faults.push({
      field: "effect",
      message: `A ${method} request can change things, so it is always a write, unless it sends a GraphQL query`,
    });
  if (contract.inputs.length > MOST_INPUTS)
    faults.push({ field: "inputs", message: `Use at most ${MOST_INPUTS} inputs` });
  const limit = Number(callsPerMinute);
  if (callsPerMinute !== "" && !(Number.isInteger(limit) && limit >= 1 && limit <= MOST_CALLS_PER_MINUTE))
    faults.push({
      field: "callsPerMinute",
      message: `Enter a whole number from 1 to ${MOST_CALLS_PER_MINUTE}`,
    });
  return faults;
}

function keyHeaderFaults(
  { idempotencyHeader: name, headers }: Contract,
  { credentialHeaders }: ContractPlace,
): ContractFault[] {
  if (name === "") return [];
  const field = "idempotencyHeader";
  const lower = name.toLowerCase();
  if (!mayCarryKey(name) || credentialHeaders.includes(lower)) return [{ field, message: KEY_HEADER_WORDS }];
  const isDeclared = headers.some((header) => header.name.toLowerCase() === lower);
  return isDeclared ? [{ field, message: `${name} is one of the headers above; leave it empty here` }] : [];
}

function suggested(name: string): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join("-").slice(0, LONGEST_NAME) ?? "refund-order";
}

/** Inputs whose name another one has already. */
export function repeatedInputs(inputs: readonly ContractInput[]): ContractFault[] {
  const names = inputs.map(({ name }) => name);
  return names.flatMap((name, at) =>
    name !== "" && names.indexOf(name) < at
      ? [{ field: `inputs.${at}.name`, message: `There is an input ${name} already` }]
      : [],
  );
}
