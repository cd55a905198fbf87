// What a table of JavaScript looks like to the native side.
import { coded } from './run.js'

/** @typedef {import('./linkage.js').Table} Table */
/** @typedef {import('./linkage.js').Values} Values */
/** @typedef {import('./native.js').Column} Column */

/** Texts are joined in pieces of so many, or of about so many UTF-16 units: a string is shorter than 2^29. */
const PIECE = 4096
const PIECE_UNITS = 2 ** 24

/** The class of a typed array, whichever realm it comes from. @param {unknown} values */
const classOf = (values) => Object.prototype.toString.call(values).slice(8, -1)

/**
 * A table for the native side: Arrow IPC as it is, or its columns, those that are `wanted`.
 *
 * Strings go over joined, with their lengths: one call for a piece instead of one for each string.
 *
 * @param {Table} table
 * @param {(names: string[]) => string[]} wanted
 * @returns {Uint8Array | Column[]}
 */
export function columns(table, wanted) {
  if (table instanceof Uint8Array) return table
  if (ArrayBuffer.isView(table) && classOf(table) === 'Uint8Array') return new Uint8Array(table.buffer, table.byteOffset, table.byteLength)
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw coded('INVALID_PARAMETER', 'a table is an object of columns, or Arrow IPC in a Uint8Array')
  }
  return wanted(Object.keys(table)).map((name) => column(name, table[name]))
}

/**
 * @param {string} name
 * @param {Values} values
 * @returns {Column}
 */
function column(name, values) {
  if (values instanceof BigInt64Array) return { name, integers: values }
  if (values instanceof Float64Array) return { name, numbers: values }
  if (ArrayBuffer.isView(values)) {
    // from another realm, as in a test runner
    const kind = classOf(values)
    if (kind === 'BigInt64Array') return { name, integers: BigInt64Array.from(/** @type {any} */ (values)) }
    if (kind === 'BigUint64Array' || kind === 'DataView') return { name, refused: `a ${kind}` }
    return { name, numbers: Float64Array.from(/** @type {any} */ (values)) }
  }
  if (!Array.isArray(values)) return { name, refused: 'no array' }

  const any = values.find((value) => value != null)
  if (Array.isArray(any)) return lists(name, values)
  const first = typeof any
  if (first === 'number') return numbers(name, values)
  return first === 'string' || first === 'undefined'
    ? texts(name, values)
    : { name, refused: first === 'object' ? 'objects' : `${first}s` }
}

/**
 * @param {string} name
 * @param {readonly (string | null | undefined)[]} values
 * @returns {Column}
 */
function texts(name, values) {
  const lengths = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value === 'string') lengths[row] = value.length
    else if (value == null) lengths[row] = -1
    else return { name, refused: `strings, and a ${typeof value} in row ${row}` }
  }
  const texts = []
  for (let start = 0, end = 0, units = 0; start < values.length; start = end, units = 0) {
    while (end < values.length && end < start + PIECE && units < PIECE_UNITS) units += Math.max(lengths[end++] ?? 0, 0)
    texts.push(values.slice(start, end).join(''))
  }
  return { name, texts, lengths }
}

/**
 * Several texts in a row: all of them as one column, and how many each row has.
 *
 * @param {string} name
 * @param {readonly (readonly (string | null)[] | null | undefined)[]} values
 * @returns {Column}
 */
function lists(name, values) {
  const counts = new Int32Array(values.length)
  const all = []
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value == null) counts[row] = -1
    else if (!Array.isArray(value)) return { name, refused: `arrays, and a ${typeof value} in row ${row}` }
    else {
      counts[row] = value.length
      for (const text of value) all.push(text)
    }
  }
  const column = texts(name, all)
  return column.refused ? { name, refused: 'arrays of other things than strings' } : { ...column, counts }
}

/**
 * @param {string} name
 * @param {readonly (number | null | undefined)[]} values
 * @returns {Column}
 */
function numbers(name, values) {
  const numbers = new Float64Array(values.length)
  const present = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value === 'number') {
      numbers[row] = value
      present[row] = 1
    } else if (value != null) return { name, refused: `numbers, and a ${typeof value} in row ${row}` }
  }
  return { name, numbers, present }
}
