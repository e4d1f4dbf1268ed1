/** The metadata that marks what Chief said, so that it is found again after a crash. */
const EVENT_TYPE = "chief_said";

/** The mark of a message. `open`: it is a plan that is still being worked on. */
export function markOf(key: string, open = false) {
  return { event_type: EVENT_TYPE, event_payload: { key, ...(open ? { open: true } : {}) } };
}

/** The mark of a message that was read back, or undefined. */
export function readMark(metadata: unknown): { key: string; open: boolean } | undefined {
  const said = metadata as
    | { event_type?: string; event_payload?: { key?: unknown; open?: unknown } }
    | undefined;
  const payload = said?.event_type === EVENT_TYPE ? said.event_payload : undefined;
  if (typeof payload?.key !== "string") return undefined;
  return { key: payload.key, open: payload.open === true };
}
