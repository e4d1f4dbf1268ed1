/** A vector in few bytes: what its numbers are to the largest of them, from -127 to 127. Cosines keep to a hundredth. */
export type SmallVector = Int8Array;

const LARGEST = 127;

export function smallVector(numbers: readonly number[]): SmallVector {
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Int8Array.from(numbers, (value) => Math.round((value / largest) * LARGEST));
}

export const encodeVector = (vector: SmallVector) => Buffer.from(vector).toString("base64");
export const decodeVector = (text: string): SmallVector => new Int8Array(Buffer.from(text, "base64"));

const MOST_NEAR = 50;
/** What the nearest action gets beside the best match by words, which has 1. */
const GAIN = 0.6;

/**
 * What meaning adds to the score of each action: most for the nearest, nothing for the fiftieth and beyond. Only those
 * that `isWanted` take part. Actions without a vector, or with one of another length, get nothing.
 */
export function votesByMeaning(
  query: SmallVector,
  vectors: ReadonlyMap<string, SmallVector>,
  isWanted: (actionId: string) => boolean,
): ReadonlyMap<string, number> {
  const near = [...vectors]
    .filter(([actionId, vector]) => vector.length === query.length && isWanted(actionId))
    .map(([actionId, vector]) => ({ actionId, likeness: cosine(query, vector) }))
    .sort((a, b) => b.likeness - a.likeness || (a.actionId < b.actionId ? -1 : 1));
  const best = near[0]?.likeness ?? 0;
  const last = near[Math.min(near.length, MOST_NEAR) - 1]?.likeness ?? 0;
  const range = near.length > 1 ? best - last : best;
  if (range <= 0) return new Map();
  return new Map(
    near
      .slice(0, MOST_NEAR)
      .map(({ actionId, likeness }) => [
        actionId,
        (GAIN * (likeness - (near.length > 1 ? last : 0))) / range,
      ]),
  );
}

function cosine(a: SmallVector, b: SmallVector): number {
  let product = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let at = 0; at < a.length; at++) {
    const x = a[at] ?? 0;
    const y = b[at] ?? 0;
    product += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return product / (Math.sqrt(lengthA * lengthB) || 1);
}
