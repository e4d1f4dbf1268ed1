const ASKS_HOW =
  /^(?:(?:ok|okay|and|but|so|hey|chief|please|thanks)\b[\s,]*)*(?:(?:how|where)\s+(?:did|do|does|have|is|was|were)\s+(?:you|that|this|it|the|these|those)\b.*\b(?:get|got|gotten|find|found|compute[ds]?|calculate[ds]?|come\s+(?:from|to)|comes?\s+from|work(?:ed)?\s+(?:it\s+|this\s+|that\s+)?out|know|arrive)\b|(?:show|give|tell)\s+(?:me\s+)?(?:the\s+|your\s+)?(?:sql|query|workings?|sources?|receipt|calls)\b|explain\s+(?:this|that|it|the\s+(?:number|numbers|answer|result|results|total|figure))\b|what\s+is\s+(?:this|that|it)\s+based\s+on\b)/i;

/** Whether a message asks how the last answer came to be: “how did you get this?”, “show me the SQL”. */
export function asksHow(text: string): boolean {
  const plain = text.trim();
  return plain.length <= 120 && ASKS_HOW.test(plain);
}
