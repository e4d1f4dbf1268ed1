/**
 * The plan of a run, drawn as often as Slack's limits allow: what changes meanwhile is drawn together. The more threads
 * of a workspace work at the same time, the longer each waits for its turn, as they share the budgets.
 */
import type { Task } from "../../conversation/index.ts";
import { type Logger, messageOf, sleep } from "../../kernel/index.ts";
import { platformError } from "../profile.ts";
import {
  type Closing,
  type MessageDeps,
  openPlanMessage,
  type Plan,
  type PlanMessage,
} from "./plan-message.ts";
import type { Timing } from "./timing.ts";

const WORKING = "Working on it";
const MOST_FAILURES = 3;
const AFTER_FAILURE_MS = 5_000;

/** How a plan ends. Tasks that are under way then become what `openTasks` says. */
export interface PlanEnd extends Closing {
  readonly title: string;
  readonly openTasks: Pick<Task, "state" | "output">;
}

export interface ShownPlan {
  /** Draws from now on, as soon as there is a task. */
  begin(): void;
  task(task: Task): void;
  /** Those of the message that is open. */
  tasks(): readonly Task[];
  /** Whether people see it move now. */
  isStreaming(): boolean;
  /** Something else was said in the thread after the plan: what is said at the end is said below that. */
  overtake(): void;
  /** Ends it, once. Gives where the message of the end stands, or undefined when it has to be said elsewhere. */
  close(end: PlanEnd): Promise<string | undefined>;
  /** Resolves when what `close` left to be done later is done. */
  settled(): Promise<void>;
}

export interface PlanDeps extends MessageDeps {
  readonly timing: Timing;
  readonly logger: Logger;
}

export function createPlan(deps: PlanDeps): ShownPlan {
  const { timing, logger, budgets, workspaceId } = deps;
  const tasks = new Map<string, Task>();
  let message: PlanMessage | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let later: Promise<unknown> = Promise.resolve();
  let drawing: NodeJS.Timeout | undefined;
  let rotating: NodeJS.Timeout | undefined;
  let state: "quiet" | "drawn" | "over" = "quiet";
  let isBegun = false;
  let isOvertaken = false;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let failures = 0;

  const planAs = (title: string): Plan => ({ title, tasks: [...tasks.values()] });

  /** Slack is told one thing after the other. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  }

  function drawSoon(afterMs = Math.max(0, drawnAt + timing.drawEveryMs - performance.now())): void {
    if (state !== "drawn" || drawing !== undefined || tasks.size === 0) return;
    drawing = setTimeout(() => {
      drawing = undefined;
      void inTurn(draw).catch(noteFailure);
    }, afterMs);
  }

  async function draw(): Promise<void> {
    if (state !== "drawn") return;
    const plan = planAs(WORKING);
    const waitMs = message ? await message.draw(plan) : await open(plan);
    drawnAt = performance.now();
    if (waitMs > 0) drawSoon(waitMs);
    else if (JSON.stringify(plan) !== JSON.stringify(planAs(WORKING))) drawSoon();
  }

  async function open(plan: Plan): Promise<number> {
    isBegun = true;
    isOvertaken = false;
    const opened = await openPlanMessage(deps, plan);
    if (typeof opened === "number") return opened;
    message = opened;
    if (opened.kind === "stream")
      rotating = setTimeout(() => void inTurn(rotate).catch(noteFailure), timing.rotateAfterMs);
    return 0;
  }

  /** Closes the message before Slack does; what is under way goes on in another. */
  async function rotate(): Promise<void> {
    if (state !== "drawn" || message?.kind !== "stream") return;
    const old = message;
    const open = [...tasks.values()].filter(isOpen);
    for (const { id } of open) settle(id, { state: "complete", output: "goes on below" });
    const plan = planAs("The first part");
    message = undefined;
    tasks.clear();
    for (const task of open) tasks.set(task.id, task);
    budgets.take(workspaceId, "chat.stopStream");
    await old.close(plan, { sessionStatus: "processing" });
    drawSoon(0);
  }

  /** A plan is a courtesy: what Slack refuses is not tried again, and other trouble not for long. */
  function noteFailure(error: unknown): void {
    failures += 1;
    logger.warn({ error: messageOf(error) }, "a plan could not be shown");
    if (platformError(error) !== undefined || failures >= MOST_FAILURES) {
      if (!message) state = "over";
    } else drawSoon(AFTER_FAILURE_MS);
  }

  function settle(id: string, change: Pick<Task, "state" | "output">): void {
    const task = tasks.get(id);
    if (task) tasks.set(id, { ...task, ...change });
  }

  async function closeNow({ title, openTasks, ...closing }: PlanEnd): Promise<string | undefined> {
    const open = message;
    if (!open) return undefined;
    for (const task of tasks.values()) if (isOpen(task)) settle(task.id, openTasks);
    message = undefined;
    const plan = planAs(title);
    const alone: Closing = closing.sessionStatus ? { sessionStatus: closing.sessionStatus } : {};
    const waitMs = open.kind === "stream" ? budgets.take(workspaceId, "chat.stopStream") : 0;
    if (waitMs > 0 || isOvertaken || !closing.message) {
      later = sleep(waitMs).then(() => open.close(plan, alone));
      later.catch((error) => logger.warn({ error: messageOf(error) }, "a plan could not be closed"));
      return undefined;
    }
    return open.close(plan, closing);
  }

  return {
    begin() {
      if (state === "quiet") state = "drawn";
      drawSoon();
    },
    task(task) {
      if (state === "over") return;
      tasks.set(task.id, task);
      drawSoon();
    },
    tasks: () => [...tasks.values()],
    isStreaming: () => message?.kind === "stream",
    overtake() {
      // Whatever is on its way stands above what is said now.
      if (isBegun) isOvertaken = true;
    },
    close(end) {
      state = "over";
      clearTimeout(drawing);
      clearTimeout(rotating);
      return inTurn(() => closeNow(end));
    },
    settled: async () => void (await later.catch(() => undefined)),
  };
}

const isOpen = ({ state }: Task) => state === "in_progress" || state === "pending";
