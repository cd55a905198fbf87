// Which attempted abductions may be the work of one person, and why?
import { inspect } from 'node:util'
import { columns as asColumns } from './columns.js'
import { expectOptions, guarded, guardMethods, json, jsonItems } from './guard.js'
import * as native from './native.js'
import { run } from './run.js'

const { NativeSimilarIndex } = native
guardMethods(NativeSimilarIndex)
const find = guarded(native.series)
const findSync = guarded(native.seriesSync)
const learn = guarded(native.trainEvidence)
const learnSync = guarded(native.trainEvidenceSync)
const look = guarded(native.trends)
const lookSync = guarded(native.trendsSync)
const write = guarded(native.summary)
const writeSync = guarded(native.summarySync)
const bulletin = guarded(native.specialBulletin)
const table = guarded(native.readTable)
const tableSync = guarded(native.readTableSync)

/** @param {unknown} settings */
const given = (settings) => json('settings', settings) ?? '{}'

/** @type {import('./abductions.js').series} */
export async function series(incidents, settings, options) {
  expectOptions(options, ['signal', 'progress'])
  const items = jsonItems('incidents', incidents)
  return JSON.parse(await run(options, (token, progress) => find(items, given(settings), token, progress)))
}

/** @type {import('./abductions.js').seriesSync} */
export function seriesSync(incidents, settings) {
  return JSON.parse(findSync(jsonItems('incidents', incidents), given(settings)))
}

/** @type {import('./abductions.js').trainEvidence} */
export async function trainEvidence(incidents, solved, settings, options) {
  expectOptions(options, ['signal', 'progress'])
  const items = jsonItems('incidents', incidents)
  const known = JSON.stringify([...solved])
  return JSON.parse(await run(options, (token, progress) => learn(items, known, given(settings), token, progress)))
}

/** @type {import('./abductions.js').trainEvidenceSync} */
export function trainEvidenceSync(incidents, solved, settings) {
  return JSON.parse(learnSync(jsonItems('incidents', incidents), JSON.stringify([...solved]), given(settings)))
}

/** @type {import('./abductions.js').trends} */
export async function trends(incidents, asOf, settings, options) {
  expectOptions(options, ['signal', 'progress'])
  const items = jsonItems('incidents', incidents)
  return JSON.parse(await run(options, (token, progress) => look(items, asOf, given(settings), token, progress)))
}

/** @type {import('./abductions.js').trendsSync} */
export function trendsSync(incidents, asOf, settings) {
  return JSON.parse(lookSync(jsonItems('incidents', incidents), asOf, given(settings)))
}

/** @type {import('./abductions.js').summary} */
export async function summary(incidents, found, cases, settings, options) {
  expectOptions(options, ['signal', 'progress'])
  const [items, open] = [jsonItems('incidents', incidents), jsonItems('cases', cases)]
  const [known, text] = [json('found', found) ?? 'null', given(settings)]
  return JSON.parse(await run(options, (token, progress) => write(items, known, open, text, token, progress)))
}

/** @type {import('./abductions.js').summarySync} */
export function summarySync(incidents, found, cases, settings) {
  const [items, open] = [jsonItems('incidents', incidents), jsonItems('cases', cases)]
  return JSON.parse(writeSync(items, json('found', found) ?? 'null', open, given(settings)))
}

/** @type {import('./abductions.js').specialBulletin} */
export function specialBulletin(series, incidents, settings) {
  return JSON.parse(bulletin(json('series', series) ?? 'null', jsonItems('incidents', incidents), given(settings)))
}

/**
 * The columns of a table that the map names, which all go over.
 *
 * @param {any} given
 * @param {any} columns
 */
function named(given, columns) {
  const { id, x, y, radius, earliest, latest, methods, offenders, fields } = columns ?? {}
  const all = [id, x, y, radius, earliest, latest, ...(methods ?? []), ...(offenders ?? []), ...Object.keys(fields ?? {})]
  return asColumns(given, (names) => names.filter((name) => all.includes(name)))
}

/** @type {import('./abductions.js').readTable} */
export async function readTable(given, columns, options) {
  expectOptions(options, ['limits', 'signal', 'progress'])
  const [inner, map, limits] = [named(given, columns), json('columns', columns) ?? '{}', json('limits', options?.limits)]
  return JSON.parse(await run(options, (token, progress) => table(inner, map, limits, token, progress)))
}

/** @type {import('./abductions.js').readTableSync} */
export function readTableSync(given, columns, options) {
  expectOptions(options, ['limits'])
  return JSON.parse(tableSync(named(given, columns), json('columns', columns) ?? '{}', json('limits', options?.limits)))
}

/** @type {typeof import('./abductions.js').SimilarIndex} */
export const SimilarIndex = class SimilarIndex {
  #native

  /**
   * @param {import('./schemas.js').EvidenceSettings} [settings]
   * @param {{ limits?: import('./schemas.js').Limits | undefined }} [options]
   */
  constructor(settings, options) {
    expectOptions(options, ['limits'])
    this.#native = NativeSimilarIndex.of(given(settings), json('limits', options?.limits))
  }

  /**
   * @param {Iterable<import('./schemas.js').Incident>} incidents
   * @param {import('./linkage.js').RunOptions} [options]
   */
  async add(incidents, options) {
    expectOptions(options, ['signal', 'progress'])
    const items = jsonItems('incidents', incidents)
    return JSON.parse(await run(options, (token, progress) => this.#native.add(items, token, progress)))
  }

  /** @param {Iterable<import('./schemas.js').Incident>} incidents */
  addSync(incidents) {
    return JSON.parse(this.#native.addSync(jsonItems('incidents', incidents)))
  }

  /** @param {string} id */
  remove(id) {
    return this.#native.remove(id)
  }

  /**
   * @param {import('./schemas.js').Incident} incident
   * @param {any} [options]
   */
  async findSimilar(incident, options) {
    expectOptions(options, ['most', 'signal', 'progress'])
    const [text, most] = [json('incident', incident) ?? 'null', options?.most ?? 10]
    return JSON.parse(await run(options, (token, progress) => this.#native.findSimilar(text, most, token, progress)))
  }

  /**
   * @param {import('./schemas.js').Incident} incident
   * @param {{ most?: number | undefined }} [options]
   */
  findSimilarSync(incident, options) {
    expectOptions(options, ['most'])
    return JSON.parse(this.#native.findSimilarSync(json('incident', incident) ?? 'null', options?.most ?? 10))
  }

  /**
   * @param {string} left
   * @param {string} right
   */
  evidence(left, right) {
    return JSON.parse(this.#native.evidence(left, right))
  }

  flags() {
    return JSON.parse(this.#native.flags())
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `SimilarIndex(${this.length} incidents)`
  }
}
