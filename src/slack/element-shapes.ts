import { BLOCK_LIMITS as LIMIT } from "./block-limits.ts";
import {
  also,
  anyNumber,
  anyOf,
  anything,
  byType,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  type Shape,
  text,
  url,
} from "./block-shape.ts";
import { plainText, richText, textObject } from "./text-shapes.ts";

const id = text(LIMIT.id);
const placeholder = plainText(LIMIT.placeholder);

const confirm = object(
  { text: textObject(LIMIT.confirmText) },
  {
    title: plainText(LIMIT.confirmTitle),
    confirm: plainText(LIMIT.confirmButton),
    deny: plainText(LIMIT.confirmButton),
    style: oneOf("primary", "danger"),
  },
);

const option = (label: Shape) =>
  object(
    { text: label, value: text(LIMIT.optionValue) },
    { description: textObject(LIMIT.optionText), url: url(LIMIT.url) },
  );
const menuOption = option(plainText(LIMIT.optionText));
const choice = option(textObject(LIMIT.optionText));
const optionGroup = object({
  label: plainText(LIMIT.optionText),
  options: listOf(menuOption, LIMIT.options),
});

const dispatchConfig = object({
  trigger_actions_on: listOf(oneOf("on_enter_pressed", "on_character_entered"), 2),
});
const conversationFilter = object(
  {},
  {
    include: listOf(oneOf("im", "mpim", "private", "public"), 4),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);

const actionable = { action_id: id, confirm };
const focusable = { ...actionable, focus_on_load: flag };
const menu = { ...focusable, placeholder };
const many = { ...menu, max_selected_items: integer(1, LIMIT.options) };
const typed = (required: Record<string, Shape>, optional: Record<string, Shape>) =>
  object({ type: anything, ...required }, optional);

const listed = {
  options: listOf(menuOption, LIMIT.options),
  option_groups: listOf(optionGroup, LIMIT.optionGroups),
};
const searched = { min_query_length: integer(0, LIMIT.options) };
const conversations = { default_to_current_conversation: flag, filter: conversationFilter };
const answerable = { response_url_enabled: flag };
const listOfIds = listOf(id, LIMIT.options);
const chosen = listOf(choice, LIMIT.options);

const button = typed(
  { text: plainText(LIMIT.buttonText) },
  {
    ...actionable,
    value: text(LIMIT.buttonValue, 0),
    url: url(LIMIT.url),
    style: oneOf("primary", "danger"),
    accessibility_label: text(LIMIT.buttonText),
  },
);
const feedback = object(
  { text: plainText(LIMIT.buttonText), value: text(LIMIT.buttonValue) },
  { accessibility_label: text(LIMIT.buttonText) },
);
const line = { ...focusable, placeholder, dispatch_action_config: dispatchConfig };

const MENUS = {
  static_select: also(
    typed({}, { ...menu, ...listed, initial_option: choice }),
    anyOf("options", "option_groups"),
  ),
  external_select: typed({}, { ...menu, ...searched, initial_option: choice }),
  users_select: typed({}, { ...menu, initial_user: id }),
  conversations_select: typed({}, { ...menu, ...conversations, ...answerable, initial_conversation: id }),
  channels_select: typed({}, { ...menu, ...answerable, initial_channel: id }),
  multi_static_select: also(
    typed({}, { ...many, ...listed, initial_options: chosen }),
    anyOf("options", "option_groups"),
  ),
  multi_external_select: typed({}, { ...many, ...searched, initial_options: chosen }),
  multi_users_select: typed({}, { ...many, initial_users: listOfIds }),
  multi_conversations_select: typed({}, { ...many, ...conversations, initial_conversations: listOfIds }),
  multi_channels_select: typed({}, { ...many, initial_channels: listOfIds }),
};

const CHOICES = {
  checkboxes: typed({ options: listOf(choice, LIMIT.choices) }, { ...focusable, initial_options: chosen }),
  radio_buttons: typed({ options: listOf(choice, LIMIT.choices) }, { ...focusable, initial_option: choice }),
  datepicker: typed({}, { ...menu, initial_date: text(10) }),
  timepicker: typed({}, { ...menu, initial_time: text(5), timezone: text(LIMIT.id) }),
  datetimepicker: typed({}, { ...focusable, initial_date_time: anyNumber }),
};

const LINES = {
  plain_text_input: typed(
    {},
    {
      ...line,
      initial_value: text(LIMIT.inputText, 0),
      multiline: flag,
      min_length: integer(0, LIMIT.inputText),
      max_length: integer(1, LIMIT.inputText),
    },
  ),
  email_text_input: typed({}, { ...line, initial_value: text(LIMIT.inputText) }),
  url_text_input: typed({}, { ...line, initial_value: text(LIMIT.inputText) }),
  number_input: typed(
    { is_decimal_allowed: flag },
    { ...line, initial_value: text(LIMIT.inputText), min_value: text(LIMIT.id), max_value: text(LIMIT.id) },
  ),
  rich_text_input: typed({}, { ...line, initial_value: richText }),
  file_input: typed({}, { action_id: id, filetypes: listOf(id, LIMIT.options), max_files: integer(1, 10) }),
};

const PRESSED = {
  button,
  overflow: typed({ options: listOf(menuOption, LIMIT.overflowOptions) }, actionable),
  workflow_button: typed(
    { text: plainText(LIMIT.buttonText), workflow: anything },
    { action_id: id, style: oneOf("primary", "danger"), accessibility_label: text(LIMIT.buttonText) },
  ),
};

export const buttonElement = byType({ button });

/** What may stand in an `actions` block. */
export const actionElements = { ...PRESSED, ...MENUS, ...CHOICES, rich_text_input: LINES.rich_text_input };

/** What may stand beside a section, an image apart. */
export const accessoryElements = { ...PRESSED, ...MENUS, ...CHOICES };

export const inputElement = byType({ ...MENUS, ...CHOICES, ...LINES });

export const contextAction = byType({
  feedback_buttons: typed({ positive_button: feedback, negative_button: feedback }, { action_id: id }),
  icon_button: typed(
    { icon: id, text: plainText(LIMIT.buttonText) },
    {
      ...actionable,
      value: text(LIMIT.buttonValue),
      accessibility_label: text(LIMIT.buttonText),
      visible_to_user_ids: listOfIds,
    },
  ),
});

/** A link to what an answer was made from. */
export const urlSource = byType({
  url: typed({ url: url(LIMIT.url), text: text(LIMIT.id) }, {}),
});
