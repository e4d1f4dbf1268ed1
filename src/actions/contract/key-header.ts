const NAME = /^[\w!#$%&'*+.^`|~-]{1,64}$/;
/** Headers that are made from something else, or that sign. */
const NOT_FOR_KEYS =
  /^(?:authorization|cookie|host|accept.*|content-.*|transfer-encoding|connection|user-agent|x-http-method.*|x-method.*)$/i;

/** What is wrong with a name that is none for the header of an idempotency key. */
export const KEY_HEADER_WORDS = "Enter the name of a header, such as Idempotency-Key, or leave it empty";

/** Whether a header of this name may carry an idempotency key. */
export function mayCarryKey(name: string): boolean {
  return NAME.test(name) && !NOT_FOR_KEYS.test(name);
}
