/** What do agencies record? */
import type { RunOptions } from './linkage.js'
import type {
  Agency, Case, CsvColumns, Incident, Jurisdiction, Limits, MediaFile, Offender, Person, Provider, RecordKind, RecordsRead, Series, Tip,
} from './schemas.js'

export { addressNote, checkVin, isPlaceholder, stateFromNcic, stateToNcic } from './native.js'
export type * from './schemas.js'

/** The type of each kind of record. */
export interface RecordTypes {
  person: Person
  offender: Offender
  incident: Incident
  case: Case
  tip: Tip
  media_file: MediaFile
  series: Series
  agency: Agency
  jurisdiction: Jurisdiction
  provider: Provider
}

/** What reading made of its input, with the type of its records. */
export type Read<K extends RecordKind> = Omit<RecordsRead, 'records'> & { records: RecordTypes[K][] }

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
export function read<K extends RecordKind>(kind: K, records: Iterable<unknown>, options?: ReadOptions): Read<K>

/** Reads records from a JSON text that is one array, in UTF-8. Throws `INVALID_UNICODE` too. */
export function readJson<K extends RecordKind>(kind: K, data: Uint8Array | string, options?: ReadOptions & RunOptions): Promise<Read<K>>
/** As `readJson`, on the calling thread. */
export function readJsonSync<K extends RecordKind>(kind: K, data: Uint8Array | string, options?: ReadOptions): Read<K>

/** Reads records from a JSON text on each line. */
export function readNdjson<K extends RecordKind>(kind: K, data: Uint8Array | string, options?: ReadOptions & RunOptions): Promise<Read<K>>
/** As `readNdjson`, on the calling thread. */
export function readNdjsonSync<K extends RecordKind>(kind: K, data: Uint8Array | string, options?: ReadOptions): Read<K>

/** Reads records from a table with a header. Throws `MISSING_COLUMN` and `DUPLICATE_COLUMN` too. */
export function readCsv<K extends RecordKind>(kind: K, data: Uint8Array | string, options?: CsvOptions & RunOptions): Promise<Read<K>>
/** As `readCsv`, on the calling thread. */
export function readCsvSync<K extends RecordKind>(kind: K, data: Uint8Array | string, options?: CsvOptions): Read<K>

/** The JSON Schema (2020-12) of a kind of record. */
export function recordSchema(kind: RecordKind): Record<string, unknown>
