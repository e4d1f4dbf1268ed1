/** Prints the Slack app manifest: `--socket` (as in manifest.yml), or `--http https://host` for signed HTTP requests. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";

const USAGE = "Usage: npm run manifest -- [--socket | --http https://chief.example.com]";
const EVENTS_PATH = "/slack/events";

interface Manifest {
  readonly features: { readonly slash_commands: { url?: string }[] };
  readonly settings: {
    socket_mode_enabled: boolean;
    readonly event_subscriptions: { request_url?: string };
    readonly interactivity: { request_url?: string };
  };
}

/** The manifest with every request sent to `host` instead of over a socket. */
function forHttp(manifest: Manifest, host: string): Manifest {
  const url = new URL(EVENTS_PATH, host).href;
  for (const command of manifest.features.slash_commands) command.url = url;
  manifest.settings.event_subscriptions.request_url = url;
  manifest.settings.interactivity.request_url = url;
  manifest.settings.socket_mode_enabled = false;
  return manifest;
}

const { values } = parseArgs({ options: { socket: { type: "boolean" }, http: { type: "string" } } });
const isUrl = values.http !== undefined && /^https:\/\//.test(values.http) && URL.canParse(values.http);
if ((values.http !== undefined && !isUrl) || (values.http !== undefined && values.socket)) {
  console.error(
    `${USAGE}\nSlack sends to https only, so --http takes a URL such as https://chief.example.com`,
  );
  process.exit(1);
}
const text = readFileSync(fileURLToPath(new URL("../manifest.yml", import.meta.url)), "utf8");
process.stdout.write(
  values.http === undefined ? text : stringify(forHttp(parse(text) as Manifest, values.http)),
);
