/** What do agencies record? */
import type { RunOptions } from './linkage.js'
import type { CsvColumns, Limits, RecordKind, RecordsRead } from './schemas.js'

export { addressNote, checkVin, isPlaceholder } from './native.js'
export type * from './schemas.js'

/** How records are read. */
export interface ReadOptions {
  /** What becomes of fields that the schema does not know: `'keep'`, or `'refuse'`, and the record is set aside. */
  unknownFields?: 'keep' | 'refuse'
  /** Upper bounds; each has a default. */
  limits?: Partial<Limits>
}

/** How records are read from a table. */
export interface CsvOptions extends ReadOptions {
  /**
   * For the heading of a column the path of its field (`names[0].given`), and texts that every record has. A
   * heading that is itself a path is that field.
   */
  columns?: Partial<CsvColumns>
}

/**
 * Checks records against the schema of their kind. A record that is not valid is set aside, with row, field and
 * reason, and the rest goes on.
 *
 * Throws `LIMIT_EXCEEDED` and `INVALID_PARAMETER`. A record that JSON has no form for is set aside like any other.
 */
export function read(kind: RecordKind, records: Iterable<unknown>, options?: ReadOptions): RecordsRead

/** Reads records from a JSON text that is one array, in UTF-8. Throws `INVALID_UNICODE` too. */
export function readJson(kind: RecordKind, data: Uint8Array | string, options?: ReadOptions & RunOptions): Promise<RecordsRead>
/** As `readJson`, on the calling thread. */
export function readJsonSync(kind: RecordKind, data: Uint8Array | string, options?: ReadOptions): RecordsRead

/** Reads records from a JSON text on each line. */
export function readNdjson(kind: RecordKind, data: Uint8Array | string, options?: ReadOptions & RunOptions): Promise<RecordsRead>
/** As `readNdjson`, on the calling thread. */
export function readNdjsonSync(kind: RecordKind, data: Uint8Array | string, options?: ReadOptions): RecordsRead

/** Reads records from a table with a header. Throws `MISSING_COLUMN` and `DUPLICATE_COLUMN` too. */
export function readCsv(kind: RecordKind, data: Uint8Array | string, options?: CsvOptions & RunOptions): Promise<RecordsRead>
/** As `readCsv`, on the calling thread. */
export function readCsvSync(kind: RecordKind, data: Uint8Array | string, options?: CsvOptions): RecordsRead

/** The JSON Schema (2020-12) of a kind of record. */
export function recordSchema(kind: RecordKind): Record<string, unknown>
