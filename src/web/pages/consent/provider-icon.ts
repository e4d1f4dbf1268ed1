import type { Provider } from "../../../integrations/index.ts";
import type { IconName } from "../../ui/icon.tsx";

const ICONS: Readonly<Record<Provider["icon"], IconName>> = {
  branch: "git-branch",
  calendar: "calendar",
  card: "credit-card",
  table: "table",
  page: "file-text",
  issue: "circle-dashed",
  people: "user",
  board: "list-tree",
  chat: "hash",
  grid: "blocks",
};

/** The drawing that stands for a provider. */
export function providerIcon({ icon }: Pick<Provider, "icon">): IconName {
  return ICONS[icon];
}
