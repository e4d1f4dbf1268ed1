import type { JsonObject } from "../../../kernel/index.ts";
import { Blocks } from "../../blocks/blocks.tsx";
import { objectsAt, textAt, wordsAt } from "../../blocks/json-view.ts";
import { plainText } from "../../blocks/text-object.tsx";
import { paths } from "../../paths.ts";
import { Dialog } from "../../ui/dialog.tsx";
import type { ChatPlace } from "./chat-types.ts";
import { namesIn } from "./message-view.tsx";

export interface ViewDialogProps {
  /** A modal view as Chief opened it (`views.open`), with its `id`. */
  readonly view: JsonObject;
  readonly place: ChatPlace;
  /** What Chief answered to a submission with `response_action: errors`, by block id. */
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/**
 * A modal view. Its inputs belong to the submit form by the `form` attribute, not by nesting: buttons inside
 * the view are forms of their own, and forms cannot nest.
 */
export function ViewDialog({ view, place, errors }: ViewDialogProps) {
  const id = textAt(view, "id");
  const formId = "view-form";
  const surface = {
    names: namesIn(place),
    people: place.people,
    channels: place.channels,
    idPrefix: "view",
    actionUrl: paths.viewAction(id),
    formId,
    errors,
  };
  const submit = plainText(wordsAt(view, "submit"));
  return (
    <Dialog
      id="view"
      title={plainText(wordsAt(view, "title")) || "Chief asks"}
      showAtOnce
      closeUrl={paths.closeView(id)}
    >
      <div class="stack prose">
        <Blocks blocks={objectsAt(view, "blocks")} surface={surface} />
      </div>
      <form id={formId} class="row end dialog-foot" hx-post={paths.submitView(id)} hx-swap="none" novalidate>
        <button type="button" data-dismiss="">
          {plainText(wordsAt(view, "close")) || "Cancel"}
        </button>
        {submit && (
          <button type="submit" class="primary">
            {submit}
          </button>
        )}
      </form>
    </Dialog>
  );
}
