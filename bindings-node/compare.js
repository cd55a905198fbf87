// How alike are two values?
import { inspect } from 'node:util'
import { expectOptions, guarded, guardMethods } from './guard.js'
import * as native from './native.js'
import { coded } from './run.js'

export const birthYears = guarded(native.birthYears)
export const codes = guarded(native.codes)
export const damerauLevenshtein = guarded(native.damerauLevenshtein)
export const dates = guarded(native.dates)
export const fullNames = guarded(native.fullNames)
export const identifiers = guarded(native.identifiers)
export const jaroWinkler = guarded(native.jaroWinkler)
export const levenshtein = guarded(native.levenshtein)
export const names = guarded(native.names)
export const PERSON_NAMES_LEAD = native.PERSON_NAMES_LEAD
export const points = guarded(native.points)
export const plates = guarded(native.plates)
export const postcodes = guarded(native.postcodes)
export const vehicleColors = guarded(native.vehicleColors)

const nativePersonNames = guarded(native.personNames)
const { NativeNameFrequencies } = native
guardMethods(NativeNameFrequencies)

/** @type {(frequencies: NameFrequencies) => import('./native.js').NativeNameFrequencies} */
let inner

/** @type {typeof import('./compare.js').NameFrequencies} */
export const NameFrequencies = class NameFrequencies {
  #native

  static {
    inner = (frequencies) => {
      if (frequencies instanceof NameFrequencies) return frequencies.#native
      throw coded('INVALID_PARAMETER', 'frequencies must be a NameFrequencies')
    }
  }

  /** @param {Iterable<readonly [string, number]> | Readonly<Record<string, number>>} counts */
  constructor(counts) {
    if (typeof counts !== 'object' || counts === null) {
      throw coded('INVALID_PARAMETER', 'counts must be a map, an object or pairs of a name and a number')
    }
    const pairs = Symbol.iterator in counts ? [...counts] : Object.entries(counts)
    this.#native = NativeNameFrequencies.of(pairs.map(([name]) => name), pairs.map(([, count]) => count))
  }

  get size() {
    return this.#native.size
  }

  [inspect.custom]() {
    return `NameFrequencies(${this.size} words)`
  }
}

/** @type {import('./compare.js').personNames} */
export function personNames(a, b, options) {
  expectOptions(options, ['frequencies'])
  const given = options?.frequencies
  const found = nativePersonNames(a, b, given === undefined ? undefined : inner(given))
  return found == null ? null : JSON.parse(found)
}

const nativeTexts = guarded(native.texts)

/** @type {import('./compare.js').texts} */
export function texts(a, b, options) {
  expectOptions(options, ['metric'])
  return nativeTexts(a, b, options?.metric)
}

const { NativeTextList } = native
guardMethods(NativeTextList)

/** @type {typeof import('./compare.js').TextList} */
export const TextList = class TextList {
  #native

  /** @param {readonly string[]} texts */
  constructor(texts) {
    if (!Array.isArray(texts)) throw coded('INVALID_PARAMETER', 'texts must be an array of texts')
    this.#native = NativeTextList.of(texts)
  }

  get size() {
    return this.#native.size
  }

  /** @param {string} text @param {{ atLeast?: number }} [options] */
  jaroWinkler(text, options) {
    expectOptions(options, ['atLeast'])
    return this.#native.jaroWinkler(text, options?.atLeast)
  }

  [inspect.custom]() {
    return `TextList(${this.size} texts)`
  }
}
