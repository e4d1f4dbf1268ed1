import type { Contract, ContractFault } from "./contract.ts";
import { placeholdersIn } from "./placeholders-in.ts";

interface Part {
  readonly field: string;
  readonly text: string;
}

/** Every text of a contract that is a template, with the field it was typed in. */
function templateParts(contract: Contract): Part[] {
  return [
    { field: "path", text: contract.path },
    ...contract.query.map(({ value }, at) => ({ field: `query.${at}.value`, text: value })),
    ...contract.headers.map(({ value }, at) => ({ field: `headers.${at}.value`, text: value })),
    ...(contract.bodyKind === "none" ? [] : [{ field: "body", text: contract.body }]),
  ];
}

/** Placeholders that no input is declared for, inputs that nothing uses, and optional ones that the path needs. */
export function placeholderFaults(contract: Contract): ContractFault[] {
  const declared = new Set(contract.inputs.map(({ name }) => name));
  const parts = templateParts(contract);
  const used = new Set(parts.flatMap(({ text }) => placeholdersIn(text)));
  const undeclared = parts.flatMap(({ field, text }) => {
    const name = placeholdersIn(text).find((placeholder) => !declared.has(placeholder));
    return name === undefined
      ? []
      : [{ field, message: `{{${name}}} is not an input; add one of that name below` }];
  });
  const inPath = new Set(placeholdersIn(contract.path));
  const ofInputs = contract.inputs.flatMap(({ name, required, default: initial }, at) => {
    if (name !== "" && !used.has(name))
      return [
        {
          field: `inputs.${at}.name`,
          message: `Nothing uses it; write {{${name}}} where it goes, or remove it`,
        },
      ];
    return inPath.has(name) && !required && initial === ""
      ? [
          {
            field: `inputs.${at}.required`,
            message: "It is part of the path: make it required or give it a default",
          },
        ]
      : [];
  });
  return [...undeclared, ...ofInputs];
}
