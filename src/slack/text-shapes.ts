import { BLOCK_LIMITS as LIMIT } from "./block-limits.ts";
import {
  anyNumber,
  anything,
  byType,
  flag,
  integer,
  listOf,
  object,
  type Shape,
  text,
  url,
} from "./block-shape.ts";

const ANY_LENGTH = Number.MAX_SAFE_INTEGER;

export function plainText(max: number = LIMIT.textObject): Shape {
  return byType({ plain_text: object({ type: anything, text: text(max) }, { emoji: flag }) });
}

export function mrkdwn(max: number): Shape {
  return byType({ mrkdwn: object({ type: anything, text: text(max) }, { verbatim: flag }) });
}

/** Plain text or mrkdwn. */
export function textObject(max: number = LIMIT.textObject): Shape {
  return byType({
    plain_text: object({ type: anything, text: text(max) }, { emoji: flag }),
    mrkdwn: object({ type: anything, text: text(max) }, { verbatim: flag }),
  });
}

const word = text(ANY_LENGTH);
const style = object(
  {},
  { bold: flag, italic: flag, strike: flag, code: flag, underline: flag, highlight: flag },
);
const inline = (required: Record<string, Shape>, optional: Record<string, Shape> = {}) =>
  object({ type: anything, ...required }, { style, ...optional });

const richTextElement = byType({
  text: inline({ text: word }),
  link: inline({ url: url(LIMIT.url) }, { text: word, unsafe: flag }),
  user: inline({ user_id: word }),
  channel: inline({ channel_id: word }),
  usergroup: inline({ usergroup_id: word }),
  team: inline({ team_id: word }),
  broadcast: inline({ range: word }),
  color: inline({ value: word }),
  date: inline({ timestamp: anyNumber, format: word }, { url: url(LIMIT.url), fallback: word }),
  emoji: inline({ name: word }, { skin_tone: anyNumber, unicode: word, url: url(LIMIT.url) }),
});

const inlines = listOf(richTextElement, ANY_LENGTH, 0);
const section = object({ type: anything, elements: inlines });
const border = { border: integer(0, 1) };

const richTextPart = byType({
  rich_text_section: section,
  rich_text_quote: object({ type: anything, elements: inlines }, border),
  rich_text_preformatted: object({ type: anything, elements: inlines }, { ...border, language: word }),
  rich_text_list: object(
    {
      type: anything,
      style: text(ANY_LENGTH),
      elements: listOf(byType({ rich_text_section: section }), ANY_LENGTH),
    },
    { ...border, indent: integer(0, 8), offset: integer(0, ANY_LENGTH) },
  ),
});

export const richText = byType({
  rich_text: object(
    { type: anything, elements: listOf(richTextPart, ANY_LENGTH) },
    { block_id: text(LIMIT.id) },
  ),
});

const slackFile = object({}, { id: word, url: url(LIMIT.url) });

/** The members of an image, in a block and in an element alike. */
export const imageFields = {
  required: { type: anything, alt_text: text(LIMIT.altText) },
  optional: { image_url: url(LIMIT.url), slack_file: slackFile },
} as const;

export const imageElement = byType({ image: object(imageFields.required, imageFields.optional) });
