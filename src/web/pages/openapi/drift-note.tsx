import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";

/** Why the API seems to have changed, and what can be done about it. */
export function DriftNote({ id, note, mayManage }: { id: string; note: string; mayManage: boolean }) {
  return (
    <div id="drift" class="note tone-warn">
      <Icon name="triangle-alert" />
      <div>
        <p>{visibleText(note)}</p>
        {mayManage && (
          <p class="row">
            <a class="button small" href={paths.openapi(id)}>
              Refresh the description
            </a>
            <button
              type="button"
              class="small"
              hx-post={paths.dismissDrift(id)}
              hx-target="#drift"
              hx-swap="delete"
            >
              It is still right
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
