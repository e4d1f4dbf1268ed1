/** Control, format and ignorable characters but line feed, tab and the selectors of emoji presentation. */
const HIDDEN = /(?!\n|\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const JOINED_EMOJI =
  /(?<=\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)\u200d(?=\p{Extended_Pictographic})/gu;
/** Stands for a joiner that stays while the others are written out; no font shows it as anything else. */
const HELD = "\ue000";

/**
 * `text` with every character that shows nothing, or turns the reading direction, written out as `⟨U+202E⟩`.
 *
 * Foreign text could otherwise look like something else than what it is: a request to approve, a host, a name.
 * A zero-width joiner inside an emoji stays.
 */
export function visibleText(text: string): string {
  if (text.search(HIDDEN) === -1) return text;
  return text
    .replaceAll(HELD, `⟨U+${codePointOf(HELD)}⟩`)
    .replace(JOINED_EMOJI, HELD)
    .replace(HIDDEN, (hidden) => `⟨U+${codePointOf(hidden)}⟩`)
    .replaceAll(HELD, "\u200d");
}

function codePointOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
