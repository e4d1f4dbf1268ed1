/** The files that a result can be shared as. */
export const FILE_FORMATS = ["csv", "json", "parquet"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export function isFileFormat(word: string | undefined): word is FileFormat {
  return FILE_FORMATS.some((format) => format === word);
}
