/** What Slack allows of each method, and which methods may be sent again when nobody knows whether they were done. */

/** How often a method may be called: `perMinute` on average, `burst` at once. */
export interface Tier {
  readonly perMinute: number;
  readonly burst: number;
  /** Counted for each channel; otherwise for the whole workspace. */
  readonly isPerChannel?: true;
}

/**
 * The tiers of the methods that Chief calls often enough to meet them: docs.slack.dev/apis/web-api/rate-limits. A line keeps
 * to them once Slack has said so (`pace.ts`).
 */
const TIERS: Readonly<Record<string, Tier>> = {
  "chat.postMessage": { perMinute: 60, burst: 20, isPerChannel: true },
  "files.completeUploadExternal": { perMinute: 100, burst: 20 },
  "chat.update": { perMinute: 50, burst: 50 },
  "chat.startStream": { perMinute: 20, burst: 20 },
  "chat.stopStream": { perMinute: 20, burst: 20 },
  "chat.appendStream": { perMinute: 100, burst: 100 },
};

/** The tier of a method; undefined for one that is only slowed down once Slack says so. */
export function tierOf(method: string): Tier | undefined {
  return Object.hasOwn(TIERS, method) ? TIERS[method] : undefined;
}

/** Somebody looks at the screen and a trigger is good for three seconds: these wait for nothing. */
const INTERACTIVE = new Set([
  "views.open",
  "views.push",
  "views.update",
  "chat.postEphemeral",
  "oauth.v2.access",
]);

export function isInteractive(method: string): boolean {
  return INTERACTIVE.has(method);
}

/** Doing these twice shows: a second message, a text that stutters, a trigger or code that was used up. */
const UNREPEATABLE =
  /^(chat\.(postMessage|postEphemeral|meMessage|scheduleMessage|startStream|appendStream)|files\.completeUploadExternal|views\.(open|push)|oauth\.|openid\.)/;

/** Whether a call may be sent again although the first one may have been done. */
export function isRepeatable(method: string): boolean {
  return !UNREPEATABLE.test(method);
}
