// Is there a pattern in space and time?
import { here, long, nativeOf } from './on-events.js'
import { guarded, json, jsonItems } from './guard.js'
import * as native from './native.js'

const profile = guarded(native.timeProfile)
const sums = guarded(native.aoristicCounts)
const watch = guarded(native.watchCounts)

export const expectedGap = guarded(native.expectedGap)
export const expectedCircularGap = guarded(native.expectedCircularGap)
export const probabilityWithin = guarded(native.probabilityWithin)
export const aoristicWeights = guarded(native.aoristicWeights)
export const poissonReference = guarded(native.poissonReference)
export const benjaminiHochberg = guarded(native.benjaminiHochberg)

export const knox = long('knox')
export const knoxSync = here('knox')
export const nearRepeat = long('near_repeat')
export const nearRepeatSync = here('near_repeat')
export const nearRepeatPairs = long('near_repeat_pairs')
export const nearRepeatPairsSync = here('near_repeat_pairs')
export const geographicProfile = long('geographic_profile')
export const geographicProfileSync = here('geographic_profile')
export const mantel = long('mantel')
export const mantelSync = here('mantel')
export const jacquez = long('jacquez')
export const jacquezSync = here('jacquez')
export const spaceTimeK = long('space_time_k')
export const spaceTimeKSync = here('space_time_k')

const permutation = long('scan_permutation', ['places'])
const permutationSync = here('scan_permutation', ['places'])
const poisson = long('scan_poisson')
const poissonSync = here('scan_poisson')
const bernoulli = long('scan_bernoulli')
const bernoulliSync = here('scan_bernoulli')

/** @type {import('./patterns.js').scanPermutation} */
export async function scanPermutation(events, settings, options) {
  return permutation(events, settings, options, options?.places)
}

/** @type {import('./patterns.js').scanPermutationSync} */
export function scanPermutationSync(events, settings, options) {
  return permutationSync(events, settings, options, options?.places)
}

/** @type {import('./patterns.js').scanPoisson} */
export async function scanPoisson(events, population, settings, options) {
  return poisson(events, settings, options, population)
}

/** @type {import('./patterns.js').scanPoissonSync} */
export function scanPoissonSync(events, population, settings, options) {
  return poissonSync(events, settings, options, population)
}

/** @type {import('./patterns.js').scanBernoulli} */
export async function scanBernoulli(events, isCase, settings, options) {
  return bernoulli(events, settings, options, { is_case: [...isCase] })
}

/** @type {import('./patterns.js').scanBernoulliSync} */
export function scanBernoulliSync(events, isCase, settings, options) {
  return bernoulliSync(events, settings, options, { is_case: [...isCase] })
}

/** @param {string} name */
const watched = (name) => (/** @type {Iterable<any>} */ counts, /** @type {any} */ settings) =>
  JSON.parse(watch(name, JSON.stringify([...counts]), json('settings', settings) ?? '{}'))

export const ears = watched('ears')
export const cusum = watched('cusum')
export const farrington = watched('farrington')
export const unusualCounts = watched('unusual_counts')

/** @type {import('./patterns.js').aoristicCounts} */
export function aoristicCounts(events, edges) {
  return sums(nativeOf(events), [...edges])
}

/** @type {import('./patterns.js').timeProfile} */
export function timeProfile(times, settings) {
  return JSON.parse(profile(jsonItems('times', times), json('settings', settings) ?? '{}'))
}
