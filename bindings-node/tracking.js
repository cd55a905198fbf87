// Who owes what to which registry, which open cases are worth a look, and who is looked for where?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods, json, jsonItems, jsonList } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativeCompiledPacks, NativeOffenderIndex, NativeOffenderIndexBuilder } = native
for (const type of [NativeCompiledPacks, NativeOffenderIndex, NativeOffenderIndexBuilder]) guardMethods(type)
const assessOne = guarded(native.assess)
const assessMany = guarded(native.assessAll)
const assessManySync = guarded(native.assessAllSync)
const comingUp = guarded(native.upcoming)
const comingUpSync = guarded(native.upcomingSync)
const count = guarded(native.registryCounts)
const countSync = guarded(native.registryCountsSync)
const holidays = guarded(native.federalHolidays)
const endOfTerm = guarded(native.termEnd)
const endOfPeriod = guarded(native.periodEnd)
const datesOf = guarded(native.verificationDates)
const livesFrom = guarded(native.residenceFrom)
const resolve = guarded(native.resolvePeople)
const resolveSync = guarded(native.resolvePeopleSync)
const look = guarded(native.locate)
const write = guarded(native.leadPackage)
const happened = guarded(native.periodCounts)
const happenedSync = guarded(native.periodCountsSync)
const report = guarded(native.registryReport)
const list = guarded(native.sweepList)
const sheet = guarded(native.sweepSheet)
const sweep = guarded(native.verificationSweep)
const sweepSync = guarded(native.verificationSweepSync)

const RUN = ['signal', 'progress']
/** How many records are handed over at once: what stands for them in JSON is let go before the next. */
const AT_ONCE = 2_000
/** Milliseconds between two reports. */
const EVERY = 100

/** @typedef {import('./schemas.js').RulePack} RulePack */
/** @typedef {import('./linkage.js').RunOptions} RunOptions */

/** @type {WeakMap<object, native.NativeCompiledPacks>} */
const ready = new WeakMap()

/** @type {typeof import('./tracking.js').CompiledPacks} */
export const CompiledPacks = class CompiledPacks {
  /** @param {Iterable<RulePack>} [packs] */
  constructor(packs) {
    ready.set(this, NativeCompiledPacks.of(packs === undefined ? undefined : jsonItems('packs', packs)))
  }

  get packs() {
    return JSON.parse(compiled(this).packs())
  }

  [inspect.custom]() {
    const names = this.packs.map((/** @type {RulePack} */ { pack, version }) => `${pack} ${version}`)
    return `CompiledPacks(${names.join(', ')})`
  }
}

/**
 * The packs of a call, compiled.
 *
 * @param {Iterable<RulePack> | object | undefined} packs
 */
function compiled(packs) {
  if (packs == null) return NativeCompiledPacks.of()
  return ready.get(packs) ?? NativeCompiledPacks.of(jsonItems('packs', packs))
}

/**
 * The options of an assessment, with the day.
 *
 * @param {string} asOf
 * @param {object | undefined} settings
 */
function by(asOf, settings) {
  json('settings', settings)
  if (settings && 'as_of' in settings) throw coded('INVALID_PARAMETER', 'as_of is an argument of its own')
  return json('settings', { ...settings, as_of: asOf }) ?? '{}'
}

/** @param {Iterable<unknown> | Uint8Array} offenders */
const given = (offenders) => (offenders instanceof Uint8Array ? offenders : jsonItems('offenders', offenders))

/** @type {import('./tracking.js').federalPack} */
export function federalPack() {
  return JSON.parse(native.federalPack())
}

/** @type {import('./tracking.js').assess} */
export function assess(offender, asOf, settings, options) {
  expectOptions(options, ['packs', 'limits'])
  const [packs, limits] = [compiled(options?.packs), json('limits', options?.limits)]
  return JSON.parse(assessOne(json('offender', offender) ?? 'null', packs, by(asOf, settings), limits))
}

/** @type {import('./tracking.js').assessAll} */
export async function assessAll(offenders, asOf, settings, options) {
  expectOptions(options, ['packs', 'limits', ...RUN])
  const [packs, text, limits] = [compiled(options?.packs), by(asOf, settings), json('limits', options?.limits)]
  const items = given(offenders)
  return JSON.parse(
    await run(options, (token, progress) => assessMany(items, packs, text, limits, token, progress)),
  )
}

/** @type {import('./tracking.js').assessAllSync} */
export function assessAllSync(offenders, asOf, settings, options) {
  expectOptions(options, ['packs', 'limits'])
  const [packs, limits] = [compiled(options?.packs), json('limits', options?.limits)]
  return JSON.parse(assessManySync(given(offenders), packs, by(asOf, settings), limits))
}

/** @type {import('./tracking.js').upcoming} */
export async function upcoming(offenders, asOf, horizonDays = 90, settings, options) {
  expectOptions(options, ['packs', 'limits', ...RUN])
  const [packs, text, limits] = [compiled(options?.packs), by(asOf, settings), json('limits', options?.limits)]
  const items = given(offenders)
  return JSON.parse(
    await run(options, (token, progress) => comingUp(items, packs, text, horizonDays, limits, token, progress)),
  )
}

/** @type {import('./tracking.js').upcomingSync} */
export function upcomingSync(offenders, asOf, horizonDays = 90, settings, options) {
  expectOptions(options, ['packs', 'limits'])
  const [packs, limits] = [compiled(options?.packs), json('limits', options?.limits)]
  return JSON.parse(comingUpSync(given(offenders), packs, by(asOf, settings), horizonDays, limits))
}

/**
 * The keys of people by the ids of records, of an object or a `Map`.
 *
 * @param {unknown} people
 */
const keys = (people) => json('people', people instanceof Map ? Object.fromEntries(people) : people) ?? '{}'

/** @type {import('./tracking.js').registryCounts} */
export async function registryCounts(offenders, asOf, people, settings, options) {
  expectOptions(options, ['packs', 'limits', ...RUN])
  const [packs, text, limits] = [compiled(options?.packs), by(asOf, settings), json('limits', options?.limits)]
  const [items, of] = [given(offenders), keys(people)]
  return JSON.parse(
    await run(options, (token, progress) => count(items, packs, text, of, limits, token, progress)),
  )
}

/** @type {import('./tracking.js').registryCountsSync} */
export function registryCountsSync(offenders, asOf, people, settings, options) {
  expectOptions(options, ['packs', 'limits'])
  const [packs, limits] = [compiled(options?.packs), json('limits', options?.limits)]
  return JSON.parse(countSync(given(offenders), packs, by(asOf, settings), keys(people), limits))
}

/** @type {import('./tracking.js').resolvePeople} */
export async function resolvePeople(offenders, settings, options) {
  expectOptions(options, ['limits', ...RUN])
  const [items, text] = [given(offenders), json('settings', settings) ?? '{}']
  const limits = json('limits', options?.limits)
  return JSON.parse(await run(options, (token, progress) => resolve(items, text, limits, token, progress)))
}

/** @type {import('./tracking.js').resolvePeopleSync} */
export function resolvePeopleSync(offenders, settings, options) {
  expectOptions(options, ['limits'])
  const text = json('settings', settings) ?? '{}'
  return JSON.parse(resolveSync(given(offenders), text, json('limits', options?.limits)))
}

/** @type {import('./tracking.js').locate} */
export function locate(records, asOf, beside, settings, options) {
  expectOptions(options, ['limits'])
  const [items, known] = [jsonItems('records', records), json('beside', beside) ?? '{}']
  return JSON.parse(look(items, known, by(asOf, settings), json('limits', options?.limits)))
}

/** @type {import('./tracking.js').leadPackage} */
export function leadPackage(subject, header) {
  return JSON.parse(write(json('subject', subject) ?? 'null', json('header', header) ?? 'null'))
}

/** @type {import('./tracking.js').periodCounts} */
export async function periodCounts(offenders, start, until, people, options) {
  expectOptions(options, ['limits', ...RUN])
  const [items, of, limits] = [given(offenders), keys(people), json('limits', options?.limits)]
  return JSON.parse(
    await run(options, (token, progress) => happened(items, start, until, of, limits, token, progress)),
  )
}

/** @type {import('./tracking.js').periodCountsSync} */
export function periodCountsSync(offenders, start, until, people, options) {
  expectOptions(options, ['limits'])
  return JSON.parse(happenedSync(given(offenders), start, until, keys(people), json('limits', options?.limits)))
}

/** @type {import('./tracking.js').registryReport} */
export function registryReport(counts, period, header, options) {
  expectOptions(options, ['packs'])
  const [numbers, over, head] = [json('counts', counts), json('period', period), json('header', header)]
  return JSON.parse(report(numbers ?? 'null', over ?? 'null', head ?? 'null', compiled(options?.packs)))
}

/** @param {{ calendar?: object | undefined } | undefined} options */
function calendar(options) {
  expectOptions(options, ['calendar'])
  return json('calendar', options?.calendar) ?? '{}'
}

/** @type {import('./tracking.js').federalHolidays} */
export function federalHolidays(year) {
  return JSON.parse(holidays(year))
}

/** @type {import('./tracking.js').termEnd} */
export function termEnd(event, term, direction = 'after', options) {
  return endOfTerm(event, json('term', term) ?? 'null', direction, calendar(options))
}

/** @type {import('./tracking.js').periodEnd} */
export function periodEnd(start, years, custody = [], options) {
  return JSON.parse(endOfPeriod(start, years, jsonList('custody', custody), calendar(options)))
}

/** @type {import('./tracking.js').verificationDates} */
export function verificationDates(anchor, every, count, options) {
  return datesOf(anchor, json('every', every) ?? 'null', count, calendar(options))
}

/** @type {import('./tracking.js').residenceFrom} */
export function residenceFrom(stays, asOf, rule) {
  return livesFrom(jsonList('stays', stays), asOf, json('rule', rule) ?? 'null')
}

/** @type {import('./tracking.js').sweepList} */
export function sweepList(registrants, asOf, settings) {
  return JSON.parse(list(jsonList('registrants', registrants), by(asOf, settings)))
}

/** @type {import('./tracking.js').sweepSheet} */
export function sweepSheet(plan, header) {
  return JSON.parse(sheet(json('plan', plan) ?? 'null', json('header', header) ?? 'null'))
}

/** @type {import('./tracking.js').verificationSweep} */
export async function verificationSweep(stops, teams, travel, settings, options) {
  expectOptions(options, RUN)
  const [from, to] = [jsonList('stops', stops), jsonList('teams', teams)]
  const [ways, text] = [json('travel', travel), json('settings', settings) ?? '{}']
  return JSON.parse(await run(options, (token, progress) => sweep(from, to, ways, text, token, progress)))
}

/** @type {import('./tracking.js').verificationSweepSync} */
export function verificationSweepSync(stops, teams, travel, settings) {
  const [from, to] = [jsonList('stops', stops), jsonList('teams', teams)]
  return JSON.parse(sweepSync(from, to, json('travel', travel), json('settings', settings) ?? '{}'))
}

/**
 * Registrants a few at a time.
 *
 * @param {Iterable<unknown>} offenders
 */
function* pieces(offenders) {
  if (typeof offenders !== 'object' || offenders === null || !(Symbol.iterator in offenders)) {
    throw coded('INVALID_PARAMETER', 'offenders must be an iterable of records, or lines of JSON as bytes')
  }
  let some = []
  for (const offender of offenders) {
    if (some.push(offender) < AT_ONCE) continue
    yield jsonItems('offenders', some)
    some = []
  }
  if (some.length > 0) yield jsonItems('offenders', some)
}

/**
 * Adds registrants a few at a time, and reports in between.
 *
 * @param {native.NativeOffenderIndexBuilder} builder
 * @param {Iterable<unknown>} offenders
 * @param {RunOptions | undefined} options
 */
async function addEach(builder, offenders, options) {
  const { signal = null, progress } = options ?? {}
  if (progress && typeof progress !== 'function') {
    throw coded('INVALID_PARAMETER', 'progress must be a function of done and total')
  }
  const total = Array.isArray(offenders) ? offenders.length : 0
  let [done, next] = [0, performance.now() + EVERY]
  for (const piece of pieces(offenders)) {
    await run({ signal }, (token) => builder.add(piece, token))
    done += piece.length
    if (!progress || performance.now() < next) continue
    await progress(done, Math.max(done, total))
    next = performance.now() + EVERY
  }
}

/**
 * The settings of a call, with how many are to be listed.
 *
 * @param {import('./schemas.js').LinkSettings | undefined} settings
 * @param {{ most?: number | undefined } | undefined} options
 */
function linkSettings(settings, options) {
  json('settings', settings)
  const most = options?.most === undefined ? {} : { most: options.most }
  return json('settings', { ...settings, ...most }) ?? '{}'
}

/** @param {import('./schemas.js').OpenCase | import('./schemas.js').Case} open */
const asText = (open) => json('case', open) ?? 'null'

/** @type {typeof import('./tracking.js').OffenderIndex} */
export const OffenderIndex = class OffenderIndex {
  /** @type {native.NativeOffenderIndex} */
  #native

  /** @param {any} inner */
  constructor(inner) {
    if (!(inner instanceof NativeOffenderIndex)) {
      throw coded('INVALID_PARAMETER', 'an OffenderIndex is made by OffenderIndex.of')
    }
    this.#native = inner
  }

  /** @type {typeof import('./tracking.js').OffenderIndex.of} */
  static async of(offenders, known, options) {
    expectOptions(options, ['limits', ...RUN])
    const builder = NativeOffenderIndexBuilder.of(json('known', known) ?? '{}', json('limits', options?.limits))
    if (offenders instanceof Uint8Array) {
      await run(options, (token, progress) => builder.add(offenders, token, progress))
    } else {
      await addEach(builder, offenders, options)
    }
    const inner = await run({ signal: options?.signal ?? null }, (token) => builder.finish(token))
    return new OffenderIndex(inner)
  }

  /** @type {typeof import('./tracking.js').OffenderIndex.ofSync} */
  static ofSync(offenders, known, options) {
    expectOptions(options, ['limits'])
    const builder = NativeOffenderIndexBuilder.of(json('known', known) ?? '{}', json('limits', options?.limits))
    if (offenders instanceof Uint8Array) builder.addSync(offenders)
    else for (const piece of pieces(offenders)) builder.addSync(piece)
    return new OffenderIndex(builder.finishSync())
  }

  /** @type {import('./tracking.js').OffenderIndex['findOffenders']} */
  findOffenders(open, settings, options) {
    expectOptions(options, ['most'])
    return JSON.parse(this.#native.findOffenders(asText(open), linkSettings(settings, options)))
  }

  /** @type {import('./tracking.js').OffenderIndex['findOffendersOf']} */
  async findOffendersOf(cases, settings, options) {
    expectOptions(options, ['most', 'threads', ...RUN])
    const [items, text] = [jsonItems('cases', cases), linkSettings(settings, options)]
    const threads = options?.threads ?? 0
    return JSON.parse(
      await run(options, (token, progress) => this.#native.findOffendersOf(items, text, threads, token, progress)),
    )
  }

  /** @type {import('./tracking.js').OffenderIndex['findOffendersOfSync']} */
  findOffendersOfSync(cases, settings, options) {
    expectOptions(options, ['most', 'threads'])
    const [items, text] = [jsonItems('cases', cases), linkSettings(settings, options)]
    return JSON.parse(this.#native.findOffendersOfSync(items, text, options?.threads ?? 0))
  }

  /** @type {import('./tracking.js').OffenderIndex['findCases']} */
  async findCases(offender, cases, settings, options) {
    expectOptions(options, ['most', ...RUN])
    const [items, text] = [jsonItems('cases', cases), linkSettings(settings, options)]
    return JSON.parse(
      await run(options, (token, progress) => this.#native.findCases(offender, items, text, token, progress)),
    )
  }

  /** @type {import('./tracking.js').OffenderIndex['findCasesSync']} */
  findCasesSync(offender, cases, settings, options) {
    expectOptions(options, ['most'])
    const [items, text] = [jsonItems('cases', cases), linkSettings(settings, options)]
    return JSON.parse(this.#native.findCasesSync(offender, items, text))
  }

  /** @type {import('./tracking.js').OffenderIndex['explain']} */
  explain(offender, open, settings) {
    return JSON.parse(this.#native.explain(offender, asText(open), linkSettings(settings, undefined)))
  }

  /** @type {import('./tracking.js').OffenderIndex['sensitivity']} */
  async sensitivity(open, settings, variations = [], options) {
    expectOptions(options, RUN)
    const [text, base] = [asText(open), linkSettings(settings, undefined)]
    const varied = jsonList('variations', variations)
    return JSON.parse(
      await run(options, (token, progress) => this.#native.sensitivity(text, base, varied, token, progress)),
    )
  }

  /** @type {import('./tracking.js').OffenderIndex['sensitivitySync']} */
  sensitivitySync(open, settings, variations = []) {
    const varied = jsonList('variations', variations)
    return JSON.parse(this.#native.sensitivitySync(asText(open), linkSettings(settings, undefined), varied))
  }

  get rejected() {
    return JSON.parse(this.#native.rejected())
  }

  get notFound() {
    return JSON.parse(this.#native.notFound())
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `OffenderIndex(${this.length} registrants)`
  }
}
