import { googleRegistration, googleServer } from "./google.ts";
import type { Provider } from "./provider.ts";

const SCOPE = "https://www.googleapis.com/auth";

/** Google Sheets, at an address of its own; the client is the one that is registered for Google. */
export const googleSheets: Provider = {
  id: "google-sheets",
  name: "Google Sheets",
  icon: "table",
  about: "Read and write spreadsheets",
  baseUrl: "https://sheets.googleapis.com",
  server: googleServer,
  clientOf: "google",
  registration: googleRegistration,
  scopes: [
    { id: `${SCOPE}/spreadsheets.readonly`, words: "Read your spreadsheets", preset: true },
    { id: `${SCOPE}/spreadsheets`, words: "Read and change your spreadsheets", preset: false },
  ],
  // Sheets does not tell whose account it is. A spreadsheet that nobody has tells at least whether the token is good.
  whoAmI: { path: "/v4/spreadsheets/none", names: [] },
  actions: [
    {
      id: "get-spreadsheet",
      call: "GET /v4/spreadsheets/{spreadsheetId}",
      summary: "The sheets of a spreadsheet",
      query: { fields: "text" },
    },
    {
      id: "read-range",
      call: "GET /v4/spreadsheets/{spreadsheetId}/values/{range}",
      summary: "The cells of a range such as Sheet1!A1:D20",
      query: { majorDimension: "text", valueRenderOption: "text" },
    },
    {
      id: "write-range",
      call: "PUT /v4/spreadsheets/{spreadsheetId}/values/{range}",
      summary: "Writes cells; valueInputOption is RAW, or USER_ENTERED to have formulas worked out",
      query: { valueInputOption: "text!" },
      body: { values: "rows!", majorDimension: "text" },
    },
    {
      id: "append-rows",
      call: "POST /v4/spreadsheets/{spreadsheetId}/values/{range}:append",
      summary: "Adds rows below a table; valueInputOption is RAW or USER_ENTERED",
      query: { valueInputOption: "text!", insertDataOption: "text" },
      body: { values: "rows!" },
    },
    {
      id: "create-spreadsheet",
      call: "POST /v4/spreadsheets",
      summary: "Makes a spreadsheet",
      body: { properties: "object!" },
    },
  ],
};
