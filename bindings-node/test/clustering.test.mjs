import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clustering } from '../index.js'

test('components are those that a search by hand finds', () => {
  const graph = fc
    .integer({ min: 1, max: 30 })
    .chain((count) => fc.tuple(fc.constant(count), fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)))))
  fc.assert(
    fc.property(graph, ([count, pairs]) => {
      // label by the least neighbour until nothing changes
      const least = Array.from({ length: count }, (_, thing) => thing)
      for (let changed = true; changed; ) {
        changed = false
        for (const [a, b] of pairs) {
          const low = Math.min(/** @type {number} */ (least[a]), /** @type {number} */ (least[b]))
          changed ||= least[a] !== low || least[b] !== low
          least[a] = least[b] = low
        }
      }
      const [left, right] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
      const found = clustering.components(count, Uint32Array.from(left), Uint32Array.from(right))
      assert.deepEqual([...found], least)
    }),
  )
})

test('what is no list of pairs is refused', () => {
  assert.throws(() => clustering.components(3, new Uint32Array(2), new Uint32Array(1)), { code: 'LENGTH_MISMATCH' })
  for (const count of [-1, 0.5, NaN, 2 ** 40]) {
    assert.throws(() => clustering.components(count, new Uint32Array(0), new Uint32Array(0)), { code: 'INVALID_PARAMETER' })
  }
  assert.throws(() => clustering.components(2, Uint32Array.of(0), Uint32Array.of(2)), { code: 'INVALID_PARAMETER' })
  const limits = { limits: { pairs: 0 } }
  assert.throws(() => clustering.components(2, Uint32Array.of(0), Uint32Array.of(1), limits), { code: 'LIMIT_EXCEEDED' })
  assert.deepEqual(clustering.components(0, new Uint32Array(0), new Uint32Array(0)), new Uint32Array(0))
})
