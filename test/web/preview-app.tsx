import express, { type Express, type Response } from "express";
import type { Child } from "hono/jsx";
import { createLogger, createScrubber } from "../../src/kernel/index.ts";
import { objectsAt } from "../../src/web/blocks/json-view.ts";
import { readPress } from "../../src/web/blocks/read-press.ts";
import { loadAssets } from "../../src/web/http/assets.ts";
import { errorPages } from "../../src/web/http/error-pages.tsx";
import { openEventStream } from "../../src/web/http/event-stream.ts";
import { formBody, readForm } from "../../src/web/http/form.ts";
import { createRenderer } from "../../src/web/http/render.tsx";
import { sameOriginOnly } from "../../src/web/http/same-origin.ts";
import { securityHeaders } from "../../src/web/http/security-headers.ts";
import { ActivityPage } from "../../src/web/pages/activity/activity-page.tsx";
import { ApprovalsPage } from "../../src/web/pages/approvals/approvals-page.tsx";
import { ApproversPage } from "../../src/web/pages/approvals/approvers-page.tsx";
import { EditPage } from "../../src/web/pages/approvals/edit-page.tsx";
import { MorePage } from "../../src/web/pages/approvals/more-page.tsx";
import { ChatPage, type ChatPageProps } from "../../src/web/pages/chat/chat-page.tsx";
import { ChatUpdateView } from "../../src/web/pages/chat/chat-updates.tsx";
import { HomePage } from "../../src/web/pages/chat/home-page.tsx";
import { ConnectProviderPage } from "../../src/web/pages/consent/connect-provider-page.tsx";
import { FinishConsentPage } from "../../src/web/pages/consent/finish-consent-page.tsx";
import { ProviderClientPage } from "../../src/web/pages/consent/provider-client-page.tsx";
import { ReconnectPage } from "../../src/web/pages/consent/reconnect-page.tsx";
import { ContractPage } from "../../src/web/pages/contracts/contract-page.tsx";
import { ErrorPage } from "../../src/web/pages/error-page.tsx";
import { ConnectForm } from "../../src/web/pages/integrations/connect-form.tsx";
import { ConnectedPanel } from "../../src/web/pages/integrations/connected-panel.tsx";
import { IntegrationPage } from "../../src/web/pages/integrations/integration-page.tsx";
import { IntegrationsPage } from "../../src/web/pages/integrations/integrations-page.tsx";
import { enteredIn } from "../../src/web/pages/integrations/read-connect-form.ts";
import { GrantFormPage } from "../../src/web/pages/rules/grant-form.tsx";
import { RuleFormPage } from "../../src/web/pages/rules/rule-form.tsx";
import { RulesPage } from "../../src/web/pages/rules/rules-page.tsx";
import { RunPage } from "../../src/web/pages/runs/run-page.tsx";
import { RunsPage } from "../../src/web/pages/runs/runs-page.tsx";
import { ScheduleFormPage } from "../../src/web/pages/schedules/schedule-form.tsx";
import { SchedulePage } from "../../src/web/pages/schedules/schedule-page.tsx";
import { SchedulesPage } from "../../src/web/pages/schedules/schedules-page.tsx";
import { SettingsPage } from "../../src/web/pages/settings/settings-page.tsx";
import { SignInPage } from "../../src/web/pages/sign-in-page.tsx";
import { SkillPage } from "../../src/web/pages/skills/skill-page.tsx";
import { SkillsPage } from "../../src/web/pages/skills/skills-page.tsx";
import type { PageProps } from "../../src/web/ui/page.tsx";
import { CONTRACT_FORM, CONTRACT_FORM_WITH_FAULTS } from "./contract-samples.ts";
import * as ruleSamples from "./rule-samples.ts";
import { VIEW } from "./sample-blocks.ts";
import * as samples from "./samples.ts";
import * as scheduleSamples from "./schedule-samples.ts";

const ADMIN = { name: "Ada Byron", role: "admin" } as const;

const chat = (more: Partial<ChatPageProps>): ChatPageProps => ({
  place: samples.PLACE,
  you: samples.PEOPLE[0] ?? { id: "", name: "", role: "member" },
  messages: samples.MESSAGES,
  prompts: samples.PROMPTS,
  ...more,
});

const ORDERS = { id: "int_1", name: "Internal Orders API", baseUrl: "https://orders.example.com/v1" };

const names = { user: () => undefined, channel: () => undefined };

/** Every page with sample data, by its address in the preview. */
export const PREVIEWS: Record<
  string,
  Omit<PageProps, "children" | "viewer"> & { children: () => Child; alone?: boolean }
> = {
  "/integrations": {
    title: "Integrations",
    section: "integrations",
    children: () => (
      <IntegrationsPage
        integrations={samples.INTEGRATIONS}
        calls={samples.ACTIVITY.rows}
        now={samples.NOW}
        connect={{ mayAllowPrivate: true, providers: samples.PROVIDER_TILES }}
      />
    ),
  },
  "/rules": {
    title: "Rules",
    section: "rules",
    children: () => (
      <RulesPage rules={ruleSamples.RULES} grants={ruleSamples.GRANTS} isAdmin now={samples.NOW} />
    ),
  },
  "/rules-none": {
    title: "Rules",
    section: "rules",
    children: () => <RulesPage rules={[]} grants={[]} isAdmin={false} now={samples.NOW} />,
  },
  "/rules-new": {
    title: "Add a rule",
    section: "rules",
    children: () => (
      <RuleFormPage
        entered={ruleSamples.ENTERED}
        choices={ruleSamples.CHOICES}
        isAdmin
        shown={ruleSamples.SHOWN}
        replaces={undefined}
      />
    ),
  },
  "/rules-change": {
    title: "Change rule 3",
    section: "rules",
    children: () => (
      <RuleFormPage
        entered={ruleSamples.ENTERED}
        choices={ruleSamples.CHOICES}
        isAdmin={false}
        shown={{ ok: false, fault: "There is no enabled action “cancel-ordr”." }}
        replaces={{ id: "rule_3", number: 3 }}
      />
    ),
  },
  "/approvers": {
    title: "Approvers",
    section: "approvals",
    children: () => (
      <ApproversPage
        groups={ruleSamples.GROUPS}
        people={ruleSamples.CHOICES.people}
        settings={{ remindAfterPercent: 25, escalateAfterPercent: 50, fallback: "group:grp_fin" }}
        canEdit
        fault="There is a group finance already"
        kept={{ groupId: "grp_fin", why: "Rule 3 asks this group. Change or remove that first." }}
      />
    ),
  },
  "/approvers-none": {
    title: "Approvers",
    section: "approvals",
    children: () => (
      <ApproversPage
        groups={[]}
        people={ruleSamples.CHOICES.people}
        settings={{ remindAfterPercent: 25, escalateAfterPercent: 0, fallback: "" }}
        canEdit={false}
      />
    ),
  },
  "/approval-edit": {
    title: "Edit a request",
    section: "approvals",
    children: () => (
      <EditPage
        approvalId="apr_1"
        title="update-order"
        request={{ method: "PATCH", url: "https://orders.example.com/v1/orders/1042" }}
        fields={[
          { name: "id", text: "1042", isRequired: true, isLong: false },
          { name: "status", text: "shiped", isRequired: true, isLong: false, hint: "One of paid, shipped" },
          { name: "note", text: "first line\nsecond line", isRequired: false, isLong: true },
        ]}
        fault={{ field: "status", message: "status must be one of paid, shipped" }}
      />
    ),
  },
  "/approve-more": {
    title: "Approve more",
    section: "approvals",
    children: () => (
      <MorePage
        approvalId="apr_1"
        title="refund-order"
        covers="any call of refund-order to Internal Orders API asked for by Bob"
        amountArgument="amount"
        entered={{ uses: "0", mostAmount: "500", until: "2026-12-01" }}
        fault={{ field: "uses", message: "Enter a whole number from 1 to 10,000" }}
      />
    ),
  },
  "/chat-home": {
    title: "Home",
    section: "chat",
    children: () => (
      <HomePage
        place={samples.PLACE}
        you={samples.PEOPLE[0] ?? { id: "", name: "", role: "member" }}
        home={{ id: "V0HOME", blocks: objectsAt(VIEW, "blocks").filter(({ type }) => type !== "input") }}
      />
    ),
  },
  "/grants-new": {
    title: "Give a grant",
    section: "rules",
    children: () => (
      <GrantFormPage
        entered={ruleSamples.ENTERED}
        choices={ruleSamples.CHOICES}
        shown={undefined}
        timeZone="Europe/Berlin"
      />
    ),
  },
  "/connect-provider": {
    title: "Connect Google",
    section: "integrations",
    children: () => {
      const [, tile] = samples.PROVIDER_TILES;
      return tile && <ConnectProviderPage {...tile} chosen={[]} />;
    },
  },
  "/set-up-provider": {
    title: "Set up Google",
    section: "integrations",
    children: () => {
      const [, tile] = samples.PROVIDER_TILES;
      const redirectUri = "https://chief.example.com/oauth/callback/google";
      return tile && <ProviderClientPage {...tile} redirectUri={redirectUri} />;
    },
  },
  "/finish-consent": {
    title: "Nothing was connected",
    section: "integrations",
    children: () => <FinishConsentPage problem="This consent was already used. Begin again." />,
  },
  "/reconnect-consent": {
    title: "Reconnect GitHub",
    section: "integrations",
    children: () => (
      <ReconnectPage integration={{ ...samples.RECONNECTABLE, authMethod: "oauth2", wanted: ["gist"] }} />
    ),
  },
  "/reconnect-key": {
    title: "Reconnect WMS API",
    section: "integrations",
    children: () => (
      <ReconnectPage
        integration={{ ...samples.RECONNECTABLE, name: "WMS API", granted: undefined, offered: undefined }}
        faults={{ api_key: "Enter a value" }}
      />
    ),
  },
  "/integrations-empty": {
    title: "Integrations",
    section: "integrations",
    children: () => <IntegrationsPage integrations={[]} calls={[]} now={samples.NOW} />,
  },
  "/integrations/int_1": {
    title: "Internal Orders API",
    section: "integrations",
    children: () => (
      <IntegrationPage
        integration={{
          ...(samples.INTEGRATIONS[1] ?? fail()),
          authMethod: "API key",
          connectedAt: samples.NOW,
          allowsPrivateNetwork: false,
          hasOwnCa: true,
          callsPerMinute: 10,
          heldUntil: new Date(samples.NOW.getTime() + 40_000),
          isDown: false,
        }}
        actions={{
          integrationId: "int_1",
          actions: samples.ACTIONS,
          fitting: samples.ACTIONS.length,
          total: samples.ACTIONS.length,
          enabled: samples.ACTIONS.filter(({ enabled }) => enabled).length,
          query: { q: "", method: "", tag: "", on: "", page: 1 },
          tags: [{ tag: "orders", count: 3 }],
          mayManage: true,
        }}
        now={samples.NOW}
        mayManage
      />
    ),
  },
  "/activity": {
    title: "Activity",
    section: "activity",
    children: () => <ActivityPage {...samples.ACTIVITY} />,
  },
  "/integrations/int_1/activity": {
    title: "Activity of WMS API",
    section: "integrations",
    children: () => (
      <ActivityPage
        {...samples.ACTIVITY}
        query={{ ...samples.ACTIVITY.query, of: "int_1" }}
        of={{ kind: "api", id: "int_1", name: "WMS API", mayManage: true }}
      />
    ),
  },
  "/integrations/int_1/contracts/new": {
    title: "New action",
    section: "integrations",
    children: () => <ContractPage {...CONTRACT_FORM} title="New action" integration={ORDERS} />,
  },
  "/contract-with-faults": {
    title: "New action",
    section: "integrations",
    children: () => <ContractPage {...CONTRACT_FORM_WITH_FAULTS} title="New action" integration={ORDERS} />,
  },
  "/connected": {
    title: "Connected",
    section: "integrations",
    children: () => (
      <>
        <h1>Connected</h1>{" "}
        <ConnectedPanel
          id="int_9"
          name="Billing API"
          probe={{ health: "healthy", note: "It answered 200 in 84 ms" }}
          imported={{
            actions: 4,
            notes: [{ operation: "POST /bills/{id}/pdf", reason: "left out: its body is multipart" }],
          }}
          tools={samples.ACTIONS}
        />
      </>
    ),
  },
  "/schedules": {
    title: "Schedules",
    section: "schedules",
    children: () => (
      <SchedulesPage
        schedules={scheduleSamples.SCHEDULES}
        repaired={scheduleSamples.REPAIRED}
        now={samples.NOW}
      />
    ),
  },
  "/schedules-none": {
    title: "Schedules",
    section: "schedules",
    children: () => <SchedulesPage schedules={[]} repaired={[]} now={samples.NOW} />,
  },
  "/schedules/new": {
    title: "Add a schedule",
    section: "schedules",
    children: () => <ScheduleFormPage {...scheduleSamples.SCHEDULE_FORM} />,
  },
  "/schedules/2/change": {
    title: "Change schedule 2",
    section: "schedules",
    children: () => <ScheduleFormPage {...scheduleSamples.SCHEDULE_FORM_WITH_FAULTS} />,
  },
  "/schedules/1": {
    title: "Schedule 1",
    section: "schedules",
    children: () => <SchedulePage {...scheduleSamples.SCHEDULE} />,
  },
  "/schedules/2": {
    title: "Schedule 2",
    section: "schedules",
    children: () => <SchedulePage {...scheduleSamples.PAUSED_SCHEDULE} />,
  },
  "/skills": {
    title: "Skills",
    section: "skills",
    children: () => <SkillsPage skills={samples.SKILLS} now={samples.NOW} />,
  },
  "/skills/ship-order": {
    title: "ship-order",
    section: "skills",
    children: () => <SkillPage {...samples.SKILL} />,
  },
  "/runs": {
    title: "Runs",
    section: "runs",
    children: () => (
      <RunsPage
        runs={samples.RUNS}
        now={samples.NOW}
        filter={{ state: "done" }}
        integrations={[{ value: "int_1", label: "Internal Orders API" }]}
        nextHref="/runs?before=run_1"
      />
    ),
  },
  "/runs/run_1": {
    title: "Run",
    section: "runs",
    children: () => (
      <RunPage
        id="run_1"
        state="done"
        by="Ben Ode"
        place="#ops"
        startedAt={samples.RUN_EVENTS[0]?.at ?? samples.NOW}
        events={samples.RUN_EVENTS}
        receipt={samples.RECEIPT}
        feedback={[
          { by: "Ben Ode", verdict: "good", at: samples.NOW },
          { by: "Cyd Ray", verdict: "bad", at: samples.NOW },
        ]}
        now={samples.NOW}
        names={names}
      />
    ),
  },
  "/approvals": {
    title: "Approvals",
    section: "approvals",
    children: () => <ApprovalsPage approvals={samples.APPROVALS} now={samples.NOW} />,
  },
  "/chat/C0OPS": {
    title: "Chat",
    section: "chat",
    children: () => (
      <ChatPage {...chat({ status: { text: "is thinking…", stoppableThreadTs: "1763639100.000100" } })} />
    ),
  },
  "/chat-thread": {
    title: "Chat",
    section: "chat",
    children: () => (
      <ChatPage
        {...chat({
          thread: {
            root: samples.MESSAGES[1] ?? fail(),
            replies: samples.MESSAGES.slice(2, 5),
            status: { text: "is reading 2,000 rows" },
          },
        })}
      />
    ),
  },
  "/chat-gallery": {
    title: "Chat",
    section: "chat",
    children: () => <ChatPage {...chat({ messages: samples.GALLERY })} />,
  },
  "/chat-modal": {
    title: "Chat",
    section: "chat",
    children: () => (
      <ChatPage {...chat({ view: { view: VIEW, errors: { note: "Write at least ten characters" } } })} />
    ),
  },
  "/settings": {
    title: "Settings",
    section: "settings",
    children: () => <SettingsPage {...samples.SETTINGS} />,
  },
  "/sign-in-with-slack": {
    title: "Sign in",
    alone: true,
    children: () => <SignInPage by={{ kind: "slack", href: "/sign-in/slack?return_to=%2F" }} />,
  },
  "/sign-in": {
    title: "Sign in",
    alone: true,
    children: () => (
      <SignInPage
        by={{ kind: "link" }}
        problem="This link was already used. Restart Chief to get a new one."
      />
    ),
  },
  "/error": {
    title: "Something went wrong",
    children: () => <ErrorPage title="Something went wrong" text="It was logged." reference="err_01k" />,
  },
};

function fail(): never {
  throw new Error("a sample is missing");
}

/** An app that serves every page with sample data and answers its forms, under the product's own headers. */
export function createPreviewApp(): Express {
  const app = express();
  const assets = loadAssets();
  const renderer = createRenderer({ assetBase: assets.base });
  const open = new Set<(html: string) => void>();
  app.use(
    securityHeaders({ https: false }),
    assets.router,
    sameOriginOnly({ origins: [] }),
    formBody({ maxBytes: 1_000_000 }),
  );
  for (const [path, { children, alone, ...page }] of Object.entries(PREVIEWS)) {
    app.get(path, (_request, response: Response) => {
      renderer.page(response, {
        ...page,
        waiting: 1,
        hasChat: true,
        viewer: alone ? undefined : ADMIN,
        children: children(),
      });
    });
  }
  app.get("/chat/:channel/events", (request, response) => {
    const stream = openEventStream(request, response);
    open.add(stream.send);
    stream.closed.addEventListener("abort", () => open.delete(stream.send));
  });
  app.post("/chat/:channel/messages", async (request, response) => {
    const text = (await readForm(request)).text("text");
    const message = {
      ts: `${Date.now() / 1000}`,
      author: { id: "U0ADA", name: "Ada", isApp: false },
      at: samples.NOW,
      text,
    };
    const html = renderer.html(
      <ChatUpdateView update={{ kind: "added", list: "channel", message }} place={samples.PLACE} />,
    );
    for (const send of open) send(html);
    response.sendStatus(204);
  });
  app.post("/chat/:channel/messages/:ts/actions", async (request, response) => {
    const press = readPress(await readForm(request));
    const status = { text: `saw ${press.blockId}/${press.actionId}=${press.values.join(",")}` };
    const html = renderer.html(
      <ChatUpdateView update={{ kind: "status", list: "channel", status }} place={samples.PLACE} />,
    );
    for (const send of open) send(html);
    response.sendStatus(204);
  });
  app.post("/integrations", async (request, response) => {
    const form = await readForm(request);
    const node = (
      <ConnectForm
        entered={enteredIn(form)}
        faults={{ name: "Give it a name, such as Internal Orders API" }}
        mayAllowPrivate
      />
    );
    renderer.fragment(response, node, 422);
  });
  const errors = errorPages({
    renderer,
    logger: createLogger({ level: "silent", scrubber: createScrubber() }),
  });
  app.use(errors.notFound, errors.failed);
  return app;
}
