// Linkage in pieces, for engines that spread rows over many processes.
import { inspect } from 'node:util'
import { columns } from './columns.js'
import { expectOptions, guarded, guardMethods, json } from './guard.js'
import * as native from './native.js'
import { run } from './run.js'

export { BlockPlan, BlockTable, TermCounts } from './native.js'

const { BlockPlan, BlockTable, Model, TermCounts } = native
for (const type of [BlockPlan, BlockTable, TermCounts]) guardMethods(type)

/** @typedef {import('./linkage.js').Table} Table */
/** @typedef {import('./linkage.js').Settings | native.Model} How */
/** @typedef {import('./linkage.js').RunOptions} RunOptions */

const RUN = ['signal', 'progress']
/** Columns of keys, which the settings do not name. */
const KEY = ['side', 'blocking_rule', 'blocking_key', 'tile']

/** All columns of a table. @param {Table} table */
const whole = (table) => columns(table, (names) => names)

const { of } = TermCounts
/** @param {any} rows */
TermCounts.of = (rows) => of.call(TermCounts, /** @type {any} */ (whole(rows)))

/** All columns by name. @type {(this: native.BlockTable) => { [column: string]: any }} */
BlockTable.prototype.toColumns = function () {
  return Object.fromEntries(this.columnNames.map((name) => [name, this.column(name)]))
}

Object.defineProperty(BlockTable.prototype, inspect.custom, {
  /** @this {native.BlockTable} */
  value() {
    return `BlockTable(${this.length} rows)`
  },
})

const steps = {
  part: guarded(native.part),
  partSync: guarded(native.partSync),
  blockSizes: guarded(native.blockSizes),
  planBlocks: guarded(native.planBlocks),
  trainFromCounts: guarded(native.trainFromCounts),
  trainFromCountsSync: guarded(native.trainFromCountsSync),
}

/** The settings as JSON. @param {How} how */
const settingsOf = (how) => json('settings', how instanceof Model ? how.settings : how) ?? 'null'

/**
 * The arguments of the native `part`.
 *
 * @param {string} step
 * @param {Table} table
 * @param {How} how
 * @param {native.BlockPlan | null | undefined} plan
 * @param {native.TermCounts | null | undefined} terms
 * @param {any} options
 * @returns {Parameters<typeof native.partSync>}
 */
function work(step, table, how, plan, terms, options) {
  const settings = settingsOf(how)
  const { side, minimumProbability, threads, limits } = options ?? {}
  const needed = (/** @type {string[]} */ names) => [
    ...native.wanted(settings, names),
    ...names.filter((name) => KEY.includes(name)),
  ]
  const model = how instanceof Model ? how : undefined
  const asked = { step, settings, side, minimumProbability, threads, limits: json('limits', limits) }
  return [columns(table, needed), /** @type {any} */ (asked), model, plan, terms]
}

const KEYS = ['side', 'plan', 'limits']
const BATCH = ['side', 'limits']
const PAIRS = ['minimumProbability', 'threads', 'limits']

/**
 * Runs a step on a worker thread.
 *
 * @param {Parameters<typeof native.partSync>} task
 * @param {RunOptions | undefined} options
 */
const start = (task, options) => run(options, (token, progress) => steps.part(...task, token, progress))

/** @type {import('./partitions.js').blockKeys} */
export async function blockKeys(table, how, options) {
  expectOptions(options, [...KEYS, ...RUN])
  return start(work('block_keys', table, how, options?.plan, undefined, options), options)
}

/** @type {import('./partitions.js').blockKeysSync} */
export function blockKeysSync(table, how, options) {
  expectOptions(options, KEYS)
  return steps.partSync(...work('block_keys', table, how, options?.plan, undefined, options))
}

/** @type {import('./partitions.js').blockSizes} */
export function blockSizes(keys) {
  return steps.blockSizes(whole(keys))
}

/** @type {import('./partitions.js').planBlocks} */
export function planBlocks(sizes, how, options) {
  expectOptions(options, ['mode', 'tileRows', 'limits'])
  const { mode, tileRows, limits } = options ?? {}
  return steps.planBlocks(whole(sizes), settingsOf(how), mode, tileRows, json('limits', limits))
}

/** @type {import('./partitions.js').termCounts} */
export async function termCounts(table, how, options) {
  expectOptions(options, [...BATCH, ...RUN])
  return start(work('term_counts', table, how, undefined, undefined, options), options)
}

/** @type {import('./partitions.js').termCountsSync} */
export function termCountsSync(table, how, options) {
  expectOptions(options, BATCH)
  return steps.partSync(...work('term_counts', table, how, undefined, undefined, options))
}

/** @type {import('./partitions.js').pairsInBlocks} */
export async function pairsInBlocks(rows, model, plan, terms, options) {
  expectOptions(options, [...PAIRS, ...RUN])
  return start(work('pairs_in_blocks', rows, model, plan, terms, options), options)
}

/** @type {import('./partitions.js').pairsInBlocksSync} */
export function pairsInBlocksSync(rows, model, plan, terms, options) {
  expectOptions(options, PAIRS)
  return steps.partSync(...work('pairs_in_blocks', rows, model, plan, terms, options))
}

/** @type {import('./partitions.js').trainingKeys} */
export async function trainingKeys(table, how, plan, terms, options) {
  expectOptions(options, [...BATCH, ...RUN])
  return start(work('training_keys', table, how, plan, terms, options), options)
}

/** @type {import('./partitions.js').trainingKeysSync} */
export function trainingKeysSync(table, how, plan, terms, options) {
  expectOptions(options, BATCH)
  return steps.partSync(...work('training_keys', table, how, plan, terms, options))
}

/** @type {import('./partitions.js').comparisonCounts} */
export async function comparisonCounts(rows, how, plan, options) {
  expectOptions(options, ['limits', ...RUN])
  return start(work('comparison_counts', rows, how, plan, undefined, options), options)
}

/** @type {import('./partitions.js').comparisonCountsSync} */
export function comparisonCountsSync(rows, how, plan, options) {
  expectOptions(options, ['limits'])
  return steps.partSync(...work('comparison_counts', rows, how, plan, undefined, options))
}

/** @type {import('./partitions.js').trainFromCounts} */
export async function trainFromCounts(counts, how, plan, terms, options) {
  expectOptions(options, RUN)
  const [table, settings] = [whole(counts), settingsOf(how)]
  return run(options, (token, progress) => steps.trainFromCounts(table, settings, plan, terms, token, progress))
}

/** @type {import('./partitions.js').trainFromCountsSync} */
export function trainFromCountsSync(counts, how, plan, terms) {
  return steps.trainFromCountsSync(whole(counts), settingsOf(how), plan, terms)
}
