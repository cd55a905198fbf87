// The Node examples of README and book run.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import * as febrl from './febrl.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder = ''

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'caselink-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'bindings-node'), join(folder, 'node_modules', 'caselink'), 'dir')
  if (febrl.missing) return
  const write = (/** @type {string} */ name, /** @type {unknown} */ content) =>
    writeFileSync(join(folder, name), JSON.stringify(content))
  write('registry.json', febrl.read('dataset4a.csv'))
  write('county.json', febrl.read('dataset4b.csv'))
  write('settings.json', febrl.settings)
})

after(() => rmSync(folder, { recursive: true }))

const onFebrl = ['README.md', 'docs/linkage.md', 'docs/data.md']
for (const page of [...onFebrl, 'docs/hashes.md', 'docs/victims.md', 'docs/guidance.md', 'docs/patterns.md', 'docs/tracking.md', 'docs/tracking-links.md', 'docs/tracking-locate.md']) {
  test(`the examples of ${page} run`, { skip: onFebrl.includes(page) && febrl.missing }, () => {
    const text = readFileSync(join(root, page), 'utf8')
    const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)]
    assert.notEqual(blocks.length, 0)
    for (const [, code] of blocks) {
      const run = spawnSync(process.execPath, ['--input-type=module', '--eval', code ?? ''], {
        cwd: folder,
        encoding: 'utf8',
      })
      assert.equal(run.status, 0, run.stderr)
    }
  })
}
