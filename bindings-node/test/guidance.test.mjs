// The prevention library in JavaScript's hands: the golden vectors, and what is refused.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { guidance } from '../index.js'

const { Guidance } = guidance
const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/guidance.json', import.meta.url), 'utf8'))
const code = 'INVALID_PARAMETER'
/** Anything may come from JavaScript. */
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value)
const own = () => new Guidance(file.set, file.settings)

for (const { of, question, options, answer } of file.cases) {
  test(`${of}: ${question.slice(0, 20)}`, () => {
    const library = of === 'set' ? own() : Guidance.starter()
    assert.deepStrictEqual(library.search(question, options), answer)
  })
}

test('a set comes back and can be changed', () => {
  assert.deepStrictEqual(own().set(), file.set)
  const starter = Guidance.starter()
  assert.equal(starter.length, 60)
  assert.equal(inspect(starter), 'Guidance(60 entries)')
  assert.equal(starter.topics()[0], 'urgent')
  assert.equal(starter.entry('take-it-down').source.title, 'Take It Down')
  const set = starter.set()
  set.entries[0].answer = 'Ring our own line.'
  assert.equal(new Guidance(set).entry(set.entries[0].id).answer, 'Ring our own line.')
})

test('anything that is typed is a question', () => {
  for (const question of ['', '\ud800', '\0', '?'.repeat(10_000_000), 'مرحبا', '🙂']) {
    const answer = Guidance.starter().search(question)
    assert.ok(answer.weak)
    assert.ok(answer.ask_expert?.contacts.length)
  }
})

test('what is not as it must be is refused', () => {
  for (const wrong of [
    () => new Guidance(any({})),
    () => new Guidance(any(undefined)),
    () => new Guidance(any('entries')),
    () => new Guidance({ entries: [] }),
    () => new Guidance(file.set, any({ k2: 1 })),
    () => own().search(any(7)),
    () => own().search('x', { topic: 'gardening' }),
    () => own().search('x', any({ audience: 'cats' })),
    () => own().search('x', { most: 0 }),
    () => own().search('x', any({ least: 0 })),
    () => own().search('x', any('most')),
  ]) {
    assert.throws(wrong, { code })
  }
  assert.throws(() => own().entry('E-0'), { code: 'UNKNOWN_RECORD' })
  const long = { ...file.set.entries[0], answer: 'a'.repeat(100_001) }
  assert.throws(() => new Guidance({ entries: [long] }), { code: 'LIMIT_EXCEEDED' })
})
