import type { Child } from "hono/jsx";
import { countOf, visibleText } from "../../../kernel/index.ts";
import { parseMarkdown } from "../../blocks/markdown.ts";
import type { Names } from "../../blocks/names.ts";
import { ProseView } from "../../blocks/prose-view.tsx";
import { paths } from "../../paths.ts";
import { MethodBadge, StatusCode } from "../../ui/badge.tsx";
import { CodeBlock, JsonBlock } from "../../ui/code-block.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { durationInWords } from "../../ui/time.tsx";
import { ApprovalBadge, type ApprovalState } from "../approvals/approval-view.tsx";

/** What happened in a run. Every request and answer is shown as it was stored: without its credential. */
export type RunEvent = { readonly at: Date } & (
  | { readonly kind: "asked"; readonly by: string; readonly text: string }
  | {
      readonly kind: "model";
      /** The model's name, or `Command planner`. */
      readonly model: string;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly durationMs: number;
      /** What it decided, in words. */
      readonly decided: string;
    }
  | {
      readonly kind: "call";
      readonly integration: string;
      readonly title: string;
      readonly request: { readonly method: string; readonly url: string; readonly body?: unknown };
      readonly status?: number | undefined;
      readonly durationMs?: number | undefined;
      /** What was read, such as `2,000 rows in 10 pages, all there are`. */
      readonly coverage?: string | undefined;
      readonly response?: unknown;
      /** Where the whole answer can be had. */
      readonly answerUrl?: string | undefined;
      readonly failure?: string | undefined;
    }
  | {
      readonly kind: "approval";
      readonly id: string;
      readonly state: ApprovalState;
      readonly askedBecause: string;
      readonly answeredBy?: string | undefined;
    }
  | {
      readonly kind: "query";
      readonly sql: string;
      readonly rows: number;
      readonly durationMs: number;
      /** Of what was shown, as text; nothing where it was not. */
      readonly firstRows?: string | undefined;
    }
  | { readonly kind: "answered"; readonly markdown: string }
  | { readonly kind: "failed"; readonly text: string }
);

/** How an event is drawn: its mark on the line, its headline, and what is behind it. */
interface EventView {
  readonly icon: IconName;
  readonly tone: "plain" | "info" | "good" | "warn" | "bad";
  readonly headline: Child;
  readonly detail?: Child;
}

type Of<K extends RunEvent["kind"]> = Extract<RunEvent, { kind: K }>;

function callView(event: Of<"call">): EventView {
  const { request, response, failure } = event;
  const hasFailed = failure !== undefined || (event.status ?? 0) >= 400;
  return {
    icon: "plug",
    tone: hasFailed ? "bad" : "good",
    headline: (
      <>
        <MethodBadge method={request.method} /> <strong>{visibleText(event.title)}</strong>{" "}
        {visibleText(event.integration)} <StatusCode status={event.status} />
        {event.durationMs !== undefined && <small> {durationInWords(event.durationMs)}</small>}
        {event.coverage && <small> · {visibleText(event.coverage)}</small>}
      </>
    ),
    detail: (
      <>
        {failure && <p class="note tone-bad">{visibleText(failure)}</p>}
        <details class="inset">
          <summary>Request and answer</summary>
          <p class="request-line">
            <code class="bare">{visibleText(`${request.method} ${request.url}`)}</code>
          </p>
          {request.body !== undefined && <JsonBlock value={request.body} label="Body of the request" />}
          {response !== undefined && <JsonBlock value={response} label="Answer" />}
          {event.answerUrl && (
            <p>
              <a href={event.answerUrl} download>
                Download the whole answer
              </a>
            </p>
          )}
        </details>
      </>
    ),
  };
}

function modelView(event: Of<"model">): EventView {
  const tokens = event.inputTokens + event.outputTokens;
  return {
    icon: "sparkles",
    tone: "info",
    headline: (
      <>
        <strong>{visibleText(event.model)}</strong> {visibleText(event.decided)}
        <small>
          {" "}
          {durationInWords(event.durationMs)}
          {tokens > 0 &&
            ` · ${event.inputTokens.toLocaleString("en")} + ${event.outputTokens.toLocaleString("en")} tokens`}
        </small>
      </>
    ),
  };
}

function approvalView(event: Of<"approval">): EventView {
  return {
    icon: "shield-check",
    tone: event.state === "approved" ? "good" : event.state === "pending" ? "warn" : "bad",
    headline: (
      <>
        <ApprovalBadge state={event.state} /> {visibleText(event.askedBecause)}
        {event.answeredBy && <small> · by {visibleText(event.answeredBy)}</small>}{" "}
        <a href={`${paths.approvals}#approval-${event.id}`}>see the request</a>
      </>
    ),
  };
}

/** What the timeline shows of an event. */
export function viewOf(event: RunEvent, names: Names): EventView {
  switch (event.kind) {
    case "asked":
      return {
        icon: "user",
        tone: "plain",
        headline: <strong>{visibleText(event.by)} asked</strong>,
        detail: <p class="pre-line">{visibleText(event.text)}</p>,
      };
    case "model":
      return modelView(event);
    case "call":
      return callView(event);
    case "approval":
      return approvalView(event);
    case "query":
      return {
        icon: "list-tree",
        tone: "info",
        headline: (
          <>
            <strong>Computed</strong> {countOf(event.rows, "row")}
            <small> {durationInWords(event.durationMs)}</small>
          </>
        ),
        detail: (
          <>
            <CodeBlock text={event.sql} label="SQL" />
            {event.firstRows === undefined ? null : <CodeBlock text={event.firstRows} label="First rows" />}
          </>
        ),
      };
    case "answered":
      return {
        icon: "message-square",
        tone: "good",
        headline: <strong>Chief answered</strong>,
        detail: (
          <div class="prose">
            <ProseView nodes={parseMarkdown(event.markdown)} names={names} />
          </div>
        ),
      };
    case "failed":
      return {
        icon: "circle-x",
        tone: "bad",
        headline: <strong>It failed</strong>,
        detail: <p>{visibleText(event.text)}</p>,
      };
  }
}
