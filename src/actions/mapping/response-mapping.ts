/** One field of a clean output, and where in the answer it is: `customer` ← `items[*].customer.name`. */
export interface MappedField {
  readonly name: string;
  /** A path of the picker; see `parse-path.ts`. */
  readonly path: string;
}

/** How an API's answer becomes a clean output: by picked fields, or for what they cannot say by a JMESPath expression. */
export type ResponseMapping =
  | { readonly kind: "fields"; readonly fields: readonly MappedField[] }
  | { readonly kind: "jmespath"; readonly expression: string };
