import type { Provider } from "./provider.ts";

/** Stripe, by OAuth of Stripe Connect. https://docs.stripe.com/connect/oauth-reference */
export const stripe: Provider = {
  id: "stripe",
  name: "Stripe",
  icon: "card",
  about: "Customers, payments, products and prices",
  baseUrl: "https://api.stripe.com",
  server: {
    authorizationUrl: "https://connect.stripe.com/oauth/authorize",
    tokenUrl: "https://connect.stripe.com/oauth/token",
    clientAuth: "post",
    quirks: { keep: ["stripe_user_id"] },
    revocation: {
      url: "https://connect.stripe.com/oauth/deauthorize",
      method: "POST",
      encoding: "form",
      fields: { client_id: "{{client_id}}", stripe_user_id: "{{stripe_user_id}}" },
      clientAuth: "bearer",
    },
  },
  registration: {
    url: "https://dashboard.stripe.com/settings/connect",
    hint: "Under Connect, onboarding options, OAuth: the client id begins with ca_; the secret is your platform's secret key. Add the redirect URI below.",
  },
  scopes: [
    { id: "read_only", words: "Read your Stripe account", preset: true },
    { id: "read_write", words: "Read and change your Stripe account", preset: false },
  ],
  whoAmI: { path: "/v1/account", names: ["email", "id"] },
  formBodies: true,
  idempotencyHeader: "Idempotency-Key",
  actions: [
    {
      id: "list-customers",
      call: "GET /v1/customers",
      summary: "Customers, the newest first",
      query: { email: "text", limit: "integer", starting_after: "text" },
    },
    { id: "get-customer", call: "GET /v1/customers/{id}", summary: "One customer" },
    {
      id: "create-customer",
      call: "POST /v1/customers",
      summary: "Adds a customer",
      body: { email: "text", name: "text", description: "text" },
    },
    {
      id: "list-charges",
      call: "GET /v1/charges",
      summary: "Charges, the newest first",
      query: { customer: "text", limit: "integer", starting_after: "text" },
    },
    {
      id: "list-payment-intents",
      call: "GET /v1/payment_intents",
      summary: "Payments, the newest first",
      query: { customer: "text", limit: "integer", starting_after: "text" },
    },
    { id: "get-payment-intent", call: "GET /v1/payment_intents/{id}", summary: "One payment" },
    {
      id: "list-products",
      call: "GET /v1/products",
      summary: "Products",
      query: { active: "boolean", limit: "integer", starting_after: "text" },
    },
    {
      id: "list-prices",
      call: "GET /v1/prices",
      summary: "Prices of products",
      query: { product: "text", limit: "integer", starting_after: "text" },
    },
    {
      id: "list-invoices",
      call: "GET /v1/invoices",
      summary: "Invoices, the newest first",
      query: { customer: "text", status: "text", limit: "integer", starting_after: "text" },
    },
    {
      id: "create-refund",
      call: "POST /v1/refunds",
      summary: "Gives money back",
      body: { charge: "text", payment_intent: "text", amount: "integer", reason: "text" },
    },
    {
      id: "cancel-payment-intent",
      call: "POST /v1/payment_intents/{id}/cancel",
      summary: "Cancels a payment that was not captured yet",
    },
  ],
};
