/** Something that the sample shop sells and the sample warehouses keep. */
interface Product {
  readonly sku: string;
  readonly name: string;
  readonly priceCents: number;
}

const product = (sku: string, name: string, priceCents: number): Product => ({ sku, name, priceCents });

/** The whole range; the last two are sold out in every warehouse. */
export const PRODUCTS: readonly [Product, ...Product[]] = [
  product("KET-GLS-17", "Glass kettle 1.7 l", 4990),
  product("KET-STL-10", "Steel kettle 1.0 l", 3450),
  product("MUG-WHT-03", "Mug, white", 950),
  product("MUG-BLK-03", "Mug, black", 950),
  product("MUG-TRV-05", "Travel mug 0.5 l", 2495),
  product("TEA-GRN-01", "Green tea 250 g", 1190),
  product("TEA-BLK-01", "Black tea 250 g", 990),
  product("COF-ESP-10", "Espresso beans 1 kg", 2190),
  product("COF-FLT-05", "Filter coffee 500 g", 1195),
  product("GRN-MAN-01", "Hand grinder", 5900),
  product("GRN-ELC-01", "Electric grinder", 12900),
  product("POT-FRN-08", "French press 0.8 l", 3299),
  product("POT-MOK-06", "Moka pot for six", 3999),
  product("FLT-PAP-00", "Paper filters, 100", 449),
  product("SCL-KIT-01", "Kitchen scale", 2799),
  product("THM-PRB-01", "Probe thermometer", 1899),
  product("CUP-ESP-06", "Espresso cups, six", 2650),
  product("SPN-TEA-06", "Tea spoons, six", 1350),
  product("TRY-OAK-01", "Oak tray", 4250),
  product("CLN-DSC-01", "Descaler 500 ml", 899),
  product("MLK-FRT-01", "Milk frother", 6990),
  product("GFT-SET-01", "Gift set", 7950),
];

export const WAREHOUSES = [
  { code: "BER", name: "Berlin", country: "DE" },
  { code: "LYO", name: "Lyon", country: "FR" },
  { code: "NJ2", name: "Newark", country: "US" },
] as const;

const SOLD_OUT = new Set(["MLK-FRT-01", "GFT-SET-01"]);

/** What a warehouse holds of a product when the world begins: always the same, 12 to 411 pieces or none. */
export function initialStock(sku: string, warehouse: string): number {
  if (SOLD_OUT.has(sku)) return 0;
  let mixed = 7;
  for (const character of sku + warehouse) mixed = (mixed * 31 + character.charCodeAt(0)) % 99_991;
  return 12 + (mixed % 400);
}
