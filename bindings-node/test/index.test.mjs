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
