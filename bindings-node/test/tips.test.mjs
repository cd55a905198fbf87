// The intake desk from JavaScript: one answer in three languages.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { synth, tips } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/tips.json', import.meta.url), 'utf8'))
const reports = /** @type {any[]} */ (file.reports)
const good = reports.filter(({ kind }) => kind)
const made = /** @type {any[]} */ (synth.world(file.seed, file.size).recordsSync('tip'))

test('triage is the same in three languages', async () => {
  const { triage: expected, context } = file
  assert.deepEqual(good.map((one) => tips.triage(one, context)), expected.each)
  const found = await tips.triageAll(reports, context)
  assert.deepEqual(found, expected.order)
  assert.deepEqual(tips.triageAllSync(reports, context, { threads: 2 }), found)
  const lines = Buffer.from(reports.map((one) => JSON.stringify(one)).join('\n'))
  assert.deepEqual(tips.triageAllSync(lines, context).order, found.order)
  assert.deepEqual(tips.triageAllSync(made, context).order.slice(0, 10), expected.made)
  assert.deepEqual(tips.tellApart(good[0], good[1], context), expected.apart)
})

test('rules are data', () => {
  const rules = tips.triageRules()
  const ready = new tips.CompiledTriage()
  assert.deepEqual(ready.rules, rules)
  assert.equal(inspect(ready), 'CompiledTriage(caselink-triage 2026-12)')
  assert.deepEqual(tips.triage(good[0], {}, { rules }), tips.triage(good[0], {}, { rules: ready }))
  rules.tiers = { first: 10, second: 5 }
  assert.equal(tips.triage(good[0], {}, { rules }).urgency.tier, 1)
})

test('links are the same in three languages', async () => {
  const { alike: expected, judgement } = file
  const index = new tips.TipIndex(file.settings)
  const added = await index.extend([...reports, ...made])
  assert.equal(added.added, expected.length)
  assert.equal(index.length, expected.length)
  assert.equal(added.rejected.total, 1)
  assert.equal(index.extendSync([good[0]]).replaced, 1)
  const found = index.find(good[0], { most: 5 })
  assert.deepEqual(found, expected.found)
  const [{ left, right }] = /** @type {[any]} */ (found.links)
  assert.deepEqual(index.explain(left, right), expected.explained)
  assert.deepEqual(await index.clusters(), expected.clusters)
  assert.deepEqual(index.clustersSync(), expected.clusters)
  const bytes = await index.toBytes()
  assert.equal(createHash('sha256').update(bytes).digest('hex'), expected.bytes_sha256)
  assert.equal(index.judge(judgement), null)
  assert.deepEqual(index.clusterOf('R-1'), expected.cluster_of)
  assert.deepEqual(index.judgements(), [judgement])
  for (const again of [await tips.TipIndex.fromBytes(await index.toBytes()), tips.TipIndex.fromBytesSync(index.toBytesSync())]) {
    assert.deepEqual(again.judgements(), index.judgements())
    assert.deepEqual(again.toBytesSync(), index.toBytesSync())
  }
  assert.deepEqual(index.withdraw('R-1', 'R-6'), judgement)
  assert.equal(index.withdraw('R-1', 'R-6'), null)
  index.remove('R-1')
  assert.equal(index.has('R-1'), false)
  assert.equal(inspect(index), `TipIndex(${expected.length - 1} reports)`)
})

test('damaged bytes are refused', async () => {
  const bytes = new tips.TipIndex().toBytesSync()
  assert.throws(() => tips.TipIndex.fromBytesSync(bytes.slice(0, -1)), { code: 'CORRUPT_SNAPSHOT' })
  bytes.set([(bytes.at(40) ?? 0) ^ 1], 40)
  await assert.rejects(tips.TipIndex.fromBytes(bytes), { code: 'CORRUPT_SNAPSHOT' })
})

test('what cannot be is refused', () => {
  const refused = { code: 'INVALID_PARAMETER' }
  assert.throws(() => tips.triage(/** @type {any} */ ({ id: 7 })), refused)
  assert.throws(() => tips.triage(good[0], /** @type {any} */ ({ as_of: 7 })), refused)
  assert.throws(() => tips.triageAllSync(/** @type {any} */ (7)), refused)
  assert.throws(() => tips.triageAllSync(good, {}, { threads: -1 }), refused)
  assert.throws(() => tips.triageAllSync(good, {}, /** @type {any} */ ({ thread: 1 })), refused)
  assert.throws(() => new tips.TipIndex(/** @type {any} */ ({ most_reports: 1 })), refused)
  assert.throws(() => new tips.TipIndex().remove('R-1'), { code: 'UNKNOWN_RECORD' })
  assert.throws(() => new tips.TipIndex().judge({ ...file.judgement, why: '' }), refused)
})
