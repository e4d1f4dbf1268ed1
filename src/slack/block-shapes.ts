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
import {
  accessoryElements,
  actionElements,
  buttonElement,
  contextAction,
  inputElement,
  urlSource,
} from "./element-shapes.ts";
import { imageElement, imageFields, mrkdwn, plainText, richText, textObject } from "./text-shapes.ts";

const block = (required: Record<string, Shape>, optional: Record<string, Shape> = {}) =>
  object({ type: anything, ...required }, { block_id: text(LIMIT.id), ...optional });

const imageInside = object(imageFields.required, imageFields.optional);
const contextElement = byType({
  image: imageInside,
  plain_text: (value, pointer) => textObject()(value, pointer),
  mrkdwn: (value, pointer) => textObject()(value, pointer),
});

const TEXTS = {
  section: also(
    block(
      {},
      {
        text: textObject(),
        fields: listOf(textObject(LIMIT.sectionField), LIMIT.sectionFields),
        accessory: byType({ ...accessoryElements, image: imageInside }),
        expand: flag,
      },
    ),
    anyOf("text", "fields"),
  ),
  header: block({ text: plainText(LIMIT.header) }),
  divider: block({}),
  context: block({ elements: listOf(contextElement, LIMIT.contextElements) }),
  rich_text: richText,
  markdown: block({ text: text(LIMIT.markdown) }),
  alert: block({ text: textObject() }, { level: oneOf("default", "info", "warning", "error", "success") }),
};

const cell = byType({
  rich_text: richText,
  raw_text: object({ type: anything, text: text(LIMIT.tableText) }),
  raw_number: object({ type: anything, value: anyNumber, text: text(LIMIT.id) }),
});
const rows = listOf(listOf(cell, LIMIT.tableColumns), LIMIT.tableRows);
const column = object({}, { align: oneOf("left", "center", "right"), is_wrapped: flag });

const TABLES = {
  table: block({ rows }, { column_settings: listOf(column, LIMIT.tableColumns) }),
  data_table: block(
    { rows, caption: text(LIMIT.textObject) },
    { page_size: integer(1, 100), row_header_column_index: integer(0, LIMIT.tableColumns - 1) },
  ),
};

const chartPoint = object({ label: text(LIMIT.chartLabel), value: anyNumber });
const plotted = object({
  type: anything,
  series: listOf(
    object({ name: text(LIMIT.chartLabel), data: listOf(chartPoint, LIMIT.tableRows) }),
    LIMIT.chartSeries,
  ),
  axis_config: object(
    { categories: listOf(text(LIMIT.chartLabel), LIMIT.tableRows) },
    { x_label: text(LIMIT.chartTitle), y_label: text(LIMIT.chartTitle) },
  ),
});
const dataVisualization = block({
  title: text(LIMIT.chartTitle),
  chart: byType({
    bar: plotted,
    line: plotted,
    area: plotted,
    pie: object({ type: anything, segments: listOf(chartPoint, LIMIT.chartSeries) }),
  }),
});

const MEDIA = {
  image: also(
    block(
      { alt_text: imageFields.required.alt_text },
      { ...imageFields.optional, title: plainText(LIMIT.altText) },
    ),
    anyOf("image_url", "slack_file"),
  ),
  file: block({ source: oneOf("remote"), external_id: text(LIMIT.id) }),
  video: block(
    {
      video_url: url(LIMIT.url),
      thumbnail_url: url(LIMIT.url),
      alt_text: text(LIMIT.altText),
      title: plainText(199),
    },
    {
      title_url: url(LIMIT.url),
      author_name: text(49),
      provider_name: text(LIMIT.id),
      provider_icon_url: url(LIMIT.url),
      description: plainText(),
    },
  ),
};

const INTERACTIVE = {
  actions: block({ elements: listOf(byType(actionElements), LIMIT.actionsElements) }),
  context_actions: block({ elements: listOf(contextAction, LIMIT.contextActions) }),
  input: block(
    { label: plainText(LIMIT.inputLabel), element: inputElement },
    { hint: plainText(LIMIT.inputLabel), optional: flag, dispatch_action: flag },
  ),
};

const card = also(
  block(
    {},
    {
      hero_image: imageElement,
      icon: imageElement,
      title: mrkdwn(LIMIT.cardTitle),
      subtitle: mrkdwn(LIMIT.cardTitle),
      body: mrkdwn(LIMIT.cardBody),
      actions: listOf(buttonElement, LIMIT.actionsElements),
    },
  ),
  anyOf("hero_image", "title", "actions", "body"),
);
const task = block(
  {
    task_id: text(LIMIT.id),
    title: text(LIMIT.taskTitle),
    status: oneOf("pending", "in_progress", "complete", "error"),
  },
  { details: richText, output: richText, sources: listOf(urlSource, LIMIT.options, 0) },
);
const contained = byType({ ...MEDIA, ...INTERACTIVE, ...TEXTS, table: TABLES.table });

const GROUPS = {
  card,
  carousel: block({ elements: listOf(byType({ card }), LIMIT.carouselCards) }),
  container: also(
    block(
      { child_blocks: listOf(contained, LIMIT.containerBlocks) },
      {
        title: plainText(LIMIT.cardTitle),
        rich_text_title: richText,
        subtitle: textObject(LIMIT.cardTitle),
        width: oneOf("narrow", "standard", "wide", "full"),
        icon: imageElement,
        is_collapsible: flag,
        default_collapsed: flag,
        has_header_divider: flag,
      },
    ),
    anyOf("title", "rich_text_title"),
  ),
  task_card: task,
  plan: block(
    { title: text(LIMIT.taskTitle) },
    { tasks: listOf(byType({ task_card: task }), LIMIT.blocksOnMessage, 0) },
  ),
};

/** Every block that an app may put on a message; `file` only ever comes from Slack. */
export const messageBlock = byType({
  ...TEXTS,
  ...TABLES,
  ...INTERACTIVE,
  ...GROUPS,
  data_visualization: dataVisualization,
  image: MEDIA.image,
  video: MEDIA.video,
});

/** Every block that a modal or a home tab may hold: not those that Slack documents for messages only. */
export const viewBlock = byType({
  section: TEXTS.section,
  header: TEXTS.header,
  divider: TEXTS.divider,
  context: TEXTS.context,
  rich_text: TEXTS.rich_text,
  alert: TEXTS.alert,
  data_table: TABLES.data_table,
  image: MEDIA.image,
  video: MEDIA.video,
  actions: INTERACTIVE.actions,
  input: INTERACTIVE.input,
  card,
  carousel: GROUPS.carousel,
  container: GROUPS.container,
});
