import { github } from "./github.ts";
import { google } from "./google.ts";
import { googleSheets } from "./google-sheets.ts";
import type { Provider } from "./provider.ts";
import { stripe } from "./stripe.ts";

/** The providers that Chief knows, as they are offered. */
export const PROVIDERS: readonly Provider[] = [github, google, googleSheets, stripe];
