/** The bounds of a spreadsheet. Nothing is read or unpacked before its known size was checked against these. */

/** Bytes as uploaded. */
export const maxFileBytes = 20 * 1024 * 1024;
/** Rows that hold anything, without the headings. */
export const maxRows = 50_000;
/** Rows of any kind; programs write out blank rows that were formatted once. */
export const maxRowElements = 100_000;
export const maxColumns = 100;
/** The most that a spreadsheet program can hold; a file beyond it is no spreadsheet, blank cells or not. */
export const lastColumn = 16_384;
export const lastRow = 1_048_576;
export const maxCellCharacters = 4_096;
export const maxMerges = 20_000;
/** Sheets that are looked at for headings, and rows of each. */
export const maxSheets = 50;
export const maxHeadingRows = 10;

export const maxEntries = 1_000;
/** Bytes that all entries of the archive unpack to. */
export const maxInflatedBytes = 200 * 1024 * 1024;
/** How much more an entry may unpack to than it takes, where it unpacks to more than `ratioFreeBytes`. */
export const maxRatio = 100;
export const ratioFreeBytes = 1024 * 1024;
/** Parts other than the sheet and its texts: relationships, content types, the workbook's list of sheets. */
export const maxSmallPartBytes = 4 * 1024 * 1024;
/** The table of shared texts, in UTF-8. */
export const maxSharedTextBytes = 64 * 1024 * 1024;
export const maxXmlDepth = 64;
/** Characters between two tags of a part. */
export const maxXmlRun = 1024 * 1024;
/** Bytes of one record of a .csv. */
export const maxRecordBytes = 256 * 1024;

/** V8's heaps in the process that reads: for old objects, and for new ones. */
export const heapMb = 128;
export const youngHeapMb = 8;
/** How long the parent waits for the process in all; while a reader is slow nobody waits for the process. */
export const readingMs = 60_000;
