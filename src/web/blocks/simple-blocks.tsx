import type { JsonObject } from "../../kernel/index.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Element, InputControl } from "./element.tsx";
import { ImageView } from "./image.tsx";
import { isTrueAt, objectAt, objectsAt, textAt, wordsAt } from "./json-view.ts";
import { inputName } from "./read-press.ts";
import type { Placed, Surface } from "./surface.ts";
import { domId } from "./surface.ts";
import { plainText, TextBlock, TextLine } from "./text-object.tsx";

interface BlockProps {
  readonly block: JsonObject;
  readonly blockId: string;
  readonly surface: Surface;
}

/** A `section`: text, two columns of fields, and something at its right side. */
export function SectionBlock({ block, blockId, surface }: BlockProps) {
  const text = objectAt(block, "text");
  const fields = objectsAt(block, "fields");
  const accessory = objectAt(block, "accessory");
  return (
    <div class="b-section">
      <div>
        {text && <TextBlock text={text} names={surface.names} />}
        {fields.length > 0 && (
          <div class="b-fields">
            {fields.map((field) => (
              <div>
                <TextBlock text={field} names={surface.names} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div class="b-accessory">
          <Element element={accessory} blockId={blockId} surface={surface} />
        </div>
      )}
    </div>
  );
}

/** An `actions` or `context_actions` block. */
export function ActionsBlock({ block, blockId, surface }: BlockProps) {
  return (
    <div class="b-actions">
      {objectsAt(block, "elements").map((element) => (
        <Element element={element} blockId={blockId} surface={surface} />
      ))}
    </div>
  );
}

/** A `context` block: small, beside each other. */
export function ContextBlock({ block, surface }: BlockProps) {
  return (
    <div class="b-context">
      {objectsAt(block, "elements").map((element) =>
        textAt(element, "type") === "image" ? (
          <ImageView image={element} />
        ) : (
          <span>
            <TextLine text={element} names={surface.names} />
          </span>
        ),
      )}
    </div>
  );
}

const LEVELS: Readonly<Record<string, readonly [icon: IconName, tone: string]>> = {
  default: ["info", "plain"],
  info: ["info", "info"],
  warning: ["triangle-alert", "warn"],
  error: ["circle-x", "bad"],
  success: ["circle-check", "good"],
};

/** An `alert` block. */
export function AlertBlock({ block, surface }: BlockProps) {
  const level = textAt(block, "level");
  const [icon, tone] = (Object.hasOwn(LEVELS, level) ? LEVELS[level] : undefined) ?? ["info", "plain"];
  return (
    <div class={`note tone-${tone}`} role="note">
      <Icon name={icon} />
      <div>
        <TextBlock text={objectAt(block, "text") ?? {}} names={surface.names} />
      </div>
    </div>
  );
}

/** A `card` block: picture, title, subtitle, body, buttons. */
export function CardBlock({ block, blockId, surface }: BlockProps) {
  const hero = objectAt(block, "hero_image");
  const icon = objectAt(block, "icon");
  const parts = ["title", "subtitle", "body"].map((key) => [key, objectAt(block, key)] as const);
  const actions = objectsAt(block, "actions");
  return (
    <div class="b-card">
      {hero && <ImageView image={hero} />}
      {icon && <ImageView image={icon} />}
      {parts.map(
        ([key, text]) =>
          text && (
            <div class={`card-${key}`}>
              <TextBlock text={text} names={surface.names} />
            </div>
          ),
      )}
      {actions.length > 0 && (
        <div class="b-actions">
          {actions.map((element) => (
            <Element element={element} blockId={blockId} surface={surface} />
          ))}
        </div>
      )}
    </div>
  );
}

/** An `input` block: label, control, hint, or what was wrong with what was entered. */
export function InputBlock({ block, blockId, surface }: BlockProps) {
  const element = objectAt(block, "element") ?? {};
  const placed: Placed = { element, blockId, surface };
  const id = domId(placed);
  const error =
    surface.errors && Object.hasOwn(surface.errors, blockId) ? surface.errors[blockId] : undefined;
  const hint = plainText(wordsAt(block, "hint"));
  const label = plainText(wordsAt(block, "label"));
  const isGroup = ["checkboxes", "radio_buttons"].includes(textAt(element, "type"));
  const described = {
    "aria-describedby": error || hint ? `${id}-hint` : undefined,
    "aria-invalid": error ? "true" : undefined,
  };
  return (
    <div class="field">
      {!isGroup && (
        <label for={id}>
          {label} {isTrueAt(block, "optional") && <small>(optional)</small>}
        </label>
      )}
      <InputControl
        placed={placed}
        name={inputName(blockId, textAt(element, "action_id"), textAt(element, "type"))}
        label={label}
        described={described}
      />
      {(error || hint) && (
        <small id={`${id}-hint`} class={error ? "error" : undefined}>
          {error ?? hint}
        </small>
      )}
    </div>
  );
}
