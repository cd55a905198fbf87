/** How alike are two values? Each answer is a graded comparison level, or `null` where a value is missing. */
import type { Level } from './native.js'

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
export type { Level } from './native.js'

/** Compares two pieces of free text: streets, towns, descriptions. The metric is Jaro–Winkler by default. */
export function texts(
  a: string | null | undefined,
  b: string | null | undefined,
  options?: { metric?: 'jaro_winkler' | 'levenshtein' | 'damerau_levenshtein' },
): Level | null
