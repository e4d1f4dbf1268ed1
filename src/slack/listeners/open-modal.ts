import type { ModalView } from "@slack/types";
import { messageOf } from "../../kernel/index.ts";
import type { SlackConnection } from "../connection.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { sayingView } from "../render/view-parts.ts";
import { connectionOf, type Interaction, whisper } from "./question-person.ts";

/** An interaction that a modal can be opened on. */
export type Opening = Interaction & { readonly trigger_id: string };

/** Opens a modal, above one that is open. False when Slack does not let us: a trigger is good for three seconds. */
export async function openModal(deps: ListenerDeps, body: Opening, view: ModalView): Promise<boolean> {
  return (await opened(deps, body, view)) !== undefined;
}

interface OpenModal {
  readonly client: SlackConnection["client"];
  readonly id: string;
  readonly hash: string;
}

async function opened(deps: ListenerDeps, body: Opening, view: ModalView): Promise<OpenModal | undefined> {
  const connection = await connectionOf(deps, body);
  if (!connection) return undefined;
  const { client } = connection;
  try {
    const { view: shown } = await client.views.open({ trigger_id: body.trigger_id, view });
    return { client, id: shown?.id ?? "", hash: shown?.hash ?? "" };
  } catch (error) {
    if (!platformError(error)) throw error;
    deps.logger.warn({ error: platformError(error), view: view.callback_id }, "a modal could not be opened");
    return undefined;
  }
}

/**
 * Opens a modal at once and fills it when `make` has looked up what belongs there: the trigger would not wait for that.
 * The hash of what was opened goes along, so that nothing is written over what came meanwhile.
 */
export async function openThenFill(
  deps: ListenerDeps,
  body: Opening,
  { title, make }: { title: string; make: () => Promise<ModalView> },
): Promise<void> {
  const loading = await opened(deps, body, sayingView(title, "One moment…"));
  if (!loading) return whisper(deps, body, "The form could not be opened in time. Please press once more.");
  const view = await make().catch((error) => {
    deps.logger.error({ error: messageOf(error) }, "a modal could not be filled");
    return sayingView(title, "Something went wrong on my side. Please close this and try again.");
  });
  try {
    await loading.client.views.update({ view_id: loading.id, hash: loading.hash, view });
  } catch (error) {
    if (!platformError(error)) throw error;
    // It was closed, or filled already.
    deps.logger.debug({ error: platformError(error) }, "a modal was not there any more");
  }
}
