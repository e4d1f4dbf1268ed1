/** The next step of a run: say something, or call these. By built-in commands or by a language model. */

export { createThinking, type ThinkingPort } from "./ask-model.ts";
export { attachmentsIn } from "./attachments.ts";
export { createPlanner, type PlannerMode } from "./choose-planner.ts";
export { createCommandPlanner } from "./commands/command-planner.ts";
export { findMentionedIntegration } from "./commands/find-integration.ts";
export { pickWindowInputs } from "./commands/pick-column.ts";
export { type ParsedRequest, parseRequest } from "./commands/request.ts";
export { requestedActions } from "./commands/requested-action.ts";
export { readRuleWords } from "./commands/rules/rule-commands.ts";
export { isStopWord } from "./commands/stop-word.ts";
export { describeUse, findTimePhrase, type TimeWindow } from "./commands/time-phrase.ts";
export { contentWords, stem } from "./commands/words.ts";
export type { EarlierRun } from "./earlier-run.ts";
export { createModelPlanner } from "./model-planner.ts";
export { actionOfToolCall } from "./named-action.ts";
export type { PastMessage, Planner, Proposal, RunView } from "./planner.ts";
export { createRunResults, type RunResults, type RunTable } from "./run-results.ts";
export type { SchedulePort } from "./schedule-port.ts";
export type { FileContent, StreamedContent } from "./share-file.ts";
export { type OpenSkill, openSkill, type SkillOutline, type SkillPort } from "./skill-port.ts";
export {
  type AssistantStep,
  type CallSummary,
  type Choice,
  type DecidedBy,
  type ShownTable,
  type SkillForm,
  type Step,
  type ToolEffect,
  type ToolStep,
  type Usage,
  usageOf,
} from "./step.ts";
export { type SuggestedPrompt, suggestPrompts } from "./suggest-prompts.ts";
export { taskTitle } from "./task-title.ts";
export { THOUGHT_TYPES, type ThoughtType } from "./thought.ts";
export { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
export { toolKnowledge } from "./tool-knowledge.ts";
export { createToolbox, type Toolbox } from "./toolbox.ts";
export { writtenIn } from "./written-in.ts";
