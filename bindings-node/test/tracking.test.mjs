// The tracking desk from JavaScript: one answer in three languages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { synth, tracking } from '../index.js'

const file = JSON.parse(readFileSync(new URL('../../core/tests/vectors/tracking.json', import.meta.url), 'utf8'))
const made = JSON.parse(
  readFileSync(new URL('../../core/tests/vectors/tracking_products.json', import.meta.url), 'utf8'),
)
const world = synth.world(file.seed, file.size, { rates: file.rates })
const offenders = /** @type {any[]} */ (world.recordsSync('offender'))
const cases = /** @type {any[]} */ (world.recordsSync('case'))
/** @type {Map<string, string>} */
const people = new Map()
for (const { person, records } of world.truthSync('offender')) {
  for (const record of records) people.set(record, person)
}
const bad = file.not_a_record
const tierTwo = {
  id: 'T-1',
  registrations: [
    {
      jurisdiction: 'IL',
      span: { start: '2020-01-31' },
      tiers: [{ scheme: 'SORNA', tier: 'II', effective_from: '2020-01-31' }],
      appearances: [
        {
          on: '2020-07-24',
          purpose: 'verification',
          manner: 'in_person',
          provenance: { recorded_on: '2020-08-03' },
        },
      ],
    },
  ],
}

/** @param {any} found */
const verifications = (found) =>
  found.jurisdictions[0].duties
    .filter((/** @type {any} */ { duty }) => duty === 'D11')
    .map((/** @type {any} */ { state }) => state)

test('duties are the same in three languages', async () => {
  const expected = file.duties
  const records = [offenders[0], bad, ...offenders.slice(1)]
  const found = await tracking.assessAll(records, file.as_of)
  assert.deepEqual(tracking.assessAllSync(records, file.as_of), found)
  assert.deepEqual(found.assessments[0], expected.first)
  assert.deepEqual(found.assessments.map(({ compliance }) => compliance), expected.compliance)
  assert.deepEqual(found.rejected, expected.rejected)
  const known = { explain: false, known_on: file.known_on }
  assert.deepEqual(tracking.assess(offenders[0], file.as_of, known), expected.known)
  const coming = await tracking.upcoming(records, file.as_of, file.horizon_days)
  assert.deepEqual(tracking.upcomingSync(records, file.as_of, file.horizon_days), coming)
  assert.equal(coming.duties.length, expected.upcoming_count)
  assert.deepEqual({ ...coming, duties: coming.duties.slice(0, 5) }, expected.upcoming)
  const counts = await tracking.registryCounts(records, file.as_of, people)
  assert.deepEqual(counts, expected.counts)
  assert.deepEqual(tracking.registryCountsSync(records, file.as_of, Object.fromEntries(people)), counts)
  const packs = new tracking.CompiledPacks()
  assert.deepEqual(packs.packs.map(({ pack }) => pack), expected.packs)
  assert.deepEqual(packs.packs, [tracking.federalPack()])
})

test('links are the same in three languages', async () => {
  const [expected, settings] = [file.links, file.link_settings]
  const index = await tracking.OffenderIndex.of(offenders, file.known)
  assert.equal(index.length, expected.length)
  assert.equal(inspect(index), `OffenderIndex(${offenders.length} registrants)`)
  const asked = [...cases.slice(0, 2), bad, ...cases.slice(2)]
  const found = await index.findOffendersOf(asked, settings)
  assert.deepEqual(index.findOffendersOfSync(asked, settings, { threads: 1 }), found)
  assert.deepEqual(found.findings.map(({ counts }) => counts), expected.counts)
  assert.deepEqual(found.rejected, expected.rejected)
  const { first } = expected
  const open = cases.find(({ id }) => id === first.case)
  assert.deepEqual(index.findOffenders(open, settings), first)
  // a case in its envelope is the same, and `most` goes before the settings
  const one = index.findOffenders({ case: open, incidents: [], tips: [] }, settings, { most: 1 })
  assert.deepEqual(one.links, first.links.slice(0, 1))
  const offender = first.links[0].offender
  const back = await index.findCases(offender, asked, settings)
  assert.deepEqual(back, expected.back)
  assert.deepEqual(index.findCasesSync(offender, asked, settings), back)
  const explained = index.explain(offender, open, settings)
  assert.deepEqual(explained, expected.explained)
  assert.equal(explained.components.reduce((sum, { weight }) => sum + weight, 0), explained.total)
  const moved = await index.sensitivity(open, settings, file.variations)
  assert.deepEqual(moved, expected.sensitivity)
  assert.deepEqual(index.sensitivitySync(open, settings, file.variations), moved)
})

test('people are the same in three languages', async () => {
  const [expected, settings] = [file.people, file.people_settings]
  const records = [offenders[0], bad, ...offenders.slice(1)]
  const found = await tracking.resolvePeople(records, settings)
  assert.deepEqual(tracking.resolvePeopleSync(records, settings), found)
  assert.equal(found.people.length, expected.count)
  assert.equal(found.possible_in_all, expected.possible_in_all)
  assert.deepEqual(found.rejected, expected.rejected)
  const several = found.people.find(({ records }) => records.length > 1)
  assert.deepEqual(several, expected.several)
  const own = offenders.filter(({ id }) => several?.records.includes(id))
  const located = tracking.locate(own, file.as_of, file.beside)
  assert.deepEqual(located, expected.located)
  assert.deepEqual(tracking.locate([...own].reverse(), file.as_of, file.beside), located)
  // what it gives is what the counts take
  const counts = tracking.registryCountsSync(records, file.as_of, found.keys)
  assert.deepEqual([counts.people, counts.records_without_person], [expected.count, 0])
  const lines = world.ndjsonSync('offender')
  assert.deepEqual((await tracking.resolvePeople(lines, settings)).people, found.people)
})

test('products are the same in three languages', async () => {
  const { products: expected, package_header: header } = made
  const own = offenders.filter(({ id }) => file.people.several.records.includes(id))
  const registrant = {
    kind: /** @type {const} */ ('registrant'),
    records: own,
    assessments: own.map((one) => tracking.assess(one, file.as_of)),
    located: tracking.locate(own, file.as_of, file.beside),
  }
  assert.deepEqual(tracking.leadPackage(registrant, header), expected.registrant)
  const { first } = file.links
  const found = {
    kind: /** @type {const} */ ('case'),
    case: { case: cases.find(({ id }) => id === first.case) },
    findings: first,
    registrants: [{ records: offenders.filter(({ id }) => id === first.links[0].offender) }],
  }
  assert.deepEqual(tracking.leadPackage(/** @type {any} */ (found), header), expected.case)
  const period = await tracking.periodCounts(offenders, made.start, made.until, people)
  assert.deepEqual(period, expected.period)
  assert.deepEqual(tracking.periodCountsSync(offenders, made.start, made.until, people), period)
  const counts = tracking.registryCountsSync(offenders, '2025-06-30', people)
  assert.deepEqual(tracking.registryReport(counts, period, made.report_header), expected.report)
  assert.deepEqual(tracking.registryReport(counts, period, made.public_header), expected.public_report)
  const early = tracking.registryCountsSync(offenders, '2025-06-29', people)
  assert.throws(() => tracking.registryReport(early, period, made.report_header), { code: 'INVALID_PARAMETER' })
  assert.throws(() => tracking.leadPackage(registrant, { ...header, purpose: ' ' }), { code: 'INVALID_PARAMETER' })
})

test('the sheet of field teams is the same in three languages', async () => {
  const registrants = offenders.slice(0, made.first).map((one) => ({
    records: [one],
    assessments: [tracking.assess(one, file.as_of)],
    located: tracking.locate([one], file.as_of),
    known: [],
  }))
  const list = tracking.sweepList(registrants, file.as_of)
  assert.deepEqual(list, made.products.list)
  const stops = list.addresses.map(({ stop }) => stop)
  const routes = await tracking.verificationSweep(stops, made.teams)
  const plan = { registrants, list, teams: made.teams, routes }
  assert.deepEqual(tracking.sweepSheet(plan, made.package_header), made.products.sheet)
  assert.throws(() => tracking.sweepList(registrants, file.as_of, { places_each: 0 }), { code: 'INVALID_PARAMETER' })
  assert.throws(() => tracking.sweepSheet({ ...plan, teams: [] }, made.package_header), { code: 'UNKNOWN_RECORD' })
})

test('routes are the same in three languages', async () => {
  const { stops, teams, travel, sweep_settings: settings } = file
  assert.deepEqual(await tracking.verificationSweep(stops, teams, travel, settings), file.routes)
  assert.deepEqual(tracking.verificationSweepSync([...stops].reverse(), teams, travel, settings), file.routes)
})

test('days are the same in three languages', () => {
  const expected = file.days
  const ends = file.terms.map((/** @type {any} */ { event, term, direction, calendar }) =>
    tracking.termEnd(event, term, direction, { calendar }),
  )
  assert.deepEqual(ends, expected.ends)
  const { start, years, custody, calendar } = file.period
  assert.deepEqual(tracking.periodEnd(start, years, custody, { calendar }), expected.period)
  const { anchor, every, count } = file.verifications
  const dates = tracking.verificationDates(anchor, every, count, { calendar: file.verifications.calendar })
  assert.deepEqual(dates, expected.dates)
  const { stays, as_of: asOf, rule } = file.residence
  assert.equal(tracking.residenceFrom(stays, asOf, rule), expected.residence_from)
  assert.equal(tracking.residenceFrom([], asOf, rule), null)
  assert.deepEqual(tracking.federalHolidays(2027), expected.holidays)
})

test('packs are data', () => {
  const pack = /** @type {any} */ (tracking.federalPack())
  const rule = pack.duties.find((/** @type {any} */ { id }) => id === 'D11')
  rule.schedule.pattern.by_tier['2'] = { count: 3, unit: 'months' }
  pack.version = 'changed'
  const day = '2020-08-02'
  const strict = tracking.assess(tierTwo, day, {}, { packs: [pack] })
  assert.notDeepEqual(verifications(strict), verifications(tracking.assess(tierTwo, day)))
  const ready = new tracking.CompiledPacks([pack])
  assert.equal(inspect(ready), 'CompiledPacks(us-federal-sorna changed)')
  assert.deepEqual(tracking.assess(tierTwo, day, {}, { packs: ready }), strict)
  assert.equal(tracking.assess(tierTwo, day, {}, { packs: [] }).jurisdictions[0]?.missing, 'rule_pack')
  rule.trigger = { after_duty: 'none' }
  assert.throws(() => new tracking.CompiledPacks([tracking.federalPack(), pack]), {
    code: 'INVALID_PARAMETER',
    message: /\[1\]/,
  })
})

test('lines and generators are records too', async () => {
  const lines = world.ndjsonSync('offender')
  const found = tracking.registryCountsSync(offenders, file.as_of, people)
  assert.deepEqual(await tracking.registryCounts(lines, file.as_of, people), found)
  assert.deepEqual(tracking.registryCountsSync(new Set(offenders), file.as_of, people), found)
  const index = tracking.OffenderIndex.ofSync(offenders)
  const open = cases.find(({ id }) => id === file.links.first.case)
  const answer = index.findOffenders(open, file.link_settings)
  for (const given of [lines, new Set(offenders), [...offenders, offenders[0], bad]]) {
    for (const again of [await tracking.OffenderIndex.of(given), tracking.OffenderIndex.ofSync(given)]) {
      assert.deepEqual(again.findOffenders(open, file.link_settings), answer)
      const rows = again.rejected.listed.map(({ row }) => row)
      assert.deepEqual(rows, Array.isArray(given) ? [offenders.length, offenders.length + 1] : [])
    }
  }
})

test('one bad record takes nothing with it', async () => {
  const records = /** @type {any[]} */ ([bad, 7, null, { id: 1n }, tierTwo, tierTwo, { id: ' ' }])
  const found = await tracking.assessAll(records, '2021-02-09')
  assert.deepEqual(found.assessments, [tracking.assess(tierTwo, '2021-02-09')])
  assert.deepEqual(found.rejected.listed.map(({ row }) => row), [0, 1, 2, 3, 5, 6])
  assert.deepEqual(tracking.upcomingSync(records, '2021-02-09').rejected, found.rejected)
  const counts = tracking.registryCountsSync(records, '2021-02-09', { 'T-1': 7, BAD: 7 })
  assert.deepEqual(counts.rejected, found.rejected)
  assert.deepEqual([counts.records, counts.people, counts.keys_without_record], [1, 1, 1])
  const known = { offenders: [{ offender: 'BAD' }, { offender: 'T-1' }] }
  const index = await tracking.OffenderIndex.of(records, known)
  assert.deepEqual([index.length, index.notFound], [1, ['BAD']])
  assert.deepEqual(index.rejected, found.rejected)
  assert.equal((await tracking.OffenderIndex.of([])).length, 0)
})

test('what cannot be is refused', async () => {
  const index = tracking.OffenderIndex.ofSync([tierTwo])
  const any = /** @type {any} */ (tracking)
  /** @type {[() => unknown, string][]} */
  const wrong = [
    [() => tracking.assess(bad, '2021-02-09'), 'INVALID_PARAMETER'],
    [() => tracking.assess(tierTwo, 'a day'), 'INVALID_PARAMETER'],
    [() => any.assess(tierTwo), 'INVALID_PARAMETER'],
    [() => any.assess(tierTwo, '2021-02-09', { as_of: '2021-02-09' }), 'INVALID_PARAMETER'],
    [() => any.assess(tierTwo, '2021-02-09', { due_soon: 3 }), 'INVALID_PARAMETER'],
    [() => any.assess(tierTwo, '2021-02-09', {}, { pack: [] }), 'INVALID_PARAMETER'],
    [() => any.assess(tierTwo, '2021-02-09', {}, { packs: 7 }), 'INVALID_PARAMETER'],
    [() => any.assess(tierTwo, '2021-02-09', {}, { packs: [{ pack: 'x' }] }), 'INVALID_PARAMETER'],
    [() => tracking.assess(tierTwo, '2021-02-09', {}, { limits: { record_values: 1 } }), 'LIMIT_EXCEEDED'],
    [() => any.assessAllSync({ id: 'one' }, '2021-02-09'), 'INVALID_PARAMETER'],
    [() => tracking.assessAllSync(Uint8Array.of(255, 254, 10, 0), '2021-02-09'), 'INVALID_UNICODE'],
    [() => tracking.upcomingSync([tierTwo], '2021-02-09', 3_661), 'INVALID_PARAMETER'],
    [() => tracking.upcomingSync([tierTwo], '2021-02-09', -1), 'INVALID_PARAMETER'],
    [() => tracking.registryCountsSync([], '2021-02-09', { 'T-1': 1.5 }), 'INVALID_PARAMETER'],
    [() => tracking.OffenderIndex.ofSync([], { offenders: [{ offender: 'X' }] }), 'UNKNOWN_RECORD'],
    [() => any.OffenderIndex.ofSync(7), 'INVALID_PARAMETER'],
    [() => new any.OffenderIndex(), 'INVALID_PARAMETER'],
    [() => index.explain('X', cases[0]), 'UNKNOWN_RECORD'],
    [() => index.findCasesSync('X', []), 'UNKNOWN_RECORD'],
    [() => index.findOffenders(bad), 'INVALID_PARAMETER'],
    [() => index.findOffenders(cases[0], /** @type {any} */ ({ radius: 1 })), 'INVALID_PARAMETER'],
    [() => index.findOffenders(cases[0], {}, { most: -1 }), 'INVALID_PARAMETER'],
    [() => index.sensitivitySync(cases[0], {}, [{ name: 'x', settings: { radius_km: -1 } }]), 'INVALID_PARAMETER'],
    [() => tracking.resolvePeopleSync([], { probability: 2 }), 'INVALID_PARAMETER'],
    [() => tracking.locate([], '2021-02-09'), 'INVALID_PARAMETER'],
    [() => tracking.locate([bad], '2021-02-09'), 'INVALID_PARAMETER'],
    [() => tracking.locate([tierTwo], 'a day'), 'INVALID_PARAMETER'],
    [() => any.locate([tierTwo], '2021-02-09', { tip: [] }), 'INVALID_PARAMETER'],
    [() => any.locate([tierTwo], '2021-02-09', {}, { as_of: '2021-02-09' }), 'INVALID_PARAMETER'],
    [() => any.verificationSweepSync([{ id: 'A' }, { id: 'A' }], []), 'INVALID_PARAMETER'],
    [() => any.verificationSweepSync([], [], { kind: 'matrix' }), 'INVALID_PARAMETER'],
    [() => tracking.federalHolidays(1.5), 'INVALID_PARAMETER'],
    [() => any.termEnd('2026-01-01', { count: 3, unit: 'days' }), 'INVALID_PARAMETER'],
    [() => tracking.periodEnd('2026-01-01', 501), 'INVALID_PARAMETER'],
  ]
  for (const [call, code] of wrong) {
    assert.throws(call, (/** @type {any} */ error) => {
      assert.equal(error.code, code, `${call} ${error}`)
      assert.ok(!error.message.includes('T-1'))
      return true
    })
  }
  const signal = AbortSignal.abort('enough')
  const stopped = { code: 'CANCELLED', cause: 'enough' }
  await assert.rejects(tracking.assessAll([tierTwo], '2021-02-09', {}, { signal }), stopped)
  await assert.rejects(tracking.upcoming([tierTwo], '2021-02-09', 9, {}, { signal }), stopped)
  await assert.rejects(tracking.registryCounts([tierTwo], '2021-02-09', {}, {}, { signal }), stopped)
  await assert.rejects(tracking.OffenderIndex.of([tierTwo], {}, { signal }), stopped)
  await assert.rejects(index.findOffendersOf(cases, {}, { signal }), stopped)
  await assert.rejects(index.findCases('T-1', cases, {}, { signal }), stopped)
  await assert.rejects(index.sensitivity(cases[0], {}, [], { signal }), stopped)
  await assert.rejects(tracking.resolvePeople([tierTwo], {}, { signal }), stopped)
  await assert.rejects(tracking.verificationSweep([], [], undefined, {}, { signal }), stopped)
})
