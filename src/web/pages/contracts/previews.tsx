import { CodeBlock } from "../../ui/code-block.tsx";
import { RequestView, type ShownRequest } from "./request-view.tsx";

/** What the editor shows beside the form, made anew whenever something is typed. */
export interface Previews {
  readonly request:
    | { readonly ok: true; readonly request: ShownRequest }
    /** Why there is no exact request yet, and the template as far as it goes. */
    | { readonly ok: false; readonly reasons: readonly string[]; readonly template: string };
  readonly output:
    | { readonly kind: "none" }
    | { readonly kind: "mapped"; readonly text: string }
    | { readonly kind: "fault"; readonly message: string };
}

function RequestPreview({ request }: Pick<Previews, "request">) {
  if (request.ok) return <RequestView request={request.request} label="Body of the previewed request" />;
  return (
    <>
      <p class="request-line">
        <code class="bare">{request.template}</code>
      </p>
      <ul class="notes muted">
        {request.reasons.map((reason) => (
          <li>{reason}</li>
        ))}
      </ul>
    </>
  );
}

function OutputPreview({ output }: Pick<Previews, "output">) {
  if (output.kind === "mapped") return <CodeBlock text={output.text} label="The mapped output" />;
  if (output.kind === "fault") return <p class="muted">{output.message}</p>;
  return <p class="muted">Paste a sample response, or test and take the real one.</p>;
}

/** The exact request, and what the mapping makes of the sample response. */
export function PreviewPanels({ previews }: { previews: Previews }) {
  return (
    <>
      <section class="panel stack" aria-labelledby="preview-request-title">
        <h2 id="preview-request-title">The request</h2>
        <RequestPreview request={previews.request} />
      </section>
      <section class="panel stack" aria-labelledby="preview-output-title">
        <h2 id="preview-output-title">The output</h2>
        <OutputPreview output={previews.output} />
      </section>
    </>
  );
}
