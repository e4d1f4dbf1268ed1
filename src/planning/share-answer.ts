import type { FileAnswer, FileContent } from "../execution/index.ts";
import { grouped } from "../kernel/index.ts";
import type { FilePort } from "./share-file.ts";
import type { ToolEffect } from "./step.ts";
import { done, type ToolContext, type ToolOutcome } from "./tool-context.ts";

/** Shares a file that an API answered with in the thread, as it came. */
export async function shareAnswer(
  files: FilePort,
  answer: {
    readonly file: FileAnswer;
    readonly content: FileContent;
    readonly head: string;
    readonly effect: ToolEffect;
  },
  context: ToolContext,
): Promise<ToolOutcome> {
  const { chief_file: name, type, bytes } = answer.file;
  const what = `**${name}** (${type}, ${grouped(bytes)} bytes)`;
  const content = { bytes, pieces: answer.content.pieces };
  const shared = await files.share({ name, content, key: context.callId });
  const words = shared.ok ? `The file ${what} is above.` : `It is the file ${what}, but ${shared.message}.`;
  return done(`${answer.head} with a file: ${words}`, { ...answer.effect, mustBeShown: words });
}
