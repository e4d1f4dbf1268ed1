import { isJsonObject } from "../../kernel/index.ts";
import type { Contract } from "./contract.ts";
import { readBodyText } from "./read-body-text.ts";

const BEGINS_AS_QUERY = /^(?:\s|#[^\n]*\n)*(?:query\b|fragment\b|\{)/;
const CHANGES = /\b(?:mutation|subscription)\b/;

/**
 * Whether a contract posts a GraphQL document that only asks: it is written out in the body, nothing is filled into it,
 * and it holds neither a mutation nor a subscription. The policy reads every request again before it is sent.
 */
export function isGraphqlQuery(contract: Pick<Contract, "method" | "bodyKind" | "body">): boolean {
  if (contract.method !== "POST" || contract.bodyKind !== "json") return false;
  const read = readBodyText(contract);
  const tree = read.ok ? read.body?.tree : undefined;
  const document = isJsonObject(tree ?? null) ? (tree as Record<string, unknown>)["query"] : undefined;
  if (typeof document !== "string" || document.includes("{{")) return false;
  return BEGINS_AS_QUERY.test(document) && !CHANGES.test(document);
}
