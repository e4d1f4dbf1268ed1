import type { JsonObject } from "../../../kernel/index.ts";
import { validateView } from "../../../slack/index.ts";
import type { WorkspaceView } from "../state.ts";
import type { Triggers } from "../triggers.ts";
import type { ViewRefusal, Views } from "../views.ts";
import type { ApiArguments } from "./arguments.ts";
import { refuseProblems } from "./content.ts";
import type { ApiMethods } from "./method.ts";
import { ApiRefusal } from "./refusal.ts";

interface ViewMethodParts {
  readonly views: Views;
  readonly triggers: Triggers;
  readonly isPerson: (userId: string) => boolean;
}

export function viewMethods({ views, triggers, isPerson }: ViewMethodParts): ApiMethods {
  const actor = (args: ApiArguments) => {
    const redeemed = triggers.redeem(args.required("trigger_id"));
    if (typeof redeemed === "string") throw new ApiRefusal(redeemed);
    return redeemed.userId;
  };
  return {
    // The view is read first: an invalid one does not use the trigger up.
    "views.open": {
      token: "bot",
      call({ args }) {
        const view = readView(args, "modal");
        return answer(views.open(actor(args), view));
      },
    },
    "views.push": {
      token: "bot",
      call({ args }) {
        const view = readView(args, "modal");
        return answer(views.push(actor(args), view));
      },
    },
    "views.update": {
      token: "bot",
      call({ args }) {
        const viewId = args.text("view_id");
        const externalId = args.text("external_id");
        const hash = args.text("hash");
        if (viewId === undefined && externalId === undefined) args.required("view_id");
        const target = {
          ...(viewId !== undefined && { viewId }),
          ...(externalId !== undefined && { externalId }),
          ...(hash !== undefined && { hash }),
        };
        return answer(views.update(target, readView(args, undefined)));
      },
    },
    "views.publish": {
      token: "bot",
      call({ args }) {
        const user = args.required("user_id");
        if (!isPerson(user)) throw new ApiRefusal("invalid_arguments", ["user_id names nobody here"]);
        return answer(views.publish(user, readView(args, "home"), args.text("hash")));
      },
    },
  };
}

function readView(args: ApiArguments, type: "modal" | "home" | undefined): JsonObject {
  args.required("view");
  const view = args.object("view", "invalid_arguments") ?? {};
  if (type !== undefined && view["type"] !== type) {
    throw new ApiRefusal("invalid_arguments", [`must be a ${type} [json-pointer:/view/type]`]);
  }
  refuseProblems(validateView(view));
  return view;
}

function answer(view: WorkspaceView | ViewRefusal): JsonObject {
  if (typeof view === "string") throw new ApiRefusal(view);
  return { view };
}
