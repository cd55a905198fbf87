import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkage } from '../index.js'
import { missing, read, settings, truth } from './febrl.mjs'

/** @param {linkage.Evaluation} found */
const f1At95 = (found) => found.thresholds.find(({ pairs }) => pairs.probability === 0.95)?.pairs.f1 ?? 0

test('FEBRL 3, one file with duplicates', { skip: missing }, async (t) => {
  const table = read('dataset3.csv')
  const links = await linkage.dedupe(table, settings)
  const found = links.evaluate(truth(table.rec_id ?? []))
  t.diagnostic(`f1 at .95 ${f1At95(found)}, best ${found.best.f1}`)
  assert.equal(found.true_pairs, 6538)
  assert.ok(f1At95(found) >= 0.999)
})

test('FEBRL 4, two files', { skip: missing }, async (t) => {
  const [left, right] = [read('dataset4a.csv'), read('dataset4b.csv')]
  const links = await linkage.link(left, right, settings)
  const found = links.evaluate(truth(left.rec_id ?? [], right.rec_id ?? []))
  t.diagnostic(`f1 at .95 ${f1At95(found)}, best ${found.best.f1}`)
  assert.equal(found.true_pairs, 5000)
  assert.ok(f1At95(found) >= 0.9995)
})
