import type { GlobalShortcut } from "@slack/bolt";
import { afterEach, describe, expect, it } from "vitest";
import type { ListenerDeps } from "../../../src/slack/listener-deps.ts";
import { openModal, openThenFill } from "../../../src/slack/listeners/open-modal.ts";
import { sayingView } from "../../../src/slack/render/view-parts.ts";
import { ADA, type BoltPeer, startBoltPeer } from "../../local/workspace/bolt-peer.ts";
import { eventually } from "../../support/chief.ts";
import { silentLogger } from "../../support/silent-logger.ts";

const SLACK_WAITS_MS = 3_000;

describe.each(["http", "socket"] as const)("over %s", (transport) => {
  let peer: BoltPeer;
  afterEach(() => peer?.stop());

  /** What the listeners need of the rest: the line to the workspace. */
  function depsOf(app: BoltPeer["app"]): ListenerDeps {
    const workspace = { id: "wsp_1" };
    const identity = { teamId: "T", botUserId: "U0BOT", botId: "B" };
    const connection = { client: app.client, identity, workspace };
    return {
      connections: { ofTeam: async () => connection },
      roster: { meet: async () => ({ id: "mem_1", name: "ada", active: true, outside: null }) },
      logger: silentLogger(),
    } as unknown as ListenerDeps;
  }

  const shown = () => JSON.stringify(peer.workspace.reading.modal(ADA) ?? {});

  it("trap 8: what takes longer than a trigger lives is filled into a modal that opened at once", async () => {
    peer = await startBoltPeer(transport, {
      configure(app) {
        app.shortcut<GlobalShortcut>("new_request", async ({ ack, shortcut, client }) => {
          await ack();
          const deps = depsOf({ ...app, client } as typeof app);
          await openThenFill(deps, shortcut, {
            title: "Slow",
            async make() {
              await eventually("the loading modal", async () =>
                shown().includes("One moment") ? true : undefined,
              );
              peer.advance(SLACK_WAITS_MS + 1_000);
              return sayingView("Slow", "Here it is");
            },
          });
        });
      },
    });
    await peer.workspace.human.globalShortcut({ user: ADA, callbackId: "new_request" });
    await eventually("what was looked up", async () => (shown().includes("Here it is") ? true : undefined));
  });

  it("trap 8: what came into the modal meanwhile is not written over", async () => {
    let isFilled = false;
    peer = await startBoltPeer(transport, {
      configure(app) {
        app.shortcut<GlobalShortcut>("new_request", async ({ ack, shortcut, client }) => {
          await ack();
          await openThenFill(depsOf({ ...app, client } as typeof app), shortcut, {
            title: "Two at once",
            async make() {
              const id = peer.workspace.reading.modal(ADA)?.id ?? "";
              await client.views.update({ view_id: id, view: sayingView("Two at once", "Newer") });
              return sayingView("Two at once", "Older");
            },
          });
          isFilled = true;
        });
      },
    });
    await peer.workspace.human.globalShortcut({ user: ADA, callbackId: "new_request" });
    await eventually("the end of it", async () => (isFilled ? true : undefined));
    expect(shown()).toContain("Newer");
    expect(shown()).not.toContain("Older");
  });

  it("trap 8: a trigger that is too old opens nothing, and the person is told", async () => {
    let isOpen: boolean | undefined;
    peer = await startBoltPeer(transport, {
      configure(app) {
        app.shortcut<GlobalShortcut>("new_request", async ({ ack, shortcut, client }) => {
          await ack();
          peer.advance(SLACK_WAITS_MS + 1_000);
          const deps = depsOf({ ...app, client } as typeof app);
          isOpen = await openModal(deps, shortcut, sayingView("Late", "Late"));
          await openThenFill(deps, shortcut, { title: "Late", make: async () => sayingView("Late", "Late") });
        });
      },
    });
    await peer.workspace.human.globalShortcut({ user: ADA, callbackId: "new_request" });
    const told = await eventually("the word about it", async () => {
      const channel = peer.workspace.reading.channels(ADA).find(({ kind }) => kind === "im")?.id;
      return channel ? peer.workspace.reading.messages(ADA, channel).at(-1) : undefined;
    });
    expect(isOpen).toBe(false);
    expect(told["text"]).toContain("could not be opened in time");
  });
});
