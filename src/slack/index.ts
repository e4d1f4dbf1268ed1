/** Speaks Slack: Bolt behind a durable inbox on the way in, blocks within Slack's limits on the way out. */
export { BLOCK_LIMITS } from "./block-limits.ts";
export {
  type ClientSettings,
  createTokenConnections,
  type SlackConnection,
  type SlackConnections,
} from "./connection.ts";
export { createSoundFetch } from "./delivery/sound-fetch.ts";
export { createFileReader, FILE_LIMITS, slackFilesAt } from "./documents/file-reader.ts";
export { createDocuments, TAKE_DOCUMENTS } from "./documents/take-documents.ts";
export { createApprovalsSection } from "./home/approvals-section.ts";
export { createHomes } from "./home/homes.ts";
export { createIntegrationsSection } from "./home/integrations-section.ts";
export { createSchedulesSection } from "./home/schedules-section.ts";
export { createSkillsSection } from "./home/skills-section.ts";
export { HANDLE_DELIVERY, purgeInbox } from "./inbox.ts";
export { createInstallPages, type Welcome } from "./installs/install-pages.ts";
export { createInstalledConnections, type InstalledConnections } from "./installs/installed-connections.ts";
export { createMessenger } from "./messenger.ts";
export { createNames } from "./names.ts";
export { fetchProfile } from "./profile.ts";
export { createHttpReceiver, SLACK_EVENTS_PATH } from "./receivers.ts";
export { BEGIN_REQUEST, createRequests } from "./requests/begin-requests.ts";
export { createSlackSignIn, type SlackSignIn } from "./sign-in.ts";
export { createSlackApp, type SlackApp } from "./slack-app.ts";
export { createSockets } from "./sockets.ts";
export { type BlockProblem, validateBlocks, validateView } from "./validate-blocks.ts";
