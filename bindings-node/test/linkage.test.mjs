import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeVector, Table, tableFromIPC, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow'
import fc from 'fast-check'
import { linkage } from '../index.js'
import { people, settings, shuffled } from './people.mjs'

const table = people(600)

/** Everything that comes of links, to compare. @param {linkage.Links} links */
const outcome = (links) => ({
  columns: links.toColumns(),
  arrow: links.toArrow(),
  clusters: links.clusters(0.9).toColumns(),
  model: links.model.toBytes(),
  report: links.report,
})

test('plain columns, typed arrays and Arrow IPC give equal links', () => {
  const numbered = { ...table, id: Array.from(table.id, (_, row) => row * 7) }
  const expected = outcome(linkage.dedupeSync(numbered, settings))
  assert.ok(expected.columns.idLeft.length > 100)
  assert.ok(expected.columns.idLeft instanceof BigInt64Array)

  const text = (/** @type {(string | null)[]} */ values) => vectorFromArray(values, new Utf8())
  const vectors = {
    id: makeVector(Int32Array.from(numbered.id)),
    given: text(table.given),
    surname: text(table.surname),
    born: text(table.born),
    phone: text(table.phone),
    lat: makeVector(table.lat),
    lon: makeVector(table.lon),
  }
  const arrow = new Table(vectors)
  const dictionary = new Table({ ...vectors, surname: vectorFromArray(table.surname) })
  for (const [how, other] of Object.entries({
    'Int32Array ids': { ...numbered, id: Int32Array.from(numbered.id) },
    'BigInt64Array ids': { ...numbered, id: BigInt64Array.from(numbered.id, BigInt) },
    'number[] coordinates': { ...numbered, lat: [...table.lat], lon: [...table.lon] },
    'other order of columns': Object.fromEntries(Object.entries(numbered).reverse()),
    'Arrow stream': tableToIPC(arrow, 'stream'),
    'Arrow file': tableToIPC(arrow, 'file'),
    'Arrow dictionary': tableToIPC(dictionary, 'stream'),
    'Arrow in a Buffer': Buffer.from(tableToIPC(arrow, 'stream')),
  })) {
    assert.deepEqual(outcome(linkage.dedupeSync(other, settings)), expected, how)
  }
})

test('what goes out as Arrow is what goes out as columns', () => {
  const links = linkage.dedupeSync(table, settings)
  const columns = links.toColumns()
  const arrow = tableFromIPC(links.toArrow())
  assert.deepEqual(
    arrow.schema.fields.map((field) => field.name),
    ['id_left', 'id_right', 'match_weight_millibits', 'match_probability', 'blocking_rule'],
  )
  assert.deepEqual(arrow.getChild('id_left')?.toJSON(), columns.idLeft)
  assert.deepEqual(arrow.getChild('match_weight_millibits')?.toArray(), columns.matchWeightMillibits)
  assert.deepEqual(arrow.getChild('match_probability')?.toArray(), columns.matchProbability)
  assert.deepEqual(arrow.getChild('blocking_rule')?.toArray(), columns.blockingRule)

  const clusters = links.clusters(0.9)
  assert.equal(clusters.length, 600)
  const { id, cluster } = clusters.toColumns()
  assert.equal(new Set([...cluster]).size, clusters.count)
  const members = tableFromIPC(clusters.toArrow())
  assert.deepEqual(members.getChild('id')?.toJSON(), id)
  assert.deepEqual(members.getChild('cluster')?.toJSON(), cluster)
})

test('the order of the rows and the number of threads leave no trace', async () => {
  const expected = outcome(linkage.dedupeSync(table, settings))
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.constantFrom(0, 1, 2, 3), async (seed, threads) => {
      const links = await linkage.dedupe(shuffled(table, seed), settings, { threads })
      assert.deepEqual(outcome(links), expected)
    }),
    { numRuns: 12 },
  )
})

test('a function and its Sync twin give the same', async () => {
  const right = people(300, 9)
  /** @type {[Promise<linkage.Links>, linkage.Links][]} */
  const pairs = [
    [linkage.dedupe(table, settings), linkage.dedupeSync(table, settings)],
    [linkage.link(table, right, settings), linkage.linkSync(table, right, settings)],
    [linkage.linkAndDedupe(table, right, settings), linkage.linkAndDedupeSync(table, right, settings)],
  ]
  for (const [later, now] of pairs) assert.deepEqual(outcome(await later), outcome(now))

  const prepared = await linkage.prepare(table, { settings })
  assert.deepEqual(prepared.intake, linkage.prepareSync(table, { settings }).intake)
  const model = await linkage.train(prepared)
  assert.deepEqual(model.toBytes(), linkage.trainSync(prepared).toBytes())
  assert.deepEqual(
    outcome(await linkage.findLinks(prepared, model, { minimumProbability: 0.3 })),
    outcome(linkage.findLinksSync(prepared, model, { minimumProbability: 0.3 })),
  )
})

test('tables made ready say what they hold', () => {
  const prepared = linkage.prepareSync(table, { right: people(30, 9), settings })
  assert.equal(prepared.length, 630)
  assert.equal(prepared.mode, 'link')
  assert.equal(prepared.possiblePairs, 600 * 30)
  assert.deepEqual(prepared.settings.blocking.length, 3)
  assert.deepEqual(prepared.intake.map(({ records }) => records), [600, 30])
  const estimate = linkage.estimatePairs(prepared)
  assert.equal(estimate.pairs_by_rule.length, 3)
  assert.equal(estimate.pairs, estimate.pairs_by_rule.reduce((sum, pairs) => sum + pairs, 0))
})

test('models round-trip as bytes and as JSON, and serve again', () => {
  const links = linkage.dedupeSync(table, settings)
  const { model } = links
  const bytes = model.toBytes()
  assert.deepEqual(linkage.Model.fromBytes(bytes).toBytes(), bytes)
  assert.deepEqual(linkage.Model.fromJson(model.toJson()).toBytes(), bytes)
  assert.deepEqual(model.settings.blocking, prepared(settings).blocking)
  assert.ok(model.priorProbability > 0 && model.priorProbability < 1)
  assert.deepEqual(model.comparisons.map(({ name }) => name), ['given', 'surname', 'born', 'phone', 'lat and lon'])
  assert.equal(model.training.records, 600)
  assert.deepEqual(outcome(linkage.dedupeSync(table, linkage.Model.fromBytes(bytes))), outcome(links))
})

/** Settings with their defaults filled in. @param {linkage.Settings} settings */
const prepared = (settings) => linkage.prepareSync(people(2), { settings }).settings

test('parts of an explanation add up to the total, exactly', () => {
  const links = linkage.dedupeSync(table, settings)
  const { idLeft, idRight, matchWeightMillibits, matchProbability } = links.toColumns()
  for (const place of [0, 1, 50, links.length - 1]) {
    const why = links.explainLink(place)
    const [left, right] = [idLeft[place], idRight[place]]
    assert.ok(left !== undefined && right !== undefined)
    assert.deepEqual([why.left, why.right], [left, right])
    assert.equal(why.parts.reduce((sum, part) => sum + part.weight, 0), why.totalMillibits)
    assert.equal(why.totalMillibits, matchWeightMillibits[place])
    assert.equal(why.probability, matchProbability[place])
    assert.equal(why.notice, linkage.LEAD_NOTICE)
    assert.equal(links.explain(left, right).toJson(), why.toJson())
  }
  assert.equal(links.explain('R0', 'R599').finding, 'insufficient')
  assert.match(links.explainLink(0).toSvg(), /^<svg /)
  assert.match(links.explainLink(0).toHtml(), /<svg /)
})

test('ids are explained as they came: text, number or bigint', () => {
  const numbered = { ...table, id: Array.from(table.id, (_, row) => row) }
  const links = linkage.dedupeSync(numbered, settings)
  const why = links.explain(0, 1)
  assert.equal(why.left, 0)
  assert.equal(links.explain(0n, 1n).toJson(), why.toJson())
  for (const wrong of [0.5, NaN, 2 ** 60, 2n ** 64n, -(2n ** 70n)]) {
    assert.throws(() => links.explain(0, wrong), { code: 'INVALID_PARAMETER' })
  }
  assert.throws(() => links.explain(0, 600), { code: 'UNKNOWN_RECORD' })
  assert.throws(() => links.explain(0, '1'), { code: 'UNKNOWN_RECORD' })
  assert.throws(() => links.explain(0, 'a\ud800'), { code: 'INVALID_UNICODE' })
  assert.throws(() => links.explain(0, 0), { code: 'INVALID_PARAMETER' })
  for (const place of [links.length, -1, 0.5]) {
    assert.throws(() => links.explainLink(place), { code: 'INVALID_PARAMETER' })
  }

  const large = BigInt64Array.from(numbered.id, (id) => BigInt(id) + 2n ** 60n)
  assert.equal(linkage.dedupeSync({ ...numbered, id: large }, settings).explain(2n ** 60n, 2n ** 60n + 1n).left, 2n ** 60n)
})

test('links are judged by entities, by pairs, and by the same in Arrow', () => {
  const links = linkage.dedupeSync(table, settings)
  const entities = { id: table.id, entity: table.entity }
  const found = links.evaluate(entities)
  assert.equal(found.true_pairs, 200)
  assert.ok(found.best.f1 > 0.95)
  const first = table.id.filter((_, row) => row % 3 === 0)
  const second = table.id.filter((_, row) => row % 3 === 1)
  assert.deepEqual(links.evaluate({ id_left: first, id_right: second }), found)
  const ipc = tableToIPC(
    new Table({
      id: vectorFromArray(first.concat(second), new Utf8()),
      entity: vectorFromArray(first.concat(first), new Utf8()),
    }),
  )
  assert.equal(links.evaluate(ipc).best.f1, links.evaluate({ id: first.concat(second), entity: first.concat(first) }).best.f1)
  assert.equal(links.atLeast(0.95), links.toColumns().matchProbability.filter((p) => p >= 0.95).length)

  assert.throws(() => links.evaluate({ id: entities.id }), { code: 'MISSING_COLUMN' })
  assert.throws(() => links.evaluate({ id: ['nobody'], entity: ['x'] }), { code: 'UNKNOWN_RECORD' })
  assert.throws(() => links.evaluate({ id: ['R0', 'R1'], entity: ['x'] }), { code: 'LENGTH_MISMATCH' })
  assert.throws(() => links.evaluate(new Uint8Array(9)), { code: 'INVALID_PARAMETER' })
})

test('a model takes the prior of other files', () => {
  const { model } = linkage.dedupeSync(people(90), settings)
  const other = model.withPrior(1e-7)
  assert.equal(other.priorProbability, 1e-7)
  assert.deepEqual(other.comparisons, model.comparisons)
  for (const probability of [0, 1, NaN, -0.5]) assert.throws(() => model.withPrior(probability), { code: 'INVALID_PARAMETER' })
})
