import { existsSync } from "node:fs";
import { createApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { ChiefError, messageOf } from "./kernel/index.ts";

/** Starts Chief from the environment and `.env`, and ends the process when it has to. */
export async function run(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
  const app = createApp(config);
  const end = (why: string, code: number) => {
    console.error(`Chief stops: ${why}`);
    const forced = setTimeout(() => process.exit(code || 1), 30_000);
    forced.unref();
    void app.stop().finally(() => process.exit(code));
  };
  process.once("SIGTERM", () => end("SIGTERM", 0));
  process.once("SIGINT", () => end("SIGINT", 0));
  process.on("unhandledRejection", (error) => console.error(`an unhandled rejection: ${messageOf(error)}`));
  app.onLost((reason) => end(reason, 1));
  try {
    const started = await app.start();
    console.log(greeting(config, started));
  } catch (error) {
    console.error(
      `Chief could not start: ${messageOf(error)}${error instanceof ChiefError ? ` (${error.code})` : ""}`,
    );
    process.exit(1);
  }
}

function greeting(
  config: Config,
  started: Awaited<ReturnType<ReturnType<typeof createApp>["start"]>>,
): string {
  const lines = [
    `Chief runs on ${started.url}${config.slack.mode === "local" ? " in local mode: no Slack, no variable needed" : ""}`,
  ];
  if (started.madeKeyFile)
    lines.push(
      `Its key is ${started.madeKeyFile}. Back it up apart from the database; without it no credential opens.`,
    );
  lines.push(
    config.model
      ? `The language model is ${config.model.name}.`
      : "No language model is set (OPENAI_API_KEY): the built-in commands serve. Say “help” to Chief.",
  );
  if (config.slack.mode === "install")
    lines.push(`Install it in a Slack workspace: ${config.publicUrl}/slack/install`);
  if (started.signInLink) lines.push(`Sign in: ${started.signInLink}`);
  return lines.join("\n");
}
