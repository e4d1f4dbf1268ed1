import { ChiefError } from "../../kernel/index.ts";
import type { Told } from "./large-answer.ts";

/** Why a large answer cannot be read, or not on. Its message is for a person. */
export class LargeAnswerError extends ChiefError {
  constructor({ code, message }: Told) {
    super(code, { message, toldToUser: message });
  }
}
