// No error, report or text of this library shows a personal value that was not asked for.
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { compare, linkage, records } from '../index.js'
import { people, settings } from './people.mjs'

const canary = 'Canary-7731'

/** @param {unknown} shown @param {string} what */
function quiet(shown, what) {
  const text = [inspect(shown, { depth: 9, showHidden: true }), JSON.stringify(shown), String(shown)].join('\n')
  assert.doesNotMatch(text, /canary|7731/i, what)
}

/** What it throws. @param {() => unknown} run */
async function thrown(run) {
  try {
    await run()
  } catch (error) {
    assert.ok(error instanceof Error)
    return [error.message, error.stack, inspect(error), error]
  }
  return assert.fail('nothing was thrown')
}

test('errors name columns and rows, never values', async () => {
  const table = people(30)
  const rows = (/** @type {unknown} */ value) => [canary, canary, value, ...Array(27).fill(canary)]
  const prepare = (/** @type {object} */ bad) => () =>
    linkage.prepare(/** @type {linkage.Table} */ ({ ...table, ...bad }), { settings })
  const links = linkage.dedupeSync(table, settings)
  const any = /** @type {any} */ (canary)
  /** @type {Record<string, () => unknown>} */
  const runs = {
    'duplicate ids': prepare({ id: Array(30).fill(canary) }),
    'half a pair': prepare({ surname: rows(`${canary}\ud800`) }),
    'wrong type': prepare({ surname: rows(7) }),
    'an object': prepare({ surname: Array(30).fill({ canary }) }),
    'no array': prepare({ surname: canary }),
    'no table': () => linkage.prepare(any, { settings }),
    'other length': prepare({ surname: [canary] }),
    'unknown record': () => links.explain(canary, canary),
    'unknown in truth': () => links.evaluate({ id: [canary], entity: [canary] }),
    'half a pair in an id': () => links.explain(`${canary}\ud800`, 'R0'),
    'half a pair in names': () => compare.names(`${canary}\ud800`, canary),
    'a number for a name': () => compare.names(canary, /** @type {any} */ (7)),
    'text for a point': () => compare.points(any, [0, 0]),
    'text for coordinates': () => compare.points(/** @type {any} */ ([canary, canary]), [0, 0]),
    'text for a probability': () => links.clusters(any),
    'text for a place': () => links.explainLink(any),
    'an object for an id': () => links.explain(/** @type {any} */ ({ canary }), 'R0'),
    'metric': () => compare.texts('a', 'b', { metric: any }),
    'model json': () => linkage.Model.fromJson(`{"format": "${canary}"}`),
    'model bytes': () => linkage.Model.fromBytes(Buffer.from(canary)),
    'arrow': () => linkage.prepare(Buffer.from(canary), { settings }),
  }
  for (const [what, run] of Object.entries(runs)) {
    quiet(await thrown(run), what)
  }
})

test('reports, models and explanations hold no value', () => {
  const table = people(60)
  const marked = {
    ...table,
    given: table.given.map((_, row) => `${canary} ${row % 3 === 1 ? row - 1 : row}`),
    surname: table.surname.map((value) => value && `${value} ${canary}`),
    born: ['1971-02-30', `19 ${canary}`, 'x'.repeat(5000) + canary, ...table.born.slice(3)],
  }
  const prepared = linkage.prepareSync(marked, { settings })
  const model = linkage.trainSync(prepared)
  const links = linkage.findLinksSync(prepared, model)
  assert.ok(links.length > 5)
  const why = links.explainLink(0)
  assert.equal(links.intake[0]?.rejections.total, 3)
  for (const [what, shown] of Object.entries({
    prepared,
    intake: prepared.intake,
    estimate: linkage.estimatePairs(prepared),
    model,
    json: model.toJson(),
    links,
    report: links.report,
    clusters: links.clusters(0.5),
    explanation: why,
    parts: why.parts,
    'explanation as JSON': why.toJson(),
    svg: why.toSvg(),
    html: why.toHtml(),
  })) {
    quiet(shown, what)
  }
  const shown = links.explainLink(0, { showValues: true })
  for (const text of [shown.toJson(), shown.toSvg(), shown.toHtml(), JSON.stringify(shown.parts)]) {
    assert.match(text, /Canary-7731/)
  }
})

test('what is set aside of records is named, not shown', () => {
  const read = records.read('person', [
    { id: '1', birth_date: `1971-02-30 ${canary}` },
    { id: '2', names: [{ given: 7, surname: canary }] },
    { id: '3', [canary]: { [canary]: 'x'.repeat(5000) } },
    { id: canary, addresses: [{ latitude: canary }] },
  ])
  assert.equal(read.rejected.total, 4)
  quiet(read, 'rejections')
})
