import type { ApiDocument } from "../http/api.ts";
import { inPath, inQuery, ref, responses } from "../http/describe.ts";
import { PAGE_PARAMETERS } from "./page-parameters.ts";
import { CUSTOMER_EXAMPLE } from "./schemas.ts";

const tags = ["customers"];

/** The operations on customers. */
export const CUSTOMER_PATHS: ApiDocument["paths"] = {
  "/customers": {
    get: {
      operationId: "listCustomers",
      summary: "List customers",
      tags,
      parameters: [
        inQuery(
          "email",
          { type: "string" },
          "Only the customer with this address.",
          "ada.baker.7@example.com",
        ),
        ...PAGE_PARAMETERS,
      ],
      responses: responses({
        status: 200,
        description: "A page of customers, by id.",
        schema: ref("CustomerPage"),
        example: { data: [CUSTOMER_EXAMPLE], next_cursor: null, has_more: false, total: 1 },
      }),
    },
  },
  "/customers/{id}": {
    get: {
      operationId: "getCustomer",
      summary: "Get a customer",
      tags,
      parameters: [inPath("id", { type: "string" }, "The customer's id.", "cus_0007")],
      responses: responses(
        { status: 200, description: "The customer.", schema: ref("Customer"), example: CUSTOMER_EXAMPLE },
        404,
      ),
    },
  },
};
