import type { Execution } from "../execution/index.ts";
import type { ConnectionOffers } from "../integrations/index.ts";
import { inexactNumeralIn } from "../kernel/index.ts";
import type { ToolCall } from "../model/index.ts";
import type { SqlEngine } from "../results/index.ts";
import { callAction, callHttp, describeActionTool, findActions } from "./action-tools.ts";
import { askModel, type ThinkingPort } from "./ask-model.ts";
import { connectIntegration } from "./connect-integration.ts";
import { explainResults } from "./explain-results.ts";
import { isFileFormat } from "./file-formats.ts";
import { giveGrant } from "./grant-tools.ts";
import { tellApprovals } from "./list-approvals.ts";
import type { PolicyPort } from "./policy-port.ts";
import { type ChannelPort, postMessage } from "./post-message.ts";
import { queryResults } from "./query-results.ts";
import { recallResults } from "./recall-results.ts";
import { manageRules, setRule } from "./rule-tools.ts";
import type { SchedulePort } from "./schedule-port.ts";
import { type FilePort, shareFile } from "./share-file.ts";
import type { SkillPort } from "./skill-port.ts";
import { failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import { isToolName, mayCall, modelTools, type ToolInput, type ToolName, toolInputs } from "./tools.ts";

export interface Toolbox {
  /** Runs one tool call. What is wrong with it comes back as content, for the planner to correct. */
  run(toolCall: ToolCall, context: ToolContext): Promise<ToolOutcome>;
}

type Tools = {
  [Name in ToolName]: (input: ToolInput<Name>, context: ToolContext) => Promise<ToolOutcome>;
};

export function createToolbox(deps: {
  readonly execution: Pick<Execution, "perform" | "withdraw">;
  readonly sql: SqlEngine;
  readonly channels: ChannelPort;
  readonly files: FilePort;
  readonly connections: ConnectionOffers;
  readonly skills: SkillPort;
  readonly thinking: ThinkingPort;
  readonly policy: PolicyPort;
  readonly schedules: SchedulePort;
}): Toolbox {
  const tools: Tools = {
    find_actions: (input, context) => findActions(input, context),
    describe_action: async (input, context) => describeActionTool(input, context),
    call_action: (input, context) => callAction(deps, input, context),
    call_http: (input, context) => callHttp(deps, input, context),
    query_results: (input, context) =>
      isFileFormat(input.as)
        ? shareFile(deps, { sql: input.sql, format: input.as }, context)
        : queryResults(deps, input, context),
    recall_results: ({ explain }, context) => (explain ? explainResults(context) : recallResults(context)),
    explain_results: (_input, context) => explainResults(context),
    post_message: (input, context) => postMessage(deps.channels, input, context),
    connect_integration: (input, context) => connectIntegration(deps.connections, input, context),
    run_skill: (input, context) => deps.skills.start(input, context),
    draft_skill: (input, context) => deps.skills.draft(input, context),
    change_skill: (input, context) => deps.skills.change(input, context),
    end_skill: (input, context) => deps.skills.end(input, context),
    retry_skill: (input, context) => deps.skills.retry(input, context),
    ask_model: (input, context) => askModel(deps.thinking, input, context),
    set_rule: (input, context) => setRule(deps.policy, input, context),
    give_grant: (input, context) => giveGrant(deps.policy, input, context),
    schedule_request: (input, context) => deps.schedules.propose(input, context),
    manage_schedules: (input, context) => deps.schedules.manage(input, context),
    list_approvals: (_input, context) => tellApprovals(deps.policy, context),
    rules: (input, context) => manageRules(deps.policy, input, context),
  };
  return {
    async run(toolCall, context) {
      const { name } = toolCall;
      if (isToolName(name) && mayCall(context.by, name)) return dispatch(tools, name, { toolCall, context });
      const known = modelTools().map((tool) => tool.name);
      return failed(`There is no tool “${name}”. There are: ${known.join(", ")}`);
    },
  };
}

async function dispatch<Name extends ToolName>(
  tools: Tools,
  name: Name,
  asked: { toolCall: ToolCall; context: ToolContext },
): Promise<ToolOutcome> {
  const given = parsedOr(asked.toolCall.arguments);
  if (given === undefined) return failed(`The arguments of ${name} are not valid JSON. Send one JSON object`);
  const inexact = inexactNumeralIn(asked.toolCall.arguments);
  if (inexact !== undefined) return failed(toldInexact(name, inexact));
  const parsed = toolInputs[name].safeParse(given);
  if (parsed.success) return tools[name](parsed.data as ToolInput<Name>, asked.context);
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "arguments"}: ${issue.message}`,
  );
  return failed(`The arguments of ${name} are not right: ${faults.join("; ")}`);
}

const toldInexact = (name: ToolName, numeral: string) =>
  `The arguments of ${name} hold the number ${numeral}, which has more digits than a number keeps, so another one would be sent. Send it as a text, in quotes`;

function parsedOr(text: string): unknown {
  try {
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}
