/** The Home tab of the local workspace. */
import type { Request, Response } from "express";
import type { LocalWorkspace } from "../../local/index.ts";
import { openEventStream } from "../http/event-stream.ts";
import { ChatUpdateView } from "../pages/chat/chat-updates.tsx";
import { HomePage, HomeUpdate } from "../pages/chat/home-page.tsx";
import type { WebDeps } from "../web-deps.ts";
import { createChatReading } from "./chat-reading.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { visitorOf } from "./visitor.ts";

/** Shows the tab as it was published last, and lets Chief know that it was opened. */
export async function showHome(
  deps: WebDeps,
  local: LocalWorkspace,
  [request, response]: [Request, Response],
): Promise<void> {
  const { slackUserId: user } = visitorOf(request);
  const reading = createChatReading(local, user);
  const you = reading.people.find(({ id }) => id === user);
  if (!you) throw notFound("person");
  local.human.openAppHome({ user, tab: "home" });
  const view = local.reading.modal(user);
  const children = (
    <HomePage
      place={reading.place("", deps.clock())}
      you={you}
      home={local.reading.home(user)}
      view={view && { view }}
    />
  );
  await showPage(deps, [request, response], { title: "Home", section: "chat", children });
}

/** Keeps an open Home tab up to date until the browser leaves. */
export function streamHome(
  deps: WebDeps,
  local: LocalWorkspace,
  [request, response]: [Request, Response],
): void {
  const { slackUserId: user } = visitorOf(request);
  const stream = openEventStream(request, response);
  const place = () => createChatReading(local, user).place("", deps.clock());
  const sendHome = () =>
    stream.send(deps.renderer.html(<HomeUpdate home={local.reading.home(user)} place={place()} />));
  sendHome();
  const unsubscribe = local.subscribe((change) => {
    if (!("user" in change) || change.user !== user) return;
    if (change.type === "home_published") return sendHome();
    const view = change.type === "view_closed" ? undefined : local.reading.modal(user);
    if (change.type === "view_closed")
      stream.send(deps.renderer.html(<ChatUpdateView update={{ kind: "view-closed" }} place={place()} />));
    else if (view && (change.type === "view_opened" || change.type === "view_updated"))
      stream.send(
        deps.renderer.html(<ChatUpdateView update={{ kind: "view-opened", view }} place={place()} />),
      );
  });
  stream.closed.addEventListener("abort", unsubscribe, { once: true });
}
