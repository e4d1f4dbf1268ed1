import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";

interface ComposerProps {
  readonly channelId: string;
  /** The thread that is written to; absent for the channel itself. */
  readonly threadTs?: string | undefined;
  /** Whom or where one writes to, such as `#ops` or `Chief`. */
  readonly to: string;
}

/** Where one writes. Enter sends, Shift+Enter begins a new line. */
export function Composer({ channelId, threadTs, to }: ComposerProps) {
  const id = threadTs === undefined ? "write" : "write-thread";
  const label = threadTs === undefined ? `Message ${to}` : "Reply";
  return (
    <form
      class="composer"
      hx-post={paths.sendMessage(channelId)}
      hx-encoding="multipart/form-data"
      hx-swap="none"
      data-reset=""
    >
      {threadTs !== undefined && <input type="hidden" name="thread_ts" value={threadTs} />}
      <label class="sr" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        name="text"
        rows={1}
        placeholder={label}
        data-enter-sends=""
        maxlength={12_000}
      ></textarea>
      <label class="attach" title="Attach a file, such as an OpenAPI document">
        <Icon name="paperclip" />
        <span class="sr">Attach a file</span>
        <input type="file" name="file" data-attach="" />
        <output></output>
      </label>
      <button type="submit" class="primary" aria-label="Send">
        <Icon name="send" />
      </button>
    </form>
  );
}

/** What one could ask: a title, and what is then said. */
export interface SuggestedPrompt {
  readonly title: string;
  readonly message: string;
}

interface PromptsProps {
  readonly channelId: string;
  readonly prompts: readonly SuggestedPrompt[];
}

/** What one could ask; a press sends it. */
export function SuggestedPrompts({ channelId, prompts }: PromptsProps) {
  if (prompts.length === 0) return null;
  return (
    <form class="prompts" hx-post={paths.sendMessage(channelId)} hx-swap="none">
      <span class="muted">Try</span>
      {prompts.map((prompt) => (
        <button type="submit" class="small" name="text" value={prompt.message} title={prompt.message}>
          {prompt.title}
        </button>
      ))}
    </form>
  );
}
