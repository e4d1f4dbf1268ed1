/**
 * Prints the Slack app manifest: `--socket` (as in manifest.yml), or `--http https://host` for signed HTTP requests. With
 * `--many https://host`, for an app that many workspaces install; with `--link`, the page of Slack that creates the app.
 */
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { createAppUrl, manifestFor, manifestText } from "../src/manifest.ts";

const USAGE =
  "Usage: npm run manifest -- [--socket | --http https://chief.example.com] [--many https://chief.example.com] [--link]";

const { values } = parseArgs({
  options: {
    socket: { type: "boolean" },
    http: { type: "string" },
    many: { type: "string" },
    link: { type: "boolean" },
  },
});
const isUrl = (text: string) => /^https:\/\//.test(text) && URL.canParse(text);
const hosts = [values.http, values.many].filter((host) => host !== undefined);
if (!hosts.every(isUrl) || (values.http !== undefined && values.socket)) {
  console.error(
    `${USAGE}\nSlack goes to https only, so --http and --many take a URL such as https://chief.example.com`,
  );
  process.exit(1);
}
const manifest = manifestFor(values);
const text = hosts.length === 0 ? manifestText() : stringify(manifest);
process.stdout.write(values.link ? `${createAppUrl(manifest)}\n` : text);
