// Is there a pattern in space and time?
import { inspect } from 'node:util'
import { columns } from './columns.js'
import { expectOptions, guarded, guardMethods, json, jsonItems } from './guard.js'
import * as native from './native.js'
import { coded, run } from './run.js'

const { NativeEvents } = native
guardMethods(NativeEvents)
const test = guarded(native.testEvents)
const testSync = guarded(native.testEventsSync)
const profile = guarded(native.timeProfile)
const sums = guarded(native.aoristicCounts)

export const expectedGap = guarded(native.expectedGap)
export const expectedCircularGap = guarded(native.expectedCircularGap)
export const probabilityWithin = guarded(native.probabilityWithin)
export const aoristicWeights = guarded(native.aoristicWeights)

/** @type {typeof import('./patterns.js').Events} */
export const Events = class Events {
  #native

  /**
   * @param {import('./linkage.js').Table} table
   * @param {import('./schemas.js').EventSettings} [settings]
   * @param {{ limits?: import('./schemas.js').Limits | undefined }} [options]
   */
  constructor(table, settings, options) {
    expectOptions(options, ['limits'])
    const { x = 'x', y = 'y', start = 'start', geometry, end, radius } = settings ?? {}
    const named = [...(geometry == null ? [x, y] : [geometry]), start, end, radius]
    const wanted = (/** @type {string[]} */ names) => names.filter((name) => named.includes(name))
    this.#native = NativeEvents.of(columns(table, wanted), json('settings', settings) ?? '{}', json('limits', options?.limits))
  }

  /** @param {Events} events */
  static native(events) {
    if (!(#native in Object(events))) throw coded('INVALID_PARAMETER', 'events must be an Events')
    return events.#native
  }

  get setAside() {
    return JSON.parse(this.#native.setAside())
  }

  rows() {
    return this.#native.rows()
  }

  get length() {
    return this.#native.length
  }

  [inspect.custom]() {
    return `Events(${this.length}, ${this.setAside.total} set aside)`
  }
}
const nativeOf = /** @type {any} */ (Events).native
delete (/** @type {any} */ (Events).native)

/**
 * @param {any} options
 * @param {readonly string[]} further
 */
const chance = (options, further) => {
  expectOptions(options, ['replicates', 'seed', 'threads', ...further])
  const { replicates, seed, threads } = options ?? {}
  return { replicates, seed, threads }
}

/** @param {string} name */
const long = (name) => async (/** @type {any} */ events, /** @type {any} */ settings, /** @type {any} */ options) => {
  const how = chance(options, ['signal', 'progress'])
  const [inner, given] = [nativeOf(events), json('settings', settings) ?? '{}']
  return JSON.parse(await run(options, (token, progress) => test(name, inner, given, how, token, progress)))
}

/** @param {string} name */
const here = (name) => (/** @type {any} */ events, /** @type {any} */ settings, /** @type {any} */ options) =>
  JSON.parse(testSync(name, nativeOf(events), json('settings', settings) ?? '{}', chance(options, [])))

export const knox = long('knox')
export const knoxSync = here('knox')
export const nearRepeat = long('near_repeat')
export const nearRepeatSync = here('near_repeat')
export const nearRepeatPairs = long('near_repeat_pairs')
export const nearRepeatPairsSync = here('near_repeat_pairs')
export const mantel = long('mantel')
export const mantelSync = here('mantel')
export const jacquez = long('jacquez')
export const jacquezSync = here('jacquez')
export const spaceTimeK = long('space_time_k')
export const spaceTimeKSync = here('space_time_k')

/** @type {import('./patterns.js').aoristicCounts} */
export function aoristicCounts(events, edges) {
  return sums(nativeOf(events), [...edges])
}

/** @type {import('./patterns.js').timeProfile} */
export function timeProfile(times, settings) {
  return JSON.parse(profile(jsonItems('times', times), json('settings', settings) ?? '{}'))
}
