import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { projectPath } from "./paths.ts";

/** What of the manifest differs between ways to run Chief, or is read from it. */
export interface Manifest {
  readonly features: { readonly slash_commands: { url?: string }[] };
  readonly oauth_config: { redirect_urls?: string[]; readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    org_deploy_enabled: boolean;
    socket_mode_enabled: boolean;
    readonly event_subscriptions: { request_url?: string };
    readonly interactivity: { request_url?: string };
  };
}

export interface ManifestVariant {
  /** Where Slack sends requests to; over sockets that Chief opens when absent. */
  readonly http?: string | undefined;
  /** Where workspaces install Chief themselves. */
  readonly many?: string | undefined;
}

/** The text of `manifest.yml`: the variant for Socket Mode and one workspace, of which the others are made. */
export function manifestText(): string {
  return readFileSync(projectPath("manifest.yml"), "utf8");
}

/** The manifest of Chief's Slack app for a way to run it. */
export function manifestFor({ http, many }: ManifestVariant): Manifest {
  const manifest = parse(manifestText()) as Manifest;
  const { features, oauth_config, settings } = manifest;
  const host = http ?? many;
  if (host !== undefined) oauth_config.redirect_urls = [new URL("/sign-in/slack/callback", host).href];
  if (http !== undefined) {
    const url = new URL("/slack/events", http).href;
    for (const command of features.slash_commands) command.url = url;
    settings.event_subscriptions.request_url = url;
    settings.interactivity.request_url = url;
    settings.socket_mode_enabled = false;
  }
  if (many !== undefined) {
    oauth_config.redirect_urls?.push(new URL("/slack/oauth_redirect", many).href);
    settings.org_deploy_enabled = true;
  }
  return manifest;
}

/** The page of Slack that creates the app from a manifest. */
export function createAppUrl(manifest: Manifest): string {
  const url = new URL("https://api.slack.com/apps?new_app=1");
  url.searchParams.set("manifest_json", JSON.stringify(manifest));
  return url.href;
}
