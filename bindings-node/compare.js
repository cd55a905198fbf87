// How alike are two values?
import * as native from './native.js'

export {
  codes,
  damerauLevenshtein,
  dates,
  fullNames,
  identifiers,
  jaroWinkler,
  levenshtein,
  names,
  points,
  postcodes,
} from './native.js'

/** @type {import('./compare.js').texts} */
export function texts(a, b, options) {
  return native.texts(a, b, options?.metric)
}
