import { visibleText } from "../../../kernel/index.ts";
import { paths } from "../../paths.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { ContractForm, type ContractFormProps } from "./contract-form.tsx";
import { CurlPanel } from "./curl-panel.tsx";

interface ContractPageProps extends ContractFormProps {
  readonly title: string;
  readonly integration: { readonly id: string; readonly name: string; readonly baseUrl: string };
}

/** The editor of an action contract (PRODUCT C5): new, edited, or copied from an operation. */
export function ContractPage({ title, integration, ...form }: ContractPageProps) {
  const back = (
    <a class="with-icon" href={paths.integration(integration.id)}>
      <Icon name="arrow-left" /> {visibleText(integration.name)}
    </a>
  );
  return (
    <>
      <PageHeader title={visibleText(title)} about={back}>
        <code>{visibleText(integration.baseUrl)}</code>
      </PageHeader>
      <div class="stack wide">
        <CurlPanel integrationId={integration.id} integration={visibleText(integration.name)} />
        <ContractForm {...form} />
      </div>
    </>
  );
}
