import type { ContractEntry } from "./contract-entry.ts";

/** What is wrong, by field of the contract (`name`, `query.0.value`, `inputs.1.default`), and `form` for the whole. */
export type ContractFaults = ReadonlyMap<string, string>;

/** What every part of the editor draws from. */
export interface ContractPart {
  readonly entry: ContractEntry;
  readonly faults: ContractFaults;
}
