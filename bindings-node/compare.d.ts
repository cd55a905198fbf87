/** How alike are two values? Each answer is a graded comparison level, or `null` where a value is missing. */
import type { Level } from './native.js'
import type { PersonNames } from './schemas.js'

export {
  codes,
  damerauLevenshtein,
  dates,
  fullNames,
  identifiers,
  jaroWinkler,
  levenshtein,
  names,
  PERSON_NAMES_LEAD,
  points,
  plates,
  postcodes,
  vehicleColors,
} from './native.js'
export type { Level } from './native.js'

/**
 * Compares two whole names of persons, each as one text in any script and order. Gives the score from 0 to 1 and the
 * parts that explain it; from `PERSON_NAMES_LEAD` the two are worth a look as names of one person.
 */
export function personNames(a: string | null | undefined, b: string | null | undefined): PersonNames | null

/** Compares two pieces of free text: streets, towns, descriptions. The metric is Jaro–Winkler by default. */
export function texts(
  a: string | null | undefined,
  b: string | null | undefined,
  options?: { metric?: 'jaro_winkler' | 'levenshtein' | 'damerau_levenshtein' },
): Level | null
