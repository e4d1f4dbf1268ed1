/** Texts of others that try to be markup, on the pages about approvals, rules and runs. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ApprovalsPage } from "../../src/web/pages/approvals/approvals-page.tsx";
import { ApproversPage } from "../../src/web/pages/approvals/approvers-page.tsx";
import { EditPage } from "../../src/web/pages/approvals/edit-page.tsx";
import { MorePage } from "../../src/web/pages/approvals/more-page.tsx";
import { RulesPage } from "../../src/web/pages/rules/rules-page.tsx";
import { RunPage } from "../../src/web/pages/runs/run-page.tsx";
import { RunsPage } from "../../src/web/pages/runs/runs-page.tsx";
import { dangersIn, htmlOf, tagsOf } from "./html.ts";
import { GRANTS, RULES } from "./rule-samples.ts";
import { APPROVALS, NOW, RUNS } from "./samples.ts";

const CORPUS = fileURLToPath(
  new URL("../../../shared/bench/security/slack-text-corpus.json", import.meta.url),
);
const OWN = [
  { id: "own-script", text: "<script>alert(1)</script>" },
  { id: "own-attribute", text: '" onmouseover="alert(1)" x="' },
  {
    id: "own-htmx",
    text: '<button hx-post="/approvals/apr_1" hx-vals=\'{"verdict":"approved"}\'>Approve</button>',
  },
  { id: "own-form", text: '</form><form action="https://evil.example"><input name=x>' },
  { id: "own-bidi", text: "GET \u202e/sredro ETELED\u200b" },
  { id: "own-markdown", text: "![x](https://evil.example/p.png) [Approve](javascript:alert(1))" },
];
const corpus: typeof OWN = existsSync(CORPUS) ? JSON.parse(readFileSync(CORPUS, "utf8")).cases : [];
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Each page with the text in every place that somebody else can write into. */
function pagesWith(text: string): Record<string, string> {
  const [approval] = APPROVALS;
  const [rule] = RULES;
  const [grant] = GRANTS;
  const [run] = RUNS;
  if (!approval || !rule || !grant || !run) throw new Error("a sample is missing");
  const url = `https://api.test/${encodeURIComponent(text.slice(0, 200))}`;
  const change = { path: text, before: text, after: text };
  const open = {
    ...approval,
    ...{
      integration: text,
      title: text,
      askedBecause: text,
      approvers: text,
      requestedBy: text,
      editedBy: text,
    },
    ...{ yesBy: [text], answered: { by: text, at: NOW, reason: text }, sent: text, mayAnswer: true },
    state: "pending" as const,
    request: {
      method: "POST",
      url,
      headers: { "x-note": text.replace(/[^ -~]/g, "") },
      body: { [text]: text },
    },
    evidence: {
      ...{ again: text, look: text, marks: [{ at: text, value: text, source: text }] },
      before: { kind: "read" as const, callId: "c", digest: "d", at: NOW.toISOString(), changes: [change] },
    },
  };
  const at = NOW;
  const names = { user: () => text, channel: () => text };
  const fields = [
    { name: text, text: "", isLong: false, isRequired: true, hint: text },
    { name: "note", text: "", isLong: true, isRequired: false },
  ];
  const request = { method: "POST", url };
  const entered = { uses: "1", mostAmount: "", until: "" };
  const person = { id: "mem_1", name: text };
  const settings = { remindAfterPercent: 25, escalateAfterPercent: 50, fallback: "group:grp_1" };
  const approvers = {
    groups: [{ ...person, id: "grp_1", memberIds: ["mem_1"] }],
    people: [person],
    settings,
  };
  return {
    approvals: htmlOf(
      <ApprovalsPage approvals={[open, { ...open, id: "apr_9" }, { ...open, state: "denied" }]} now={NOW} />,
    ),
    edit: htmlOf(
      <EditPage approvalId="apr_1" {...{ title: text, request, fields }} fault={{ message: text }} />,
    ),
    "edit with a field that is not right": htmlOf(
      <EditPage
        approvalId="apr_1"
        {...{ title: text, request, fields }}
        fault={{ message: text, field: "note" }}
      />,
    ),
    more: htmlOf(
      <MorePage
        approvalId="apr_1"
        {...{ title: text, covers: text, amountArgument: text, entered }}
        fault={{ message: text }}
      />,
    ),
    approvers: htmlOf(
      <ApproversPage {...approvers} canEdit fault={text} kept={{ groupId: "grp_1", why: text }} />,
    ),
    "approvers for members": htmlOf(<ApproversPage {...approvers} canEdit={false} />),
    rules: htmlOf(
      <RulesPage
        rules={[{ ...rule, described: text, words: text, madeBy: text }]}
        grants={[{ ...grant, described: text, grantedBy: text }]}
        isAdmin
        now={NOW}
      />,
    ),
    runs: htmlOf(
      <RunsPage
        runs={[{ ...run, text, by: text, place: text, integrations: [text] }]}
        now={NOW}
        filter={{ q: text }}
        integrations={[{ value: "int_1", label: text }]}
      />,
    ),
    run: htmlOf(
      <RunPage
        {...{ id: "run_1", state: "done", by: text, place: text, startedAt: NOW, now: NOW, names }}
        feedback={[{ by: text, verdict: "bad", at: NOW }]}
        events={[
          { at, kind: "asked", by: text, text },
          { at, kind: "model", model: text, inputTokens: 1, outputTokens: 1, durationMs: 1, decided: text },
          {
            at,
            kind: "call",
            integration: text,
            title: text,
            request: { ...request, body: text },
            response: text,
            failure: text,
            coverage: text,
          },
          { at, kind: "approval", id: "apr_1", state: "approved", askedBecause: text, answeredBy: text },
          { at, kind: "query", sql: text, rows: 1, durationMs: 1, firstRows: text },
          { at, kind: "answered", markdown: text },
          { at, kind: "failed", text },
        ]}
        receipt={{
          integrations: [text],
          approvedBy: [text],
          calls: 1,
          rows: 1,
          pages: 1,
          complete: true,
          durationMs: 1,
          inputTokens: 1,
          outputTokens: 1,
        }}
      />,
    ),
  };
}

/** The controls of a page, by what they do: what somebody else wrote must add none. */
const controlsOf = (html: string) =>
  tagsOf(html)
    .filter(({ name }) => ["form", "button", "input", "select", "textarea", "img"].includes(name))
    .map(
      ({ name, attributes }) => `${name} ${attributes.get("name") ?? ""} ${attributes.get("action") ?? ""}`,
    );

const HARMLESS = pagesWith("plain");

describe("I4: what others wrote on the pages about approvals, rules and runs", () => {
  it.each([...OWN, ...corpus])("$id adds nothing to press, runs nothing and hides nothing", ({ text }) => {
    for (const [page, html] of Object.entries(pagesWith(text))) {
      expect([page, dangersIn(html)]).toEqual([page, []]);
      expect([page, controlsOf(html)]).toEqual([page, controlsOf(HARMLESS[page] ?? "")]);
      // What is looked for stands in its field as it was entered.
      const shown = page === "runs" ? html.replace(/<input[^>]*>/g, "") : html;
      expect([page, INVISIBLE.test(shown)]).toEqual([page, false]);
    }
  });

  it("has the corpus to try, where it is on this machine", () => {
    expect(corpus.length === 0 || corpus.length > 20).toBe(true);
  });
});
