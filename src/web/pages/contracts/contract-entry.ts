import {
  blankContract,
  type Contract,
  type ContractInput,
  type MappedField,
  type NamedValue,
  PAGING_KINDS,
  type PathUse,
  type ResponseMapping,
} from "../../../actions/index.ts";
import type { Form } from "../../http/form.ts";

type MappingKind = "none" | ResponseMapping["kind"];

/** The editor as it was filled in: the contract, and what only the page needs. Nothing that was typed is lost in it. */
export interface ContractEntry {
  readonly contract: Contract;
  /** The chosen form of mapping; the other one keeps what was typed. */
  readonly mappingKind: MappingKind;
  readonly fields: readonly MappedField[];
  readonly expression: string;
  /** A sample value for each input, by its place. */
  readonly samples: readonly string[];
  readonly sampleResponse: string;
  /** The action that is edited; undefined for a new one. */
  readonly actionId: string | undefined;
}

/** The entry of a contract that nobody has changed yet. */
export function entryOf(contract: Contract, actionId?: string): ContractEntry {
  const { mapping } = contract;
  return {
    contract,
    mappingKind: mapping?.kind ?? "none",
    fields: mapping?.kind === "fields" ? mapping.fields : [],
    expression: mapping?.kind === "jmespath" ? mapping.expression : "",
    samples: [],
    sampleResponse: "",
    actionId,
  };
}

/** Reads the editor's form. Rows in which nothing was entered do not count. */
export function readContractEntry(form: Form, actionId: string | undefined): ContractEntry {
  const inputs = readInputs(form);
  const kind = form.text("mapping_kind");
  const entry: Omit<ContractEntry, "contract"> = {
    mappingKind: kind === "fields" || kind === "jmespath" ? kind : "none",
    fields: pairsOf(form, "field_name", "field_path").map(({ name, value }) => ({ name, path: value })),
    expression: form.text("expression"),
    samples: inputs.map(({ sample }) => sample),
    sampleResponse: form.text("sample_response"),
    actionId,
  };
  const bodyKind = BODY_KINDS.find((kind) => kind === form.text("body_kind")) ?? "none";
  const contract: Contract = {
    ...blankContract(),
    name: form.text("name"),
    description: form.text("description"),
    method: form.text("method"),
    path: form.text("path"),
    query: readQuery(form),
    headers: pairsOf(form, "header_name", "header_value"),
    bodyKind,
    body: form.text("body").replaceAll("\r\n", "\n"),
    inputs: inputs.map(({ input }) => input),
    mapping: mappingOf(entry),
    ...pagingOf(form),
    effect: form.text("effect"),
    requiresConfirmation: form.isOn("requires_confirmation"),
    callsPerMinute: form.text("calls_per_minute"),
    idempotencyHeader: form.text("idempotency_header"),
  };
  return { ...entry, contract };
}

/** Nothing, where all was left as it is found out. */
function pagingOf(form: Form): Pick<Contract, "paging"> {
  const kind = PAGING_KINDS.find((known) => known === form.text("paging_kind")) ?? "auto";
  const texts = { parameter: form.text("paging_parameter"), nextAt: form.text("paging_next_at") };
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ""));
  const most = form.text("paging_max_pages");
  const limit = most === "" ? {} : { maxPages: Number(most) };
  const paging = { kind, ...given, ...limit };
  return Object.keys(paging).length === 1 && kind === "auto" ? {} : { paging };
}

const BODY_KINDS = ["none", "json", "form", "multipart"] as const;

function mappingOf({
  mappingKind,
  fields,
  expression,
}: Omit<ContractEntry, "contract">): Contract["mapping"] {
  if (mappingKind === "fields") return { kind: "fields", fields };
  return mappingKind === "jmespath" ? { kind: "jmespath", expression } : undefined;
}

function pairsOf(form: Form, nameField: string, valueField: string): NamedValue[] {
  const values = form.texts(valueField);
  return form
    .texts(nameField)
    .map((name, at) => ({ name, value: values[at] ?? "" }))
    .filter(({ name, value }) => name !== "" || value !== "");
}

const STYLES = ["repeat", "comma", "brackets", "space", "pipe", "deep"] as const;

function readQuery(form: Form): Contract["query"] {
  const values = form.texts("query_value");
  const styles = form.texts("query_style");
  return form
    .texts("query_name")
    .map((name, at) => {
      const style = STYLES.find((known) => known === styles[at]);
      return { name, value: values[at] ?? "", ...(style ? { style } : {}) };
    })
    .filter(({ name, value }) => name !== "" || value !== "");
}

const PATH_USES: readonly PathUse[] = ["segment", "encoded", "path"];

function readInputs(form: Form): { input: ContractInput; sample: string }[] {
  const column = (name: string) => form.texts(`input_${name}`);
  const [types, required, descriptions] = [column("type"), column("required"), column("description")];
  const [defaults, values, uses, samples] = [
    column("default"),
    column("values"),
    column("path_use"),
    column("sample"),
  ];
  return column("name")
    .map((name, at) => ({
      input: {
        name,
        type: types[at] ?? "string",
        required: required[at] !== "optional",
        description: descriptions[at] ?? "",
        default: defaults[at] ?? "",
        values: values[at] ?? "",
        pathUse: PATH_USES.find((use) => use === uses[at]) ?? "segment",
      },
      sample: samples[at] ?? "",
    }))
    .filter(({ input, sample }) =>
      [input.name, input.description, input.default, input.values, sample].some(Boolean),
    );
}
