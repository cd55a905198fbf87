// What happened where and when? Places and times out of a table.
import type { Table } from './linkage.js'
import type { EventSettings, Limits, Rejections } from './schemas.js'

/**
 * Events that have a place and a time, out of a table. Rows without either are set aside and listed, and so are those at
 * 0, 0, outside the range of degrees, or that end before they start. The table is never changed.
 */
export class Events {
  /**
   * `settings` say which columns hold what: `{ x: 'lon', y: 'lat', start: 'day' }`. Times are ISO text, days as numbers, or
   * the dates of Arrow IPC. Throws `MISSING_COLUMN`, `WRONG_COLUMN_TYPE`, `LENGTH_MISMATCH`, `LIMIT_EXCEEDED`,
   * `INVALID_PARAMETER`.
   */
  constructor(table: Table, settings?: EventSettings, options?: { limits?: Limits | undefined })
  /** The rows that were set aside. */
  readonly setAside: Rejections
  /** The numbers of the events whose longitude and latitude are swapped, by the look of them. They are kept as they are. */
  seemSwapped(): Uint32Array
  /** The row of the table that each event came from. */
  rows(): Uint32Array
  /** How many there are. */
  readonly length: number
}
