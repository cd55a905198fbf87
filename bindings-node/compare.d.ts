/** How alike are two values? Each answer is a graded comparison level, or `null` where a value is missing. */
import type { Level } from './native.js'
import type { PersonNames } from './schemas.js'

export {
  birthYears,
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
export function personNames(
  a: string | null | undefined,
  b: string | null | undefined,
  options?: { frequencies?: NameFrequencies },
): PersonNames | null

/**
 * How often words occur in names, so that `personNames` counts a rare word for more than a common one.
 *
 * The factor of a word is its surprisal by the mean surprisal of all words, kept between 0.4 and 1.6: an ordinary word keeps
 * its weight. A word that never occurs counts as one that occurs once.
 */
export class NameFrequencies {
  /** Words or whole names, each with how often it occurs; counts of one word add up. Throws `INVALID_PARAMETER` for what is no whole number. */
  constructor(counts: Iterable<readonly [string, number]> | Readonly<Record<string, number>>)
  /** How many words it knows. */
  readonly size: number
}

/** Compares two pieces of free text: streets, towns, descriptions. The metric is Jaro–Winkler by default. */
export function texts(
  a: string | null | undefined,
  b: string | null | undefined,
  options?: { metric?: 'jaro_winkler' | 'levenshtein' | 'damerau_levenshtein' },
): Level | null

/** Many texts that are compared with one at a time, several times as fast as one pair after the other. */
export class TextList {
  /** Lays the texts out. Throws `LIMIT_EXCEEDED` for a text of more than 1,024 bytes. */
  constructor(texts: readonly string[])
  /** How many texts there are. */
  readonly size: number
  /**
   * The Jaro–Winkler similarity of a text to each, in the order of the list, from 0 to 1; 0 where it is below `atLeast`,
   * which saves work.
   */
  jaroWinkler(text: string, options?: { atLeast?: number }): Float64Array
}
