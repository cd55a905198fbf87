/**
 * Which answer of a prevention library fits a question, and when should a person answer instead?
 */
import type { GuidanceAnswer, GuidanceEntry, GuidanceSet, GuidanceSettings } from './schemas.js'

/** Which entries a search is for. */
export interface SearchOptions {
  /** Only entries of this topic. */
  topic?: string | null | undefined
  /** Only entries for this audience. */
  audience?: GuidanceEntry['audience'][number] | null | undefined
  /** Entries of this language, as a tag of BCP 47. */
  language?: string | null | undefined
  /** The most entries that are given, from 1 to 100. Default: 3. */
  most?: number | undefined
}

/**
 * A prevention library: questions with their answers by topic, audience and language.
 *
 * Entries are ranked by BM25 of word stems and groups of synonyms, which are data of the set. A score is the exact sum of
 * its parts. Words of a crisis put the way to immediate help first, and a weak answer hands over to a person.
 */
export class Guidance {
  /** Throws `INVALID_PARAMETER`, and `LIMIT_EXCEEDED` for a set that is too large. */
  constructor(set: GuidanceSet, settings?: GuidanceSettings)
  /**
   * The library of the starter set: 60 entries in English for the United States. Its texts and numbers are for the agency
   * to check that hands them out.
   */
  static starter(): Guidance
  /**
   * The entries that fit a question best, with what is said first and whom to ask. Any text is a question: one that is
   * empty, of control signs, in another script or far too long has an answer that says so. Throws `INVALID_PARAMETER` for
   * an option that is not one that there is.
   */
  search(question: string, options?: SearchOptions): GuidanceAnswer
  /** The entry with an id. Throws `UNKNOWN_RECORD`. */
  entry(id: string): GuidanceEntry
  /** The topics of its entries, each once, in the order in which they stand first. */
  topics(): string[]
  /** What it consists of, to change and make another library of. */
  set(): GuidanceSet
  /** How many entries it has. */
  readonly length: number
}
