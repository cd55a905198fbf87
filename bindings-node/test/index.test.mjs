import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkage } from '../index.js'

/** @type {import('../linkage.js').Settings} */
const settings = {
  id: 'id',
  comparisons: [
    { kind: 'name', column: 'surname' },
    { kind: 'date', column: 'born' },
    { kind: 'identifier', column: 'phone', term_frequency: true },
  ],
  blocking: [[{ column: 'surname' }], [{ column: 'born' }], [{ column: 'phone' }]],
  prior: { kind: 'given', probability: 0.1 },
}
const people = {
  id: BigInt64Array.from([1n, 2n, 3n, 2n ** 60n]),
  surname: ['Painter', 'Painter', 'Green', 'Neumann'],
  born: ['1971-06-24', '1971-06-24', '1948-09-30', null],
  phone: [['5550100', '5550101'], ['5550101'], null, ['5550102']],
}

test('an index finds what the batch finds, and follows every change', async () => {
  const prepared = linkage.prepareSync(people, { settings })
  const model = linkage.trainSync(prepared)
  const index = await linkage.Index.of(prepared, model)
  assert.equal(index.length, 4)
  const links = linkage.findLinksSync(prepared, model)
  const [first] = index.neighbours(1).candidates
  assert.ok(first)
  const phone = first.explanation.parts.find((part) => part.name === 'phone')
  assert.ok(phone)
  assert.equal(first.id, 2)
  assert.equal(first.weight, links.explain(1, 2).totalMillibits)
  assert.equal(phone.label, 'the same: the best pair of 2 and 1 values, of which 1 agree')
  assert.equal(phone.left, undefined)

  assert.equal(index.add({ id: 'x', surname: 'unknown', born: 'no date', phone: ['5550102'] }).total, 1)
  assert.throws(() => index.add({ id: 'x' }), { code: 'INVALID_PARAMETER' })
  const found = index.find({ id: 5, phone: '555-0102' }, { minimumProbability: 0.001, showValues: true })
  assert.deepEqual(new Set(found.candidates.map((one) => one.id)), new Set(['x', 2n ** 60n]))
  assert.equal(found.candidates[0]?.explanation.parts.at(-2)?.left, '555-0102')
  index.remove(2n ** 60n)
  index.replace({ id: 'x', surname: 'Green' })
  assert.equal(index.find({ id: 5, phone: '555-0102' }).candidates.length, 0)
  assert.deepEqual(index.record('x'), { id: 'x', surname: ['Green'] })
  assert.equal(index.has(2n ** 60n), false)
  assert.throws(() => index.remove(77), { code: 'UNKNOWN_RECORD' })

  const bytes = await index.toBytes()
  const again = linkage.Index.fromBytesSync(bytes)
  assert.deepEqual(again.toBytesSync(), bytes)
  assert.equal(again.explain(1, 2).totalMillibits, index.explain(1, 2).totalMillibits)
  bytes.set([(bytes[40] ?? 0) ^ 1], 40)
  await assert.rejects(linkage.Index.fromBytes(bytes), { code: 'CORRUPT_SNAPSHOT' })
  assert.throws(() => index.find({ surname: 'Green' }), { code: 'INVALID_PARAMETER' })
})

test('what people judge is kept, and the cluster around a record follows', async () => {
  const prepared = linkage.prepareSync({ ...people, id: [1, 2, 3, 4] }, { settings })
  const model = linkage.trainSync(prepared)
  const index = linkage.Index.ofSync(prepared, model)
  const batch = linkage.findLinksSync(prepared, model, { minimumProbability: 1e-4 }).clusters(0.5)
  for (const id of [1, 2, 3, 4]) {
    const around = await index.clustersAround(id, { probability: 0.5 })
    assert.deepEqual(around.explain(id).toObject(), batch.explain(id).toObject())
  }
  const judgement = { left: 1, right: 4, who: 'Analyst 7', why: 'files compared', at: '2026-03-02T14:05:00Z' }
  index.judge('must_link', judgement)
  assert.equal(index.clustersAroundSync(1).explain(4).toObject().members.length, 3)
  assert.throws(() => index.judge('cannot_link', judgement), { code: 'INVALID_PARAMETER', message: /contradicts 1 other/ })
  const again = linkage.Index.fromBytesSync(index.toBytesSync())
  assert.deepEqual(again.judgements, [{ kind: 'must_link', judgement }])
  assert.equal(index.withdraw('must_link', 4, 1).why, 'files compared')
  assert.deepEqual(index.judgements, [])
  assert.throws(() => index.withdraw('must_link', 4, 1), { code: 'INVALID_PARAMETER' })
})
