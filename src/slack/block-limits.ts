/**
 * The limits of Block Kit, in characters or items, as `facts/slack.md` §1.8 collected them.
 *
 * Whoever builds blocks clamps by this table, and the validator checks by it, so that the two cannot disagree.
 */
export const BLOCK_LIMITS = {
  blocksOnMessage: 50,
  blocksOnView: 100,
  /** Undocumented: a message whose blocks serialise longer than this answers `msg_blocks_too_long`. */
  blocksJson: 13_200,
  /** All `markdown` blocks of a message together, and `markdown_text`. */
  markdown: 12_000,
  messageText: 40_000,
  id: 255,

  textObject: 3000,
  sectionFields: 10,
  sectionField: 2000,
  header: 150,
  altText: 2000,
  inputLabel: 2000,
  contextElements: 10,
  contextActions: 5,
  actionsElements: 25,

  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  placeholder: 150,
  options: 100,
  optionGroups: 100,
  /** Radio buttons and checkboxes. */
  choices: 10,
  overflowOptions: 5,
  optionText: 75,
  optionValue: 150,
  inputText: 3000,

  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,

  tableRows: 100,
  tableColumns: 20,
  /** All cells of a table together. */
  tableText: 10_000,

  chartTitle: 50,
  chartLabel: 20,
  /** Series of a chart, or segments of a pie. */
  chartSeries: 6,
  chartsOnMessage: 2,

  cardTitle: 150,
  cardBody: 200,
  carouselCards: 10,
  containerBlocks: 10,
  taskTitle: 256,

  viewTitle: 24,
  privateMetadata: 3000,

  suggestedPrompts: 4,
  loadingMessages: 10,
} as const;
