/** Something the chat page has to show. Ids only: the page reads what it needs from the read side. */
export type WorkspaceChange =
  | {
      readonly type: "message_posted" | "message_changed";
      readonly channel: string;
      readonly ts: string;
      readonly threadTs?: string;
    }
  | {
      readonly type: "message_deleted";
      readonly channel: string;
      readonly ts: string;
      readonly threadTs?: string;
    }
  | {
      readonly type: "ephemeral_posted";
      readonly channel: string;
      readonly ts: string;
      readonly user: string;
      readonly threadTs?: string;
    }
  | { readonly type: "channel_changed"; readonly channel: string }
  | { readonly type: "status_changed"; readonly channel: string; readonly threadTs: string }
  | { readonly type: "session_changed"; readonly channel: string; readonly threadTs: string }
  | { readonly type: "prompts_changed"; readonly channel: string }
  | {
      readonly type: "view_opened" | "view_updated" | "view_closed";
      readonly user: string;
      readonly viewId: string;
    }
  | { readonly type: "home_published"; readonly user: string }
  | { readonly type: "delivered"; readonly delivery: DeliveryReport };

/** How one attempt to reach the app went. */
export interface DeliveryReport {
  /** `event_id` of an event; empty for clicks, submissions and slash commands, which are tried once. */
  readonly eventId: string;
  /** `app_mention`, `block_actions`, `slash_commands`, … */
  readonly what: string;
  /** 0 for the first attempt. */
  readonly attempt: number;
  readonly outcome: "acknowledged" | "failed";
  /** Slack's retry reason, when it failed. */
  readonly reason?: string;
}

export type ChangeListener = (change: WorkspaceChange) => void;

export interface Changes {
  emit(change: WorkspaceChange): void;
  /** Calls `listener` with every change from now on; returns a function that ends that. */
  subscribe(listener: ChangeListener): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<ChangeListener>();
  return {
    emit(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
