import { App, type Receiver, type ReceiverEvent } from "@slack/bolt";
import { isJsonObject, type Logger, messageOf } from "../kernel/index.ts";
import { boltLogger } from "./bolt-logger.ts";
import { type ClientSettings, clientOptions } from "./connection.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { InstalledConnections } from "./installs/installed-connections.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { listenToButtons } from "./listeners/buttons.ts";
import { listenToChanges } from "./listeners/changes.ts";
import { listenToChoices } from "./listeners/choices.ts";
import { listenToCommands } from "./listeners/commands.ts";
import { listenToFeedback } from "./listeners/feedback.ts";
import { listenToHome } from "./listeners/home.ts";
import { listenToMessages } from "./listeners/messages.ts";
import { listenToMessagesTab } from "./listeners/messages-tab.ts";
import { listenToProposals } from "./listeners/proposals.ts";
import { listenToQuestionViews } from "./listeners/question-views.ts";
import { listenToScheduleButtons } from "./listeners/schedule-buttons.ts";
import { listenToShortcuts } from "./listeners/shortcuts.ts";
import { listenToSkillForms } from "./listeners/skill-forms.ts";
import { listenToStopButton } from "./listeners/stop-button.ts";
import { listenToUninstalls } from "./listeners/uninstalls.ts";

export interface SlackAppOptions extends ListenerDeps {
  readonly logger: Logger;
  readonly client: ClientSettings;
  /** Where workspaces install Chief themselves: told when one removes it. */
  readonly installs?: Pick<InstalledConnections, "removed"> | undefined;
}

/** Bolt with Chief's listeners behind the durable inbox. */
export interface SlackApp {
  /** Handles one stored delivery; the job of that name calls it. */
  handleDelivery: Inbox["handle"];
  /** Puts the inbox behind a receiver and starts it. */
  listenTo(receiver: Receiver): Promise<void>;
  /** Puts the inbox behind a receiver that somebody else feeds. */
  attach(receiver: Receiver): void;
  /** Waits for the deliveries that are being handled. */
  drain(): Promise<void>;
}

/** A receiver that hears nothing: Bolt wants one, but deliveries come from the inbox. */
const silent: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };

export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { logger } = options;
  const events = createListening(options);
  const presses = createListening(options);
  const app = {
    processEvent: (event: ReceiverEvent) => (isEvent(event.body) ? events : presses).processEvent(event),
  };
  const inbox = createInbox({ db: options.db, app, logger });
  for (const listening of [events, presses])
    listening.error(async (failed: unknown) => {
      // With `extendedErrorHandler` the error comes with the body that it belongs to; the types lack that overload.
      const { error, body } = failed as { error: Error; body: unknown };
      logger.error({ error: messageOf(error) }, "a Slack listener failed");
      inbox.noteFailure(body, error);
    });
  listenToMessages(events, options);
  listenToHome(events, options);
  listenToMessagesTab(events, options);
  listenToStopButton(events, options);
  listenToChanges(events, options);
  if (options.installs) listenToUninstalls(events, options.installs);
  listenToCommands(presses, options);
  listenToFeedback(presses, options);
  listenToShortcuts(presses, options);
  listenToSkillForms(presses, options);
  listenToScheduleButtons(presses, options);
  listenToProposals(presses, options);
  listenToChoices(presses, options);
  listenToQuestionViews(presses, options);
  listenToButtons(presses, options);
  return {
    handleDelivery: inbox.handle,
    drain: inbox.drain,
    attach: (receiver) => receiver.init(inbox.front),
    async listenTo(receiver) {
      receiver.init(inbox.front);
      await receiver.start();
    },
  };
}

/**
 * A Bolt that listens. Bolt tries every listener on whatever comes, each with arguments of its own: with all in one App a
 * mention cost an eighth of what its turn allocates. So what is said and what is pressed have an App each.
 */
function createListening({ connections, client, logger }: SlackAppOptions): App {
  return new App({
    receiver: silent,
    clientOptions: clientOptions(client),
    logger: boltLogger(logger),
    ignoreSelf: true,
    // Nothing is kept in Bolt between deliveries; looking for it costs a thrown error each time.
    convoStore: false,
    extendedErrorHandler: true,
    // Of a team that Chief is not installed in, the listeners find no connection and do nothing.
    async authorize({ teamId, enterpriseId }) {
      const connection = await connections.ofTeam({ teamId, enterpriseId });
      if (!connection) return {};
      const { botUserId, botId, teamId: installedIn } = connection.identity;
      return { botToken: connection.client.token ?? "", botUserId, botId, teamId: installedIn };
    },
  });
}

/** Whether Bolt takes it for an event; everything else is something that a person pressed, filled in or wrote as a command. */
function isEvent(body: unknown): boolean {
  return isJsonObject(body) && body["event"] !== undefined;
}
