import type { ActionDraft } from "../../actions/index.ts";
import { type CallOutcome, tryAction } from "../../execution/index.ts";
import type { Integration } from "../../integrations/index.ts";
import type { Json } from "../../kernel/index.ts";
import type { CredentialDescription } from "../../vault/index.ts";
import type { Trial } from "../pages/contracts/trial-panel.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";
import { parseSample, shortText, shownRequest } from "./contract-previews.ts";
import { shortenSample } from "./shorten-sample.ts";

export type Tried =
  | { readonly ok: true; readonly trial: Trial }
  /** What is wrong with the sample values, by the names of their inputs. */
  | { readonly ok: false; readonly faults: readonly { readonly path: string; readonly message: string }[] };

interface TryAsk {
  readonly visitor: Visitor;
  readonly integration: Integration;
  readonly credential: CredentialDescription | undefined;
  readonly draft: ActionDraft;
  readonly samples: Readonly<Record<string, string>>;
  /** The hash and the id that the person said yes to; empty before. */
  readonly confirmed: { readonly hash: string; readonly callId: string };
}

/** Tries an action that is being written, and shows what came of it as the editor does. */
export async function tryContract(deps: WebDeps, ask: TryAsk): Promise<Tried> {
  const { integration, visitor, draft, samples, confirmed } = ask;
  const tried = await tryAction(deps, {
    ...{ person: visitor, integration, draft, arguments: samples },
    ...(confirmed.hash === "" ? {} : { confirmed }),
  });
  if (!tried.ok) return tried;
  if (tried.kind === "tried") return { ok: true, trial: trialOf(tried.outcome) };
  const { ok: _, request, ...confirm } = tried;
  return { ok: true, trial: { ...confirm, request: shownRequest(request, ask.credential) } };
}

function trialOf(outcome: Exclude<CallOutcome, { kind: "waiting" }>): Trial {
  switch (outcome.kind) {
    case "answered":
      return answeredTrial(outcome);
    case "failed":
    case "refused":
    case "unknown":
      return { kind: "failed", message: outcome.message };
  }
}

function answeredTrial({ status, body }: Extract<CallOutcome, { kind: "answered" }>): Trial {
  const value: Json = parseSample(body) ?? null;
  const sample = JSON.stringify(shortenSample(value), null, 2);
  return { kind: "answered", status, text: shortText(value), sample };
}
