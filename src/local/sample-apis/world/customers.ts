import { pick, seededRandom } from "./random.ts";

/** A buyer, as the Internal Orders API shows one. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const COUNT = 240;
const FIRST = [
  "Ada",
  "Amir",
  "Bea",
  "Carlos",
  "Chidi",
  "Dana",
  "Elif",
  "Femi",
  "Greta",
  "Hugo",
  "Ines",
  "Jun",
] as const;
const LAST = [
  "Abe",
  "Baker",
  "Costa",
  "Dubois",
  "Eze",
  "Fischer",
  "García",
  "Haddad",
  "Ito",
  "Jensen",
  "Kaya",
] as const;

/** All customers of the sample shop: always the same ones. */
export function seedCustomers(): readonly [Customer, ...Customer[]] {
  const random = seededRandom(20);
  const rest = Array.from({ length: COUNT - 1 }, (_, at) => customer(at + 2, random));
  return [customer(1, random), ...rest];
}

function customer(number: number, random: () => number): Customer {
  const id = `cus_${String(number).padStart(4, "0")}`;
  const [first, last] = [pick(FIRST, random), pick(LAST, random)];
  const mailbox = `${first}.${last}.${number}`
    .normalize("NFD")
    .replaceAll(/[^a-zA-Z0-9.]/g, "")
    .toLowerCase();
  return { id, name: `${first} ${last}`, email: `${mailbox}@example.com` };
}
