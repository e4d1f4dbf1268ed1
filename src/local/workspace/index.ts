/** A Slack of our own: the product's local mode runs on it in-process, the tests also over HTTP and sockets. */
export { type AppSettings, CHIEF_APP } from "./app-settings.ts";
export type { ChangeListener, DeliveryReport, WorkspaceChange } from "./changes.ts";
export type { AppTransport, DeliveryOptions, DeliveryOutcome, Envelope, RetryReason } from "./deliveries.ts";
export type { FaultRule } from "./faults.ts";
export type { LargeFiles } from "./files.ts";
export type { Human } from "./human.ts";
export type { Click, HumanOutcome, SlashCommand } from "./human-interactions.ts";
export type { SubmitOutcome } from "./human-views.ts";
export { createInProcessFetch, createInProcessReceiver } from "./in-process.ts";
export { SLACK_TIERS } from "./rate-limits.ts";
export type { Reading } from "./reading.ts";
export type { WorkspaceChannel, WorkspaceMessage, WorkspaceUser, WorkspaceView } from "./state.ts";
export { createMemoryWorkspaceStore, type StoredRecord, type WorkspaceStore } from "./store.ts";
export type { FormAnswers } from "./view-state.ts";
export { createLocalWorkspace, type LocalWorkspace, type LocalWorkspaceOptions } from "./workspace.ts";
