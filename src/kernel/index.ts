/** The few words everyone uses: errors, the clock, ids, JSON, workers, the logger, secrets. */
export { type Clock, sleep, systemClock } from "./clock.ts";
export { ChiefError, type ErrorDetails, messageOf, tellable } from "./errors.ts";
export { inexactNumeralIn, isExactNumeral, parseJson } from "./exact-numbers.ts";
export { newId, newToken } from "./ids.ts";
export { canonicalJson, isJsonObject, type Json, type JsonObject, sha256Hex } from "./json.ts";
export { createLogger, type Logger, type LoggerOptions } from "./logger.ts";
export { quote, splitQuotes } from "./quotes.ts";
export { runnableModule } from "./runnable-module.ts";
export { createScrubber, type Scrubber } from "./scrubber.ts";
export { Secret } from "./secret.ts";
export { storableJson, storableText } from "./storable.ts";
export { visibleText } from "./visible-text.ts";
export { countOf, grouped, shortened } from "./words.ts";
export { startWorker } from "./worker.ts";
