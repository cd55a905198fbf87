// Linkage in parts gives what linkage of the whole gives.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { linkage } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/partitions.json', import.meta.url), 'utf8'))
const { settings, limits, expected } = file

/** @typedef {Record<string, any>} Columns */

/** 64 bits as the vectors write them. @param {bigint} number */
const bits = (number) => BigInt.asUintN(64, number).toString(16).padStart(16, '0')

/** The rows of tables one behind the other. @param {Columns[]} tables */
function joined(...tables) {
  const names = Object.keys(tables[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, tables.flatMap((table) => [...table[name]])]))
}

/** Arrays of bigint as the typed arrays that tables hold. @param {Columns} table */
const typed = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([name, values]) => [name, typeof values[0] === 'bigint' ? BigInt64Array.from(values) : values]),
  )

/** The rows of a batch, each as often as it has a key, beside their keys. @param {Columns} batch @param {any} keys */
function withKeys(batch, keys) {
  const columns = keys.toColumns()
  const rows = [...columns.row].map(Number)
  const values = Object.fromEntries(Object.entries(batch).map(([name, all]) => [name, rows.map((row) => all[row])]))
  const { side, blocking_rule, blocking_key, tile } = columns
  return { ...values, side: [...side], blocking_rule: [...blocking_rule], blocking_key: [...blocking_key], tile: [...tile] }
}

/** @param {any} keys */
function written(keys) {
  const { side, row, blocking_rule, blocking_key, tile } = keys.toColumns()
  return [...side].map((_, n) => [side[n], Number(row[n]), blocking_rule[n], bits(blocking_key[n]), tile[n]])
}

/** @param {any[]} sides @param {any} how @param {any} options */
function whole(sides, how, options) {
  const keys = sides.map((table, side) => linkage.blockKeysSync(table, how, { side }))
  const sizes = joined(...keys.map((one) => linkage.blockSizes(one.toArrow()).toColumns()))
  const counts = sides.map((table, side) => linkage.termCountsSync(table, how, { side }).toColumns())
  return {
    keys,
    plan: linkage.planBlocks(/** @type {any} */ (typed(sizes)), how, options),
    terms: linkage.TermCounts.of(/** @type {any} */ (typed(joined(...counts)))),
  }
}

test('golden vector', () => {
  const { tables, mode, tile_rows: tileRows, minimum_probability: minimumProbability } = file
  const { keys, plan, terms } = whole(tables, settings, { mode, tileRows, limits })
  assert.deepEqual(keys.flatMap(written), expected.keys)
  assert.deepEqual(plan.estimate, expected.plan)
  assert.equal(plan.tiledBlocks, expected.tiled_blocks)
  const read = linkage.TermCounts.fromBytes(terms.toBytes())

  /** @type {(make: (table: any, side: number) => any) => [any, any[]]} */
  const parts = (make) => {
    const made = tables.map(make)
    const rows = tables.map((/** @type {any} */ table, /** @type {number} */ side) => withKeys(table, made[side]))
    return [typed(joined(...rows)), made.flatMap(written)]
  }
  const [training, trainingKeys] = parts((table, side) => linkage.trainingKeysSync(table, settings, plan, read, { side }))
  assert.deepEqual(trainingKeys, expected.training_keys)
  const counts = linkage.comparisonCountsSync(training, settings, plan, { limits })
  const { source, pattern, pairs, own_pairs } = /** @type {any} */ (counts.toColumns())
  assert.deepEqual(
    [...source].map((_, n) => [source[n], bits(pattern[n]), Number(pairs[n]), Number(own_pairs[n])]),
    expected.counts,
  )
  const model = linkage.trainFromCountsSync(counts.toArrow(), settings, plan, read)
  assert.equal(model.toJson(), expected.model)

  const sent = linkage.BlockPlan.fromBytes(plan.toBytes())
  const [rows, planned] = parts((table, side) => linkage.blockKeysSync(table, model, { side, plan: sent }))
  assert.deepEqual(planned, expected.planned_keys)
  const found = linkage.pairsInBlocksSync(rows, model, sent, read, { minimumProbability, limits })
  const links = /** @type {any} */ (found.toColumns())
  assert.deepEqual(
    [...links.id_left].map((id, n) => [
      links.table_left[n],
      Number(id),
      links.table_right[n],
      Number(links.id_right[n]),
      links.match_weight_millibits[n],
      links.blocking_rule[n],
    ]),
    expected.links,
  )
  assert.deepEqual(found.report, expected.report)
})

const SETTINGS = {
  id: 'id',
  comparisons: [{ kind: /** @type {const} */ ('name'), column: 'surname' }, { kind: /** @type {const} */ ('date'), column: 'born' }],
  blocking: [[{ column: 'surname' }], [{ column: 'born' }]],
}

/** People of few names, each of whom stands twice. @param {number} count */
function crowd(count) {
  const rows = [...Array(count).keys()]
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0')
  const who = (/** @type {number} */ n) => n >> 1
  return {
    id: rows.map((n) => `r${n}`),
    surname: rows.map((n) => ['Painter', 'Painter', 'Green', null, 'Li'][(who(n) * 7) % 5] ?? null),
    born: rows.map((n) => `${1930 + ((who(n) * 7) % 60)}-${two(1 + (who(n) % 12))}-${two(1 + ((who(n) * 5) % 28))}`),
  }
}

test('parts, on worker threads, give what the whole gives', async () => {
  const table = crowd(400)
  const whole = await linkage.prepare(table, { settings: SETTINGS, limits: { block_rows: 85 } })
  const model = await linkage.train(whole)
  const links = /** @type {any} */ ((await linkage.findLinks(whole, model)).toColumns())
  const keys = await linkage.blockKeys(table, model)
  const plan = linkage.planBlocks(keys.toArrow(), model, { tileRows: 30, limits: { block_rows: 85 } })
  assert.deepEqual(plan.estimate, linkage.estimatePairs(whole))
  assert.equal(plan.estimate.refused.length, 1)
  assert.ok(plan.tiledBlocks > 0)
  const terms = linkage.TermCounts.of((await linkage.termCounts(table, model)).toArrow())
  const rows = withKeys(table, await linkage.blockKeys(table, model, { plan }))
  const found = []
  for (const part of [0, 1, 2]) {
    const mine = rows.tile.map((tile, n) => n).filter((n) => (Number(BigInt.asUintN(32, rows.blocking_key[n])) + rows.tile[n]) % 3 === part)
    const picked = Object.fromEntries(Object.entries(rows).map(([name, all]) => [name, mine.map((n) => all[n])]))
    const pairs = await linkage.pairsInBlocks(/** @type {any} */ (typed(picked)), model, plan, terms, { threads: 2 })
    const { id_left, id_right, match_weight_millibits, blocking_rule } = /** @type {any} */ (pairs.toColumns())
    found.push(...id_left.map((/** @type {string} */ id, /** @type {number} */ n) => [id, id_right[n], match_weight_millibits[n], blocking_rule[n]]))
  }
  const all = links.idLeft.map((/** @type {string} */ id, /** @type {number} */ n) => [
    id,
    links.idRight[n],
    links.matchWeightMillibits[n],
    links.blockingRule[n],
  ])
  assert.ok(all.length > 100, `only ${all.length} links`)
  assert.deepEqual(found.map(String).sort(), all.map(String).sort())

  const training = withKeys(table, await linkage.trainingKeys(table, model, plan, terms))
  const counts = await linkage.comparisonCounts(/** @type {any} */ (typed(training)), model, plan)
  const trained = await linkage.trainFromCounts(counts.toArrow(), model, plan, terms)
  assert.equal(trained.training.records, 400)
})

test('what does not belong together is refused, and runs are stopped', async () => {
  const { keys, plan, terms } = whole([crowd(20)], SETTINGS, undefined)
  const model = linkage.Model.persons({ date_of_birth: 'born' })
  const code = (/** @type {string} */ code) => (/** @type {any} */ error) => error.code === code
  const rows = /** @type {any} */ (typed(withKeys(crowd(20), keys[0])))
  assert.throws(() => linkage.pairsInBlocksSync(rows, model, plan, terms), code('INVALID_PARAMETER'))
  assert.throws(() => linkage.blockKeysSync(crowd(2), SETTINGS, /** @type {any} */ ({ sides: 1 })), code('INVALID_PARAMETER'))
  assert.throws(() => linkage.blockKeysSync(crowd(2), SETTINGS, { side: 2 }), code('INVALID_PARAMETER'))
  assert.throws(() => linkage.planBlocks(/** @type {any} */ (keys[0]).toArrow(), SETTINGS, /** @type {any} */ ({ mode: 'both' })), code('INVALID_PARAMETER'))
  assert.throws(() => linkage.BlockPlan.fromBytes(plan.toBytes().slice(1)), code('CORRUPT_SNAPSHOT'))
  assert.throws(() => linkage.BlockPlan.merge([plan, linkage.planBlocks(/** @type {any} */ (keys[0]).toArrow(), SETTINGS, { mode: 'link' })]), code('INVALID_PARAMETER'))
  assert.deepEqual(linkage.BlockPlan.merge([plan]).toBytes(), plan.toBytes())
  await assert.rejects(linkage.blockKeys(crowd(2), SETTINGS, { signal: AbortSignal.abort() }), code('CANCELLED'))
  assert.equal(inspect(keys[0]), `BlockTable(${keys[0]?.length} rows)`)
})
