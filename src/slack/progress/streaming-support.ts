/** What a Slack says that knows no streams, or does not let this app have any. */
const UNSUPPORTED = new Set([
  "unknown_method",
  "method_not_supported",
  "method_not_supported_for_channel_type",
  "feature_not_enabled",
  "feature_disabled",
  "not_allowed",
  "not_allowed_token_type",
  "missing_scope",
  "team_access_not_granted",
]);

const LOOK_AGAIN_MS = 60 * 60_000;

/** Which workspaces are known to know no streams. */
export interface StreamingSupport {
  mayStream(workspaceId: string): boolean;
  /** Hears what Slack refused a stream with. Where it would refuse the next one too, it is not asked for an hour. */
  noteRefusal(workspaceId: string, error: string): void;
}

/** With `isOn` false, as for GovSlack, no stream is ever asked for. */
export function createStreamingSupport(isOn: boolean): StreamingSupport {
  const withoutUntil = new Map<string, number>();
  return {
    mayStream: (workspaceId) => isOn && performance.now() >= (withoutUntil.get(workspaceId) ?? 0),
    noteRefusal(workspaceId, error) {
      if (UNSUPPORTED.has(error)) withoutUntil.set(workspaceId, performance.now() + LOOK_AGAIN_MS);
    },
  };
}
