import type { Contract, ContractFault, ContractPlace } from "./contract.ts";
import { placeholdersIn } from "./placeholders-in.ts";
import { isSecretName, looksSecret } from "./secret-names.ts";

/** Secrets that would lie open in the action, and parameters that are the credential's. */
export function secretFaults(contract: Contract, place: ContractPlace): ContractFault[] {
  const inQuery = contract.query.flatMap(({ name, value }, at) => {
    if (place.credentialParameters.includes(name))
      return [
        { field: `query.${at}.name`, message: `${name} is the credential's; Chief adds it when it sends` },
      ];
    return isOpenSecret(name, value) ? [{ field: `query.${at}.value`, message: OPEN_SECRET }] : [];
  });
  const inHeaders = contract.headers.flatMap(({ name, value }, at) =>
    isOpenSecret(name, value) && !/^(authorization|cookie)$/i.test(name)
      ? [{ field: `headers.${at}.value`, message: OPEN_SECRET }]
      : [],
  );
  return [...inQuery, ...inHeaders];
}

const OPEN_SECRET =
  "This looks like a secret, and an action is open to read. Enter it as the integration's credential instead";

function isOpenSecret(name: string, value: string): boolean {
  return value !== "" && placeholdersIn(value).length === 0 && (isSecretName(name) || looksSecret(value));
}
