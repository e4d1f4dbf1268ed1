import { join } from "node:path";
import type { Config } from "./config.ts";
import { type Clock, Secret } from "./kernel/index.ts";
import {
  connectSamples,
  createInProcessFetch,
  createInProcessReceiver,
  createLargeFiles,
  createLocalWorkspace,
  createWorkspaceStore,
  loadSampleKeys,
  startSampleApis,
} from "./local/index.ts";
import { saveMember } from "./people/index.ts";
import { createTokenConnections } from "./slack/index.ts";
import type { SlackSide, SlackSideDeps } from "./slack-side.ts";

/** Opens the workspace that stands in for Slack, and the sample APIs beside it where they are wanted. */
export async function openLocalSide({ config, db, clock, logger }: SlackSideDeps): Promise<SlackSide> {
  const local = await createLocalWorkspace({
    store: createWorkspaceStore(db),
    largeFiles: createLargeFiles(join(config.dataDir, "workspace-files")),
    clock,
    onStoreFailure: (error) =>
      logger.error({ error }, "the local workspace could not be stored; trying again"),
  });
  const client = { fetch: createInProcessFetch(local), slackApiUrl: "https://workspace.invalid/api/" };
  const connections = createTokenConnections({
    db,
    kind: "local",
    token: new Secret(local.identity.botToken),
    ...client,
  });
  const receiver = createInProcessReceiver(local);
  const samples = config.samples ? await openSamples(config, clock) : undefined;
  return {
    connections,
    client,
    local,
    takes: () => false,
    async start(app) {
      await connections.own();
      await app.listenTo(receiver);
    },
    stopHearing: async () => void (await receiver.stop()),
    async close() {
      await local.stop();
      await samples?.apis.close();
    },
    ...(samples
      ? {
          async connectSamples(with_) {
            const own = await connections.own();
            if (!own) return;
            const { workspace } = own;
            const admin = local.people.list().find((person) => person.isAdmin && !person.isBot);
            const by = await saveMember(db, {
              workspaceId: workspace.id,
              slackUserId: admin?.id ?? "",
              name: admin?.realName ?? "Admin",
              role: "admin",
              timeZone: admin?.timeZone ?? "UTC",
              active: true,
              profileAt: clock(),
            });
            await connectSamples(with_, { ...samples, workspaceId: workspace.id, by: by.id });
          },
        }
      : {}),
  };
}

async function openSamples(config: Config, clock: Clock) {
  const keys = await loadSampleKeys(config.dataDir);
  const apis = await startSampleApis({
    host: "127.0.0.1",
    ordersPort: 4010,
    wmsPort: 4011,
    stateFile: join(config.dataDir, "sample-apis.json"),
    clock,
    ...keys,
  });
  return { keys, apis };
}
