// The ledger in JavaScript's hands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { release } from '../index.js'

test('every entry and every earlier ledger is proven', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 40 }), (entries) => {
      const ledger = new release.Ledger()
      for (const entry of entries) ledger.append(entry)
      const again = release.Ledger.fromLeafHashes(ledger.leafHashes())
      const root = ledger.root()
      assert.deepEqual([again.length, again.root()], [entries.length, root])
      assert.ok(inspect(ledger).includes(Buffer.from(root).toString('hex')))
      for (const [at, entry] of entries.entries()) {
        assert.ok(release.verifyInclusion(entry, at, entries.length, root, ledger.inclusionProof(at)))
        const [old, proof] = [ledger.root(at + 1), ledger.consistencyProof(at + 1)]
        assert.ok(release.verifyConsistency(at + 1, old, entries.length, root, proof))
      }
    }),
  )
})

test('what is no hash is refused or proves nothing', () => {
  const ledger = new release.Ledger()
  const [first, second] = ['package 17', 'package 18'].map((text) => new TextEncoder().encode(text))
  assert.ok(first && second)
  ledger.append(first)
  ledger.append(second)
  const [root, proof] = [ledger.root(), ledger.inclusionProof(0)]
  assert.ok(release.verifyInclusion(first, 0, 2, root, proof))
  assert.ok(!release.verifyInclusion(first, 0, 2, root, [new Uint8Array(31)]))
  /** @type {(() => unknown)[]} */
  const wrong = [
    () => release.verifyInclusion(first, 0, 2, root.slice(1), proof),
    () => release.verifyInclusion(first, -1, 2, root, proof),
    () => release.verifyConsistency(1, root, 2, new Uint8Array(0), proof),
    () => release.Ledger.fromLeafHashes(new Uint8Array(33)),
    () => ledger.root(3),
    () => ledger.inclusionProof(2),
    () => ledger.inclusionProof(0.5),
    () => ledger.consistencyProof(0),
    () => release.commitment(first, 'Jane Roe'),
    () => release.verifyInclusion(first, 0, 2, new Uint8Array(0), proof),
    () => release.parseCheckpoint(ledger.checkpoint('agency.example').replace('\n2\n', '\n0\n')),
    () => ledger.append(/** @type {any} */ ('package 19')),
  ]
  for (const call of wrong) assert.throws(call, { code: 'INVALID_PARAMETER' }, String(call))
  assert.throws(() => release.commitment(new Uint8Array(32), '\ud800'), { code: 'INVALID_UNICODE' })
})

test('what JSON has no form for is refused with a code', () => {
  const [code, asOf] = ['INVALID_PARAMETER', '2026-11-24']
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value)
  /** @type {Record<string, unknown>} */
  const loop = { id: 'x' }
  loop.loop = loop
  for (const wrong of [[1n], [loop], [[2n]], loop, undefined, null, 'items', [Symbol('x')], [{ id: '\ud800' }]]) {
    assert.throws(() => release.retentionSweep(any(wrong), { asOf }), { code })
    assert.throws(() => release.suppress(any(wrong)), { code })
  }
  for (const wrong of [undefined, 7, Symbol('today'), Object.create(null)]) {
    assert.throws(() => release.retentionSweep([], { asOf: any(wrong) }), { code })
  }
  assert.throws(() => release.suppress([[4, 5]], any({ threshold: '3' })), { code })
})
