// The golden vectors that Rust, Python and Node all run.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createHash } from 'node:crypto'
import { compare, linkage, records, release } from '../index.js'

/** @param {string} name */
const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../core/tests/vectors/${name}.json`, import.meta.url), 'utf8'))

const levels = vectors('compare')

const { names, dates, identifiers, postcodes, codes, plates, vehicleColors: vehicle_colors } = compare
for (const [family, call] of Object.entries({ names, dates, identifiers, postcodes, codes, plates, vehicle_colors })) {
  test(`compare: ${family}`, () => {
    for (const { a, b, level } of levels[family]) {
      assert.equal(call(a, b)?.code ?? null, level, `${a} / ${b}`)
      assert.equal(call(b, a)?.code ?? null, level, `${b} / ${a}`)
    }
  })
}

test('compare: texts, full names, points', () => {
  for (const { a, b, metric, level } of levels.texts) {
    assert.equal(compare.texts(a, b, { metric })?.code ?? null, level, `${a} / ${b}`)
  }
  for (const { a, b, levels: expected } of levels.full_names) {
    assert.deepEqual(compare.fullNames(a, b).map((level) => level?.code ?? null), expected, `${a} / ${b}`)
  }
  for (const { a, b, level } of levels.points) {
    const [from, to] = [a, b].map(([latitude, longitude]) => /** @type {[number, number]} */ ([latitude ?? NaN, longitude ?? NaN]))
    assert.ok(from && to)
    assert.equal(compare.points(from, to)?.code ?? null, level, `${a} / ${b}`)
  }
})

test('compare: whole names', () => {
  for (const { a, b, score, parts } of levels.person_names) {
    const found = compare.personNames(a, b)
    assert.equal(found === null, score === null, `${a} / ${b}`)
    if (found === null) continue
    assert.ok(Math.abs(found.score - score) < 1e-6, `${a} / ${b}`)
    assert.deepEqual(found.parts.map(({ left, right, level }) => [left, right, level]), parts, `${a} / ${b}`)
  }
})

test('compare: whole names, weighed', () => {
  const { counts, words, cases } = levels.weighed_names
  for (const given of [counts, new Map(Object.entries(counts)), Object.entries(counts)]) {
    const frequencies = new compare.NameFrequencies(given)
    assert.equal(frequencies.size, words)
    for (const { a, b, score } of cases) {
      const found = compare.personNames(a, b, { frequencies })
      assert.ok(found && Math.abs(found.score - score) < 1e-6, `${a} / ${b}`)
    }
  }
  for (const wrong of [{ Kim: -1 }, { Kim: 0.5 }, 'Kim', null]) {
    assert.throws(() => new compare.NameFrequencies(/** @type {any} */ (wrong)), { code: 'INVALID_PARAMETER' })
  }
  assert.throws(() => compare.personNames('a', 'b', { frequencies: /** @type {any} */ (counts) }), { code: 'INVALID_PARAMETER' })
})

test('compare: string metrics', () => {
  for (const { least, most, on, years } of levels.birth_years) assert.equal(compare.birthYears(least, most, on), years)
  for (const { a, b, similarity } of levels.jaro_winkler) {
    assert.ok(Math.abs(compare.jaroWinkler(a, b) - similarity) < 0.00051, `${a} / ${b}`)
    const texts = new compare.TextList([b, 'another'])
    assert.equal(texts.size, 2)
    assert.equal(texts.jaroWinkler(a)[0], compare.jaroWinkler(a, b))
    assert.deepEqual([...texts.jaroWinkler(a, { atLeast: 1.1 })], [0, 0])
  }
  for (const { a, b, distance } of levels.levenshtein) assert.equal(compare.levenshtein(a, b), distance)
  for (const { a, b, distance } of levels.damerau_levenshtein) {
    assert.equal(compare.damerauLevenshtein(a, b), distance)
  }
})

test('records: placeholders', () => {
  const { placeholders, values } = vectors('placeholders')
  for (const value of placeholders) assert.equal(records.isPlaceholder(value), true, value)
  for (const value of values) assert.equal(records.isPlaceholder(value), false, value)
})

test('records', async () => {
  for (const { kind, options, columns, expected, ...input } of vectors('records').cases) {
    const { unknown_fields: unknownFields, limits } = options
    const how = { unknownFields, limits }
    const found =
      'json' in input ? await records.readJson(kind, new TextEncoder().encode(input.json), how)
      : 'ndjson' in input ? records.readNdjsonSync(kind, input.ndjson, how)
      : 'csv' in input ? await records.readCsv(kind, input.csv, { columns, ...how })
      : records.read(kind, input.records, how)
    assert.deepEqual(found, expected)
  }
})

const { cases, minimum_probability: minimumProbability, clusters_at: clustersAt } = vectors('linkage')

for (const { name, settings, mode, tables, truth, explain, expected } of cases) {
  test(`linkage: ${name}`, async () => {
    const [left, right] = tables
    const prepared = await linkage.prepare(left, { right, settings, mode })
    const model = await linkage.train(prepared)
    const links = await linkage.findLinks(prepared, model, { minimumProbability })

    assert.deepEqual(prepared.intake, expected.intake)
    assert.deepEqual(links.intake, expected.intake)
    assert.equal(model.priorProbability, expected.model.prior_probability)
    assert.deepEqual(model.comparisons, expected.model.comparisons)
    assert.deepEqual(model.training, expected.model.training)
    assert.equal(model.toBytes().length, expected.model.bytes)
    assert.deepEqual(links.report, expected.report)
    assert.deepEqual(rows(links.toColumns(), mode), expected.links.map(pick(mode)))

    const clusters = links.clusters(clustersAt)
    assert.equal(clusters.count, expected.cluster_count)
    const members = clusters.toColumns()
    const found = [...members.id].map((id, i) => ({
      table: members.table?.[i] ?? 0,
      id: plain(id),
      cluster_table: members.clusterTable?.[i] ?? 0,
      cluster: plain(members.cluster[i]),
    }))
    assert.deepEqual(found, expected.clusters)

    const entities = {
      [settings.id]: truth.map((/** @type {unknown[]} */ [id]) => id),
      entity: truth.map((/** @type {unknown[]} */ [, person]) => person),
    }
    assert.deepEqual(links.evaluate(entities), expected.evaluation)
    assert.deepEqual(JSON.parse(links.explain(explain[0], explain[1]).toJson()), expected.explanation)
  })
}

test('linkage: judging', async () => {
  const file = vectors('judging')
  const [left, right] = file.tables
  const prepared = await linkage.prepare(left, { right, settings: file.settings })
  const model = linkage.Model.fromJson(JSON.stringify({ ...file.model, settings: prepared.settings }))
  const links = await linkage.findLinks(prepared, model, { minimumProbability: file.minimum_probability })
  const truth = { id_left: file.same, id_right: file.same }
  const groups = { id: left.id, group: left.id.map((/** @type {number} */ id) => (id % 2 ? 'odd' : 'even')) }
  const questions = links.questions(file.questions, { seed: file.seed })
  const answers = questions.map(({ left, right, represents }) => {
    /** @type {linkage.Judgement} */
    const answer = file.same.includes(left) ? 'yes' : 'no'
    return { left, right, represents, answer }
  })
  const better = links.recalibrated(answers)
  const calibration = links.calibration(truth, file.bins)
  const sweep = links.sweep(truth)
  const rates = links.errorRates(truth, groups, file.probability)
  const weak = linkage.unlinkable(prepared, model, { probability: file.probability })
  const pictures = [
    model.weightsSvg(),
    model.probabilitiesSvg(),
    ...[calibration, sweep, rates, weak].map((found) => found.toSvg()),
  ]
  assert.deepEqual(
    {
      calibration: calibration.toObject(),
      sweep: sweep.toObject(),
      error_rates: rates.toObject(),
      unlinkable: weak.toObject(),
      questions,
      recalibration: better.toObject(),
      prior_probability: better.model.priorProbability,
      picture_bytes: pictures.map((picture) => Buffer.byteLength(picture)),
    },
    file.expected,
  )
})

test('linkage: clusters', async () => {
  const file = vectors('clusters')
  const prepared = await linkage.prepare(file.table, { settings: file.settings })
  const model = linkage.Model.fromJson(JSON.stringify({ ...file.model, settings: prepared.settings }))
  const links = await linkage.findLinks(prepared, model, { minimumProbability: file.minimum_probability })
  for (const { options, explain, judge, expected } of file.cases) {
    const clusters = await links.clustersWith(options)
    const explained = clusters.explain(explain)
    const judged = clusters.withJudgement(judge[0], judge[1])
    const { left, right } = explained.toObject().links[0].pair
    const fewer = clusters.withoutLink(left.id, right.id)
    const members = clusters.toColumns()
    assert.deepEqual(
      {
        options: clusters.options,
        count: clusters.count,
        members: [...members.id].map((id, i) => [id, members.cluster[i]]),
        explanation: explained.toObject(),
        picture_bytes: [explained.toSvg(), explained.toHtml()].map((text) => Buffer.byteLength(text)),
        report: clusters.report(),
        judgements: judged.judgements,
        judged: judged.changesSince(clusters),
        fewer: fewer.changesSince(clusters),
      },
      expected,
    )
    assert.deepEqual(links.clustersWithSync(options).toColumns(), members)
    assert.deepEqual(clusters.links.toColumns(), links.toColumns())
  }
})

/** @param {string | bigint | undefined} id */
const plain = (id) => (typeof id === 'bigint' ? Number(id) : id)

/** @param {string} mode */
const pick = (mode) => (/** @type {Record<string, unknown>} */ { table_left, table_right, ...link }) =>
  mode === 'link_and_dedupe' ? { table_left, table_right, ...link } : link

/**
 * @param {linkage.LinkColumns} columns
 * @param {string} mode
 */
function rows(columns, mode) {
  return [...columns.idLeft].map((left, i) =>
    pick(mode)({
      table_left: columns.tableLeft?.[i],
      table_right: columns.tableRight?.[i],
      left: plain(left),
      right: plain(columns.idRight[i]),
      millibits: columns.matchWeightMillibits[i],
      rule: columns.blockingRule[i],
      probability: columns.matchProbability[i],
    }),
  )
}

test('ledger', () => {
  const file = vectors('ledger')
  const bytes = (/** @type {string} */ hex) => new Uint8Array(Buffer.from(hex, 'hex'))
  const entries = file.entries.map(bytes)
  const roots = file.roots.map(bytes)
  const ledger = new release.Ledger()
  assert.deepEqual(ledger.root(), roots[0])
  for (const [index, entry] of entries.entries()) {
    assert.equal(ledger.append(entry), index)
    assert.deepEqual(ledger.root(), roots[index + 1])
  }
  const printed = ledger.checkpoint('agency.example/1')
  assert.equal(printed, file.checkpoint)
  const then = { origin: 'agency.example/1', size: ledger.length, root: ledger.root() }
  assert.deepEqual(release.parseCheckpoint(printed), then)
  for (const { index, size, proof } of file.inclusion) {
    assert.deepEqual(ledger.inclusionProof(index, size), proof.map(bytes))
    assert.ok(release.verifyInclusion(entries[index], index, size, roots[size], proof.map(bytes)))
    assert.ok(!release.verifyInclusion(bytes('99'), index, size, roots[size], proof.map(bytes)))
  }
  for (const { first, second, proof } of file.consistency) {
    assert.deepEqual(ledger.consistencyProof(first, second), proof.map(bytes))
    assert.ok(release.verifyConsistency(first, roots[first], second, roots[second], proof.map(bytes)))
    assert.ok(!release.verifyConsistency(first, roots[0], second, roots[second], proof.map(bytes)))
  }
  for (const { key, value, commitment } of file.commitments) {
    assert.deepEqual(release.commitment(bytes(key), value), bytes(commitment))
  }
  for (const key of file.short_keys) {
    assert.throws(() => release.commitment(bytes(key), 'Jane Roe'), { code: 'INVALID_PARAMETER' })
  }
})

test('release: retention', () => {
  for (const { items, as_of: asOf, rules, expected } of vectors('retention').cases) {
    assert.deepEqual(release.retentionSweep(items, { asOf, rules }), expected)
  }
  for (const [items, options, name] of [[{}, { asOf: '2026-11-24' }, 'items'], [[], { asOf: 'today' }, 'as_of'], [[], { asOf: '2026-11-24', rules: { local: 1 } }, 'rules']]) {
    const run = () => release.retentionSweep(/** @type {any} */ (items), /** @type {any} */ (options))
    assert.throws(run, { code: 'INVALID_PARAMETER', message: new RegExp(String(name)) })
  }
})

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex')
const hex = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('hex')

test('release: what leaves, and what does not', () => {
  const { documents, cases } = vectors('release')
  const ledger = new release.Ledger()
  for (const { document, request, policy, expected } of cases) {
    const let_out = () =>
      release.disseminate(documents[document], request, { ledger, key: Uint8Array.from({ length: 32 }, (_, at) => at), policy })
    if (expected.code) {
      assert.throws(let_out, { code: expected.code, message: expected.message })
      continue
    }
    const released = let_out()
    assert.deepEqual(JSON.parse(released.json()), expected.page)
    assert.equal(sha256(released.html()), expected.html_sha256)
    assert.equal(sha256(released.markdown()), expected.markdown_sha256)
    const tables = released.csv().map(({ caption, csv, name }) => ({ caption, csv, name }))
    assert.equal(sha256(JSON.stringify(tables)), expected.csv_sha256)
    assert.equal(new TextDecoder().decode(released.entry), expected.entry)
    assert.equal(hex(released.contentHmac), expected.content_hmac)
    assert.equal(hex(ledger.root()), expected.root)
    assert.deepEqual(
      [released.entryIndex, released.marking, released.withheld, released.reduced],
      [expected.entry_index, expected.marking, expected.withheld, expected.reduced],
    )
  }
})

test('release: the shipped policy', () => {
  const { policy, expected } = vectors('release_policy')
  assert.deepEqual(release.standardPolicy(), policy)
  const actor = { id: 'u-17', agency: 'IL0160000', role: 'analyst' }
  for (const [field, answer] of Object.entries(expected.public)) {
    const [purpose, word] = typeof answer === 'string' ? ['investigation', answer] : Object.entries(answer)[0]
    const found = /** @type {any} */ (release.decide(policy, { actor, purpose, field, reader: { audience: 'public' } }))
    assert.equal(typeof found === 'string' ? found : (found.redact ?? 'deny'), word)
  }
})

test('release: suppression', () => {
  for (const { counts, threshold, expected } of vectors('suppress').cases) {
    assert.deepEqual(release.suppress(counts, { threshold }), expected)
  }
  assert.throws(() => release.suppress([[1.5]]), { code: 'INVALID_PARAMETER' })
})
