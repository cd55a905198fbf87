// The public names are those of core/tests/public_names.json, which all three languages share.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as caselink from '../index.js'

const { about, only, ...rest } = JSON.parse(
  readFileSync(new URL('../../core/tests/public_names.json', import.meta.url), 'utf8'),
)
/** @type {Record<string, { node: string[] }>} */
const modules = rest
/** @type {Record<string, object>} */
const faces = { caselink, ...caselink }

for (const [name, { node }] of Object.entries(modules)) {
  test(`${name} has the names that are listed`, () => {
    assert.deepEqual(Object.keys(faces[name] ?? {}).sort(), node)
  })
}

test('a Sync twin stands beside the function of the same name', () => {
  for (const { node } of Object.values(modules)) {
    for (const twin of node.filter((name) => name.endsWith('Sync'))) {
      assert.ok(node.includes(twin.slice(0, -4)), twin)
    }
  }
})
