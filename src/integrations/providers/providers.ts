import { github } from "./github.ts";
import { google } from "./google.ts";
import { googleSheets } from "./google-sheets.ts";
import { hubspot } from "./hubspot.ts";
import { jira } from "./jira.ts";
import { linear } from "./linear.ts";
import { microsoft365 } from "./microsoft-365.ts";
import { notion } from "./notion.ts";
import type { Provider } from "./provider.ts";
import { slack } from "./slack.ts";
import { stripe } from "./stripe.ts";

/** The providers that Chief knows, as they are offered. */
export const PROVIDERS: readonly Provider[] = [
  github,
  google,
  googleSheets,
  stripe,
  notion,
  linear,
  hubspot,
  jira,
  slack,
  microsoft365,
];
