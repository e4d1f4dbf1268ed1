import type { Destination, FetchLimits } from "../../egress/index.ts";
import type { SharedFile } from "./shared-files.ts";

export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** Reads a file that was shared in Slack. Trouble that may pass is thrown. */
export type FileReader = (workspaceId: string, file: SharedFile) => Promise<FileRead>;

const MOST_FILE_BYTES = 64 * 1024 * 1024;
const SLACK_FILES = "files.slack.com";

/** What the way out allows for a file of Slack. */
export const FILE_LIMITS: FetchLimits = { timeoutMs: 60_000, maxBytes: MOST_FILE_BYTES };

/** Where Slack's files are: on a private network only if an operator put another Web API there. */
export function slackFilesAt(slackApiUrl: string | undefined): Destination {
  if (!slackApiUrl) return {};
  const { protocol, port } = new URL(slackApiUrl);
  return {
    allowHttp: protocol === "http:",
    allowPrivateNetwork: true,
    ...(port === "" ? {} : { allowedPorts: [Number(port)] }),
  };
}

/**
 * A reader that carries the bot's token to Slack's file host, or to that of another Web API address, and to no other: an
 * event can be made to name any address. It follows no redirect for the same reason.
 */
export function createFileReader(deps: {
  /** The token of a workspace. */
  readonly token: (workspaceId: string) => Promise<string>;
  readonly slackApiUrl?: string | undefined;
  readonly fetch: typeof fetch;
}): FileReader {
  const host = deps.slackApiUrl ? new URL(deps.slackApiUrl).host : SLACK_FILES;
  return async (workspaceId, { url, size }) => {
    const address = URL.canParse(url) ? new URL(url) : undefined;
    const isSlack = address?.host === host && (host !== SLACK_FILES || address.protocol === "https:");
    if (!isSlack) return refuse("The file is not on Slack. Upload it, instead of sharing it from elsewhere");
    if (size > MOST_FILE_BYTES) return refuse("The file is larger than 64 MB");
    const headers = { authorization: `Bearer ${await deps.token(workspaceId)}` };
    const answer = await deps.fetch(url, { headers, redirect: "manual" });
    if (answer.status >= 500 || answer.status === 429)
      throw new Error(`Slack's files answered ${answer.status}`);
    const isPage = /text\/html/.test(answer.headers.get("content-type") ?? "");
    if (!answer.ok || isPage)
      return refuse(
        "Slack did not let me read the file. The app needs the scope `files:read`; an admin of Slack can add it and install the app anew",
      );
    return { ok: true, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
}

function refuse(message: string): FileRead {
  return { ok: false, message };
}
